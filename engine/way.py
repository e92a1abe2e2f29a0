"""Ways: how far a fade is, and how it is timed so that the picture changes evenly all along.

A few-step model answers a steady walk of the embedding unevenly: most of the change may fall into a few frames. So
the way of a fade is surveyed while it is begun: the picture is predicted at some places of it, and the passage is
timed by the length of the line through those predictions (a curve parametrised by its arc length). Where the picture
changes fast the embedding goes slowly.
"""

from __future__ import annotations

from bisect import bisect
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]

MOST_PROBES = 16
"""Predictions that a survey takes, at most; each is one denoising."""

_EVEN_ENOUGH = 0.06
"""A stretch shorter than this share of the whole way isn't halved any more."""


class Way:
    """What is known of a fade's way: the latents predicted at some shares of it. Lengths are root mean squares."""

    def __init__(self, first: Array) -> None:
        """`first` (1, C, h, w): the latent that is shown where it sets out."""
        self._shares = [0.0]
        self._latents = [first]
        self._lengths = [0.0]

    @property
    def known(self) -> bool:
        """Whether its end was seen."""
        return self._shares[-1] == 1.0

    def unknown(self, share: float, count: int) -> list[float]:
        """Where to look next, in up to `count` places.

        First at the end, and evenly before it; then in the middle of the longest stretches ahead of `share`, until
        none is long.
        """
        if not self.known:
            return [(index + 1) / count for index in range(count)]
        room = min(count, 1 + MOST_PROBES - len(self._shares))
        lengths = pairwise(self._lengths)
        stretches = [(b - a, 0.5 * sum(ends)) for (a, b), ends in zip(lengths, pairwise(self._shares), strict=True)]
        long = [s for s in stretches if s[1] > share and s[0] > _EVEN_ENOUGH * self._lengths[-1]]
        return [middle for _, middle in sorted(long, reverse=True)[: max(0, room)]]

    def learn(self, share: float, latent: Array) -> None:
        """Note the latent (1, C, h, w) that is predicted at a share of the way."""
        index = bisect(self._shares, share)
        self._shares.insert(index, share)
        self._latents.insert(index, latent)
        self._lengths = [0.0, *accumulate(rms(a, b) for a, b in pairwise(self._latents))]

    def left(self, share: float) -> float:
        """Length of the way from `share` on."""
        return self._lengths[-1] - float(np.interp(share, self._shares, self._lengths))

    def ahead(self, share: float, part: float) -> float:
        """The share after so large a part, 0..1, of the length that is left at `share`."""
        total = self._lengths[-1]
        if total <= 0.0:
            return share + (1.0 - share) * part
        length = total - (1.0 - part) * self.left(share)
        return max(share, float(np.interp(length, self._lengths, self._shares)))


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a passage is: at `share` 0..1 at `at_s`, to be whole at `end_s` (show time)."""

    share: float = 1.0
    at_s: float = 0.0
    end_s: float = 0.0

    @property
    def under_way(self) -> bool:
        """Whether it has not arrived."""
        return self.share < 1.0

    @property
    def left_s(self) -> float:
        """Show time that is left to it."""
        return self.end_s - self.at_s

    def on(self, now_s: float, way: Way | None = None) -> Progress:
        """The same passage later: at constant speed along the way where that is known, else evenly in share."""
        if not self.under_way or now_s >= self.end_s:
            return Progress(1.0, now_s, self.end_s)
        part = (now_s - self.at_s) / self.left_s
        share = way.ahead(self.share, part) if way is not None else self.share + (1.0 - self.share) * part
        return Progress(min(share, 1.0 - 1e-6), now_s, self.end_s)


def rms(a: Array, b: Array) -> float:
    """Root mean square of the difference."""
    return float(np.sqrt(np.mean((a - b) ** 2)))
