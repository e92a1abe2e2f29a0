"""The real eyes process with slots of its own, and real movies whose pictures say their number."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.sight import Seen, read_sight, sight_capacity
from engine.slot import Slot
from engine.wish import Wish, pack
from live.eyes.report import REPORT_BYTES, EyesReport, unpack
from live.sinks.movie import Movie

Image = NDArray[np.uint8]

WIDTH, HEIGHT = 448, 256
BITS = 8
SIDE = 64
"""Movies are 512 x 128: eight squares of 64 in the upper half, white for a bit that is set."""


class EyesProcess:
    """A stage in small: makes the slots, asks by the wish, starts and ends the process."""

    def __init__(self, folder: Path, width: int = WIDTH, height: int = HEIGHT) -> None:
        capacities = {"wish": 65_536, "sight": sight_capacity(width, height), "eyes": REPORT_BYTES}
        self.slots = {name: Slot.create(folder / name, capacity) for name, capacity in capacities.items()}
        self.zero_s = time.monotonic()
        self._command = [sys.executable, "-m", "live.eyes", "--slots", str(folder)]
        self._command += ["--zero-s", str(self.zero_s), "--size", f"{width}x{height}"]
        self._wishes = 0
        self.process: subprocess.Popen[bytes] | None = None

    def now_s(self) -> float:
        return time.monotonic() - self.zero_s

    def start(self, **environment: str) -> None:
        given = {**os.environ, **environment}
        self.process = subprocess.Popen(self._command, stdin=subprocess.PIPE, env=given)

    def ask(self, image: str) -> None:
        self._wishes += 1
        self.slots["wish"].write(pack(Wish(id=self._wishes, made_s=self.now_s(), image=image)))

    def kill(self) -> None:
        assert self.process
        assert self.process.stdin
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(5)
        self.process.stdin.close()

    def stop(self) -> int:
        """Close the lifeline and see it end."""
        assert self.process
        assert self.process.stdin
        self.process.stdin.close()
        return self.process.wait(5)

    def report(self) -> EyesReport:
        snapshot = self.slots["eyes"].read()
        return unpack(snapshot.head) if snapshot else EyesReport()

    def seen(self) -> Seen | None:
        return read_sight(self.slots["sight"])

    def wait_for(self, what: Callable[[], bool], patience_s: float = 15.0) -> None:
        end_s = time.monotonic() + patience_s
        while not what():
            assert time.monotonic() < end_s, f"never came; the report: {self.report()}"
            time.sleep(0.01)

    def wait_for_sight(self, source: str, after: int = 0) -> Seen:
        def come() -> bool:
            seen = self.seen()
            return seen is not None and seen.sight.source == source and seen.sight.number > after

        self.wait_for(come)
        seen = self.seen()
        assert seen
        return seen

    def wait_for_state(self, state: str) -> EyesReport:
        self.wait_for(lambda: self.report().state == state)
        return self.report()


@pytest.fixture
def eyes(tmp_path: Path) -> Iterator[EyesProcess]:
    """Not started yet; ended with the test."""
    folder = tmp_path / "slots"
    folder.mkdir()
    one = EyesProcess(folder)
    yield one
    if one.process and one.process.poll() is None:
        one.kill()
    for slot in one.slots.values():
        slot.close()


def numbered(number: int) -> Image:
    """A picture (128, 512, 3) that says its number."""
    image = np.zeros((2 * SIDE, BITS * SIDE, 3), np.uint8)
    for bit in range(BITS):
        if number >> bit & 1:
            image[:SIDE, bit * SIDE : (bit + 1) * SIDE] = 255
    return image


def number_in(image: Image) -> int:
    """The number that a picture says, 448 x 256 from the middle of a 512 x 128 one: bits 2 to 5 are there."""
    scale = HEIGHT / (2 * SIDE)
    left = (BITS * SIDE * scale - WIDTH) / 2
    value = 0
    for bit in range(BITS):
        x = round((bit + 0.5) * SIDE * scale - left)
        if 0 <= x < WIDTH and image[HEIGHT // 4, x].mean() > 127:
            value |= 1 << bit
    return value


@pytest.fixture
def make_movie() -> Callable[..., Path]:
    """Writes a movie of pictures whose numbers stand in bits 2 to 5: 0 to 15, each `hold` times."""

    def make(path: Path, count: int = 16, rate_hz: float = 10.0, hold: int = 1) -> Path:
        with Movie(path, BITS * SIDE, 2 * SIDE, rate_hz) as movie:
            for number in range(count):
                for _ in range(hold):
                    movie.add(numbered(number << 2))
        return path

    return make


@pytest.fixture
def number_of() -> Callable[[Image], int]:
    """The number that a sight of such a movie says."""
    return lambda image: number_in(image) >> 2 & 15
