"""Words heard twice: the new hypothesis begins with words that were committed already."""

from __future__ import annotations

from collections.abc import Sequence

from live.ears.whisper.hypothesis import Spoken

LONGEST = 5
"""Words compared at most, as Macháček, Dabre and Bojar (2023) do."""
_SHIFT = 0.75
"""A copy that begins within this share of the original's length is the same sound, timed otherwise."""
_REST = 0.5
"""A copy shorter than this share of the original is what a cut left of it."""


def repeated(committed: Sequence[Spoken], fresh: Sequence[Spoken]) -> int:
    """How many of the fresh words, 0..5, say the end of the committed ones again.

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
