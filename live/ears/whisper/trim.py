"""Where to cut the buffer: a sentence that is committed need not be heard again."""

from __future__ import annotations

from collections.abc import Sequence

from live.ears.whisper.hypothesis import Spoken

LONG_S = 15.0
"""A buffer longer than this is cut after any committed word (Macháček, Dabre and Bojar 2023)."""


def cut_after(committed: Sequence[Spoken], long: bool) -> int:
    """How many of the committed words end before the cut: up to the last sentence's end, or all if `long`."""
    if long:
        return len(committed)
    ends = [number for number, word in enumerate(committed, 1) if word.ends_sentence]
    return ends[-1] if ends else 0


def cut_at_s(committed: Sequence[Spoken], partial: Sequence[Spoken], count: int) -> float:
    """The time of the cut after `count` words, 1 or more: in the middle of the pause after the last one."""
    last = committed[count - 1]
    following = [*committed[count:], *partial]
    next_s = following[0].start_s if following else last.end_s
    return (last.end_s + max(last.end_s, next_s)) / 2.0
