"""Making ready ahead: texts are encoded in a thread of their own, never between two frames."""

from __future__ import annotations

import threading
from collections.abc import Callable

from engine.wish import Wish


class Ahead:
    """Prepares what the latest wish says may come next."""

    def __init__(self, prepare: Callable[[Wish], bool]) -> None:
        """`prepare` makes one thing ready, and says whether there was one."""
        self._prepare = prepare
        self._wish: Wish | None = None
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._open = True
        self.notes: tuple[str, ...] = ()
        """For people: what can't be made ready."""

    def look(self, wish: Wish) -> None:
        """Prepare this wish and what follows it, in its thread."""
        with self._changed:
            self._wish = wish
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="ahead", daemon=True)
                self._thread.start()
            self._changed.notify()

    def close(self) -> None:
        """Prepare nothing any more; waits for what is being prepared."""
        with self._changed:
            self._open = False
            self._changed.notify()
        if self._thread is not None:
            self._thread.join()

    def _next(self) -> Wish | None:
        with self._changed:
            while self._open and self._wish is None:
                self._changed.wait()
            wish, self._wish = self._wish, None
            return wish if self._open else None

    def _run(self) -> None:
        while (wish := self._next()) is not None:
            try:
                while self._open and self._wish is None and self._prepare(wish):
                    pass  # what is wished now goes before what an older wish says may come
                self.notes = ()
            except Exception as error:  # runtimes raise classes of their own; the frame that needs it meets it again
                self.notes = (f"could not be made ready: {error}",)
