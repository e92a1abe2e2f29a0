"""Rates: how long painting takes and how many new frames come a second, from the ends of recent ones."""

from __future__ import annotations

from collections import deque

_NEWEST = 0.1
"""Weight of the newest measurement."""

_RECENT_S = 2.0
_LONGEST_S = 0.5
"""Between two frames; after a longer time the picture had been at rest."""


class Rates:
    """Measured on show time."""

    def __init__(self) -> None:
        self.paint_s = 0.0
        """What a painted frame takes."""
        self.interval_s = 0.0
        """What lies between two painted frames, while painting goes on."""
        self._ends: deque[tuple[float, int]] = deque(maxlen=240)

    def painted(self, took_s: float, end_s: float, count: int) -> None:
        """Note a run that took so long and gave `count` new frames, to be shown from `end_s` on."""
        if count == 0:  # the first frames of a stream: they come later
            return
        self.paint_s = _blend(self.paint_s, took_s / count)
        if self._ends and 0.0 < end_s - self._ends[-1][0] < _LONGEST_S:
            self.interval_s = _blend(self.interval_s, (end_s - self._ends[-1][0]) / count)
        elif self.interval_s == 0.0:
            self.interval_s = self.paint_s
        self._ends.append((end_s, count))

    def new_hz(self, now_s: float) -> float:
        """New frames a second just now."""
        recent = [(end_s, count) for end_s, count in self._ends if now_s - end_s < _RECENT_S]
        if len(recent) < 3:
            return 0.0
        return sum(count for _, count in recent[1:]) / max(recent[-1][0] - recent[0][0], 1e-6)


def _blend(old: float, new: float) -> float:
    return new if old == 0.0 else old + _NEWEST * (new - old)
