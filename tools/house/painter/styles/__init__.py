"""The table of media: vocabulary style name -> renderer from Medium to (B, 3, H, W)."""

from __future__ import annotations

from collections.abc import Callable

from torch import Tensor

from tools.house.painter.medium import Medium, set_off
from tools.house.painter.styles.drawn import chalkboard, etching, line_drawing, pencil
from tools.house.painter.styles.dry import charcoal, pastel, woodcut
from tools.house.painter.styles.lens import batik, film, shadow_play, soft_focus
from tools.house.painter.styles.luminous import glitch, neon, stained_glass
from tools.house.painter.styles.painted import fresco, gouache, marbling, spray_paint
from tools.house.painter.styles.pieced import embroidery, lamp_wall, low_poly, mosaic, pixel_art, tapestry
from tools.house.painter.styles.printed import halftone, papercut, pointillist
from tools.house.painter.styles.wet import ink_wash, oil, watercolour

Renderer = Callable[[Medium], Tensor]

_DRAWN: dict[str, Renderer] = {
    "ink wash": ink_wash,
    "watercolour": watercolour,
    "oil": oil,
    "charcoal": charcoal,
    "pastel": pastel,
    "woodcut": woodcut,
    "neon": neon,
    "stained glass": stained_glass,
    "glitch": glitch,
    "pointillist": pointillist,
    "papercut": papercut,
    "halftone": halftone,
    "pencil": pencil,
    "line drawing": line_drawing,
    "chalkboard": chalkboard,
    "etching": etching,
    "gouache": gouache,
    "fresco": fresco,
    "spray paint": spray_paint,
    "marbling": marbling,
    "mosaic": mosaic,
    "low poly": low_poly,
    "pixel art": pixel_art,
    "embroidery": embroidery,
    "tapestry": tapestry,
    "led wall": lamp_wall,
    "film": film,
    "soft focus": soft_focus,
    "shadow play": shadow_play,
    "batik": batik,
}
# how strongly a medium drives the tones apart along outlines; the coarse and the busy need it most
SET_OFF = {
    "glitch": 1.0,
    "marbling": 0.9,
    "fresco": 1.0,
    "stained glass": 0.9,
    "etching": 1.1,
    "woodcut": 0.9,
    "pointillist": 0.9,
    "mosaic": 1.1,
    "low poly": 1.3,
    "tapestry": 1.0,
    "led wall": 1.2,
    "soft focus": 1.4,
    "spray paint": 0.8,
    "film": 0.8,
}


def _renderer(draw: Renderer, strength: float) -> Renderer:
    return lambda medium: draw(set_off(medium, strength))


RENDERERS: dict[str, Renderer] = {name: _renderer(draw, SET_OFF.get(name, 0.6)) for name, draw in _DRAWN.items()}
