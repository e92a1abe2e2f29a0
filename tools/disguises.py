"""Disguises: how people hide a word from a filter, each as a function of the text; for the filter's table and tests."""

# ruff: noqa: RUF001  (letters that look like others are what this is about)

from __future__ import annotations

import re
from collections.abc import Callable

_TWINS = str.maketrans("aceiopsxyаеорсух", "асеіорѕхуaeopcyx")
_LEET = str.maketrans("aeiostаозч", "4310$7@034")
_ACCENTS = str.maketrans("aeiouy", "áéíóúý")
_VOWEL = re.compile("[aeiouyаеиоуыэюяё]")
_WORD = re.compile(r"[^\W\d_]{4,}")


def upper(text: str) -> str:
    """All capitals."""
    return text.upper()


def leet(text: str) -> str:
    """Digits and signs for letters."""
    return text.lower().translate(_LEET)


def spaced(text: str) -> str:
    """A space between all letters, three between words."""
    return "   ".join(" ".join(word) for word in text.split())


def dotted(text: str) -> str:
    """A full stop between all letters."""
    return " ".join(".".join(word) for word in text.split())


def broken(text: str) -> str:
    """Words of four letters or more fall apart after the first: 'w ave'."""
    return _WORD.sub(lambda word: f"{word.group()[0]} {word.group()[1:]}", text)


def stretched(text: str) -> str:
    """The first vowel of each word four times."""
    return " ".join(_VOWEL.sub(lambda vowel: vowel.group() * 4, word.lower(), count=1) for word in text.split())


def masked(text: str) -> str:
    """A star for the first vowel after the first letter of each word of four letters or more."""

    def mask(word: re.Match[str]) -> str:
        first, rest = word.group()[0], word.group()[1:]
        return first + _VOWEL.sub("*", rest, count=1)

    return _WORD.sub(mask, text.lower())


def unseen(text: str) -> str:
    """Zero-width spaces between all letters."""
    return "\u200b".join(text)


def struck(text: str) -> str:
    """Every letter struck through with a combining mark."""
    return "".join(letter + "\u0336" for letter in text)


def twins(text: str) -> str:
    """Letters of another alphabet that look the same."""
    return text.lower().translate(_TWINS)


def wide(text: str) -> str:
    """Full-width letters, as in Japanese fonts."""
    return "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in text)


def accented(text: str) -> str:
    """Accents on all plain vowels."""
    return text.lower().translate(_ACCENTS)


def run_together(text: str) -> str:
    """No spaces."""
    return "".join(text.split())


DISGUISES: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "capitals": upper,
    "digits": leet,
    "letters apart": spaced,
    "dots": dotted,
    "broken": broken,
    "stretched": stretched,
    "masked": masked,
    "unseen": unseen,
    "struck": struck,
    "twins": twins,
    "wide": wide,
    "accents": accented,
    "together": run_together,
}
"""Name in the table, and what does it."""
