"""The quiet opening picture: light that breathes over a dark horizon while the painter gets ready."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]


def opening(now_s: float, seed: int, size: int = 256) -> Image:
    """(size, size, 3) uint8 sRGB at a time."""
    y, x = np.mgrid[0:size, 0:size].astype(np.float32) / size
    light = 0.5 + 0.5 * np.sin(2.1 * x + 3.0 * y + 0.3 * now_s + seed % 7)
    colour = np.stack([14 + 26 * light * y, 18 + 22 * light, 34 + 40 * light * (1 - 0.4 * y)], axis=-1)
    return colour.astype(np.uint8)
