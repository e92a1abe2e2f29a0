"""The veil over the word lists: letters turned by half the alphabet, so that nobody reads them by accident."""

from __future__ import annotations

_LATIN = "abcdefghijklmnopqrstuvwxyz"
_CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъыьэюя"


def _turned(letters: str) -> str:
    half = len(letters) // 2
    return letters[half:] + letters[:half]


_TABLE = str.maketrans(
    _LATIN + _LATIN.upper() + _CYRILLIC,
    _turned(_LATIN) + _turned(_LATIN).upper() + _turned(_CYRILLIC),
)


def veil(text: str) -> str:
    """The text with its Latin and small Cyrillic letters turned; done twice it is the text again."""
    return text.translate(_TABLE)
