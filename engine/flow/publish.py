"""Publishing: frames go out when they are due, also while the next one is being painted."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence

from engine.wish import Frame

_PUNCTUAL_S = 0.0005
"""A frame due so soon is published now."""


class Publisher:
    """Frames with their due times. What is due at once is written by the caller's thread, the rest by one of its own.

    Writing takes turns, so that a slot has one writer at a time.
    """

    def __init__(self, write: Callable[[Frame], None], clock: Callable[[], float]) -> None:
        """`clock` is show time; the thread is started when a frame has to wait for the first time."""
        self._write = write
        self._clock = clock
        self._waiting: deque[tuple[float, Frame]] = deque()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._open = True

    def put(self, frames: Sequence[Frame], now_s: float, spacing_s: float) -> None:
        """Publish the first frame now, at show time `now_s`, and the others evenly after it.

        Earlier frames that still wait are older than these: they are left out.
        """
        with self._changed:
            self._waiting.clear()
            self._waiting.extend((now_s + index * spacing_s, frame) for index, frame in enumerate(frames))
            self._publish(now_s)
            if self._waiting and self._thread is None:
                self._thread = threading.Thread(target=self._run, name="publisher", daemon=True)
                self._thread.start()
            self._changed.notify()

    def close(self) -> None:
        """Publish nothing any more."""
        with self._changed:
            self._open = False
            self._waiting.clear()
            self._changed.notify()
        if self._thread is not None:
            self._thread.join()

    def _publish(self, now_s: float) -> None:
        """Write what is due; of several, the newest."""
        due = None
        while self._waiting and self._waiting[0][0] <= now_s + _PUNCTUAL_S:
            due = self._waiting.popleft()[1]
        if due is not None:
            self._write(due)

    def _run(self) -> None:
        with self._changed:
            while self._open:
                now_s = self._clock()
                self._publish(now_s)
                self._changed.wait(self._waiting[0][0] - now_s if self._waiting else None)
