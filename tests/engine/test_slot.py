"""The slot between real processes: torn by none, survived by each, whatever byte the other was killed at."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from engine.slot import Slot, SlotError, shared_root, slot_folder

CAPACITY = 1 << 16

WRITER = """
    import sys
    from pathlib import Path
    from engine.slot import Slot
    slot = Slot.open(Path(sys.argv[1]))
    count = int(sys.argv[2])
    while count:
        number = slot.sequence() + 1
        size = number * 7919 % 60000
        slot.write(str(number).encode(), bytes([number % 251]) * size)
        count -= 1
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    with slot_folder() as folder:
        yield folder


@pytest.fixture
def python() -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Starts `python -c code arguments...`; ends what is left of it afterwards."""
    started: list[subprocess.Popen[bytes]] = []

    def start(code: str, *arguments: object) -> subprocess.Popen[bytes]:
        words = [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)]
        started.append(subprocess.Popen(words, stdout=subprocess.PIPE))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


def check(head: bytes, body: bytes) -> None:
    """A value is whole when its body is what its head says."""
    number = int(head)
    assert len(body) == number * 7919 % 60000
    assert body.count(number % 251) == len(body)


def test_latest_value_only(folder: Path):
    slot = Slot.create(folder / "a", CAPACITY)
    other = Slot.open(folder / "a")
    assert other.read() is None
    for number in range(1, 6):
        assert slot.write(b"head %d" % number, b"body") == number
    snapshot = other.read()
    assert snapshot is not None
    assert (snapshot.sequence, snapshot.head, snapshot.body) == (5, b"head 5", b"body")
    assert other.read(after=5) is None
    assert other.read(after=4) is not None
    assert other.sequence() == 5


def test_arrays_and_empty_values(folder: Path):
    slot = Slot.create(folder / "a", CAPACITY)
    picture = np.arange(96 * 64 * 3, dtype=np.uint8).reshape(96, 64, 3)
    slot.write(b"{}", picture.data)
    snapshot = slot.read()
    assert snapshot is not None
    assert np.array_equal(np.frombuffer(snapshot.body, np.uint8).reshape(picture.shape), picture)
    slot.write(b"")
    snapshot = slot.read(after=1)
    assert snapshot is not None
    assert (snapshot.head, snapshot.body) == (b"", b"")


def test_value_that_does_not_fit_leaves_the_last_one(folder: Path):
    slot = Slot.create(folder / "a", 100)
    slot.write(b"x" * slot.capacity)
    with pytest.raises(SlotError, match=rf"a: {slot.capacity + 1} bytes; it holds {slot.capacity}"):
        slot.write(b"x", b"y" * slot.capacity)
    snapshot = slot.read()
    assert snapshot is not None
    assert snapshot.sequence == 1


@pytest.mark.parametrize("content", [None, b"", b"short", bytes(4096), b"\xff" * 4096])
def test_files_that_are_no_slots(folder: Path, content: bytes | None):
    if content is not None:
        (folder / "a").write_bytes(content)
    with pytest.raises(SlotError, match="is the stage running" if content is None else "not a slot"):
        Slot.open(folder / "a")


def test_slot_cut_short_is_refused(folder: Path):
    Slot.create(folder / "a", CAPACITY).close()
    os.truncate(folder / "a", 1000)
    with pytest.raises(SlotError, match="not a slot"):
        Slot.open(folder / "a")


def test_no_room_is_said_when_it_is_made_and_not_by_a_crash_later(folder: Path):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(SlotError, match=r"a: File too large; \d+ bytes needed: free some in"):
            Slot.create(folder / "a", 1 << 20)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert [path.name for path in folder.iterdir()] == ["lock"]


def test_missing_folder(tmp_path: Path):
    with pytest.raises(SlotError, match="make its folder first"):
        Slot.create(tmp_path / "nowhere" / "a", 64)


def test_closing_twice_and_made_anew(folder: Path):
    old = Slot.create(folder / "a", 64)
    reader = Slot.open(folder / "a")
    old.write(b"old")
    new = Slot.create(folder / "a", 64)
    assert new.read() is None
    snapshot = reader.read()
    assert snapshot is not None
    assert snapshot.head == b"old"  # who holds the old one keeps it
    old.close()
    old.close()


def test_torture(folder: Path, python: Callable[..., subprocess.Popen[bytes]]):
    """A writer at full speed against a reader at full speed: values stay whole, numbers only rise."""
    slot = Slot.create(folder / "a", CAPACITY)
    writer = python(WRITER, folder / "a", -1)
    seen = last = 0
    until = time.monotonic() + 60
    while seen < 500 and time.monotonic() < until:
        snapshot = slot.read(after=last)
        if snapshot is None:
            continue
        assert snapshot.sequence > last
        assert int(snapshot.head) == snapshot.sequence
        check(snapshot.head, snapshot.body)
        last, seen = snapshot.sequence, seen + 1
    assert seen == 500
    assert writer.poll() is None


def test_writers_killed_at_any_moment(folder: Path, python: Callable[..., subprocess.Popen[bytes]]):
    """Thirty writers in a row, each shot in the middle of its work: values stay whole, the next goes on."""
    chance = random.Random(1)
    slot = Slot.create(folder / "a", CAPACITY)
    last = 0
    for _ in range(30):
        writer = python(WRITER, folder / "a", -1)
        until = time.monotonic() + 20
        while slot.sequence() <= last + 1 and time.monotonic() < until:
            time.sleep(0.001)
        time.sleep(chance.random() * 0.01)
        writer.send_signal(signal.SIGKILL)
        writer.wait(10)
        snapshot = slot.read(after=last)
        assert snapshot is not None
        assert snapshot.sequence == int(snapshot.head) == slot.sequence() > last
        check(snapshot.head, snapshot.body)
        last = snapshot.sequence


def test_half_written_value_is_never_seen(folder: Path):
    """Killed at each step of a write, as far as the file shows it: the last whole value stays."""
    slot = Slot.create(folder / "a", 64)
    slot.write(b"1", b"whole")
    for stamp, junk in ((0, b"2junk"), (2, b"2junk"), (5, b"")):
        words, start = slot._buffer(2)
        words[0] = stamp
        slot._bytes[start : start + len(junk)] = junk
        snapshot = Slot.open(folder / "a").read()
        assert snapshot is not None
        assert (snapshot.sequence, snapshot.body) == (1, b"whole")
    assert slot.write(b"2", b"next") == 2
    snapshot = slot.read()
    assert snapshot is not None
    assert snapshot.body == b"next"


def test_reader_killed_takes_nothing_with_it(folder: Path, python: Callable[..., subprocess.Popen[bytes]]):
    reading = """
        import sys
        from pathlib import Path
        from engine.slot import Slot
        slot = Slot.open(Path(sys.argv[1]))
        print("ready", flush=True)
        while True:
            slot.read()
    """
    slot = Slot.create(folder / "a", CAPACITY)
    reader = python(reading, folder / "a")
    assert reader.stdout is not None
    assert reader.stdout.readline() == b"ready\n"
    for number in range(1000):
        slot.write(b"x", bytes(number))
    reader.send_signal(signal.SIGKILL)
    reader.wait(10)
    assert slot.write(b"still here") == 1001
    assert Slot.open(folder / "a").sequence() == 1001


HOLDER = """
    import sys, time
    from engine.slot import Slot, slot_folder
    with slot_folder() as folder:
        Slot.create(folder / "a", 64)
        print(folder, flush=True)
        time.sleep(600)
"""


def test_folders_of_the_dead_are_swept_and_those_of_the_living_kept(
    python: Callable[..., subprocess.Popen[bytes]],
):
    holders = [python(HOLDER) for _ in range(2)]
    paths = [Path(holder.stdout.readline().decode().strip()) for holder in holders if holder.stdout]
    assert [path.is_dir() for path in paths] == [True, True]
    holders[0].send_signal(signal.SIGKILL)
    holders[0].wait(10)
    assert paths[0].is_dir()
    with slot_folder() as mine:
        assert mine.parent == shared_root()
        assert [path.is_dir() for path in paths] == [False, True]
    assert not mine.exists()


def test_folder_without_a_lock_is_swept_only_when_it_is_old():
    young, old = (shared_root() / f"rhapsode-{os.getuid()}-test-{word}-{os.getpid()}" for word in ("young", "old"))
    for path in (young, old):
        path.mkdir()
    an_hour_ago = time.time() - 3600
    os.utime(old, (an_hour_ago, an_hour_ago))
    try:
        with slot_folder():
            assert young.exists()
            assert not old.exists()
    finally:
        young.rmdir()
