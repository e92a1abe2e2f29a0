"""What a veto blocks: the same words, however they are written, alone or with others around them. Pure."""

from __future__ import annotations

from functools import lru_cache

from live.filter.normalise import bare, clean, words

Key = tuple[str, ...]
"""The words of a text as they are compared: without case, accents, punctuation and what can't be seen."""


def key(text: str) -> Key:
    """A text as a veto remembers it; empty where it holds no word."""
    return tuple(bare(word.text) for word in words(clean(text)))


@lru_cache(256)  # asked for the same few texts with every picture
def is_blocked(text: str, blocked: frozenset[Key]) -> bool:
    """Whether the text is a blocked one, or holds a blocked one of two words or more in a row.

    A single blocked word blocks only itself: a veto on 'smoke' must not take all smoke from a show.
    """
    said = key(text)
    lengths = {len(one) for one in blocked if 1 < len(one) < len(said)}
    runs = (said[at : at + length] for length in lengths for at in range(len(said) - length + 1))
    return said in blocked or any(run in blocked for run in runs)
