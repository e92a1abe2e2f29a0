"""The sound of an utterance since the last cut: it grows in place, so that a block costs the block only."""

from __future__ import annotations

import numpy as np

from live.ears.clock import RATE_HZ, Sound
from live.ears.whisper.defences import SILENT_DB, rms_db

_ROOM_S = 32
"""Whisper hears 30 s at a time; more than this is never kept."""


class SoundBuffer:
    """Sound from `from_s` on the utterance's clock, to its newest sample."""

    def __init__(self) -> None:
        self._samples: Sound = np.zeros(_ROOM_S * RATE_HZ, np.float32)
        self.begin()

    def begin(self) -> None:
        """A new utterance."""
        self._count = 0
        self._dropped = 0
        self.loudest_db = SILENT_DB
        """RMS of the utterance's loudest 32 ms, dB of full scale, also of what was cut off."""

    @property
    def from_s(self) -> float:
        """Where the kept sound begins, on the utterance's clock."""
        return self._dropped / RATE_HZ

    @property
    def until_s(self) -> float:
        """Where it ends."""
        return (self._dropped + self._count) / RATE_HZ

    @property
    def length_s(self) -> float:
        """How much is kept."""
        return self._count / RATE_HZ

    @property
    def sound(self) -> Sound:
        """The kept sound, (n,) float32: a view, valid until the next change."""
        return self._samples[: self._count]

    def between(self, start_s: float, end_s: float) -> Sound:
        """The kept part of a stretch on the utterance's clock: a view, maybe empty."""
        start, end = (max(0, round(at_s * RATE_HZ) - self._dropped) for at_s in (start_s, end_s))
        return self._samples[min(start, self._count) : min(end, self._count)]

    def feed(self, sound: Sound) -> None:
        """Add (n,) float32 to its end; what is older than 32 s goes."""
        self.loudest_db = max(self.loudest_db, rms_db(sound))
        sound = sound[-len(self._samples) :]
        over = self._count + len(sound) - len(self._samples)
        if over > 0:
            self._drop(over)
        self._samples[self._count : self._count + len(sound)] = sound
        self._count += len(sound)

    def cut(self, until_s: float) -> None:
        """Forget what lies before this time on the utterance's clock."""
        self._drop(min(max(0, round(until_s * RATE_HZ) - self._dropped), self._count))

    def _drop(self, count: int) -> None:
        kept = self._count - count
        self._samples[:kept] = self._samples[count : self._count].copy()
        self._count = kept
        self._dropped += count
