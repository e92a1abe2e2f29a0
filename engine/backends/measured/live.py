"""A backend that paints plainly at once, and goes over to the one that was measured to be the fastest.

The first picture waits for nothing. After it a thread looks up the choice, or has it measured in another process, opens
what was chosen, paints one picture with it that nobody sees, and takes it over between two frames.
"""

from __future__ import annotations

import atexit
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from numpy import uint8
from numpy.typing import NDArray

from engine.backends.base import Array, Backend, BackendError, Follow, Point
from engine.backends.measured.judge import PLAIN, Choice, told
from engine.backends.measured.kept import Kept
from engine.context import Context, Passage

_STOP_S = 10.0
"""How long to wait for a runtime that is opening a graph when the process ends."""

_SWITCH_S = 0.0005
"""How long the thread keeps the interpreter's lock while painting wants it; Python's own is 0.005."""

Finish = tuple[Array, float, Context | Passage, Follow]


@dataclass(frozen=True, slots=True)
class Means:
    """How a choice is come by, and taken over."""

    kept: Callable[[], Kept]
    """The place it is kept in; looked for in the thread, since files are hashed for it."""
    survey: Callable[[bool], Choice]
    """Measures; the flag: whether nothing is painted beside. Raises BackendError."""
    open: Callable[[str], Backend]
    """A backend by its name; raises BackendError."""
    stop: Callable[[], None]
    """Ends a measuring that is under way."""


class Measured:
    """What is painted with now; `name` and `notes` change with it."""

    rows = 1

    def __init__(self, plain: Backend, means: Means, notes: tuple[str, ...] = ()) -> None:
        self.choice: Choice | None = None
        """What was chosen, once that is known."""
        self._live = self._plain = plain
        self._live_as = PLAIN
        self._means = means
        self._first = notes
        self._last: Finish | None = None
        self._image: NDArray[uint8] | None = None
        self._thread: threading.Thread | None = None
        self.name = plain.name
        self.notes = notes + plain.notes

    def settle(self) -> None:
        """Have the choice made and taken over before anything else is painted, measured with nothing beside."""
        if self._thread is not None:
            self._thread.join()
        if self.choice is None or not self.choice.quiet:
            self._decide(quiet=True)

    def load_lora(self, file: str) -> tuple[str, ...]:
        """As the backend underneath."""
        return self._live.load_lora(file)

    def denoise(self, x: Array, t: float, context: Context | Passage) -> Array:
        """As the backend underneath."""
        return self._live.denoise(x, t, context)

    def finish(self, x: Array, t: float, context: Context | Passage, follow: Follow) -> tuple[Array, NDArray[uint8]]:
        """As the backend underneath; the first one sets the choosing going."""
        result = self._live.finish(x, t, context, follow)
        self._last = x, t, context, follow
        if self._thread is None and self.choice is None:
            self._thread = threading.Thread(target=self._beside, name="choice", daemon=True)
            self._thread.start()
            atexit.register(self._stop)
        return result

    def denoise_all(self, points: Sequence[Point]) -> list[Array]:
        """As the backend underneath."""
        return self._live.denoise_all(points)

    def decode_all(self, latents: Sequence[Array]) -> list[NDArray[uint8]]:
        """As the backend underneath."""
        return self._live.decode_all(latents)

    def encode_image(self, image: NDArray[uint8]) -> Array:
        """As the backend underneath."""
        self._image = image
        return self._live.encode_image(image)

    def _beside(self) -> None:
        usual_s = sys.getswitchinterval()
        sys.setswitchinterval(_SWITCH_S)
        try:
            self._decide(quiet=False)
        finally:
            sys.setswitchinterval(usual_s)
            atexit.unregister(self._stop)

    def _decide(self, quiet: bool) -> None:
        kept = self._means.kept()
        choice = kept.read()
        if choice is None or (quiet and not choice.quiet):
            try:
                choice = self._means.survey(quiet)
            except BackendError as error:
                self.choice = Choice()
                self._tell((f"auto: {PLAIN}: {error}", kept.trouble))
                return
            kept.write(choice)
        trouble = self._take_over(choice.backend, kept)
        self.choice = choice
        failed = f"auto: {PLAIN} is kept, not {choice.backend}: {trouble}" if trouble else ""
        self._tell((told(choice), failed, kept.trouble))

    def _take_over(self, backend: str, kept: Kept) -> str:
        """Go over to another backend; gives why that can't be."""
        if backend == self._live_as:
            return ""
        if backend == PLAIN:
            self._live, self._live_as, self.name = self._plain, PLAIN, self._plain.name
            return ""
        if kept.doubtful:
            return kept.doubtful
        kept.taking_over()
        try:
            chosen = self._means.open(backend)
            if self._last is not None:
                chosen.finish(*self._last)
            if self._image is not None:
                chosen.encode_image(self._image)
        except Exception as error:  # runtimes raise all kinds, and painting must go on
            kept.taken_over()
            return str(error)
        kept.taken_over()
        self._live, self._live_as, self.name = chosen, backend, chosen.name
        return ""

    def _tell(self, lines: tuple[str, ...]) -> None:
        self.notes = (*self._first, *self._live.notes, *(line for line in lines if line))

    def _stop(self) -> None:
        """At the interpreter's end: nothing may be opening a graph beneath it."""
        self._means.stop()
        if self._thread is not None:
            self._thread.join(_STOP_S)
