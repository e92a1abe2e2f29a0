"""A text made ready to be compared: its words, all that each may be read as, and what looks odd in them. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from live.filter.forms import readings
from live.filter.normalise import MASKS, Word, bare, clean, words

_VOWEL = re.compile("[aeiouyæøœаеиоуыэюяієї]")
_SPELLED = re.compile("[a-zа-я]")
"""Scripts whose vowels we know."""
_MASK = re.compile(f"[{re.escape(MASKS)}]")


@dataclass(frozen=True, slots=True)
class Text:
    """A text made ready for any number of matchers."""

    words: tuple[Word, ...]
    readings: tuple[dict[str, str], ...]
    mute: tuple[bool, ...]
    """Which words have no vowel."""
    masked: tuple[bool, ...]
    """Which words of four letters or more have signs in the place of letters."""


def prepare(text: str) -> Text:
    """Clean a text and read its words."""
    found = words(clean(text))
    return Text(
        words=found,
        readings=tuple(readings(word.text) for word in found),
        mute=tuple(_is_mute(word.text) for word in found),
        masked=tuple(len(word.text) > 3 and bool(_MASK.search(word.text)) for word in found),
    )


def split(line: str) -> tuple[str, ...]:
    """The words of a line of a list, '*' at the ends kept; empty where it holds no letter."""
    line = line.strip()
    found = tuple(word.text for word in words(clean(line.strip("*"))))
    if len(found) != 1:
        return found
    return ("*" * line.startswith("*") + found[0] + "*" * line.endswith("*"),)


def _is_mute(piece: str) -> bool:
    """Whether a piece of a word has no vowel: nobody says it as a word of its own."""
    letters = bare(piece)
    return bool(_SPELLED.match(letters)) and not _VOWEL.search(letters)
