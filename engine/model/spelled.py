"""Learned words of several vectors as a text encoder takes them: word, word_1, word_2, ... in place of the word."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

MOST_VECTORS = 75
"""A prompt has no room for more."""


def spelled_out(added: Iterable[str]) -> Callable[[str], str]:
    """What writes every word of several vectors out as its tokens, given all tokens that a tokenizer has learned."""
    tokens = set(added)
    long: dict[str, str] = {}
    for word in sorted(token for token in tokens if f"{token}_1" in tokens):
        count = next(k for k in range(1, MOST_VECTORS + 2) if f"{word}_{k}" not in tokens)
        long[word.lower()] = " ".join([word, *(f"{word}_{k}" for k in range(1, count))])
    if not long:
        return str
    either = "|".join(re.escape(word) for word in sorted(long, key=len, reverse=True))
    pattern = re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)
    return lambda text: pattern.sub(lambda found: long[found[0].lower()], text)
