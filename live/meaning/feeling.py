"""How the words and the voice feel, decaying toward neutral; held steady, so that the tint doesn't flicker."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from live.meaning.sentiment import sentiment

LINGER = 2.0
"""A feeling lingers so many times longer than words are remembered (words.memory_s)."""

_WORDS_PULL, _FLAT_PULL, _VOICE_PULL = 0.8, 0.2, 0.25
"""How far a line with feeling, a line without, and half a second of voice draw the feeling to theirs, 0..1."""
_VOICE_SHARE, _CALLING_SHARE = 0.9, 0.6
"""What voice and words give to arousal."""
_FELT_WORDS = 16
_ENTER, _LEAVE = 0.3, 0.18
"""Schmitt trigger: a side is taken from here on, and kept until there."""
_STEP, _SLACK = 0.2, 0.15
"""Held quantities move in steps of this, once they are off by more than the slack."""


@dataclass(frozen=True, slots=True)
class Feeling:
    """What was felt at `at_s` (show time, s), and what of it is held for the eye. All quantities -1..1."""

    words: float = 0.0
    """Valence of the words."""
    calling: float = 0.0
    """Arousal of the words."""
    voice: float = 0.0
    """Arousal of the voice."""
    at_s: float = 0.0
    side: tuple[int, int] = (0, 0)
    """Held sides of (valence, arousal): -1, 0, 1 each."""
    valence: float = 0.0
    """Held valence, in steps."""
    arousal: float = 0.0
    """Held arousal, in steps."""

    @property
    def strength(self) -> float:
        """How much is felt, 0..1; 0 where no side is taken."""
        if self.side == (0, 0):
            return 0.0
        felt = math.hypot(self.valence * abs(self.side[0]), self.arousal * abs(self.side[1]))
        return round(min(1.0, max(_STEP, felt)), 2)


def feel_words(feeling: Feeling, text: str, now_s: float, memory_s: float) -> Feeling:
    """The feeling after these English words: a whole line, or all of an utterance so far, of which the end counts."""
    heard = sentiment(" ".join(text.split()[-_FELT_WORDS:]))
    flat = heard.valence == 0.0 and heard.arousal == 0.0
    pull = _FLAT_PULL if flat else _WORDS_PULL
    now = _decayed(feeling, now_s, memory_s)
    words = now.words + pull * (heard.valence - now.words)
    calling = now.calling + pull * (heard.arousal - now.calling)
    return settle(replace(now, words=words, calling=calling), now_s, memory_s)


def feel_voice(feeling: Feeling, arousal: float, now_s: float, memory_s: float) -> Feeling:
    """The feeling after another half second of voice; `arousal` -1..1 as in live.ears.heard.Voice."""
    now = _decayed(feeling, now_s, memory_s)
    return settle(replace(now, voice=now.voice + _VOICE_PULL * (arousal - now.voice)), now_s, memory_s)


def settle(feeling: Feeling, now_s: float, memory_s: float) -> Feeling:
    """The feeling with its held quantities brought up to now; the very same object where none of them moves."""
    now = _decayed(feeling, now_s, memory_s)
    arousal = max(-1.0, min(1.0, _VOICE_SHARE * now.voice + _CALLING_SHARE * now.calling))
    held = replace(
        feeling,
        side=(_side(now.words, feeling.side[0]), _side(arousal, feeling.side[1])),
        valence=_held(now.words, feeling.valence),
        arousal=_held(arousal, feeling.arousal),
    )
    return feeling if held == feeling else held


def _decayed(feeling: Feeling, now_s: float, memory_s: float) -> Feeling:
    """What is left of what was felt: exp(-age / (LINGER * memory_s))."""
    left = math.exp(-max(0.0, now_s - feeling.at_s) / (LINGER * memory_s))
    return replace(
        feeling, words=feeling.words * left, calling=feeling.calling * left, voice=feeling.voice * left, at_s=now_s
    )


def _side(value: float, before: int) -> int:
    """The side that a value is on: a Schmitt trigger."""
    for side in (1, -1):
        if value * side >= (_LEAVE if before == side else _ENTER):
            return side
    return 0


def _held(value: float, before: float) -> float:
    """A value in steps, that stays while it is near enough."""
    if abs(value - before) <= _SLACK:
        return before
    return round(_STEP * round(value / _STEP), 2)
