"""Measure: how regular the presented pictures are, and how long words and cues took to become light."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable

from live.report import Latency

LATE_S = 0.033
"""A picture presented so much after it was due counts as late."""

_WINDOW_S = 10.0
_KEPT = 200


class Pace:
    """Times between presented pictures, over the last 10 s and since the start."""

    def __init__(self, rate_hz: float) -> None:
        self._due_s = 1.0 / rate_hz
        self._recent: deque[tuple[float, float]] = deque()
        self._last_s: float | None = None
        self.presented = 0
        self.late = 0
        self.worst_ever_s = 0.0

    def presented_at(self, now_s: float) -> None:
        """A picture reached the display."""
        if self._last_s is not None:
            gap = now_s - self._last_s
            self._recent.append((now_s, gap))
            self.worst_ever_s = max(self.worst_ever_s, gap)
            self.late += gap > self._due_s + LATE_S
        self._last_s = now_s
        self.presented += 1
        while self._recent and self._recent[0][0] < now_s - _WINDOW_S:
            self._recent.popleft()

    @property
    def rate_hz(self) -> float:
        """Pictures a second, over the last 10 s."""
        whole = sum(gap for _, gap in self._recent)
        return len(self._recent) / whole if whole else 0.0

    @property
    def late_share(self) -> float:
        """Share of all pictures since the start that came more than 33 ms after they were due."""
        return self.late / max(1, self.presented)

    @property
    def worst_gap_s(self) -> float:
        """Longest time between two pictures in the last 10 s."""
        return max((gap for _, gap in self._recent), default=0.0)


class Ways:
    """Measured durations of one way to light."""

    def __init__(self) -> None:
        self._kept_s: deque[float] = deque(maxlen=_KEPT)
        self._count = 0

    def add(self, duration_s: float) -> None:
        """One more."""
        self._kept_s.append(duration_s)
        self._count += 1

    def latency(self) -> Latency:
        """Their distribution."""
        if not self._kept_s:
            return Latency()
        p50, p95, p99 = percentiles(self._kept_s, (50, 95, 99))
        return Latency(self._count, p50 * 1e3, p95 * 1e3, p99 * 1e3, self._kept_s[-1] * 1e3)


def percentiles(values: Iterable[float], wanted: tuple[float, ...]) -> tuple[float, ...]:
    """Nearest-rank percentiles: each is a value that occurred."""
    ordered = sorted(values)
    return tuple(ordered[max(0, math.ceil(p / 100 * len(ordered)) - 1)] for p in wanted)
