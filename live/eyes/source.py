"""A source of sights: what every kind of it gives, and the leash that it is held by."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]

_NAP_S = 0.5
"""A wait shows a sign of life so often."""


class Size(NamedTuple):
    """Width and height of the pictures that the painter takes, in pixels."""

    width: int
    height: int


class SourceError(Exception):
    """A source can't be had now; the text names it, the reason and the way out."""


class Ended(Exception):  # noqa: N818 - not an error: nobody asks for this source any more
    """The source is no longer wanted."""


@dataclass(frozen=True, slots=True)
class Glimpse:
    """One picture (H, W, 3) uint8 sRGB of the painter's size, and the show time at which it was captured."""

    image: Image
    captured_s: float


class Leash:
    """A source's clock, its signs of life, and the way to end it from another thread."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.now_s = clock
        """Show time now."""
        self.sign_s = clock()
        """When the source last showed that it is alive."""
        self._end = threading.Event()

    def end(self) -> None:
        """Have the source end at its next sign of life."""
        self._end.set()

    @property
    def ended(self) -> bool:
        """Whether the source is no longer wanted."""
        return self._end.is_set()

    def sign(self) -> None:
        """Show a sign of life; raises Ended where the source is no longer wanted."""
        if self.ended:
            raise Ended
        self.sign_s = self.now_s()

    def wait_until(self, at_s: float) -> None:
        """Sleep until that show time; raises Ended."""
        self.sign()
        while (left_s := at_s - self.now_s()) > 0.0:
            self._end.wait(min(left_s, _NAP_S))
            self.sign()


class Source(Protocol):
    """Something to look at."""

    note: str
    """A line for a person about it; it may change while the source is looked at."""
    began_s: float | None
    """Show time at which it began, where it has a beginning."""

    def glimpses(self, leash: Leash) -> Iterator[Glimpse]:
        """Its pictures, each at its time. Raises SourceError where it can't be had, Ended where nobody asks."""
