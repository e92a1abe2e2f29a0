"""Surveys: looking ahead along a fade's way, a few predictions at a time, while it is begun."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from engine.backends.base import Backend, Point
from engine.way import MOST_PROBES, Progress, Way

Array = NDArray[np.float32]

_DONE_BY = 0.2
"""Share of a fade by which its way is known well."""

_A_FRAME = 4
"""Most predictions beside a frame's own."""


class Survey:
    """What is known of the way of one fade, and how far the fade is on it."""

    def __init__(self, shown: Array, point: Callable[[float], Point], passage: Progress) -> None:
        """`shown` (1, C, h, w): where it sets out; `point`: what to denoise to see the picture at a share 0..1."""
        self.passage = passage
        self._way = Way(shown)
        self._point = point
        self._length_s = passage.left_s

    @property
    def way(self) -> Way | None:
        """The way, once its end was seen."""
        return self._way if self._way.known else None

    @property
    def need(self) -> tuple[float, float] | None:
        """Way (root mean square) and time (s) that are left; None while the way is not known."""
        if not self._way.known or not self.passage.under_way:
            return None
        return self._way.left(self.passage.share), self.passage.left_s

    def look(self, backend: Backend, elapsed_s: float) -> None:
        """Make as many predictions as a frame of `elapsed_s` should: the first time where it ends, then between."""
        wanted = max(backend.rows, math.ceil(MOST_PROBES * elapsed_s / (_DONE_BY * self._length_s)))
        first = 1 if backend.rows < _A_FRAME else _A_FRAME
        shares = self._way.unknown(self.passage.share, min(wanted, _A_FRAME) if self._way.known else first)
        if not shares:
            return
        for share, latent in zip(shares, backend.denoise_all([self._point(share) for share in shares]), strict=True):
            self._way.learn(share, latent)

    def on(self, now_s: float) -> None:
        """Go on."""
        self.passage = self.passage.on(now_s, self.way)
