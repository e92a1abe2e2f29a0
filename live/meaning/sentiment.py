"""What a line of text feels like: VADER's rules over VADER's words and our own words of verse."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from live.meaning.verse_words import ratings

_VADER_FULL = 4.0
"""VADER rates words from -4 to 4."""
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)*")


@dataclass(frozen=True, slots=True)
class Sentiment:
    """Valence (unpleasant to pleasant) and arousal (still to stirred) of a text, each -1..1; 0 says nothing."""

    valence: float = 0.0
    arousal: float = 0.0


@lru_cache(maxsize=512)
def sentiment(text: str) -> Sentiment:
    """The sentiment of an English text; the first call reads the word list (about 40 ms), see `ready`.

    Valence is the compound score of Hutto and Gilbert 2014, "VADER: a parsimonious rule-based model for sentiment
    analysis of social media text" (negations, boosters and 'but' included), with our words of verse in its lexicon.
    Arousal is the mean of those of our words that stir or still.

    Of the lines in tests/live/meaning/verse_lines.py it tells pleasant, neither and unpleasant right in 25 of 30
    (VADER alone: 13), and of those written afterwards in 13 of 25 (VADER: 8; opposite: 2). It is a hint.
    """
    analyser, stirring = _tools()
    valence = float(analyser.polarity_scores(text.replace("\u2019", "'"))["compound"])
    found = [stirring[word] for word in _WORD.findall(text.lower().replace("\u2019", "'")) if word in stirring]
    arousal = sum(found) / len(found) if found else 0.0
    return Sentiment(round(valence, 3), round(arousal, 3))


def ready() -> None:
    """Read the word list now, so that the first line isn't late."""
    _tools()


@lru_cache(maxsize=1)
def _tools() -> tuple[Any, dict[str, float]]:
    """The analyser, and the words with an arousal."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    analyser = SentimentIntensityAnalyzer()
    rated = ratings()
    analyser.lexicon.update({word: _VADER_FULL * valence for word, (valence, _) in rated.items()})
    return analyser, {word: arousal for word, (_, arousal) in rated.items() if arousal}
