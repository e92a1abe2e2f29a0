"""Words to vectors: tokenise a text and look its words up in the shipped table (numpy only, open vocabulary)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

MAX_WORDS = 32
"""Words of a text that reach the text transformer; later ones are not heard."""

_WORD = re.compile(r"[a-z]+|[0-9]+")
_DIGITS = "zero one two three four five six seven eight nine ten eleven twelve".split()
_SUFFIXES = (
    ("ies", "y"), ("iest", "y"), ("ier", "y"), ("ily", "y"), ("ves", "f"), ("es", ""), ("es", "e"), ("s", ""),
    ("ing", ""), ("ing", "e"), ("ed", ""), ("ed", "e"), ("er", ""), ("er", "e"), ("est", ""), ("est", "e"),
    ("ly", ""), ("ness", ""), ("less", ""), ("ful", ""), ("like", ""), ("y", ""),
)  # fmt: skip
"""English endings and what stands in their place in the base form, tried in this order."""
_PIECE = 3
"""Shortest known word that may stand for a part of an unknown one."""


class WordTable:
    """Static word vectors: `vectors` (V, D) int8 with one float32 scale a row, and the V words they belong to."""

    def __init__(self, words: list[str], vectors: NDArray[np.int8], scales: NDArray[np.float32]) -> None:
        self.words = words
        self.index = {word: row for row, word in enumerate(words)}
        self.width = int(vectors.shape[1])
        self._vectors = vectors
        self._scales = scales

    @classmethod
    def load(cls, path: Path) -> WordTable:
        """Read words.npz: 'words' (newline-joined UTF-8 as uint8), 'vectors' (V, D) int8, 'scales' (V,) float32."""
        with np.load(path) as table:
            words = table["words"].tobytes().decode().split("\n")
            return cls(words, table["vectors"], table["scales"])

    def vector(self, row: int) -> NDArray[np.float32]:
        """The vector of one known word: (D,) float32 of about unit variance."""
        return np.asarray(self._vectors[row] * self._scales[row], np.float32)

    def rows(self, text: str) -> list[tuple[int, ...]]:
        """For each understood word of `text`: the row of its vector, or the rows of the pieces it falls into."""
        found = (self._pieces(word) for word in tokens(text))
        return [rows for rows in found if rows][:MAX_WORDS]

    def lookup(self, text: str) -> NDArray[np.float32]:
        """The word vectors of a text: (N, D) float32, 1 <= N <= MAX_WORDS; an empty text is one vector of zeros."""
        rows = self.rows(text)
        if not rows:
            return np.zeros((1, self.width), np.float32)
        return np.stack([np.mean([self.vector(row) for row in pieces], axis=0) for pieces in rows])

    def _pieces(self, word: str) -> tuple[int, ...]:
        base = word if word in self.index else base_form(word, self.index)
        return (self.index[base],) if base else self._split(word)

    def _split(self, word: str) -> tuple[int, ...]:
        """Known words inside an unknown one that cover most of it: 'moonlit' -> moon, lit; else nothing.

        Dynamic programming over cut points; a piece scores its length squared, so few long pieces win.
        """
        best: list[tuple[int, int, tuple[int, ...]]] = [(0, 0, ())]
        for end in range(1, len(word) + 1):
            score, covered, pieces = best[end - 1]
            for begin in range(max(0, end - 14), end - _PIECE + 1):
                row = self.index.get(word[begin:end])
                if row is not None and best[begin][0] + (end - begin) ** 2 > score:
                    score = best[begin][0] + (end - begin) ** 2
                    covered = best[begin][1] + end - begin
                    pieces = (*best[begin][2], row)
            best.append((score, covered, pieces))
        _, covered, pieces = best[-1]
        return pieces if covered >= 0.6 * len(word) else ()


def tokens(text: str) -> list[str]:
    """Lower-case words of a text; accents fall off, small numbers become words, possessive 's goes."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("\u2019", "'"))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    plain = re.sub(r"'s\b", "", plain).replace("'", "")
    words = _WORD.findall(plain)
    return [_DIGITS[int(word)] if word.isdigit() and int(word) < len(_DIGITS) else word for word in words]


DERIVED = frozenset(("ier", "er", "est", "less", "ful", "like", "y"))
"""Of these endings, those that may as well belong to another word: a tuber is no tub."""


def base_form(word: str, known: Container[str], without: Container[str] = ()) -> str | None:
    """The known word that `word` is an inflection of ('lanterns' -> 'lantern'), or None. Endings in `without` don't
    count."""
    for ending, instead in _SUFFIXES:
        if ending in without:
            continue
        stem = word[: -len(ending)]
        if word.endswith(ending) and len(stem) >= _PIECE:
            for base in (stem + instead, stem[:-1] if stem[-1] == stem[-2] else ""):
                if base and base in known:
                    return base
    return None
