"""Where to cut the buffer: a sentence that is committed need not be heard again."""

from __future__ import annotations

from collections.abc import Sequence

from live.ears.whisper.hypothesis import Spoken

LONG_S = 15.0
"""A buffer longer than this is cut after any committed word (Macháček, Dabre and Bojar 2023)."""


def cut_after(words: Sequence[Spoken], settled: int, long: bool) -> int:
    """After how many words of a hypothesis to cut; 0 for not now.

    At the last sentence's end among the `settled` words, those that are committed; at any of them if `long`. A word
    must follow: only then is it known where the last one ended.
    """
    count = min(settled, len(words) - 1)
    if long:
        return max(count, 0)
    ends = [number for number, word in enumerate(words[: max(count, 0)], 1) if word.ends_sentence]
    return ends[-1] if ends else 0


def cut_at_s(words: Sequence[Spoken], count: int) -> float:
    """The time of the cut after the first `count` words, 1 or more: the middle of the pause before the next."""
    end_s = words[count - 1].end_s
    return (end_s + max(end_s, words[count].start_s)) / 2.0
