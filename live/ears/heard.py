"""What the ears say: words with their times on the audio clock, and the error that names a wrong setting."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal


class EarsError(Exception):
    """The ears can't listen as they were told to; the text names place, value and way out."""


class FaultError(Exception):
    """Something broke that only a fresh start of the process mends."""


@dataclass(frozen=True, slots=True)
class Word:
    """A recognised word and when it was spoken, in seconds on the clock that its holder names."""

    text: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Voice:
    """How something was said, against how this speaker has spoken so far."""

    loudness: float = 0.0
    """0..1: -60 dB to full scale."""
    pitch_hz: float = 0.0
    """Median fundamental of the voiced part; 0 where nothing was voiced."""
    rate_hz: float = 0.0
    """Syllables a second."""
    arousal: float = 0.0
    """-1 (spent) .. 1 (carried away); 0 is this speaker's usual."""


Kind = Literal["partial", "committed", "translated", "language", "voice", "level"]


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing heard. Times are seconds on the audio clock: samples so far / sample rate.

    'partial' words are those of the utterance that are not committed yet: they replace the last partial and
    may change; empty words withdraw it. 'committed' words are final, follow on from those committed before,
    and supersede the partial. 'translated' says in English what the committed words before it mean.
    'language' names the utterance's language in `words`, by its code. 'voice' carries only `voice`, 'level'
    only `level`.
    """

    kind: Kind
    at_s: float
    """When it could be said: the end of the audio block that led to it."""
    words: str = ""
    sound_s: float = 0.0
    """When the last audio that supports the words was captured."""
    onset_s: float = 0.0
    """When the words' utterance began."""
    level: float = 0.0
    """Loudness, 0..1: -60 dB to full scale."""
    timed: tuple[Word, ...] = ()
    """The words one by one, each with its start and end on the audio clock."""
    voice: Voice = field(default=Voice())
