"""Sentiment of verse: better than by messages' words alone, and honest about how much."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from live.meaning.sentiment import sentiment
from live.meaning.verse_words import ratings

_SPEC = importlib.util.spec_from_file_location("verse_lines", Path(__file__).with_name("verse_lines.py"))
verse_lines = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(verse_lines)

CLEAR = 0.15
"""From here on a valence says something."""


def side(valence: float) -> int:
    return (valence > CLEAR) - (valence < -CLEAR)


@pytest.mark.parametrize(("name", "at_least", "opposite"), [("VERSE", 25, 2), ("FRESH", 13, 2)])
def test_lines_of_verse_are_told_apart_better_than_by_vader_alone(name: str, at_least: int, opposite: int) -> None:
    lines = getattr(verse_lines, name)
    vader = SentimentIntensityAnalyzer()
    ours = sum(side(sentiment(text).valence) == label for label, text in lines)
    alone = sum(side(vader.polarity_scores(text)["compound"]) == label for label, text in lines)
    assert ours >= at_least
    assert ours > alone + 3
    assert sum(label * side(sentiment(text).valence) < 0 for label, text in lines) <= opposite


def test_negation_turns_a_word_of_verse() -> None:
    assert sentiment("the orchard blooms").valence > 0.3
    assert sentiment("no bell, no lamp, the orchard never blooms").valence < 0.0


def test_words_stir_or_still() -> None:
    assert sentiment("lightning and rage").arousal > 0.3
    assert sentiment("slow snow in the fog").arousal < -0.3
    assert sentiment("the table has four legs") == sentiment("")


def test_a_typographic_apostrophe_is_an_apostrophe() -> None:
    assert sentiment("I don\u2019t love it") == sentiment("I don't love it")


def test_ratings_are_in_range() -> None:
    assert all(-1.0 <= value <= 1.0 for pair in ratings().values() for value in pair)
    assert {"singing", "bells", "danced"} <= ratings().keys()
