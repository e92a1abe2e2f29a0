"""Text as the filter compares it: one case, nothing invisible, words and what stands between them. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

LEET = "@$!|+€¢£"
"""Signs that stand for a letter within a word."""
MASKS = "*#%&^~"
"""Signs that hide a letter within a word."""

_INVISIBLE = dict.fromkeys(
    [
        *range(0x0300, 0x0370),  # combining marks, where they are left after composition: they belong to no letter
        *range(0x1AB0, 0x1B00),
        *range(0x1DC0, 0x1E00),
        *range(0x20D0, 0x2100),
        *range(0xFE00, 0xFE10),  # variation selectors
        *range(0xFE20, 0xFE30),
        *(0x115F, 0x1160, 0x3164, 0xFFA0),  # Hangul fillers: letters by their category, and blank
    ]
)
_IN_BOXES = {
    first + n: chr(ord("a") + n)
    for first in (0x1F130, 0x1F150, 0x1F170, 0x1F1E6)  # letters in squares and circles, and of flags
    for n in range(26)
} | {0x2800: " ", 0x0451: "\N{CYRILLIC SMALL LETTER IE}"}  # the blank of Braille; Russian prints yo as ie
_ELISION = re.compile(r"'(?:s|t|d|m|re|ve|ll|n)(?![^\W_])")
_WORD = re.compile(
    rf"[@$€£]*[^\W_](?:[^\W_]|[{re.escape(LEET + MASKS)}]+(?=[^\W_]))*(?:[$*@]+(?![^\W_]))?|[^\w\s\x00-\x7f]"
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a cleaned text, and what stands between it and the word before."""

    text: str
    gap: str = ""


def clean(text: str) -> str:
    """The text in Unicode's NFKC form, case folded, without invisible characters and loose combining marks."""
    text = unicodedata.normalize("NFKC", text.translate(_IN_BOXES)).casefold()
    text = unicodedata.normalize("NFKC", text).translate(_INVISIBLE).translate(_IN_BOXES)
    return "".join(" " if letter.isspace() else letter for letter in text if _is_seen(letter)).replace(
        "\N{RIGHT SINGLE QUOTATION MARK}", "'"
    )


def words(cleaned: str) -> tuple[Word, ...]:
    """The words of a cleaned text, with the signs that stand for letters; an emoji is a word too.

    An apostrophe ends a word; the English endings after one ('s, n't) belong to the gap.
    """
    found: list[Word] = []
    end = 0
    text = _ELISION.sub(lambda ending: "'" * len(ending.group()), cleaned)
    for match in _WORD.finditer(text):
        found.append(Word(match.group(), text[end : match.start()]))
        end = match.end()
    return tuple(found)


def bare(word: str) -> str:
    """The word without the accents of its letters: 'été' as 'ete'."""
    if word.isascii():
        return word
    parts = unicodedata.normalize("NFD", word)
    return unicodedata.normalize("NFC", "".join(letter for letter in parts if not unicodedata.combining(letter)))


def _is_seen(letter: str) -> bool:
    """False for control and format characters: zero-width spaces, soft hyphens, marks of direction."""
    return letter.isprintable() or letter.isspace()
