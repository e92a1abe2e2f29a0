"""The ears' loop: source, recogniser and teller put together."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Protocol

from live.ears.channel import Anchor
from live.ears.clock import BLOCK_S, Sound
from live.ears.dials import Dials, Fader
from live.ears.gate import Gate
from live.ears.hear import hear
from live.ears.heard import Heard
from live.ears.noise_gate import NoiseGate
from live.ears.recogniser import Recogniser
from live.ears.source import Source
from live.keep_sound import SoundWriter


class Listening(Protocol):
    """Whoever is told what is heard: the stage's teller (live.ears.teller), or a sound check."""

    def heard(self, heard: Heard, wall_s: float) -> None:
        """Take it; `wall_s`: time.monotonic() at which the audio clock stood at 0."""

    def status(self, state: str, detail: str) -> None:
        """Take the state of the ears."""

    def remind(self, now_s: float, dropped: int) -> None:
        """Called with every block: `dropped` pieces of sound were lost so far."""


class Ears:
    """Listens to a source and tells whoever wants to know, until the process ends."""

    def __init__(
        self, source: Source, recogniser: Recogniser, teller: Listening, dials: Dials, keep: SoundWriter | None = None
    ) -> None:
        """`keep`: where the show asks for its sound to be kept; else none of it leaves this process."""
        self._keep = keep
        self._source = source
        self._recogniser = recogniser
        self._teller = teller
        self._dials = dials
        self._fader = Fader()
        self._anchor = Anchor()
        self._wall_s = 0.0

    def run(self) -> None:
        """Listen for ever. Raises FaultError where only a fresh start of the process helps."""
        gate = NoiseGate(Gate(), lambda: self._dials.settings.gate_db)
        for heard in hear(self._sounds(), self._recogniser, gate):
            self._teller.heard(heard, self._wall_s)

    def _sounds(self) -> Iterator[Sound]:
        """The source's blocks after gain and mute; the audio clock is tied to the wall's on the way."""
        audio_s = 0.0
        for chunk in self._source.blocks(self._status):
            audio_s += BLOCK_S
            self._wall_s = self._anchor.tie(audio_s, chunk)
            now_s = time.monotonic()
            self._teller.remind(now_s, self._source.dropped)
            sound = self._fader.step(chunk.sound, self._dials.read(now_s))
            if self._keep:
                self._keep_sound(self._keep, sound)
            yield sound

    def _keep_sound(self, keep: SoundWriter, sound: Sound) -> None:
        keep.put(sound)
        for note in keep.notes():
            self._status("listening", note)

    def _status(self, state: str, detail: str) -> None:
        self._teller.status(state, f"{detail}; {self._recogniser.name}" if state == "listening" else detail)
