"""The venue's microphones as one source: one alone as it is, several mixed or the loudest of them."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np

from live.ears.blend import Loudest, Mix
from live.ears.channel import Chunk
from live.ears.clock import BLOCK, BLOCK_S
from live.ears.cutter import Cutter
from live.ears.heard import EarsError, FaultError
from live.ears.microphone import Microphone
from live.ears.mixer import Mixer
from live.ears.source import Tell
from live.ears.watchdog import FIRST_S, OPEN_S
from live.show import Microphone as Settings

STEP_S = 0.05
"""The microphones are seen to at least so often."""
END_S = 0.5
"""So much silence ends an utterance that was open when the last microphone was lost."""
BLENDS: dict[str, type[Mix] | type[Loudest]] = {"mix": Mix, "loudest": Loudest}


class Joint(Protocol):
    """Puts pieces of several microphones together; see Mixer, and Alone for one."""

    def put(self, number: int, piece: Chunk) -> None:
        """A piece of microphone `number`."""

    def drop(self, number: int) -> None:
        """Microphone `number` is lost."""

    def speed(self, number: int) -> float:
        """How fast its samples should be taken."""

    def blocks(self, now_s: float) -> list[Chunk]:
        """The blocks that are complete."""


class Alone:
    """One microphone needs no common clock: its blocks go out as they fill, and its own clock counts."""

    def __init__(self) -> None:
        self._cutter = Cutter()
        self._done: list[Chunk] = []

    def put(self, _number: int, piece: Chunk) -> None:
        """See Joint."""
        self._done += self._cutter.blocks(piece)

    def drop(self, _number: int) -> None:
        """See Joint."""

    def speed(self, _number: int) -> float:
        """See Joint."""
        return 1.0

    def blocks(self, _now_s: float) -> list[Chunk]:
        """See Joint."""
        done, self._done = self._done, []
        return done


class MicrophoneSource:
    """A live.ears.source.Source over all microphones of a venue; whichever is lost is looked for until it is back."""

    def __init__(self, settings: Settings) -> None:
        """The venue's [microphone]: `name` and `also` are matched against device names; empty: the default input."""
        self._wake = threading.Event()
        names = [("microphone.name", settings.name), *(("microphone.also", name) for name in settings.also)]
        self._all = [Microphone(name, called, self._wake.set) for called, name in names]
        self._how = "" if len(names) == 1 else {"mix": ", mixed", "loudest": ", the loudest"}[settings.blend]
        self._joint: Joint = Mixer(len(names), BLENDS[settings.blend]()) if len(names) > 1 else Alone()
        self._told = ("", "")
        self._closed = False

    @property
    def name(self) -> str:
        """For the status line: "microphone 'Shure MV7'"."""
        return _listed([microphone.name for microphone in self._all]) + self._how

    @property
    def dropped(self) -> int:
        """Chunks lost because the recogniser was too slow."""
        return sum(microphone.dropped for microphone in self._all)

    @property
    def troubles(self) -> tuple[str, ...]:
        """Why microphones that the venue names are not listening; none where all are."""
        return tuple(m.trouble or f"{m.name}: no sound yet" for m in self._all if m.state != "listening")

    def open(self) -> None:
        """Wait until sound comes from all microphones that are there.

        Raises EarsError where none is there, and FaultError where none that is there can be opened.
        """
        until_s = time.monotonic() + OPEN_S + FIRST_S
        while any(microphone.state == "opening" for microphone in self._all) and time.monotonic() < until_s:
            self._step()
        if not any(microphone.state == "listening" for microphone in self._all):
            self.close()
            first = self._all[0]
            raise (EarsError if first.missing else FaultError)(first.trouble or f"{first.name}: no sound")

    def blocks(self, tell: Tell) -> Iterator[Chunk]:
        """Blocks until it is closed; where the last microphone is lost, a little silence, then none for a while."""
        try:
            while not self._closed:
                heard = self._step()
                before, self._told = self._told, self._status()
                if self._told != before:
                    tell(*self._told)
                yield from heard
                if (before[0], self._told[0]) == ("listening", "lost"):
                    yield from _silence()
        finally:
            self.close()  # a step in this thread may have begun a recorder since

    def close(self) -> None:
        """Let go of all microphones, for good."""
        self._closed = True
        for microphone in self._all:
            microphone.close()

    def _step(self) -> list[Chunk]:
        self._wake.wait(STEP_S)
        self._wake.clear()
        now_s = time.monotonic()
        for number, microphone in enumerate(self._all):
            microphone.steer(self._joint.speed(number))
            for piece in microphone.step(now_s):
                self._joint.put(number, piece)
            if microphone.state != "listening":
                self._joint.drop(number)
        return self._joint.blocks(now_s)

    def _status(self) -> tuple[str, str]:
        """State and detail for the desk."""
        names = [microphone.name for microphone in self._all if microphone.state == "listening"]
        if not names:
            return "lost", f"{'; '.join(self.troubles)}; opening it again"
        details = [_listed(names) + (self._how if len(names) > 1 else "")]
        details += [f"{microphone.name}: exact zeros; is it muted?" for microphone in self._all if microphone.zeros]
        details += [f"without {trouble}; opening it again" for trouble in self.troubles]
        return "listening", "; ".join(details)


def _listed(names: Sequence[str]) -> str:
    """'a', 'a and b', 'a, b and c'."""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def _silence() -> Iterator[Chunk]:
    now_s = time.monotonic()
    for left in reversed(range(round(END_S / BLOCK_S))):
        yield Chunk(np.zeros(BLOCK, np.float32), now_s - left * BLOCK_S)
