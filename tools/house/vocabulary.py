"""The tables of everything the house can see: subjects, styles, palettes, times, moods, relations, lights ...
two subjects, lights.

A row's number is its label; never reorder. `words` are the wordings that captions may use (the first is
the name); the held-out words of `heldout.py` occur in none of them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from tools.house.heldout import HELD_OUT
from tools.house.words_living import LIVING_WORDS
from tools.house.words_made import MADE_WORDS
from tools.house.words_more import MORE_MOOD_WORDS, MORE_PALETTE_WORDS, MORE_SUBJECT_WORDS
from tools.house.words_music import MUSIC_WORDS
from tools.house.words_scene import (
    COMPOSITION_WORDS,
    LIGHT_WORDS,
    MOOD_WORDS,
    PALETTE_WORDS,
    RELATION_WORDS,
    STYLE_WORDS,
    TIME_WORDS,
    WEATHER_WORDS,
)
from tools.house.words_subjects import SUBJECT_WORDS

__all__ = [
    "ATTRIBUTES",
    "COMPOSITIONS",
    "HELD_OUT",
    "LIGHTS",
    "MOODS",
    "PALETTES",
    "RELATIONS",
    "STYLES",
    "SUBJECTS",
    "TIMES",
    "WEATHERS",
    "Row",
]


@dataclass(frozen=True, slots=True)
class Row:
    """One value of an attribute: its name, wordings (words, short phrases) and whole lines."""

    name: str
    words: tuple[str, ...]
    lines: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    """Single words that hint at it without naming it."""
    riddles: tuple[str, ...] = ()
    """Lines of verse that mean it without naming it."""


_HINTS: dict[str, dict[str, dict[str, list[str]]]] = json.loads(Path(__file__).with_name("hints.json").read_text())


def _rows(attribute: str, table: dict[str, tuple[str, str]], more: dict[str, str] | None = None) -> tuple[Row, ...]:
    """Rows from name -> ('word; word; ...', 'line; line; ...'), more words by name, and the attribute's hints."""
    out = []
    for name, (words, lines) in table.items():
        listed = f"{words};{(more or {}).get(name, '')}"
        spoken = tuple(dict.fromkeys([name, *(w.strip() for w in listed.split(";") if w.strip())]))
        whole = tuple(part.strip() for part in lines.split(";") if part.strip())
        hints = _HINTS.get(attribute, {}).get(name, {})
        out.append(Row(name, spoken, whole, tuple(hints.get("near", ())), tuple(hints.get("riddles", ()))))
    return tuple(out)


SUBJECTS = _rows("subject", SUBJECT_WORDS | LIVING_WORDS | MADE_WORDS | MUSIC_WORDS, MORE_SUBJECT_WORDS)
STYLES = _rows("style", STYLE_WORDS)
PALETTES = _rows("palette", PALETTE_WORDS, MORE_PALETTE_WORDS)
TIMES = _rows("time", TIME_WORDS)
WEATHERS = _rows("weather", WEATHER_WORDS)
MOODS = _rows("mood", MOOD_WORDS, MORE_MOOD_WORDS)
COMPOSITIONS = _rows("composition", COMPOSITION_WORDS)
RELATIONS = _rows("relation", RELATION_WORDS)
LIGHTS = _rows("light", LIGHT_WORDS)

ATTRIBUTES: dict[str, tuple[Row, ...]] = {
    "subject": SUBJECTS,
    "style": STYLES,
    "palette": PALETTES,
    "time": TIMES,
    "weather": WEATHERS,
    "mood": MOODS,
    "composition": COMPOSITIONS,
    "relation": RELATIONS,
    "light": LIGHTS,
}
