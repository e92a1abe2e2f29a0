"""The operator's gate: sound below a level is silence, however much like speech it is (the next room, the bar)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from live.ears.clock import BLOCK, BLOCK_S, Sound
from live.ears.gate import Verdict
from live.ears.hear import VoiceGate
from live.ears.level import rms_db
from live.ears.settings import OPEN_DB

HOLD_S = 0.25
"""The gate stays open for so long after the last loud block: the ends of words are soft."""


class NoiseGate:
    """A live.ears.hear.VoiceGate that shows another one silence while the sound is below the level.

    It decides and cuts nothing: a soft block can't begin an utterance, nor keep one open. The sound itself
    goes on to the recogniser and the level meter as it is, so a word's soft beginning is in the pre-roll, its
    end is heard, and no recogniser has to make sense of holes of exact zeros.
    """

    def __init__(self, voice: VoiceGate, gate_db: Callable[[], float]) -> None:
        """`voice` tells speech; `gate_db` gives the level, in dB of full scale, of the block that comes next."""
        self._voice = voice
        self._gate_db = gate_db
        self._left = 0
        self._silence = np.zeros(BLOCK, np.float32)

    def step(self, block: Sound) -> Verdict:
        """What the (512,) block is."""
        gate_db = self._gate_db()
        if gate_db <= OPEN_DB or rms_db(block) >= gate_db:
            self._left = round(HOLD_S / BLOCK_S)
        else:
            self._left = max(0, self._left - 1)
        return self._voice.step(block if self._left else self._silence)
