"""Read a sound file into what the ears take: mono, 16 kHz."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile
import soxr

from live.ears.clock import RATE_HZ, Sound
from live.ears.heard import EarsError


def read_sound(path: Path, called: str) -> Sound:
    """The whole file as mono at 16 kHz, (n,) float32; `called` says in errors which setting named it.

    Raises EarsError where there is no such file, no sound in it, or no format that libsndfile reads.
    """
    if not path.is_file():
        raise EarsError(f"{called} = '{path}': no such file; correct the path")
    try:
        sound, rate_hz = soundfile.read(path, dtype="float32", always_2d=True)
    except (soundfile.LibsndfileError, OSError) as error:
        raise EarsError(
            f"{called} = '{path}': unreadable as sound ({error}); use a FLAC, WAV, Opus, Ogg or MP3 file"
        ) from None
    if len(sound) == 0:
        raise EarsError(f"{called} = '{path}': no sound in it; record it again")
    mono = np.nan_to_num(sound.mean(axis=1, dtype=np.float32), nan=0.0, posinf=0.0, neginf=0.0)
    resampled: Sound = soxr.resample(mono, rate_hz, RATE_HZ).astype(np.float32)
    return resampled
