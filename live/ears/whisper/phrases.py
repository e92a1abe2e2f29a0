"""What Whisper says into silence: subtitles' small talk, learned from films, by language."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Sequence
from functools import cache
from pathlib import Path

from live.ears.whisper.hypothesis import Spoken
from live.follow.script import words_of

DOUBTFUL = 0.6
"""A phrase is believed if its words are on average more probable than this."""
_FILE = Path(__file__).with_name("phrases.toml")

Phrase = tuple[str, ...]


@cache
def phrases_of(language: str) -> frozenset[Phrase]:
    """The phrases of a language (ISO 639-1) as words in lower case; none for one without a list."""
    lists = tomllib.loads(_FILE.read_text("utf-8"))
    return frozenset(words_of(phrase) for phrase in lists.get(language, ()))


def invented(words: Sequence[Spoken], phrases: Collection[Phrase]) -> bool:
    """The whole utterance, at least one word, is such a phrase or the beginning of one, and none too sure of itself.

    The beginning counts too, since an utterance grows: what becomes more than the phrase is let through then.
    """
    said = tuple(part for word in words for part in words_of(word.text))
    if not said or sum(word.probability for word in words) / len(words) > DOUBTFUL:
        return False
    return any(phrase[: len(said)] == said for phrase in phrases)


def only_names(words: Sequence[Spoken], names: Sequence[str]) -> bool:
    """The whole utterance is names that Whisper was prompted with, and none too sure of itself."""
    known = {part for name in names for part in words_of(name)}
    said = {part for word in words for part in words_of(word.text)}
    return bool(said) and said <= known and sum(word.probability for word in words) / len(words) <= DOUBTFUL
