"""Looks at one source in a thread of its own, and again after a while when it is lost."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

from live.eyes.choose import choose_source
from live.eyes.report import State
from live.eyes.source import Ended, Image, Leash, Size, Source, SourceError
from live.fault import fault_text

BACKOFF_S = (0.25, 0.5, 1.0, 2.0)
STEADY_S = 5.0
"""A source that gave pictures for so long starts again at the first back-off."""
_RATE_S = 2.0

Show = Callable[[Image, float], None]


class Looker:
    """One source, looked at until it is ended."""

    def __init__(self, wanted: str, size: Size, began_s: float | None, show: Show, clock: Callable[[], float]) -> None:
        """`show` takes each picture and when it was captured; it is called from another thread."""
        self.wanted = wanted
        self.state: State = "opening"
        self.trouble = ""
        """Why it is lost, or why it was."""
        self.leash = Leash(clock)
        self._size = size
        self._began_s = began_s
        self._show = show
        self._source: Source | None = None
        self._lock = threading.Lock()
        """Held while a picture is shown: once ended, none is."""
        self._times: deque[float] = deque(maxlen=240)
        self._thread = threading.Thread(target=self._run, name="looker", daemon=True)
        self._thread.start()

    def end(self, patience_s: float) -> None:
        """End it; one that hangs in a driver is left behind, and shows nothing more."""
        with self._lock:
            self.leash.end()
        self._thread.join(patience_s)

    @property
    def alive(self) -> bool:
        """Whether its thread is still at it."""
        return self._thread.is_alive()

    @property
    def began_s(self) -> float | None:
        """Show time at which a movie began."""
        return self._source.began_s if self._source else self._began_s

    @property
    def note(self) -> str:
        """A line for a person."""
        return self.trouble if self.state == "lost" else self._source.note if self._source else ""

    @property
    def fps(self) -> float:
        """Pictures a second of late."""
        now_s = self.leash.now_s()
        recent = [at_s for at_s in tuple(self._times) if now_s - at_s < _RATE_S]
        return (len(recent) - 1) / (recent[-1] - recent[0]) if len(recent) > 2 else 0.0

    def _run(self) -> None:
        tries = 0
        while True:
            began_s = self.leash.now_s()
            try:
                self._look()
            except Ended:
                return
            except SourceError as error:
                self.trouble = str(error)
            except Exception as error:  # a decoder may raise anything; the picture goes on without it
                self.trouble = f"{self.wanted}: {fault_text(error)}"
            steady = self.state == "looking" and self.leash.now_s() - began_s > STEADY_S
            tries = 0 if steady else tries
            self._began_s, self.state = self.began_s, "lost"
            try:
                self.leash.wait_until(self.leash.now_s() + BACKOFF_S[min(tries, len(BACKOFF_S) - 1)])
            except Ended:
                return
            tries += 1

    def _look(self) -> None:
        self._source = None
        self._source = choose_source(self.wanted, self._size, self._began_s)
        for glimpse in self._source.glimpses(self.leash):
            with self._lock:
                self.leash.sign()
                self._show(glimpse.image, glimpse.captured_s)
            self._times.append(self.leash.now_s())
            self.state = "looking"
