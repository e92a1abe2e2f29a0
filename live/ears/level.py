"""Decibels and amplitudes: how loud a piece of sound is, and what a gain does to it."""

from __future__ import annotations

import numpy as np

from live.ears.clock import Sound

FLOOR_DB = -120.0
"""Nothing is quieter than this: digital silence."""


def amplitude(level_db: float) -> float:
    """The factor that a gain in dB is: 0 dB is 1, -20 dB is 0.1."""
    return float(10.0 ** (level_db / 20.0))


def decibel(factor: float) -> float:
    """An amplitude, 0 or more, as dB of full scale; FLOOR_DB at the least."""
    return float(max(20.0 * np.log10(max(factor, 1e-12)), FLOOR_DB))


def rms_db(sound: Sound) -> float:
    """Root mean square of (n,) samples in dB of full scale (a full square wave is 0); FLOOR_DB for silence."""
    if len(sound) == 0:
        return FLOOR_DB
    return decibel(float(np.sqrt(np.dot(sound, sound) / len(sound))))
