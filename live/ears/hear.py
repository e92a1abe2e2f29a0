"""The core of the ears: sound in, words out, driven by nothing but the audio clock."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Literal, Protocol

import numpy as np

from live.ears.clock import BLOCK, BLOCK_S, Sound
from live.ears.gate import Verdict
from live.ears.heard import Heard, Word
from live.ears.prosody import Prosody
from live.ears.recogniser import Recogniser, Update

ONSET_BLOCKS = 2
"""The gate opens with the second block of speech, so the voice began two blocks before its end."""
LEVEL_BLOCKS = 3
"""Blocks between two levels, 96 ms."""
FLOOR_DB = 60.0
"""So far below full scale is level 0."""


class VoiceGate(Protocol):
    """Tells speech from silence, block by block; see live.ears.gate.Gate."""

    def step(self, block: Sound) -> Verdict:
        """What the (512,) block is."""


def hear(blocks: Iterable[Sound], recogniser: Recogniser, gate: VoiceGate) -> Iterator[Heard]:
    """Everything heard in the blocks, each (512,) float32 at 16 kHz, as it can be said.

    The same blocks give the same answer: block n ends at n * 512 / 16000 s, and no other clock is read.
    What is still open when the blocks end is committed.
    """
    listener = Listener(recogniser, gate)
    for block in blocks:
        yield from listener.step(block)
    yield from listener.flush()


class Listener:
    """One pass over a stream of blocks: the state behind `hear`."""

    def __init__(self, recogniser: Recogniser, gate: VoiceGate) -> None:
        self._recogniser = recogniser
        self._gate = gate
        self._prosody = Prosody()
        self._recent: deque[Sound] = deque(maxlen=round(recogniser.pre_roll_s / BLOCK_S) + 1)
        self._blocks = 0
        self._open = False
        self._origin_s = self._onset_s = self._asked_s = 0.0
        self._partial = self._language = ""
        self._power = 0.0

    def step(self, block: Sound) -> Iterator[Heard]:
        """Take the next (512,) block; everything that can be said after it."""
        self._blocks += 1
        self._recent.append(block)
        yield from self._level(block)
        verdict = self._gate.step(block)
        if verdict == "start":
            self._start()
        elif self._open:
            self._recogniser.feed(block)
            yield from self._voice(block)
        if verdict == "end":
            yield from self.flush()
        elif self._open and self._now_s - self._asked_s >= self._recogniser.update_s - 1e-9:
            self._asked_s = self._now_s
            yield from self._say(self._recogniser.update())

    def flush(self) -> Iterator[Heard]:
        """End the utterance that is open, if one is."""
        if self._open:
            self._open = False
            self._recent.clear()  # the next utterance must not hear these words again
            yield from self._say(self._recogniser.finish())

    @property
    def _now_s(self) -> float:
        return self._blocks * BLOCK_S

    def _start(self) -> None:
        """Open an utterance with what was heard just before it."""
        self._open = True
        self._origin_s = self._now_s - len(self._recent) * BLOCK_S
        self._onset_s = self._now_s - ONSET_BLOCKS * BLOCK_S
        self._asked_s = self._now_s
        self._recogniser.start()
        self._prosody.begin()
        self._recogniser.feed(np.concatenate(self._recent))
        self._recent.clear()

    def _say(self, update: Update) -> Iterator[Heard]:
        if update.language and update.language != self._language:
            self._language = update.language
            yield Heard("language", self._now_s, update.language, self._now_s, self._onset_s)
        if update.committed:
            yield self._heard("committed", update.committed)
            self._partial = ""
        if update.english:
            yield replace(self._heard("translated", update.committed), words=update.english, timed=())
        text = _text(update.partial)
        if text != self._partial:
            self._partial = text
            yield self._heard("partial", update.partial)

    def _heard(self, kind: Literal["partial", "committed", "translated"], words: Sequence[Word]) -> Heard:
        timed = tuple(self._on_clock(word) for word in words)
        sound_s = timed[-1].end_s if timed else self._now_s
        return Heard(kind, self._now_s, _text(words), sound_s, self._onset_s, timed=timed)

    def _on_clock(self, word: Word) -> Word:
        """The word's times from the utterance's clock to the audio clock; nothing is heard before it is captured."""
        start_s, end_s = (min(self._origin_s + at_s, self._now_s) for at_s in (word.start_s, word.end_s))
        return Word(word.text, start_s, end_s)

    def _voice(self, block: Sound) -> Iterator[Heard]:
        voice = self._prosody.feed(block)
        if voice is not None:
            yield Heard("voice", self._now_s, voice=voice)

    def _level(self, block: Sound) -> Iterator[Heard]:
        self._power += float(np.dot(block, block))
        if self._blocks % LEVEL_BLOCKS == 0:
            mean = self._power / (LEVEL_BLOCKS * BLOCK)
            self._power = 0.0
            yield Heard("level", self._now_s, level=loudness(mean))


def loudness(power: float) -> float:
    """Mean square of a sound as 0..1: 0 at -60 dB or less, 1 at full scale."""
    return float(np.clip(1.0 + 10.0 * np.log10(power + 1e-12) / FLOOR_DB, 0.0, 1.0))


def cut(sound: Sound) -> Iterator[Sound]:
    """The sound in blocks of 512 samples, the last filled up with silence."""
    for at in range(0, len(sound), BLOCK):
        block = sound[at : at + BLOCK]
        yield block if len(block) == BLOCK else np.pad(block, (0, BLOCK - len(block)))


def _text(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)
