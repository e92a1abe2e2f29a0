"""Gain, gate and mute as they stand right now: the stage's latest word in the `ears` slot, else the venue's."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np

from engine.slot import Slot, SlotError
from live.ears.clock import Sound
from live.ears.heard import FaultError
from live.ears.level import amplitude
from live.ears.settings import EarSettings, unpack

SLOT = "ears"
READ_S = 0.05
"""The slot is looked at no more often."""
LOOK_S = 1.0
"""Where there is no slot yet, it is looked for so often."""


class Dials:
    """The settings, read from the slot where there is one."""

    def __init__(self, venue: EarSettings, slots: Path | None = None) -> None:
        """`venue`: what counts until the stage says otherwise; `slots`: the stage's folder of slots."""
        self.settings = venue
        self._path = slots / SLOT if slots else None
        self._slot: Slot | None = None
        self._sequence = 0
        self._next_s = float("-inf")

    def read(self, now_s: float) -> EarSettings:
        """The settings at `now_s` (time.monotonic). Raises FaultError where the slot holds something else."""
        if self._path and now_s >= self._next_s:
            self._look(self._path)
            self._next_s = now_s + (READ_S if self._slot else LOOK_S)
        return self.settings

    def _look(self, path: Path) -> None:
        try:
            self._slot = self._slot or Slot.open(path)
        except SlotError:
            return  # the stage has made none: the venue's values stand
        snapshot = self._slot.read(self._sequence)
        if snapshot is None:
            return
        self._sequence = snapshot.sequence
        try:
            self.settings = unpack(snapshot.head)
        except msgspec.DecodeError as error:
            raise FaultError(f"{path}: {error}; stage and ears must be of one version") from None


class Fader:
    """Turns blocks louder or softer; a change of gain takes one block, so that it does not click."""

    def __init__(self) -> None:
        self._factor: float | None = None

    def step(self, block: Sound, settings: EarSettings) -> Sound:
        """The block after gain and mute, (n,) float32, kept in -1..1."""
        wanted = 0.0 if settings.mute else amplitude(settings.gain_db)
        before, self._factor = wanted if self._factor is None else self._factor, wanted
        if before == wanted == 1.0:
            return block
        ramp = np.linspace(before, wanted, len(block), dtype=np.float32)
        faded: Sound = np.clip(block * ramp, -1.0, 1.0)
        return faded
