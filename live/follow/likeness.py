"""How much a heard word speaks for each word of the text: log likelihood ratios from sounds and rarity."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from live.follow.phones import Phones, families
from live.words import STOP_WORDS

Evidence = NDArray[np.float32]
"""(words of the text,) likelihood ratios: P(heard | this word was spoken) / P(heard | anything was)."""

_RARITY = 0.6
"""How fast a word's worth grows as it gets rarer: the power of 1 / its share of all speech."""
_SMALL = 3
"""Letters of a word that, where the text repeats it, is likely a small one."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What a likeness is worth. Ratios, natural logarithms where it says so."""

    miss: float = 0.22
    """Ratio for a word that sounds nothing like the text's: recognisers mishear about so many."""
    stop: float = 3.0
    """Ratio for a small word (the, and, I) that is heard as written."""
    rare: float = 60.0
    """Most that a word heard as written may count: recognisers that know the text invent its words now and then."""
    alike: float = 0.5
    """Similarity of the sounds below which two words have nothing in common; 1 is the same sound."""


class Likeness:
    """Compares heard words with a text's words by their phones."""

    def __init__(self, words: tuple[str, ...], phones: Phones, weights: Weights | None = None) -> None:
        """`words`: the text's words in order, lower case, at least one."""
        from live.ears.lexicon import common_words  # see Phones

        self._weights = weights or Weights()
        self._phones = phones
        distinct = sorted(set(words))
        number = {word: index for index, word in enumerate(distinct)}
        self._index = np.array([number[word] for word in words], np.intp)
        ways = [phones.ways(word) for word in distinct]
        self._starts = np.cumsum([0, *(len(each) for each in ways[:-1])])
        self._ways = list(chain.from_iterable(ways))
        self._kin = [families(way) for way in self._ways]
        self._gain = self._gains(distinct, Counter(words), common_words())
        self.evidence = lru_cache(maxsize=512)(self._evidence)

    def _gains(self, distinct: list[str], counts: Counter[str], common: dict[str, float]) -> Evidence:
        """(distinct,) log ratio for each word when it is heard as written: the rarer, the more it says."""
        most = math.log(self._weights.rare)
        least = math.log(self._weights.stop)
        total = counts.total()

        def gain(word: str) -> float:
            if word in STOP_WORDS:
                return least
            small = len(word) <= _SMALL and counts[word] > 1  # the small words of languages we have no list of
            share = max(common.get(word, 0.0), counts[word] / total if small else 0.0)
            return min(most, max(least, -_RARITY * math.log(share))) if share else most

        return np.array([gain(word) for word in distinct], np.float32)

    def _evidence(self, heard: str) -> Evidence:
        """The ratios for one heard word, lower case, without punctuation."""
        said = self._phones.ways(heard)
        exact = cdist(said, self._ways, scorer=Levenshtein.normalized_similarity, dtype=np.float32)
        kin = cdist(
            [families(way) for way in said], self._kin, scorer=Levenshtein.normalized_similarity, dtype=np.float32
        )
        similar = np.maximum.reduceat((0.5 * (exact + kin)).max(axis=0), self._starts)
        alike = np.clip((similar - self._weights.alike) / (1.0 - self._weights.alike), 0.0, 1.0)
        miss = math.log(self._weights.miss)
        ratios: Evidence = np.exp(miss + alike * (self._gain - miss)).astype(np.float32)[self._index]
        ratios.flags.writeable = False
        return ratios
