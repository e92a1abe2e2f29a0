"""The hand of each medium: how it bends, tears or gathers the plane before anything is drawn on it."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from tools.house.painter.cells import dot_centres
from tools.house.painter.noise import Size, smooth_noise

Bend = Callable[[Tensor, Tensor, Tensor, Size], tuple[Tensor, Tensor]]
"""(x, y (1, H, W), seeds (B,), size) -> bent x, y (B, H, W)."""

# style -> (slow, fast) trembling in screen units
TREMBLE: dict[str, tuple[float, float]] = {
    "ink wash": (0.030, 0.0),
    "watercolour": (0.022, 0.010),
    "oil": (0.012, 0.026),
    "charcoal": (0.014, 0.012),
    "pastel": (0.012, 0.016),
    "woodcut": (0.012, 0.008),
    "stained glass": (0.014, 0.0),
    "papercut": (0.010, 0.004),
    "halftone": (0.006, 0.0),
    "pencil": (0.008, 0.004),
    "line drawing": (0.030, 0.006),
    "chalkboard": (0.016, 0.010),
    "etching": (0.006, 0.004),
    "gouache": (0.012, 0.010),
    "fresco": (0.010, 0.006),
    "spray paint": (0.008, 0.0),
    "batik": (0.020, 0.006),
    "shadow play": (0.006, 0.0),
}
TESSERAE, PIXELS, STITCHES, THREADS, LAMPS, FACETS = 32.0, 56.0, 40.0, 60.0, 36.0, 10.0


def _dots(x: Tensor, y: Tensor, seeds: Tensor, size: Size) -> tuple[Tensor, Tensor]:
    return dot_centres(x, y)


def _slabs(x: Tensor, y: Tensor, seeds: Tensor, size: Size) -> tuple[Tensor, Tensor]:
    slab = smooth_noise(seeds, 15, size, 1, 11).sign() * (smooth_noise(seeds, 16, size, 1, 26) > 0.25)
    return x + slab * 0.085 * smooth_noise(seeds, 17, size, 1, 7), y.expand(len(seeds), -1, -1)


def _comb(x: Tensor, y: Tensor, seeds: Tensor, size: Size) -> tuple[Tensor, Tensor]:
    drag = smooth_noise(seeds, 18, size, 3)
    bent = x + 0.045 * torch.sin(y * 9 + drag * 2.5) + 0.03 * drag
    return bent, y + 0.040 * torch.sin(x * 11 + smooth_noise(seeds, 19, size, 4) * 2)


def _squares(cells: float) -> Bend:
    def read(x: Tensor, y: Tensor, seeds: Tensor, size: Size) -> tuple[Tensor, Tensor]:
        half = cells / 2
        fields = (((t * half + 60).floor() + 0.5 - 60) / half for t in (x, y))
        across, up = (field.expand(len(seeds), -1, -1) for field in fields)
        return across, up

    return read


def triangle_cells(x: Tensor, y: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Integer column and row of the triangle at x, y, and the distance to its nearest side, all (1, H, W)."""
    p, q = x * FACETS + 30 + 0.25 * torch.sin(y * 4.1), y * FACETS + 30 + 0.25 * torch.sin(x * 3.7)
    i, j = p.floor(), q.floor()
    a, b = p - i, q - j
    flip = torch.remainder(i + j, 2.0) > 0.5
    a = torch.where(flip, 1 - a, a)
    upper = (a + b > 1).to(x.dtype)
    sides = torch.stack(
        [(a + b - 1).abs() * 0.707, a * (1 - upper) + (1 - a) * upper, b * (1 - upper) + (1 - b) * upper]
    )
    return 2 * i + upper, j, sides.amin(0) / FACETS


def _facets(x: Tensor, y: Tensor, seeds: Tensor, size: Size) -> tuple[Tensor, Tensor]:
    p, q = x * FACETS + 30 + 0.25 * torch.sin(y * 4.1), y * FACETS + 30 + 0.25 * torch.sin(x * 3.7)
    i, j = p.floor(), q.floor()
    a, b = p - i, q - j
    flip = (torch.remainder(i + j, 2.0) > 0.5).to(x.dtype)
    upper = ((a + flip * (1 - 2 * a)) + b > 1).to(x.dtype)
    ca = 1 / 3 + upper / 3
    ca = ca + flip * (1 - 2 * ca)
    cb = 1 / 3 + upper / 3
    across, up = x + (ca - a) / FACETS, y + (cb - b) / FACETS
    return across.expand(len(seeds), -1, -1), up.expand(len(seeds), -1, -1)


BENDS: dict[str, Bend] = {
    "pointillist": _dots,
    "glitch": _slabs,
    "marbling": _comb,
    "mosaic": _squares(TESSERAE),
    "pixel art": _squares(PIXELS),
    "tapestry": _squares(THREADS),
    "led wall": _squares(LAMPS),
    "low poly": _facets,
}


def bent(names: list[str], seeds: Tensor, x: Tensor, y: Tensor, size: Size) -> tuple[Tensor, Tensor]:
    """The screen (1, H, W) as each scene's medium sees it: x, y (B, H, W)."""
    amount = torch.tensor([TREMBLE.get(name, (0.0, 0.0)) for name in names], device=x.device)
    slow, fast = amount[:, 0, None, None], amount[:, 1, None, None]
    wx = x + slow * smooth_noise(seeds, 11, size, 5) + fast * smooth_noise(seeds, 12, size, 34)
    wy = y + slow * smooth_noise(seeds, 13, size, 5) + fast * smooth_noise(seeds, 14, size, 34)
    for name in sorted(set(names) & set(BENDS)):
        rows = torch.tensor([k for k, other in enumerate(names) if other == name], device=x.device)
        wx[rows], wy[rows] = BENDS[name](x, y, seeds[rows], size)
    return wx, wy
