"""The judge at work: what it names in pictures, and the features by which it does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from tools.house.classifier import JUDGED, PRESENT, Judge

Picture = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Seen:
    """What the judge sees in n pictures."""

    names: dict[str, NDArray[np.int64]]
    """Attribute -> class numbers (n,); 'present' -> the two likeliest subjects (n, 2)."""
    features: NDArray[np.float32]
    """(n, D), what its heads read."""


class Eye:
    """A judge whose features are kept beside what it says. It looks at every picture and at its mirror image, since it
    learned from both: what it says of the two together is surer."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge.eval()

    @torch.inference_mode()
    def look(self, image: Tensor) -> Seen:
        """At pictures (n, 3, H, W) float32 in 0..1."""
        image = image.to(next(self._judge.parameters()).device)
        looks = [self._judge.look(one) for one in (image, image.flip(3))]
        logits = {name: sum(found[name].log_softmax(1) for _, found in looks) for name in (*JUDGED, PRESENT)}
        names = {name: logits[name].argmax(1).cpu().numpy() for name in JUDGED}
        names[PRESENT] = logits[PRESENT].topk(2, 1).indices.cpu().numpy()
        features = torch.stack([found for found, _ in looks]).float().mean(0)
        return Seen(names, features.cpu().numpy())

    def look_at(self, images: Sequence[Picture]) -> Seen:
        """At pictures (H, W, 3) uint8 of one shape."""
        return self.look(torch.from_numpy(np.stack(images)).permute(0, 3, 1, 2).float().div(255))


def together(parts: Iterable[Seen]) -> Seen:
    """What was seen in several lots, as one."""
    lots = list(parts)
    names = {name: np.concatenate([lot.names[name] for lot in lots]) for name in lots[0].names}
    return Seen(names, np.concatenate([lot.features for lot in lots]))
