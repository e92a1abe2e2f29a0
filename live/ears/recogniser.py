"""What every recogniser offers: sound goes in, words come out. A new recogniser, or policy, is one new file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from live.ears.clock import Sound
from live.ears.heard import Word


@dataclass(frozen=True, slots=True)
class Update:
    """What an utterance brought since the last update. Word times count from the utterance's first sample, in s."""

    committed: tuple[Word, ...] = ()
    """Words that have just become final, in order; each is given once."""
    partial: tuple[Word, ...] = ()
    """The words after them, which may still change; they replace those of the last update."""
    language: str = ""
    """ISO 639-1 code of the utterance's language, where the recogniser finds it out by itself."""
    english: str = ""
    """What all words committed since the last of these mean in English, where the recogniser was asked to translate.

    It comes with a sentence's or the utterance's end."""


class Recogniser(Protocol):
    """Recognises one utterance at a time; the listener says when one begins and ends.

    When a word becomes final is the recogniser's own policy: agreement of n updates, attention, or its own.
    """

    name: str
    """For the status line: 'pocketsphinx, script of 16 lines'."""

    pre_roll_s: float
    """So much sound from before the gate opened is fed first: soft beginnings of words."""

    @property
    def update_s(self) -> float:
        """How much new sound makes it worth asking for the words again."""

    def start(self) -> None:
        """Begin an utterance."""

    def feed(self, sound: Sound) -> None:
        """Take more of it: (n,) float32 in -1..1 at 16 kHz."""

    def update(self) -> Update:
        """What is new."""

    def finish(self) -> Update:
        """End the utterance: the rest of its final words; `partial` is empty."""
