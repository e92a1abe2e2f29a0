"""Backend: the one meaning that every runtime gives to 'denoise'."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]


class BackendError(Exception):
    """A backend that was asked for can't be had, or failed; the text says which, why and what to do."""


@dataclass(frozen=True, slots=True)
class Follow:
    """How the shown latent follows the predicted one: from `before` (1, C, h, w), by `share` 0..1 of the way.

    `reach` is the most it may move in all, as a root mean square over the latent.
    """

    before: Array
    share: float = 1.0
    reach: float = math.inf


class Backend(Protocol):
    """A loaded model on some runtime."""

    name: str
    """What runs it, for people: 'onnxruntime 1.31 CPU, 2 threads'."""
    notes: tuple[str, ...]
    """Fallbacks taken on the way here, for people."""

    def denoise(self, x: Array, t: float, context: Array) -> Array:
        """x0 predicted from `x` (1, C, h, w) at flow time `t` in 0..1, under `context` (1, K, D); all float32."""

    def finish(self, x: Array, t: float, context: Array, follow: Follow) -> tuple[Array, NDArray[np.uint8]]:
        """The last step of a frame: (latent shown, image), image (H, W, 3) uint8 sRGB.

        Decoded is `follow.before`, moved by `follow.share` of the way to the x0 predicted.
        """
