"""What the stage presents pictures on, and the opener that finds the best there is."""

from __future__ import annotations

import os
import sys
from typing import Protocol, TypeAlias

from live.events import Value
from live.pixels import Image
from live.projection import Projection
from live.show import Display

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


def open_screen(display: Display, projection: Projection | None = None) -> Screen:
    """The screen for a display: a GL window, else a plain one, else none; its name says which and why.

    Raises ScreenError where the display is asked for by a name that no display has, ProjectionError where the
    projection can't be used. A machine without any display gets a headless screen.
    """
    from live.headless import Headless

    reason = _why_headless(display)
    if reason:
        return Headless(display.rate_hz, reason)
    os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
    import pygame

    from live.window import Window

    try:
        return Window(display, projection or Projection())
    except pygame.error as error:
        return Headless(display.rate_hz, f"no display ({error})")


def _why_headless(display: Display) -> str:
    """What speaks against a window before one is tried, or nothing."""
    if not display.window:
        return "window = false"
    if sys.platform.startswith("linux") and not any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY"))):
        return "no display"
    return ""
