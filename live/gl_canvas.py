"""The canvas in OpenGL: one persistent texture, one quadrilateral, one shader that is put together once."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import moderngl
import numpy as np
import pygame

from live.pixels import Image
from live.projection import Projection, ProjectionError, homography, picture_scale

SOFTWARE = ("llvmpipe", "softpipe", "swiftshader", "swr", "software", "microsoft basic render", "gdi generic")
"""Words in the renderer's name that mean that the processor does the drawing."""
VERSION = 330


class GlError(Exception):
    """OpenGL as it is needed can't be had here."""


class GlCanvas:
    """Draws pictures into the current OpenGL context. Raises GlError where there is none, or an old one."""

    def __init__(self, size: tuple[int, int], projection: Projection) -> None:
        self._context = _context()
        renderer = str(self._context.info["GL_RENDERER"])
        self.software = any(word in renderer.casefold() for word in SOFTWARE)
        self.name = f"OpenGL on {renderer}, {'bilinear (software GL)' if self.software else 'Catmull-Rom'}"
        self._projection = projection
        self._window = size
        self._mask = _load_mask(self._context, projection.mask) if projection.mask else None
        self._program = self._build()
        corners = self._context.buffer(np.array([0, 0, 0, 1, 1, 0, 1, 1], np.float32).tobytes())
        self._quad = self._context.vertex_array(self._program, [(corners, "2f", "corner")])
        self._texture: moderngl.Texture | None = None
        self.resize(size)

    def resize(self, size: tuple[int, int]) -> None:
        """The window has another (width, height) in pixels."""
        self._window = size
        self._context.viewport = (0, 0, *size)
        self._set("window_size", size)
        if self._texture:
            self._fit(self._texture.size)

    def draw(self, picture: Image) -> None:
        """Lays the (H, W, 3) picture onto the canvas; it is seen after the next swap."""
        rows, columns = picture.shape[:2]
        if self._texture is None or self._texture.size != (columns, rows):
            self._renew((columns, rows))
        assert self._texture
        self._texture.write(np.ascontiguousarray(picture).data)
        self._context.clear()
        self._texture.use(0)
        if self._mask:
            self._mask.use(1)
        self._quad.render(moderngl.TRIANGLE_STRIP)

    def finish(self) -> None:
        """Waits until all that was drawn is drawn."""
        self._context.finish()

    def close(self) -> None:
        """Gives back what the graphics card holds."""
        self._context.release()

    def _build(self) -> moderngl.Program:
        projection = self._projection
        wanted = {
            "SHARP": not self.software,
            "CONTAIN": projection.fit == "contain",
            "PIN": projection.pinned,
            "BLEND": any(projection.blends),
            "MASK": self._mask is not None,
        }
        head = f"#version {VERSION}\n" + "".join(f"#define {word}\n" for word, on in wanted.items() if on)
        folder = files("live.shaders")
        program = self._context.program(
            vertex_shader=head + folder.joinpath("canvas.vert").read_text("utf-8"),
            fragment_shader=head + folder.joinpath("canvas.frag").read_text("utf-8"),
        )
        program["to_window"].write(homography(projection).T.astype(np.float32).tobytes())  # type: ignore[union-attr]
        return program

    def _set(self, name: str, value: object) -> None:
        """Set a uniform, if this shader has it."""
        if name in self._program:
            self._program[name].value = value  # type: ignore[union-attr]

    def _renew(self, size: tuple[int, int]) -> None:
        if self._texture:
            self._texture.release()
        self._texture = self._context.texture(size, 3, alignment=1)
        self._texture.repeat_x = self._texture.repeat_y = False
        self._texture.filter = moderngl.LINEAR, moderngl.LINEAR
        self._fit(size)

    def _fit(self, picture: tuple[int, int]) -> None:
        projection = self._projection
        self._set("scale", picture_scale(projection, picture, self._window))
        self._set("overlap", projection.blends)
        self._set("blend_gamma", projection.blend_gamma)
        self._set("picture", 0)
        self._set("mask", 1)


def _context() -> moderngl.Context:
    try:
        return moderngl.create_context(require=VERSION)
    except Exception as error:  # the loader below moderngl raises bare Exceptions
        raise GlError(str(error)) from None


def _load_mask(context: moderngl.Context, place: str) -> moderngl.Texture:
    try:
        surface = pygame.image.load(Path(place)).convert(24)
    except (pygame.error, OSError) as error:
        raise ProjectionError(f"projection.mask = {place!r}: {error}; give a PNG in the shape of the window") from None
    texture = context.texture(surface.get_size(), 3, pygame.image.tobytes(surface, "RGB"), alignment=1)
    texture.repeat_x = texture.repeat_y = False
    return texture
