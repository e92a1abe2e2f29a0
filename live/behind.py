"""Work done behind the show's back: a thread with a bounded queue, so that a full or slow disk never holds it up."""

from __future__ import annotations

import queue
import threading
from abc import ABC, abstractmethod
from collections import deque
from contextlib import suppress
from typing import Generic, TypeVar

Item = TypeVar("Item")

RETRY_S = 5.0
"""After an error the disk is left alone for so long."""
_NOTES = 8


class Behind(ABC, Generic[Item]):
    """Writes items in their order in a thread. `put` never waits; what finds no room is counted and lost.

    An error becomes a note, is said once, and is tried to overcome every RETRY_S with a fresh start.
    """

    def __init__(self, name: str, room: int) -> None:
        self.lost = 0
        """Items that were not written."""
        self._name = name
        self._items: queue.Queue[Item | None] = queue.Queue(room)
        self._notes: deque[str] = deque(maxlen=_NOTES)
        self._ended = threading.Event()
        self._trouble = ""
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def put(self, item: Item) -> None:
        """Write it, soon."""
        try:
            self._items.put_nowait(item)
        except queue.Full:
            self.lost += 1

    def notes(self) -> list[str]:
        """What went wrong or right again since the last call, oldest first; no words of what is written."""
        found: list[str] = []
        while self._notes:
            found.append(self._notes.popleft())
        return found

    def close(self, within_s: float = 1.0) -> None:
        """Write what waits, if that can be done in time, and end."""
        self._ended.set()
        try:
            self._items.put_nowait(None)
        except queue.Full:
            return  # the disk has not kept up; what waits is lost with the thread
        self._thread.join(within_s)

    @abstractmethod
    def _write(self, item: Item) -> None:
        """Write one item, opening what needs to be open; raises OSError."""

    @abstractmethod
    def _leave(self) -> None:
        """Close what is open; raises OSError."""

    def _work(self) -> None:
        while (item := self._items.get()) is not None:
            self._try(item)
        try:
            self._leave()
        except OSError as error:
            self._say(f"{error.strerror or error}")

    def _try(self, item: Item) -> None:
        try:
            self._write(item)
        except OSError as error:
            self.lost += 1
            self._say(f"{error.strerror or error}")
            with suppress(OSError):  # the same trouble again
                self._leave()
            self._ended.wait(RETRY_S)
            return
        if self._trouble:
            self._trouble = ""
            self._notes.append(f"{self._name}: written again; {self.lost} lost so far")

    def _say(self, trouble: str) -> None:
        if trouble != self._trouble:
            self._trouble = trouble
            self._notes.append(f"{self._name}: {trouble}; not kept meanwhile, the show goes on")
