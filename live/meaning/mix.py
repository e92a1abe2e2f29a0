"""The mix: what was said, over what the scene asks for, in the colours of what is felt."""

from __future__ import annotations

import math
from dataclasses import dataclass

from live.meaning.feeling import Feeling
from live.meaning.phrases import Key, key_phrases
from live.meaning.tint import Tint, tint, tint_of
from live.report import Why
from live.show import Words
from live.words import Utterance, has_picture, shares

MAX_KEYS = 3
"""Key phrases that a line or an utterance may bring."""
CONTEXT_WORDS = 14
"""Of a long utterance the last words are painted: at most so many, at least half of them."""

_KEYS_SHARE = 0.6
"""What a line's key phrases may take of it together; the rest is the whole line, so that it stays one picture."""
_CONTRAST = 2.0
"""Salience counts by this power, so that one thing stands out: a mean of many embeddings shows none of them."""
_NEWER = 0.6
"""A key phrase counts so much less for each one that was spoken after it."""
_OLDER = 0.15
"""An utterance or line counts so much less for each one that came after it, and is painted whole. What is said now
must stand out; that the picture doesn't jump is the fade's work."""
_RISE = 0.15
"""A key phrase has risen when the voice is so far (of the line) past its end."""
_FAINT = 0.1
"""What words keep of the picture when the dial is at 1."""
_TINT = 0.75
"""Share of the tint at full feeling and the dial at 1."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the script that is being spoken, or was. Times are show time in seconds."""

    number: int
    text: str
    """What it paints, in English where there is English: its prompt, else its gloss, else its words."""
    began_s: float
    heard_s: float
    """When the voice was last heard to go on in it, or a hand chose it."""
    progress: float = 1.0
    """How much of it has been spoken, 0..1."""
    mood: str = ""
    """The mood that the poet wrote for it."""
    parts: bool = True
    """Whether phrases of it may rise: not of a poet's own prompt, nor of a language that isn't English."""


@dataclass(frozen=True, slots=True)
class Said:
    """What was said: with a script the line and the one before it, else the utterances, oldest first."""

    heard: tuple[Utterance, ...] = ()
    line: Line | None = None
    before: Line | None = None
    english: bool = True
    """Whether the utterances are English: others are painted whole."""


@dataclass(frozen=True, slots=True)
class Mix:
    """What to paint and how it moves."""

    why: tuple[Why, ...]
    """At most engine.wish.MAX_PHRASES phrases, strongest first; shares of 1. A tint is one of them."""
    drift_scale: float = 1.0
    """Times the scene's drift_hz."""
    fade_scale: float = 1.0
    """Times the length of the fade to this mix."""


def mix(said: Said, base: Why, rules: Words, feeling: Feeling, now_s: float) -> Mix:
    """The mix now.

    With e = rules.emotion, literal and felt blend like this: the tint takes 0.75 * e^0.6 * strength^0.7 of the
    picture; of the rest the words take 1 - 0.9 * e^3 of what silence leaves them, and the scene all else. So at 0
    only words paint, over a scene that comes back as they are forgotten; at 1 the scene stands in the colours of
    the feeling, and the words are faint. Drift and fades follow arousal by e^0.5.
    """
    words = _spoken(said, rules, now_s)
    strength, colours, source = _felt(said, feeling)
    tinted = _TINT * rules.emotion**0.6 * strength**0.7 if colours.words else 0.0
    rest = math.exp(-rules.rest_after_s / rules.memory_s)
    loud = sum(weight for weight, _ in words.values())
    kept = (1.0 - tinted) * (1.0 - (1.0 - _FAINT) * rules.emotion**3) / (loud + rest)
    weights = {text: (weight * kept, why) for text, (weight, why) in words.items()}
    scene = 1.0 - tinted - loud * kept
    if scene > 1e-9:
        _add(weights, base.text, scene, base.source)
    if tinted:
        _add(weights, colours.words, tinted, source)
    reach = math.sqrt(rules.emotion)
    return Mix(shares(weights), round(colours.drift_scale**reach, 3), round(colours.fade_scale**reach, 3))


def texts(line: Line) -> tuple[str, ...]:
    """All that a line may ask for, to be encoded before it is spoken: itself first, then its phrases."""
    keys = key_phrases(line.text) if line.parts else ()
    return tuple(dict.fromkeys([line.text, *(key.text for key in keys)]))


def _spoken(said: Said, rules: Words, now_s: float) -> dict[str, tuple[float, str]]:
    """Weights by text of what was said; a line being spoken, or words just committed, weigh 1 together."""
    weights: dict[str, tuple[float, str]] = {}
    share = 1.0
    for line in (said.line, said.before):
        if line is not None and has_picture(line.text):
            recent = share * math.exp(-max(0.0, now_s - line.heard_s) / rules.memory_s)
            reached = line.progress if line.parts and line is said.line else None
            _spread(weights, line.text, recent, f"line {line.number}", reached)
        share *= _OLDER
    share = 1.0
    for utterance in reversed(said.heard):
        recent = share * math.exp(-max(0.0, now_s - utterance.heard_s) / rules.memory_s)
        whole_said = 1.0 if said.english and share == 1.0 else None
        if has_picture(utterance.partial):
            _spread(weights, _last_words(utterance.partial), rules.nudge * recent, "voice (partial)", whole_said)
        if has_picture(utterance.committed):
            _spread(weights, _last_words(utterance.committed), recent, "voice", whole_said)
            share *= _OLDER
    return weights


def _spread(
    weights: dict[str, tuple[float, str]], text: str, weight: float, source: str, progress: float | None
) -> None:
    """Part a text's weight between the whole and its key phrases; progress None: all to the whole."""
    keys = tuple(key for key in key_phrases(text) if _is_part(key, text)) if progress is not None else ()
    worth = [(key, _worth(keys, at, progress or 0.0)) for at, key in enumerate(keys)]
    best = sorted(((key, value) for key, value in worth if value > 0.0), key=lambda pair: -pair[1])[:MAX_KEYS]
    full = sum(value for _, value in best)
    taken = weight * _KEYS_SHARE * max((key.salience for key, _ in best), default=0.0)
    for key, value in best:
        _add(weights, key.text, taken * value / full, f"{source}: key phrase")
    _add(weights, text, weight - taken, source)


def _is_part(key: Key, text: str) -> bool:
    """Whether the text says more than this phrase of it: 'the moon drowns' is no more than 'moon drowns'."""
    words = key.text.split()
    return has_picture(" ".join(word for word in text.split() if word.strip(".,;:!?'\"-").lower() not in words))


def _worth(keys: tuple[Key, ...], at: int, progress: float) -> float:
    """What a key phrase is worth while the voice is there: nothing before it is spoken, most just after."""
    risen = [_risen(key, progress) for key in keys[at:]]
    return math.pow(keys[at].salience, _CONTRAST) * risen[0] * math.pow(_NEWER, sum(risen[1:]))


def _risen(key: Key, progress: float) -> float:
    """How much of a key phrase the voice has brought, 0..1, in halves."""
    past = (progress - key.at) / _RISE
    return min(1.0, max(0.0, round(2.0 * (past + 1.0)) / 2.0))


def _felt(said: Said, feeling: Feeling) -> tuple[float, Tint, str]:
    """How strong the tint is, what it is, and why: a poet's own mood for the line stands before all."""
    if said.line is not None and said.line.mood:
        return 1.0, tint_of(said.line.mood), f"mood: {said.line.mood} (line {said.line.number})"
    colours = tint(feeling)
    said_why = f"words {feeling.valence:+.1f}, arousal {feeling.arousal:+.1f}"
    return feeling.strength, colours, f"mood: {colours.mood} {feeling.strength:.1f} ({said_why})"


def _last_words(text: str) -> str:
    """The end of a long text. It begins anew every seven words only, so that it isn't another with each word."""
    words, half = text.split(), CONTEXT_WORDS // 2
    surplus = max(0, len(words) - CONTEXT_WORDS)
    return " ".join(words[math.ceil(surplus / half) * half :])


def _add(weights: dict[str, tuple[float, str]], text: str, weight: float, source: str) -> None:
    """Add to the text's weight; the source is of who brought it first."""
    before, first = weights.get(text, (0.0, source))
    weights[text] = (before + weight, first)
