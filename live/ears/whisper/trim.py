"""Where to cut the buffer: a sentence that is committed need not be heard again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from live.ears.clock import BLOCK, RATE_HZ, Sound
from live.ears.whisper.hypothesis import Spoken

LONG_S = 15.0
"""A buffer longer than this is cut after any committed word (Macháček, Dabre and Bojar 2023)."""

_ROUGH_S = 0.1
"""A word's edges may be so far from where Whisper's attention puts them."""


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


def pause_around(words: Sequence[Spoken], count: int) -> tuple[float, float]:
    """Between which times the pause behind the first `count` words, 1 or more, must lie: Whisper's own are rough."""
    last, following = words[count - 1], words[count]
    middle_s = (last.start_s + last.end_s) / 2.0
    return max(middle_s, last.end_s - _ROUGH_S), max(following.start_s, last.end_s) + _ROUGH_S


def quietest_s(sound: Sound) -> float:
    """The middle of the quietest 64 ms of the sound, s from its beginning; its middle where it is shorter."""
    step, width = BLOCK // 4, 2 * BLOCK
    if len(sound) < width:
        return len(sound) / RATE_HZ / 2.0
    power = np.concatenate([np.zeros(1), np.cumsum(np.square(sound, dtype=np.float64))])
    starts = np.arange(0, len(sound) - width + 1, step)
    quietest = starts[int(np.argmin(power[starts + width] - power[starts]))]
    return float(quietest + BLOCK) / RATE_HZ
