"""How loud each word of an utterance is, so that murmur before, between and after the voice is not taken for words."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from live.ears.clock import RATE_HZ, Sound
from live.ears.heard import Word

STEP = RATE_HZ // 100
SMOOTH = 20
"""Steps of 10 ms that the voice's loudest moment lasts."""
FAINT_DB = 18.0
"""A word so far below the loudest moment is somebody else's, further away. The softest of a speaker's own words lie
some 12 dB below it."""


class Loudness:
    """Power of an utterance, step by step of 10 ms."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """A new utterance."""
        self._rest: Sound = np.zeros(0, np.float32)
        self._sums: NDArray[np.float64] = np.zeros(1)

    def feed(self, sound: Sound) -> None:
        """More of it, (n,) float32."""
        waiting = np.concatenate([self._rest, sound])
        whole = len(waiting) // STEP * STEP
        self._rest = waiting[whole:]
        powers = np.square(waiting[:whole].reshape(-1, STEP).astype(np.float64)).mean(axis=1)
        self._sums = np.concatenate([self._sums, self._sums[-1] + np.cumsum(powers)])

    def stands_out(self, word: Word) -> bool:
        """Whether the word, timed from the utterance's beginning, is not faint beside its loudest moment so far."""
        last = len(self._sums) - 1
        if last < SMOOTH:
            return True
        loudest = float(np.max(self._sums[SMOOTH:] - self._sums[:-SMOOTH])) / SMOOTH
        start = min(round(word.start_s * 100), last - 1)
        end = min(max(round(word.end_s * 100), start + 1), last)
        power = float(self._sums[end] - self._sums[start]) / (end - start)
        return bool(power >= loudest * 10.0 ** (-FAINT_DB / 10.0))
