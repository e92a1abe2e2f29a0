"""The table of media: vocabulary style name -> renderer from Medium to (B, 3, H, W)."""

from __future__ import annotations

from collections.abc import Callable

from torch import Tensor

from tools.house.painter.medium import Medium
from tools.house.painter.styles.dry import charcoal, pastel, woodcut
from tools.house.painter.styles.luminous import glitch, neon, stained_glass
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
}
