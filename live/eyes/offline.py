"""The eyes without a clock: what a movie or image shows at a moment of show time, for rendering."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from live.eyes.cameras import camera_name
from live.eyes.choose import is_still
from live.eyes.movie import Movie
from live.eyes.source import Glimpse, Leash, Size, SourceError
from live.eyes.still import read_still


class _LooseLeash(Leash):
    """Waits for nothing: whoever asks knows what time it is."""

    def wait_until(self, at_s: float) -> None:
        self.sign()


class Playback:
    """What a wish's `image` shows; asked at times that never run back, from `began_s` on."""

    def __init__(self, image: str, size: Size, began_s: float) -> None:
        """Raises SourceError where it can't be had; a camera can't."""
        if camera_name(image) is not None:
            raise SourceError(f"{image}: a camera can't be rendered; name a movie of it")
        path = Path(image)
        self._now_s = began_s
        self._newest: Glimpse | None = None
        self._coming: Glimpse | None = None
        self._glimpses: Iterator[Glimpse]
        if is_still(path):
            self._glimpses = iter((Glimpse(read_still(path, size), began_s),))
        else:
            self._glimpses = Movie(path, size).glimpses(_LooseLeash(lambda: self._now_s))

    def at(self, now_s: float) -> Glimpse | None:
        """The newest picture that was due by now; raises SourceError."""
        self._now_s = now_s
        while True:
            self._coming = self._coming or next(self._glimpses, None)
            if self._coming is None or self._coming.captured_s > now_s:
                return self._newest
            self._newest, self._coming = self._coming, None
