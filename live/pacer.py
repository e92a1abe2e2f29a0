"""Pacing by the clock: deadlines on a fixed grid, so that waiting never drifts and lateness never piles up."""

from __future__ import annotations

import time
from collections.abc import Callable
from math import ceil


class Pacer:
    """Waits for the next of evenly spaced deadlines; those that have passed already are left out, not made up for."""

    def __init__(
        self,
        rate_hz: float,
        clock: Callable[[], float] = time.perf_counter,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.rate_hz = rate_hz
        self._clock, self._sleep = clock, sleep
        self._start_s = clock()
        self._beat = 0

    def wait(self) -> None:
        """Return at the next deadline; at once where it has just passed, by less than one period."""
        now_beat = (self._clock() - self._start_s) * self.rate_hz
        self._beat = max(self._beat + 1, ceil(now_beat) - 1)
        left_s = self._start_s + self._beat / self.rate_hz - self._clock()
        if left_s > 0.0:
            self._sleep(left_s)
