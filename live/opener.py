"""Finds the best screen there is for a display: a GL window, else a plain one, else none."""

from __future__ import annotations

import os
import sys

from live.headless import Headless
from live.projection import Projection
from live.screen import Screen
from live.show import Display


def open_screen(display: Display, projection: Projection | None = None) -> Screen:
    """The screen for a display: a GL window, else a plain one, else none; its name says which and why.

    Raises ScreenError where the display is asked for by a name that no display has, ProjectionError where the
    projection can't be used. A machine without any display gets a headless screen.
    """
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
