"""How the sound of several microphones becomes one: added up, or the loudest alone. Pure but for what it remembers."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from live.ears.clock import BLOCK, BLOCK_S, Sound
from live.ears.level import FLOOR_DB, amplitude, rms_db

PEAK = 0.98
"""A mix is held below this."""
_ATTACK = 64
"""Samples over which the limiter and a change of microphone work, 4 ms: no click, no lost consonant."""
_RECOVER = amplitude(1.0)
"""The limiter lets go by 1 dB a block."""
LEAD_DB = 6.0
"""Another microphone must be so much louder to be heard in place of the present one."""
FALL_DB_S = 60.0
"""A microphone's level falls no faster than this, so that the pauses within a phrase don't count."""


class Blend(Protocol):
    """Makes one block of several."""

    def step(self, tracks: NDArray[np.float32]) -> Sound:
        """(n, 512) float32, a row a microphone, zeros where it is lost; into (512,) float32 in -1..1."""


class Mix:
    """All microphones added, each by 1 / sqrt(n): voices that have nothing in common keep their loudness.

    n counts the microphones that the venue names, so that none becomes louder when another is lost. Where
    they speak at once and the sum would pass full scale, a limiter turns it down within 4 ms and up again
    by 1 dB a block.
    """

    def __init__(self) -> None:
        self._gain = 1.0

    def step(self, tracks: NDArray[np.float32]) -> Sound:
        """See Blend."""
        mixed: Sound = tracks.sum(axis=0, dtype=np.float32) / np.float32(np.sqrt(len(tracks)))
        peak = float(np.abs(mixed).max())
        before, allowed = self._gain, PEAK / max(peak, PEAK)
        self._gain = min(allowed, before * _RECOVER, 1.0)
        ramp = np.full(BLOCK, self._gain, np.float32)
        ramp[:_ATTACK] = np.linspace(before, self._gain, _ATTACK, dtype=np.float32)
        limited: Sound = np.clip(mixed * ramp, -1.0, 1.0)
        return limited


class Loudest:
    """The microphone that is loudest, with 6 dB in favour of the one that is heard already.

    A block decides about itself: the one that takes over is heard from that block's first sample on, so the
    beginning of a word is not cut off. The change is a crossfade of 4 ms.
    """

    def __init__(self) -> None:
        self.heard = 0
        """Number of the microphone that is heard, from 0."""
        self._levels: list[float] = []

    def step(self, tracks: NDArray[np.float32]) -> Sound:
        """See Blend."""
        before = self._levels or [FLOOR_DB] * len(tracks)
        self._levels = [_level(track, was) for track, was in zip(tracks, before, strict=True)]
        best = int(np.argmax(self._levels))
        if self._levels[best] <= self._levels[self.heard] + LEAD_DB:
            same: Sound = tracks[self.heard]
            return same
        ramp = np.ones(BLOCK, np.float32)
        ramp[:_ATTACK] = np.linspace(0.0, 1.0, _ATTACK, dtype=np.float32)
        faded: Sound = tracks[best] * ramp + tracks[self.heard] * (1.0 - ramp)
        self.heard = best
        return faded


def _level(track: Sound, before: float) -> float:
    """The level to compare by; at once nothing where the microphone is lost."""
    return max(rms_db(track), before - FALL_DB_S * BLOCK_S) if track.any() else FLOOR_DB
