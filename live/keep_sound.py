"""The sound kept, where the show file says so: FLAC files of at most an hour, written behind the ears' back."""

from __future__ import annotations

import io
import os
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from live.behind import Behind

Sound = NDArray[np.float32]

FILE_S = 3600.0
"""Length of a file."""
STAMP_S = 1.0
"""So often the file's head is told how long it is: however the process ends, all but the last second can be read."""
_FRAME = 4096
"""Samples of a FLAC frame as libsndfile writes them; the newest may still be in memory."""
_WAITING_S = 30.0
_OWNER_ONLY = 0o600


class SoundWriter(Behind[Sound]):
    """Writes blocks of mono sound, (n,) float32 in -1..1, to FLAC files of 16 bits named by date and time.

    A file holds at most `file_s`, and only its owner may read it. Behaves as live.behind.Behind.
    """

    def __init__(self, folder: Path, begun: datetime, rate_hz: int = 16_000, file_s: float = FILE_S) -> None:
        """`begun`: the time of day of the first block."""
        self._folder = folder
        self._begun = begun
        self._rate_hz = rate_hz
        self._most = round(file_s * rate_hz)
        self._stamp_each = round(STAMP_S * rate_hz)
        self._heard = 0
        self._room = 0
        self._file: soundfile.SoundFile | None = None
        self._disk: _Disk | None = None
        super().__init__(f"sound {folder.name}", round(_WAITING_S * rate_hz / 512))

    def _write(self, item: Sound) -> None:
        at, self._heard = self._heard, self._heard + len(item)
        if self._room < len(item):
            self._leave()
            self._open(at)
        assert self._file is not None
        assert self._disk is not None
        self._room -= len(item)
        try:
            self._file.write(item)
        except soundfile.LibsndfileError as error:
            self._disk.check()  # the true cause, if the disk was it
            raise OSError(str(error)) from None
        written = self._most - self._room
        if written // self._stamp_each > (written - len(item)) // self._stamp_each:
            self._disk.stamp(max(0, written // _FRAME - 1) * _FRAME)
        self._disk.check()

    def _open(self, at: int) -> None:
        """A new file, named by the time of its first sample."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        begins = self._begun + timedelta(seconds=at / self._rate_hz)
        name = f"{begins:%Y-%m-%d %H.%M.%S}.flac"
        self._disk = _Disk(self._folder / name)
        try:
            self._file = soundfile.SoundFile(
                self._disk, "w", samplerate=self._rate_hz, channels=1, format="FLAC", subtype="PCM_16"
            )
        except soundfile.LibsndfileError as error:
            self._disk.check()
            raise OSError(str(error)) from None
        self._room = self._most

    def _leave(self) -> None:
        file, disk = self._file, self._disk
        self._file = self._disk = None
        self._room = 0
        if file is not None:
            file.close()
        if disk is not None:
            disk.close()
            disk.check()


_BITS_AT, _BITS_BYTES, _COUNT_BITS = 18, 8, 36


class _Disk(io.RawIOBase):
    """A file for libsndfile that keeps its errors: one that passed through the library's C code would be lost."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        flags = os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC
        self._file = os.fdopen(os.open(path, flags, _OWNER_ONLY), "r+b", buffering=0)
        self._error: OSError | None = None

    def check(self) -> None:
        """Raise the first error there was."""
        if self._error is not None:
            raise self._error

    def stamp(self, samples: int) -> None:
        """Write the number of samples into the head: the last 36 of the bits from byte 18 on (RFC 9639, 8.2)."""
        here = self.tell()
        self.seek(_BITS_AT)
        bits = int.from_bytes(self.read(_BITS_BYTES), "big")
        self.seek(_BITS_AT)
        self.write((bits >> _COUNT_BITS << _COUNT_BITS | samples).to_bytes(_BITS_BYTES, "big"))
        self.seek(here)

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """All of it, or a kept error; to the library it always went well."""
        left = memoryview(data)
        try:
            while left and self._error is None:
                left = left[self._file.write(left) :]
        except OSError as error:
            self._error = error
        return len(data)

    def read(self, size: int = -1) -> bytes:
        """What is there."""
        return self._file.read(size) or b""

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to a place."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """The place."""
        return self._file.tell()

    def close(self) -> None:
        """Give the file back."""
        self._file.close()
        super().close()
