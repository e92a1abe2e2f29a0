"""From a device's rate and channels to mono at 16 kHz, a touch faster or slower where its clock drifts."""

from __future__ import annotations

import numpy as np
import soxr

from live.ears.channel import Chunk
from live.ears.clock import RATE_HZ

STEER = 0.005
"""Speeds are kept within 1 +- this: a twelfth of a semitone, which no recogniser minds."""


class Resampler:
    """Chunks of (n, channels) samples into chunks of mono at 16 kHz, with the times of their last samples.

    libsoxr at a variable rate: its filter looks 13 ms ahead, where that for fixed rates takes up to 40 ms.
    """

    def __init__(self, rate_hz: float) -> None:
        """`rate_hz`: the device's own."""
        self._rate_hz = rate_hz
        self._stream = soxr.ResampleStream(rate_hz * (1.0 + STEER), RATE_HZ, 1, dtype="float32", quality="HQ", vr=True)
        self._stream.set_io_ratio(rate_hz, RATE_HZ)
        self._speed = 1.0
        self._behind_s = 0.0
        self._first = True

    def steer(self, speed: float) -> None:
        """Take `speed` times as many of the device's samples for each at 16 kHz from now on."""
        speed = float(np.clip(speed, 1.0 - STEER, 1.0 + STEER))
        if speed != self._speed:
            self._stream.set_io_ratio(self._rate_hz * speed, RATE_HZ)
            self._speed = speed

    def take(self, chunk: Chunk) -> Chunk:
        """What the chunk brings, which may be nothing at first; samples that are no numbers become silence."""
        mono = np.nan_to_num(chunk.sound.mean(axis=1, dtype=np.float32), nan=0.0, posinf=0.0, neginf=0.0)
        sound = self._stream.resample_chunk(mono)
        self._behind_s += len(mono) / self._rate_hz - len(sound) * self._speed / RATE_HZ
        first, self._first = self._first, self._first and len(sound) == 0
        return Chunk(sound, chunk.end_s - self._behind_s, first)
