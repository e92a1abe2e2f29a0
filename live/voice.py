"""The stage's voice: lines for people, written by a thread, so that a stopped terminal can't stop the picture."""

from __future__ import annotations

import queue
import sys
import threading
from typing import TextIO

_WAITING_LINES = 256


class Voice:
    """Says lines on a stream in their order; never waits. Lines that find no room are counted and left unsaid."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self.unsaid = 0
        self._stream = stream or sys.stdout
        self._lines: queue.Queue[str | None] = queue.Queue(_WAITING_LINES)
        self._thread = threading.Thread(target=self._write, name="voice", daemon=True)
        self._thread.start()

    def __call__(self, line: str) -> None:
        """Say a line, soon."""
        try:
            self._lines.put_nowait(line)
        except queue.Full:
            self.unsaid += 1

    def close(self, within_s: float = 0.5) -> None:
        """Say what is still waiting, if that can be done in time."""
        try:
            self._lines.put_nowait(None)
        except queue.Full:
            return  # nobody is listening
        self._thread.join(within_s)

    def _write(self) -> None:
        while (line := self._lines.get()) is not None:
            try:
                print(line, file=self._stream, flush=True)
            except (OSError, ValueError):  # the terminal is gone; the show is not
                self.unsaid += 1
