"""The desk a run works at: inputs and outputs at fixed addresses, so that captured work finds them again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.backends.base import Array
from engine.backends.knobs import KNOBS, sizes
from engine.backends.torch.out import Packed
from engine.backends.torch.way import Way
from engine.context import Context


@dataclass(frozen=True, slots=True)
class Plan:
    """Where and at what size a model paints."""

    device: torch.device
    latent: tuple[int, int, int]
    """(C, h, w)"""
    pixels: tuple[int, int]
    """(H, W)"""


@dataclass(frozen=True, slots=True)
class Size:
    """How many pictures are run at once, and how many rows of the UNet each takes (2 with guidance by contrast)."""

    count: int = 1
    sides: int = 1

    @property
    def rows(self) -> int:
        """Of the UNet."""
        return self.count * self.sides


class Desk:
    """Buffers of the runs of one size: M pictures, N rows."""

    def __init__(self, plan: Plan, size: Size) -> None:
        cells = size.count * int(np.prod(plan.latent))
        row = cells + size.count * KNOBS
        latent = (size.count, *plan.latent)
        self.size = size
        self._plan = plan
        self._numbers = torch.zeros(row + size.rows, device=plan.device)
        self.x = self._numbers[:cells].view(latent)
        """(M, C, h, w) float32"""
        self.knobs = self._numbers[cells:row].view(size.count, KNOBS)
        self.share = self._numbers[row:].view(size.rows, 1, 1)
        self.before = torch.zeros(latent, device=plan.device)
        """The latent shown last; a finished run leaves the one it shows here."""
        self.picture = torch.zeros((size.count, *plan.pixels, 3), dtype=torch.uint8, device=plan.device)
        """To be encoded: (M, H, W, 3) uint8."""
        self.out = Packed(latent, (size.count, *plan.pixels, 3), plan.device)
        self.given: Array | None = None
        """What the host was given as the latent in `before`."""
        self.tokens: tuple[Tensor, Tensor] | None = None
        """(N, K, D) float32 at the start and at the target of a fade."""
        self.pooled: tuple[Tensor, Tensor] | None = None
        """(N, P) float32 likewise, where the architecture takes them."""
        self.sizes: Tensor | None = None
        self.keys_values: tuple[Tensor, ...] = ()
        self.pooled_here: Tensor | None = None
        """What `words` made of the above, read by the UNet."""
        self._laid: tuple[Context, ...] = ()

    def put(self, x: Array, knobs: Array, share: NDArray[np.float32]) -> None:
        """Lay out x (M, C, h, w), knobs (M, 8) and shares (N,) in one copy."""
        host = torch.empty(self._numbers.shape, pin_memory=self._plan.device.type == "cuda")
        np.concatenate([x.ravel(), knobs.ravel(), share], out=host.numpy())
        self._numbers.copy_(host, non_blocking=True)

    def put_before(self, before: Array, x: Array) -> None:
        """Lay out the latent (1, C, h, w) to set out from; what the device has already does not travel."""
        if before is self.given:
            return
        self.before.copy_(self.x if before is x else torch.from_numpy(np.ascontiguousarray(before)))

    def put_words(self, ways: Sequence[Way]) -> bool:
        """Lay out the contexts of one way a picture; False where they lie there already.

        Rows are sorted by side, then by picture: all negative prompts first.
        """
        sides = range(self.size.sides)
        ends = [[end(way)[side] for side in sides for way in ways] for end in (_start, _target)]
        contexts = (*ends[0], *ends[1])
        if len(contexts) == len(self._laid) and all(a is b for a, b in zip(contexts, self._laid, strict=True)):
            return False
        start, target = (np.concatenate([context.tokens for context in end]) for end in ends)
        self.tokens = self._into(self.tokens, (start, target))
        if contexts[0].pooled is not None:
            first, last = (np.concatenate([_pooled(context) for context in end]) for end in ends)
            self.pooled = self._into(self.pooled, (first, last))
            if self.sizes is None:
                height, width = self._plan.pixels
                self.sizes = torch.from_numpy(sizes(height, width, self.size.rows)).to(self._plan.device)
        self._laid = contexts
        return True

    def keep_words(self, keys_values: Sequence[Tensor], pooled: Tensor | None) -> None:
        """Take over what was made of the words, always to the same addresses."""
        if not self.keys_values:
            self.keys_values = tuple(tensor.clone(memory_format=torch.contiguous_format) for tensor in keys_values)
            self.pooled_here = None if pooled is None else pooled.clone()
        torch._foreach_copy_(list(self.keys_values), list(keys_values))
        if pooled is not None and self.pooled_here is not None:
            self.pooled_here.copy_(pooled)

    def _into(self, buffers: tuple[Tensor, Tensor] | None, ends: tuple[Array, Array]) -> tuple[Tensor, Tensor]:
        made = buffers or tuple(torch.zeros(end.shape, device=self._plan.device) for end in ends)
        for buffer, end in zip(made, ends, strict=True):
            buffer.copy_(torch.from_numpy(end))
        return made[0], made[1]


_start: Callable[[Way], tuple[Context, ...]] = lambda way: way.start  # noqa: E731
_target: Callable[[Way], tuple[Context, ...]] = lambda way: way.target  # noqa: E731


def _pooled(context: Context) -> Array:
    assert context.pooled is not None
    return context.pooled
