"""What a window draws on, and the plain way to draw: without OpenGL, by SDL's own scaling."""

from __future__ import annotations

from typing import Protocol

import numpy as np
import pygame

from live.pixels import Image
from live.projection import Projection, picture_scale


class Canvas(Protocol):
    """Draws pictures into the window that is open."""

    name: str
    """How it draws, for a person."""
    software: bool
    """The processor does the drawing: it has better things to do than 60 pictures a second."""

    def draw(self, picture: Image) -> None:
        """Draws an (H, W, 3) uint8 picture of any size; it is seen after the next swap."""

    def resize(self, size: tuple[int, int]) -> None:
        """The window has another (width, height) in pixels."""

    def finish(self) -> None:
        """Waits until all that was drawn is drawn."""

    def close(self) -> None:
        """Gives back what it holds."""


class PlainCanvas:
    """Fits the picture into the window; corner-pin, blend and mask need OpenGL, and the name says so."""

    software = True

    def __init__(self, size: tuple[int, int], projection: Projection, reason: str) -> None:
        lost = " without corner-pin, blend and mask" if _needs_gl(projection) else ""
        self.name = f"SDL{lost}, no OpenGL: {reason}"
        self._projection, self._size = projection, size

    def draw(self, picture: Image) -> None:
        """Scales and centres the picture."""
        window = pygame.display.get_surface()
        assert window
        rows, columns = picture.shape[:2]
        image = pygame.image.frombuffer(np.ascontiguousarray(picture).tobytes(), (columns, rows), "RGB")
        scale_x, scale_y = picture_scale(self._projection, (columns, rows), self._size)
        cut = pygame.Rect(0, 0, round(columns * min(1.0, scale_x)), round(rows * min(1.0, scale_y)))
        cut.center = columns // 2, rows // 2
        place = pygame.Rect(0, 0, round(self._size[0] / max(1.0, scale_x)), round(self._size[1] / max(1.0, scale_y)))
        place.center = self._size[0] // 2, self._size[1] // 2
        window.fill((0, 0, 0))
        window.blit(pygame.transform.smoothscale(image.subsurface(cut), place.size), place)

    def resize(self, size: tuple[int, int]) -> None:
        """The window has another size."""
        self._size = size

    def finish(self) -> None:
        """Drawing is done when it returns."""

    def close(self) -> None:
        """Holds nothing."""


def _needs_gl(projection: Projection) -> bool:
    return projection.pinned or any(projection.blends) or bool(projection.mask)
