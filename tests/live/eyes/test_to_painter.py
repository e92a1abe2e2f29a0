"""Eyes and engine side by side: what is painted follows a movie, and is let go of when nobody asks for it."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.sight import sight_capacity
from engine.slot import Slot
from engine.wish import EngineReport, FrameInfo, Phrase, Wish, pack, unpack
from engine.worker import frame_capacity
from live.eyes.report import REPORT_BYTES
from live.sinks.movie import Movie

Image = NDArray[np.uint8]
WIDTH, HEIGHT = 448, 256
TURN_S = 0.8
"""The bright half of the movie changes sides so often."""


def movie(path: Path) -> Path:
    """Bright on the left, then bright on the right, in turn."""
    sides = []
    for left in (True, False):
        image = np.full((HEIGHT, WIDTH, 3), 15, np.uint8)
        image[:, : WIDTH // 2] = 235 if left else 15
        image[:, WIDTH // 2 :] = 15 if left else 235
        sides.append(image)
    with Movie(path, WIDTH, HEIGHT, 10.0) as out:
        for image in sides:
            for _ in range(round(TURN_S * 10)):
                out.add(image)
    return path


class Stage:
    """Slots, eyes and engine, as a show has them."""

    def __init__(self, folder: Path) -> None:
        capacities = {
            "wish": 65_536,
            "sight": sight_capacity(WIDTH, HEIGHT),
            "eyes": REPORT_BYTES,
            "frame": frame_capacity(WIDTH, HEIGHT),
            "engine": 65_536,
        }
        self.slots = {name: Slot.create(folder / name, capacity) for name, capacity in capacities.items()}
        self.zero_s = time.monotonic()
        common = ["--slots", str(folder), "--zero-s", str(self.zero_s), "--size", f"{WIDTH}x{HEIGHT}"]
        self.children = [
            subprocess.Popen([sys.executable, "-m", module, *common], stdin=subprocess.PIPE)
            for module in ("live.eyes", "engine.worker")
        ]

    def ask(self, number: int, image: str) -> None:
        phrases = (Phrase("a calm sea at night"),)
        wish = Wish(id=number, phrases=phrases, fade_s=0.0, image=image, image_share=0.8)
        self.slots["wish"].write(pack(wish))

    def frames(self, for_s: float) -> Iterator[tuple[FrameInfo, Image]]:
        """Every frame that can be caught in so long."""
        end_s, last = time.monotonic() + for_s, 0
        while time.monotonic() < end_s:
            snapshot = self.slots["frame"].read(last)
            if snapshot is None:
                time.sleep(0.002)
                continue
            last = snapshot.sequence
            info = unpack(FrameInfo, snapshot.head)
            yield info, np.frombuffer(snapshot.body, np.uint8).reshape(info.height, info.width, 3)

    def report(self) -> EngineReport:
        snapshot = self.slots["engine"].read()
        return unpack(EngineReport, snapshot.head) if snapshot else EngineReport()

    def close(self) -> None:
        for child in self.children:
            assert child.stdin
            child.stdin.close()
            child.wait(5)
        for slot in self.slots.values():
            slot.close()


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    folder = tmp_path / "slots"
    folder.mkdir()
    one = Stage(folder)
    yield one
    one.close()


def leaning(image: Image) -> float:
    """How much brighter the left half is than the right, in levels."""
    light = image.astype(np.float64).mean(-1)
    return float(light[:, : WIDTH // 2].mean() - light[:, WIDTH // 2 :].mean())


def test_what_is_painted_follows_a_movie(stage: Any, tmp_path: Path) -> None:
    path = str(movie(tmp_path / "sides.mp4"))
    stage.ask(1, path)
    for info, _ in stage.frames(40.0):
        if info.sight_s > 0.0:
            break
    else:
        pytest.fail(f"no frame started from the movie: {stage.report()}")
    sides: list[bool] = []
    captured: set[float] = set()
    for info, image in stage.frames(30.0):
        assert info.sight_s <= info.decoded_s
        captured.add(info.sight_s)
        lean = leaning(image)
        if abs(lean) > 60.0 and (not sides or sides[-1] != (lean > 0.0)):
            sides.append(lean > 0.0)
        if len(sides) >= 4 and len(captured) >= 8:
            break
    assert len(sides) >= 4, f"it never turned with the movie: {stage.report()}"
    assert len(captured) >= 8, "one picture of the movie after another"
    stage.ask(2, "")
    plain = (info for info, _ in stage.frames(20.0) if info.wish_id == 2 and info.sight_s == 0.0)
    assert next(plain, None), f"the movie is not let go of: {stage.report()}"
