"""Pacing: a fade's picture must not sit still and then leap; its speed is bounded by the way it has to go.

A few-step model answers a steady walk of the embedding unevenly: most of the way may fall into a few frames. So the
shown latent follows the predicted one with a short lag, and while a fade is under way it moves at most TOP_SPEED
times as fast as going the straight distance evenly would need.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from engine.backends.base import Follow
from engine.blend import follow_share

Array = NDArray[np.float32]

FOLLOW_S = 0.2
"""Time constant with which the shown latent follows the predicted one."""

TOP_SPEED = 1.6
"""Most that a fade's speed may be, over its mean."""

SETTLED = 2e-3
"""A shown latent that moved less than this (root mean square) has arrived."""


class Pacing:
    """How far the shown latent may move in a frame. Distances are root mean squares over a latent."""

    def __init__(self) -> None:
        self.settled = True
        self._speed = math.inf
        self._end_s = 0.0

    def begin(self, distance: float, now_s: float, fade_s: float) -> None:
        """A fade sets out, `distance` from its end."""
        self._speed = TOP_SPEED * distance / fade_s if fade_s > 0.0 else math.inf
        self._end_s = now_s + fade_s

    def follow(self, before: Array, elapsed_s: float) -> Follow:
        """How to follow in the next frame, from the latent shown before."""
        reach = self._speed * elapsed_s if math.isfinite(self._speed) else math.inf
        return Follow(before, follow_share(elapsed_s, FOLLOW_S), reach)

    def moved(self, follow: Follow, shown: Array, now_s: float) -> None:
        """Note where the frame went: after the fade's end the bound is lifted as soon as it no longer holds."""
        way = rms(shown, follow.before)
        self.settled = way < SETTLED
        if now_s >= self._end_s and way < 0.95 * follow.reach:
            self._speed = math.inf


def rms(a: Array, b: Array) -> float:
    """Root mean square of the difference."""
    return float(np.sqrt(np.mean((a - b) ** 2)))
