"""Where a new hypothesis goes on: behind the words that were committed, which it says again."""

from __future__ import annotations

from collections.abc import Sequence

from live.ears.whisper.hypothesis import Spoken

LONGEST = 5
"""Words compared over a cut at most, as Macháček, Dabre and Bojar (2023) do."""
_SHIFT = 0.75
"""A copy that begins within this share of the original's length is the same sound, timed otherwise."""
_REST = 0.5
"""A copy shorter than this share of the original is what a cut left of it."""
_DRIFT = 0.4
"""What a second of difference in time weighs against a word of difference in text; less than a word in all."""


def said_again(known: Sequence[Spoken], words: Sequence[Spoken]) -> int:
    """How many words at the hypothesis's beginning say `known`, the same sound's words in the last hypothesis.

    By edit distance (Levenshtein) of all of `known` to each beginning of `words`, since the times of the last words
    shift as sound comes in; among equals, the one that ends where `known` did.
    """
    if not known:
        return 0
    row = list(range(len(words) + 1))
    for number, old in enumerate(known, 1):
        above, row = row, [number]
        for at, new in enumerate(words, 1):
            row.append(min(above[at] + 1, row[-1] + 1, above[at - 1] + (old.text != new.text)))
    ends_s = [known[0].start_s, *(word.end_s for word in words)]
    costs = [edits + min(0.9, _DRIFT * abs(end_s - known[-1].end_s)) for edits, end_s in zip(row, ends_s, strict=True)]
    return costs.index(min(costs))


def repeated(committed: Sequence[Spoken], fresh: Sequence[Spoken]) -> int:
    """How many of the first words after a cut, 0..5, say the end of what was committed before it again.

    The same words alone do not decide it, since a poem may say them twice ('and rain, and rain'): a real repetition
    begins after the original has ended and takes about as long.
    """
    for count in range(min(LONGEST, len(committed), len(fresh)), 0, -1):
        old, new = committed[-count:], fresh[:count]
        same = all(one.text == other.text for one, other in zip(old, new, strict=True))
        if same and _copy(old, new):
            return count
    return 0


def _copy(old: Sequence[Spoken], new: Sequence[Spoken]) -> bool:
    old_s, new_s = old[-1].end_s - old[0].start_s, new[-1].end_s - new[0].start_s
    return new[0].start_s - old[0].start_s < _SHIFT * old_s or new_s < _REST * old_s
