"""The readings of a word: what it may stand for when letters are swapped for lookalikes, digits or more of the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import product

from live.filter.normalise import LEET, MASKS, bare

PLAIN = ""
ACCENTS = "accents"
LOOKALIKES = "lookalike letters"
LEETSPEAK = "digits for letters"
REPEATED = "repeated letters"
MASKED = "masked letters"
APART = "letters apart"

_LEET = {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "6": "g", "7": "t", "8": "b", "9": "g"} | {
    "@": "a", "$": "s", "!": "i", "|": "i", "+": "t", "€": "e", "¢": "c", "£": "l", "¥": "y"
}  # fmt: skip
_LEET_MAPS = (str.maketrans(_LEET), str.maketrans(_LEET | {"1": "l", "!": "l", "|": "l"}))
_LEET_CYRILLIC = str.maketrans("0134@", "оизча")
_LEET_CYRILLIC_MAPS = (_LEET_CYRILLIC, str.maketrans("0134@6", "оизчяб"))
_TO_CYRILLIC = str.maketrans("abcehikmnoprtuxy", "авсеникмпоргтиху")
_SIGNS = re.compile(rf"[\d{re.escape(LEET)}]")
_MASK = str.maketrans("", "", MASKS)
_MOST_MASKS = 2
_LONG_RUN = re.compile(r"(.)\1{2,}")
_HIDES_NOTHING = re.compile("[a-z]+")
_CYRILLIC = re.compile("[а-яё]")
_LATIN = re.compile("[a-z]")


def readings(word: str) -> dict[str, str]:
    """All that the cleaned word may be read as, each with how it was hidden; the word itself comes first."""
    if _HIDES_NOTHING.fullmatch(word) and not _LONG_RUN.search(word):
        return {word: PLAIN}
    return _all_readings(word)


@lru_cache(4096)
def _all_readings(word: str) -> dict[str, str]:
    found = {word: PLAIN}
    if not word.isascii():
        _add(found, bare(word), ACCENTS)
        latin = word.translate(lookalikes())
        _add(found, latin, LOOKALIKES)
        _add(found, bare(latin), LOOKALIKES)
    if _CYRILLIC.search(word) and _LATIN.search(word):
        _add(found, word.translate(_TO_CYRILLIC), LOOKALIKES)
    for form in tuple(found):
        if _SIGNS.search(form):
            for table in _LEET_CYRILLIC_MAPS if _CYRILLIC.search(form) else _LEET_MAPS:
                _add(found, form.translate(table), LEETSPEAK)
    for form in tuple(found):
        if _LONG_RUN.search(form):
            _add(found, _LONG_RUN.sub(r"\1", form), REPEATED)
            _add(found, _LONG_RUN.sub(r"\1\1", form), REPEATED)
    for form in tuple(found):
        if not form.isalnum():
            _add(found, form.translate(_MASK), MASKED)
            for vowelled in _unmasked(form):
                _add(found, vowelled, MASKED)
    return {form: how for form, how in found.items() if how == PLAIN or not form.isdecimal()}


def _unmasked(word: str) -> Iterator[str]:
    """The word with each vowel in the place of a mask: what is hidden is nearly always one."""
    count = sum(sign in MASKS for sign in word)
    if not 0 < count <= _MOST_MASKS:
        return
    vowels = "аеиоуыя" if _CYRILLIC.search(word) else "aeiou"
    for filling in product(vowels, repeat=count):
        letters = iter(filling)
        yield "".join(next(letters) if sign in MASKS else sign for sign in word)


@cache
def lookalikes() -> dict[int, str]:
    """Letters that look like one of a..z, by code point, from Unicode's confusables (UTS #39)."""
    from confusable_homoglyphs.confusables import confusables_data

    table: dict[int, str] = {}
    by_case = sorted(confusables_data.items(), key=lambda item: item[0] != item[0].casefold())
    for letter, twins in by_case:  # small letters first: a capital's twin counts where the small one has none
        small = unicodedata.normalize("NFKC", letter).casefold()
        latin = [twin["c"].casefold() for twin in twins if len(twin["c"]) == 1 and _LATIN.match(twin["c"].casefold())]
        if len(small) == 1 and not small.isascii() and latin:
            table.setdefault(ord(small), latin[0])
    return table


def runs(word: str) -> tuple[str, tuple[int, ...]]:
    """The word without repeats, and how often each of its letters stands there: 'coool' as 'col', (1, 3, 1)."""
    letters: list[str] = []
    counts: list[int] = []
    for letter in word:
        if letters and letters[-1] == letter:
            counts[-1] += 1
        else:
            letters.append(letter)
            counts.append(1)
    return "".join(letters), tuple(counts)


def is_stretched(counts: tuple[int, ...], of: tuple[int, ...]) -> bool:
    """Whether letter counts are those of a word drawn out: none fewer, and one of three or more, or three too many.

    One or two doubled letters make another word ('penne', 'sleet', 'boccetta').
    """
    if any(count < least for count, least in zip(counts, of, strict=True)):
        return False
    return sum(counts) - sum(of) >= 3 or any(c >= 3 and c > least for c, least in zip(counts, of, strict=True))


def _add(found: dict[str, str], form: str, how: str) -> None:
    found.setdefault(form, how)
