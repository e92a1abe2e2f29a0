"""The table of media: vocabulary style name -> renderer from Medium to (B, 3, H, W)."""

from __future__ import annotations

from collections.abc import Callable

from torch import Tensor

from tools.house.painter.medium import Medium
from tools.house.painter.styles.drawn import chalkboard, etching, line_drawing, pencil
from tools.house.painter.styles.dry import charcoal, pastel, woodcut
from tools.house.painter.styles.lens import batik, film, shadow_play, soft_focus
from tools.house.painter.styles.luminous import glitch, neon, stained_glass
from tools.house.painter.styles.painted import fresco, gouache, marbling, spray_paint
from tools.house.painter.styles.pieced import embroidery, lamp_wall, low_poly, mosaic, pixel_art, tapestry
from tools.house.painter.styles.printed import halftone, papercut, pointillist
from tools.house.painter.styles.wet import ink_wash, oil, watercolour

RENDERERS: dict[str, Callable[[Medium], Tensor]] = {
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
