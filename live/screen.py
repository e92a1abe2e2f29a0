"""What the stage presents pictures on."""

from __future__ import annotations

from typing import Protocol, TypeAlias

from live.events import Value
from live.pixels import Image

Press: TypeAlias = tuple[str, tuple[Value, ...]]
"""A key as an OSC address with its arguments, or ('quit', ())."""


class ScreenError(Exception):
    """The display that the venue file asks for isn't there; the text says what is."""


class Screen(Protocol):
    """A place that shows pictures, one after the other, at its own pace."""

    name: str
    """What it is, for a person: window, size, renderer, or why there is none."""
    rate_hz: float
    """Pictures a second that it takes."""
    closed: bool
    """The window was closed, or its display is gone; nothing is shown any more."""

    def present(self, picture: Image) -> None:
        """Shows an (H, W, 3) uint8 picture of any size and returns when it is time for the next."""

    def poll(self) -> list[Press]:
        """The keys pressed since the last call."""

    def close(self) -> None:
        """Gives the display back."""
