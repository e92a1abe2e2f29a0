"""The window on the wall: opened on the display that is meant, fed at its own pace, read for keys."""

from __future__ import annotations

import atexit
import os
import time
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

import moderngl
import pygame

from live.canvas import Canvas, PlainCanvas
from live.displays import Monitor, choose, monitors
from live.gl_canvas import GlCanvas, GlError
from live.keys import Keys
from live.pacer import Pacer
from live.pixels import Image
from live.projection import Projection, ProjectionError
from live.screen import Press, ScreenError
from live.show import Display
from live.x11 import outlive_server

SOFTWARE_RATE_HZ = 30.0
"""Where the processor draws, it draws no faster than this: the painter needs it too."""
PROBES = 8
"""Swaps that tell whether the display really paces them."""
GL_ATTRIBUTES = (
    (pygame.GL_CONTEXT_MAJOR_VERSION, 3),
    (pygame.GL_CONTEXT_MINOR_VERSION, 3),
    (pygame.GL_CONTEXT_PROFILE_MASK, pygame.GL_CONTEXT_PROFILE_CORE),
    (pygame.GL_CONTEXT_FLAGS, pygame.GL_CONTEXT_FORWARD_COMPATIBLE_FLAG),
)
UNSEEN = ("dummy", "offscreen")
"""SDL drivers whose windows nobody sees."""
HINTS = {
    "SDL_VIDEO_MINIMIZE_ON_FOCUS_LOSS": "0",
    "SDL_VIDEO_ALLOW_SCREENSAVER": "0",
    "SDL_MOUSE_FOCUS_CLICKTHROUGH": "1",
}


class Window:
    """A window, full screen or not. Raises pygame.error where no display can be opened, ScreenError for a wrong name.

    Losing the window or the display raises nothing: `closed` becomes true and pictures go on being taken, in time.
    """

    def __init__(self, display: Display, projection: Projection) -> None:
        os.environ.update(HINTS)
        _init_display()
        self.closed = False
        self._keys = Keys()
        self._monitor = _choose(display.name)
        self._synced = False
        self._canvas = self._open(display, projection)
        pygame.mouse.set_visible(False)
        pygame.display.set_caption("Rhapsode")
        pygame.display.set_allow_screensaver(False)
        outlive_server(pygame.display.get_wm_info(), self._lose)
        self.rate_hz, self._swaps = self._find_rate(display.rate_hz)
        self._pacer = Pacer(self.rate_hz)
        self._swapped_s = 0.0
        width, height = pygame.display.get_window_size()
        pace = "vsync" if self._synced else "clock"
        self.name = f"{self._monitor.name} {width}x{height} at {self.rate_hz:g} Hz ({pace}), {self._canvas.name}"

    def present(self, picture: Image) -> None:
        """Shows an (H, W, 3) uint8 picture; returns when it is on the display and the next one may be made."""
        if self.closed:
            self._pacer.wait()
            return
        try:
            for _ in range(self._swaps):
                self._canvas.draw(picture)
                self._swap()
        except (pygame.error, moderngl.Error) as error:
            self._lose(str(error))

    def poll(self) -> list[Press]:
        """Keys pressed since the last call."""
        if self.closed:
            return []
        try:
            events = pygame.event.get()
        except pygame.error as error:
            self._lose(str(error))
            return []
        presses = [press for event in events if (press := self._pressed(event))]
        return [] if self.closed else presses

    def close(self) -> None:
        """Gives the display back; the last picture goes with it."""
        if not self.closed:
            self.closed = True
            self._canvas.close()
            pygame.display.quit()

    def _pressed(self, event: pygame.event.Event) -> Press | None:
        if event.type == pygame.KEYDOWN:
            return self._keys.press(pygame.key.name(event.key), time.monotonic())
        if event.type in (pygame.QUIT, pygame.WINDOWCLOSE):
            self.close()
        elif event.type == pygame.WINDOWSIZECHANGED:
            self._canvas.resize((event.x, event.y))
        return None

    def _open(self, display: Display, projection: Projection) -> Canvas:
        """The window with OpenGL in it, else without."""
        size = (self._monitor.width, self._monitor.height) if display.fullscreen else (display.width, display.height)
        kind = pygame.FULLSCREEN if display.fullscreen else pygame.RESIZABLE
        for attribute, value in GL_ATTRIBUTES:
            pygame.display.gl_set_attribute(attribute, value)
        try:
            self._synced = _set_mode(size, kind | pygame.OPENGL | pygame.DOUBLEBUF, self._monitor.index)
            return GlCanvas(pygame.display.get_window_size(), projection)
        except ProjectionError:
            pygame.display.quit()
            raise
        except (pygame.error, GlError) as error:
            self._synced = False
            pygame.display.set_mode(size, kind, display=self._monitor.index)
            return PlainCanvas(pygame.display.get_window_size(), projection, str(error))

    def _find_rate(self, wanted_hz: float) -> tuple[float, int]:
        """Pictures a second, and swaps for each of them."""
        refresh_hz = float(pygame.display.get_current_refresh_rate() or self._monitor.rate_hz)
        self._synced = self._synced and is_paced(_time_swaps(self._canvas), refresh_hz)
        if self._synced:
            swaps = swaps_each(refresh_hz, wanted_hz)
            return refresh_hz / swaps, swaps
        return (min(wanted_hz, SOFTWARE_RATE_HZ) if self._canvas.software else wanted_hz), 1

    def _swap(self) -> None:
        """The drawn picture to the display, at its pace where it has one, else at the clock's."""
        self._canvas.finish()
        if not self._synced:
            self._pacer.wait()
        pygame.display.flip()
        if self._synced:
            self._canvas.finish()
            self._hold_back()

    def _hold_back(self) -> None:
        """Drivers stop pacing a window that nobody sees; without this the loop would race."""
        period_s = 1.0 / (self.rate_hz * self._swaps)
        left_s = self._swapped_s + period_s - time.perf_counter()
        if left_s > 0.5 * period_s:
            time.sleep(left_s)
        self._swapped_s = time.perf_counter()

    def _lose(self, reason: str = "the display server is gone") -> None:
        """The display can't be used any more, not even to be given back."""
        self.closed = True
        self.name = f"lost: {reason}"
        atexit.unregister(pygame.quit)


def is_paced(intervals_s: Sequence[float], refresh_hz: float) -> bool:
    """Do swaps take as long as the display's refresh says, so that vsync is real?"""
    return refresh_hz > 0.0 and median(intervals_s) > 0.7 / refresh_hz


def swaps_each(refresh_hz: float, wanted_hz: float) -> int:
    """How many refreshes one picture stays, to come nearest to the wanted rate."""
    return max(1, round(refresh_hz / wanted_hz))


def _time_swaps(canvas: Canvas) -> list[float]:
    at_s = []
    for _ in range(PROBES + 1):
        pygame.display.flip()
        canvas.finish()
        at_s.append(time.perf_counter())
    return [b - a for a, b in pairwise(at_s)]


def _set_mode(size: tuple[int, int], flags: int, index: int) -> bool:
    """Open the window; True with vsync, False where the driver has none."""
    try:
        pygame.display.set_mode(size, flags, display=index, vsync=1)
    except pygame.error:
        pygame.display.set_mode(size, flags, display=index)
        return False
    return True


def _init_display() -> None:
    pygame.display.init()
    driver = pygame.display.get_driver()
    if driver in UNSEEN:
        pygame.display.quit()
        raise pygame.error(f"SDL found only its driver {driver!r}")


def _choose(name: str) -> Monitor:
    among = monitors()
    monitor = choose(name, among)
    if monitor is None:
        pygame.display.quit()
        there = ", ".join(map(str, among)) or "none"
        raise ScreenError(f"display.name = {name!r}: no such display; there is {there}")
    return monitor
