"""What a few seconds of a microphone say of it: noise, loudness, clipping, and the gain and gate it wants."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from live.ears.clock import Sound
from live.ears.level import FLOOR_DB, decibel, rms_db
from live.ears.settings import OPEN_DB, EarSettings

FULL = 0.999
"""A sample at this, or above, is at full scale."""
FLAT = 3
"""So many samples at full scale in a row are a clipped wave, not a peak that happens to reach it."""
SPEECH_DB = 12.0
"""What is so much louder than the noise is speech, or something that can be used to set the gain."""
WANTED_DB = -24.0
"""Speech should be about so loud: a usual recording level, with room for a shout."""
ROOM_DB = 6.0
"""A suggested gate stands so much above the noise; and a gain leaves so much below full scale."""


@dataclass(frozen=True, slots=True)
class Survey:
    """Levels in dB of full scale as the device gives them, before any gain."""

    noise_db: float = FLOOR_DB
    """A tenth of the blocks were quieter: the room when nobody speaks."""
    loud_db: float = FLOOR_DB
    """A twentieth of the blocks were louder: the voice, if there was one."""
    peak_db: float = FLOOR_DB
    clipped: int = 0
    """Times that the wave was cut off at full scale."""

    @property
    def speech(self) -> bool:
        """Whether something clearly louder than the noise was heard."""
        return self.loud_db >= max(self.noise_db, OPEN_DB) + SPEECH_DB

    def suggest(self, present: EarSettings) -> EarSettings:
        """Better settings; the present gain where nobody spoke, since noise does not tell how loud a voice is."""
        gain_db = min(WANTED_DB - self.loud_db, -ROOM_DB - self.peak_db) if self.speech else present.gain_db
        gain_db = float(np.clip(round(gain_db), -40, 40))
        gate_db = float(np.clip(round(self.noise_db + gain_db + ROOM_DB), OPEN_DB, 0.0))
        return EarSettings(gain_db, gate_db, present.mute)

    def text(self, present: EarSettings) -> str:
        """One line for the preflight."""
        if self.peak_db <= FLOOR_DB:
            return "exact silence; is it muted?"
        better = self.suggest(present)
        parts = [f"noise {self.noise_db:.0f} dB", f"loudest {self.loud_db:.0f} dB", f"peak {self.peak_db:.0f} dB"]
        if self.clipped:
            parts.append(f"clipped {self.clipped} times, turn it down at the device")
        if self.speech:
            parts.append(f"try gain_db = {better.gain_db:g}, gate_db = {better.gate_db:g}")
        else:
            parts.append(f"try gate_db = {better.gate_db:g}, and speak during the check for a gain")
        return ", ".join(parts)


def survey(blocks: Iterable[Sound]) -> Survey:
    """Look at blocks of sound, each (512,) float32 as the device gives them; none at all are silence."""
    sounds = list(blocks)
    if not sounds:
        return Survey()
    levels = np.array([rms_db(sound) for sound in sounds])
    sound = np.abs(np.concatenate(sounds))
    noise_db, loud_db = (float(level) for level in np.percentile(levels, (10, 95)))
    return Survey(noise_db, loud_db, decibel(float(sound.max())), _clipped(sound))


def _clipped(sound: Sound) -> int:
    """How many runs of FLAT samples or more are at full scale in (n,) amplitudes."""
    full = np.concatenate([[False], sound >= FULL, [False]])
    edges = np.diff(full.astype(np.int8))
    return int(np.sum(np.flatnonzero(edges == -1) - np.flatnonzero(edges == 1) >= FLAT))
