"""What one run of Whisper over the buffer says, with all that the defences and the policy need to judge it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from live.ears.heard import Word

_EDGES = re.compile(r"^\W+|\W+$")
_CLOSING = "\"'\u201d\u2019\u00bb)]"
_ENDS = (".", "?", "!", "\u2026", "\u3002", "\uff01", "\uff1f", "\u0964")


@dataclass(frozen=True, slots=True)
class Spoken:
    """A word of Whisper's: as other recognisers write it ('moon') and as Whisper does (' Moon,').

    Times in s on the utterance's clock, from the attention of the decoder on the sound; probability 0..1.
    """

    text: str
    written: str
    start_s: float
    end_s: float
    probability: float

    @property
    def word(self) -> Word:
        """The word alone, with its times."""
        return Word(self.text, self.start_s, self.end_s)

    @property
    def ends_sentence(self) -> bool:
        """Whether a full stop, question mark or the like stands after it."""
        return self.written.rstrip(_CLOSING + " ").endswith(_ENDS)


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """The words, and the run's own doubts about them."""

    words: tuple[Spoken, ...] = ()
    no_speech_prob: float = 0.0
    """Probability of Whisper's token for 'no speech', 0..1."""
    avg_logprob: float = 0.0
    """Mean natural log probability of a token, 0 or less."""


def plain(written: str) -> str:
    """A word of Whisper's as the other recognisers write it: ' Moon,' as 'moon'."""
    return _EDGES.sub("", written).lower()


def sentence(words: Sequence[Spoken]) -> str:
    """The words as Whisper writes them, one space between two."""
    return " ".join(word.written.strip() for word in words)
