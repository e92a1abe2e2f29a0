"""What every recogniser offers: sound goes in, words come out. A new recogniser is one new file."""

from __future__ import annotations

from typing import Protocol

from live.ears.clock import Sound
from live.ears.heard import Word


class Recogniser(Protocol):
    """Recognises one utterance at a time; the listener says when one begins and ends."""

    name: str
    """For the status line: 'pocketsphinx, script of 16 lines'."""
    agreeing: int
    """A word is committed once so many updates in a row have begun with it."""

    @property
    def update_s(self) -> float:
        """How much new sound makes it worth asking for the words again."""

    def start(self) -> None:
        """Begin an utterance."""

    def feed(self, sound: Sound) -> None:
        """Take more of it: (n,) float32 in -1..1 at 16 kHz."""

    def words(self) -> tuple[Word, ...]:
        """The words so far, in order; they may still change. Times are from the utterance's first sample."""

    def finish(self) -> tuple[Word, ...]:
        """End the utterance; its final words."""
