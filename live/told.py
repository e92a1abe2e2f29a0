"""Hear a sound offline as if it came in real time: on the audio clock, plus the time that the computing takes."""

from __future__ import annotations

import time
from dataclasses import dataclass

from live.ears.clock import BLOCK_S, Sound
from live.ears.hear import Listener, VoiceGate, cut
from live.ears.heard import Heard
from live.ears.recogniser import Recogniser


@dataclass(frozen=True, slots=True)
class Told:
    """Something heard, and when a live listener would have been told, in seconds on the audio clock."""

    heard: Heard
    at_s: float


@dataclass(frozen=True, slots=True)
class Session:
    """All that was told of one sound, and what it cost."""

    told: tuple[Told, ...]
    busy_s: float
    """Time spent computing."""
    worst_lag_s: float
    """The longest that a block of sound waited for those before it."""


def listen_live(sound: Sound, recogniser: Recogniser, gate: VoiceGate) -> Session:
    """A queue with one server: a block begins when it is captured and the one before it is done.

    A block ends at n * 512 / 16000 s and can't be begun before; what is told during its work is told as much later
    as the work took so far, measured here and now. What is left open at the sound's end is finished.
    Work is measured on the wall's clock and in processor time of this process, and the shorter counts: other programs
    on the machine don't, threads of our own do.
    """
    listener = Listener(recogniser, gate)
    told: list[Told] = []
    free_s = busy_s = worst_s = 0.0
    for number, block in enumerate(cut(sound), 1):
        captured_s = number * BLOCK_S
        begin_s = max(captured_s, free_s)
        worst_s = max(worst_s, begin_s - captured_s)
        watch = _Watch()
        for heard in listener.step(block):
            told.append(Told(heard, begin_s + watch.took_s()))
        took_s = watch.took_s()
        free_s = begin_s + took_s
        busy_s += took_s
    watch = _Watch()
    for heard in listener.flush():
        told.append(Told(heard, free_s + watch.took_s()))
    return Session(tuple(told), busy_s, worst_s)


class _Watch:
    """Runs from when it is made."""

    def __init__(self) -> None:
        self._wall_s, self._processor_s = time.perf_counter(), time.process_time()

    def took_s(self) -> float:
        """The shorter of wall and processor time since then."""
        return min(time.perf_counter() - self._wall_s, time.process_time() - self._processor_s)
