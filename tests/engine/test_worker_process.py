"""The ENGINE process itself: frames of the size it was told, and errors by name where that can't be."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from engine.slot import Slot
from engine.wish import EngineReport, FrameInfo, Phrase, Wish, pack, unpack
from engine.worker import BAD_SETUP, frame_capacity


@contextmanager
def working(folder: Path, size: str, capacity: int) -> Iterator[tuple[dict[str, Slot], subprocess.Popen[bytes]]]:
    slots = {
        name: Slot.create(folder / name, room)
        for name, room in (("wish", 1 << 14), ("frame", capacity), ("engine", 1 << 14))
    }
    slots["wish"].write(pack(Wish(id=3, phrases=(Phrase("a calm sea"),), drift_hz=0.2)))
    command = [sys.executable, "-m", "engine.worker", "--slots", str(folder), "--zero-s", str(time.monotonic())]
    with subprocess.Popen([*command, "--size", size, "--threads", "1"], stdin=subprocess.PIPE) as process:
        try:
            yield slots, process
        finally:
            process.kill()
            for slot in slots.values():
                slot.close()


def test_it_paints_in_the_size_it_was_told(tmp_path: Path) -> None:
    with working(tmp_path, "192x128", frame_capacity(192, 128)) as (slots, process):
        until_s = time.monotonic() + 50.0
        while (snapshot := slots["frame"].read(0)) is None:
            assert process.poll() is None
            assert time.monotonic() < until_s, "no frame came"
            time.sleep(0.02)
        info = unpack(FrameInfo, snapshot.head)
        assert (info.width, info.height, info.wish_id) == (192, 128, 3)
        assert len(snapshot.body) == 192 * 128 * 3


@pytest.mark.parametrize(
    ("size", "room", "says"),
    [("100x100", 1 << 20, "size 100x100; use multiples of"), ("192x128", 4096, "frames of 192x128 need 77824")],
)
def test_what_can_not_be_had_is_told_and_ends_it(tmp_path: Path, size: str, room: int, says: str) -> None:
    with working(tmp_path, size, room) as (slots, process):
        assert process.wait(50.0) == BAD_SETUP
        snapshot = slots["engine"].read(0)
        assert snapshot is not None
        report = unpack(EngineReport, snapshot.head)
        assert report.state == "failed"
        assert says in report.notes[0]
