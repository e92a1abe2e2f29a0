"""The displays of this machine: their names, as the system calls them, and which one is meant."""

from __future__ import annotations

import ctypes
import sys
from dataclasses import dataclass
from pathlib import Path

import pygame


@dataclass(frozen=True, slots=True)
class Monitor:
    """One display: SDL's index, name, size in pixels, and refresh rate; 0 where the system doesn't know it."""

    index: int
    name: str
    width: int
    height: int
    rate_hz: float

    def __str__(self) -> str:
        return f"{self.index + 1}: {self.name!r} {self.width}x{self.height}"


def monitors() -> tuple[Monitor, ...]:
    """What is connected; pygame's display module must have been initialised."""
    sizes, rates = pygame.display.get_desktop_sizes(), pygame.display.get_desktop_refresh_rates()
    names = _names(len(sizes))
    return tuple(
        Monitor(index, names[index], width, height, float(rates[index])) for index, (width, height) in enumerate(sizes)
    )


def choose(wanted: str, among: tuple[Monitor, ...]) -> Monitor | None:
    """The first display where nothing is wanted, else that with this number or this in its name; None: no such."""
    if not wanted:
        return among[0] if among else None
    for monitor in among:
        if wanted == str(monitor.index + 1) or wanted.casefold() in monitor.name.casefold():
            return monitor
    return None


def _names(count: int) -> list[str]:
    """Display names from the SDL that pygame has loaded; pygame itself doesn't hand them out."""
    library = _sdl()
    if library is None:
        return [f"display {index + 1}" for index in range(count)]
    library.SDL_GetDisplayName.restype = ctypes.c_char_p
    found = [library.SDL_GetDisplayName(index) for index in range(count)]
    return [name.decode("utf-8", "replace") if name else f"display {index + 1}" for index, name in enumerate(found)]


def _sdl() -> ctypes.CDLL | None:
    """The SDL library in this process, where its file can be found."""
    if sys.platform.startswith("linux"):
        mapped = {line.split()[-1] for line in Path("/proc/self/maps").read_text().splitlines() if "libSDL2-2" in line}
        return ctypes.CDLL(mapped.pop()) if mapped else None
    folder = Path(pygame.__file__).parent
    files = [*folder.glob("SDL2.dll"), *folder.glob(".dylibs/libSDL2-2*.dylib")]
    return ctypes.CDLL(str(files[0])) if files else None
