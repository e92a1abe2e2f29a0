"""How words sound: every word as a string of phones, one letter a phone, so that likeness is edit distance."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from live.ears.heard import EarsError

_FAMILIES = (
    "P B", "T D DH", "K G", "F V TH", "S Z", "SH ZH CH JH", "M N NG", "L R ER", "W", "Y", "HH",
    "IY IH", "EH AE EY", "AA AO AH OW", "UH UW", "AW AY OY",
)  # fmt: skip
"""ARPAbet phones of one manner and place, whatever their voicing: ears confuse these first."""

_PHONES = [phone for family in _FAMILIES for phone in family.split()]
_BASE = 0xE000
"""Phones are letters of Unicode's private use area, so that no letter of any script is taken for one."""
_LETTER = {phone: chr(_BASE + number) for number, phone in enumerate(_PHONES)}
_FAMILY = {_LETTER[phone]: _LETTER[family.split()[0]] for family in _FAMILIES for phone in family.split()}
_TO_FAMILY = str.maketrans(_FAMILY)

_MOST_WAYS = 3
"""Pronunciations kept of one word."""


class Phones:
    """Pronunciations of any word: from the CMU dictionary, put together, guessed from spelling, or the letters."""

    def __init__(self) -> None:
        """Load the dictionary: about 0.2 s."""
        from live.ears.lexicon import read_dictionary  # pocketsphinx is loaded only where a script is followed

        # One string a word: a hundred thousand lists would make each garbage collection a pause in the picture.
        self._known = {word: "|".join(ways[:_MOST_WAYS]) for word, ways in read_dictionary().items()}
        self.ways = lru_cache(maxsize=4096)(self._ways)

    def _ways(self, word: str) -> tuple[str, ...]:
        """The word's pronunciations, one letter a phone, never empty; `word` is lower case."""
        said = self._known.get(word)
        ways = [encode(way) for way in said.split("|")] if said else [self._guess(fold(word))]
        return tuple(dict.fromkeys(ways))

    def _guess(self, word: str) -> str:
        """A word the dictionary lacks, folded: put together or guessed as English, else its letters."""
        from live.ears.lexicon import pronounce

        parts = {part for at in range(len(word) + 1) for part in (word[:at], word[at:])}
        known = {part: self._known[part].split("|") for part in parts if part in self._known}
        try:
            return encode(pronounce([word], known)[word][0])
        except EarsError:  # a letter that English lacks: the letters themselves are as good for likeness
            return word


def encode(way: str) -> str:
    """'M UW N' as three letters, one a phone."""
    return "".join(_LETTER[phone] for phone in way.split())


def families(way: str) -> str:
    """The encoded phones with each replaced by its family's first."""
    return way.translate(_TO_FAMILY)


def fold(word: str) -> str:
    """The word without accents and apostrophes: 'l\u00e0' as 'la', 'o'er' as 'oer'."""
    bare = unicodedata.normalize("NFKD", word.casefold())
    kept = "".join(letter for letter in bare if unicodedata.category(letter)[0] == "L")
    return kept or word
