"""Coherence: how much a picture changes from one frame to the next, in latents and in pixels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Coherence:
    """Frame-to-frame change over a passage; smaller is calmer, and a `leap` of 1 is perfectly even."""

    mean: float
    p95: float
    greatest: float

    @property
    def leap(self) -> float:
        """The greatest change over the mean one."""
        return self.greatest / self.mean if self.mean > 0.0 else 1.0


@dataclass(frozen=True, slots=True)
class Change:
    """The change into each frame from the one before: (frames - 1,) float64 each."""

    latents: NDArray[np.float64]
    """Root mean square of the latents' difference, over the latents' own spread: two unrelated ones have about 1.4."""
    pixels: NDArray[np.float64]
    """Mean absolute difference of the pixels, in levels of 0..255."""


def change(latents: Sequence[Array], images: Sequence[NDArray[np.uint8]]) -> Change:
    """The change from frame to frame of latents (1, C, h, w) and images (H, W, 3) uint8; at least two of each.

    The spread is the root mean square of all latents about the mean of each channel.
    """
    stack = np.concatenate(latents).astype(np.float64)
    spread = float(np.sqrt(np.mean((stack - stack.mean(axis=(0, 2, 3), keepdims=True)) ** 2)))
    moved = np.sqrt(np.mean(np.diff(stack, axis=0) ** 2, axis=(1, 2, 3)))
    pairs = pairwise(images)
    levels = [float(np.mean(np.abs(after.astype(np.int16) - before))) for before, after in pairs]
    return Change(moved / spread, np.array(levels))


def coherence(changes: Iterable[float]) -> Coherence:
    """Mean, 95th percentile (nearest rank) and greatest of a passage's changes."""
    ordered = np.sort(np.fromiter(changes, np.float64))
    p95 = ordered[max(0, int(np.ceil(0.95 * len(ordered))) - 1)]
    return Coherence(float(ordered.mean()), float(p95), float(ordered[-1]))
