"""Slot: the latest value of something, shared between processes; writing never waits and reading never tears.

A sequence-stamped triple buffer in a mapped file. The writer fills the buffer after the latest one, stamps
it, and only then points `latest` at it, so a reader has two whole writes' time to copy. A copy whose stamp or
checksum does not hold is taken again. Either side may be killed at any byte: a half-written buffer is never
pointed at. (`multiprocessing.shared_memory` is not used: before Python 3.13 its resource tracker deletes a
segment that an unrelated process merely attached to.)
"""

from __future__ import annotations

import mmap
import os
import tempfile
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

MAGIC = 0x52_48_41_50_53_4C_4F_54  # "RHAPSLOT"
_WORDS = 8  # 64-bit words of the file's header, and of each buffer's: one cache line
_LINE = _WORDS * 8
_BUFFERS = 3
_READ_TRIES = 8
_UNFINISHED_S = 60.0


class SlotError(Exception):
    """A slot can't be opened, or a value doesn't fit it."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One value as it was written: its sequence number (from 1) and its bytes, split as they were written."""

    sequence: int
    head: bytes
    body: bytes


class Slot:
    """One named value. `create` makes the file (the stage does), `open` attaches; one process may write."""

    def __init__(self, path: Path, file: int, capacity: int) -> None:
        self.path = path
        self.capacity = capacity
        self._stride = _LINE + capacity
        self._map = mmap.mmap(file, _LINE + _BUFFERS * self._stride)
        self._words = np.frombuffer(self._map, np.uint64, _WORDS)
        self._bytes = memoryview(self._map)

    @classmethod
    def create(cls, path: Path, capacity: int) -> Slot:
        """Make the slot's file for values of up to `capacity` bytes, head and body; raises SlotError."""
        capacity = -(-capacity // _LINE) * _LINE
        size = _LINE + _BUFFERS * (_LINE + capacity)
        scratch = path.with_name(path.name + ".new")
        try:
            file = os.open(scratch, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        except OSError as error:
            raise SlotError(f"{path}: {error.strerror}; make its folder first") from None
        try:
            _reserve(file, size)
            slot = cls(path, file, capacity)
        except OSError as error:
            scratch.unlink(missing_ok=True)
            raise SlotError(f"{path}: {error.strerror}; {size} bytes needed: free some in {path.parent}") from None
        finally:
            os.close(file)
        slot._words[1] = capacity
        slot._words[0] = MAGIC
        scratch.replace(path)
        return slot

    @classmethod
    def open(cls, path: Path) -> Slot:
        """Attach to a slot that another process made; SlotError where there is none."""
        try:
            file = os.open(path, os.O_RDWR)
        except OSError as error:
            raise SlotError(f"{path}: {error.strerror}; is the stage running?") from None
        try:
            head = np.frombuffer(os.pread(file, _LINE, 0).ljust(_LINE, b"\0"), np.uint64)
            capacity = int(head[1])
            whole = os.fstat(file).st_size == _LINE + _BUFFERS * (_LINE + capacity)
            if int(head[0]) != MAGIC or not whole:
                raise SlotError(f"{path}: not a slot; remove it and start the stage again")
            return cls(path, file, capacity)
        finally:
            os.close(file)

    def write(self, head: bytes, body: bytes | memoryview = b"") -> int:
        """Publish a value and give its sequence number; never waits for readers."""
        body = memoryview(body).cast("B") if len(body) else memoryview(b"")
        length = len(head) + len(body)
        if length > self.capacity:
            raise SlotError(f"{self.path}: {length} bytes; it holds {self.capacity}")
        sequence = int(self._words[2]) + 1
        words, start = self._buffer(sequence)
        words[0] = 0  # not to be trusted from here on
        self._bytes[start : start + len(head)] = head
        self._bytes[start + len(head) : start + length] = body
        words[1], words[2] = len(head), len(body)
        words[3] = zlib.crc32(body, zlib.crc32(head))
        words[0] = sequence
        self._words[2] = sequence
        return sequence

    def read(self, after: int = 0) -> Snapshot | None:
        """The latest value if it is newer than sequence number `after`, else None."""
        for _ in range(_READ_TRIES):
            sequence = int(self._words[2])
            if sequence in (0, after):
                return None
            snapshot = self._copy(sequence)
            if snapshot is not None:
                return snapshot
        return None  # the writer laps us; the next call finds a newer value

    def sequence(self) -> int:
        """The sequence number of the latest value; 0 before the first."""
        return int(self._words[2])

    def close(self) -> None:
        """Detach; the file stays for the others. The slot can't be used after, but closed again."""
        self._words = np.zeros(0, np.uint64)
        self._bytes.release()
        with suppress(BufferError):  # a reader's view may still be alive
            self._map.close()

    def _buffer(self, sequence: int) -> tuple[np.ndarray[tuple[int], np.dtype[np.uint64]], int]:
        offset = _LINE + (sequence % _BUFFERS) * self._stride
        return np.frombuffer(self._map, np.uint64, 4, offset), offset + _LINE

    def _copy(self, sequence: int) -> Snapshot | None:
        words, start = self._buffer(sequence)
        if int(words[0]) != sequence:
            return None
        head_size, body_size, checksum = int(words[1]), int(words[2]), int(words[3])
        if head_size + body_size > self.capacity:
            return None
        middle = start + head_size
        head = bytes(self._bytes[start:middle])
        body = bytes(self._bytes[middle : middle + body_size])
        if int(words[0]) != sequence or zlib.crc32(body, zlib.crc32(head)) != checksum:
            return None
        return Snapshot(sequence, head, body)


def _reserve(file: int, size: int) -> None:
    """Give the file its size and its memory; memory that is only promised ends in SIGBUS when it runs out."""
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(file, 0, size)
    else:
        os.ftruncate(file, size)


def shared_root() -> Path:
    """Where slots live: memory-backed /dev/shm where there is one, else the temporary folder."""
    shm = Path("/dev/shm")  # noqa: S108 - each stage makes a folder of its own there, mode 0700
    return shm if os.access(shm, os.W_OK) else Path(tempfile.gettempdir())


@contextmanager
def slot_folder() -> Iterator[Path]:
    """A fresh folder for one stage's slots, removed at the end; those of stages that died are swept first."""
    import fcntl
    import shutil

    mine = f"rhapsode-{os.getuid()}-"
    for old in shared_root().glob(mine + "*"):
        _sweep(old)
    folder = Path(tempfile.mkdtemp(prefix=mine, dir=shared_root()))
    lock = os.open(folder / "lock.new", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)  # let go by the kernel when we die, however we die
    (folder / "lock.new").rename(folder / "lock")  # held before anyone can see it
    try:
        yield folder
    finally:
        os.close(lock)
        shutil.rmtree(folder, ignore_errors=True)


def _sweep(folder: Path) -> None:
    """Remove a slot folder whose stage no longer holds its lock."""
    import fcntl
    import shutil

    try:
        lock = os.open(folder / "lock", os.O_RDWR)
    except OSError:
        if _age_s(folder) > _UNFINISHED_S:  # its stage died before it had a lock
            shutil.rmtree(folder, ignore_errors=True)
        return  # else being made by another stage right now
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return
    else:
        shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(lock)


def _age_s(folder: Path) -> float:
    try:
        return time.time() - folder.stat().st_mtime
    except OSError:
        return 0.0
