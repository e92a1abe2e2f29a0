"""Composition as coordinates: where a subject stands, how large, how often, and what reflects it."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from tools.house.painter.noise import Size, random_of


@dataclass(frozen=True, slots=True)
class Layout:
    """Offset of the subject's centre, its scale, and how the plane is folded ('', 'two', 'many', 'reflected')."""

    dx: float
    dy: float
    scale: float
    fold: str = ""


# composition -> (for things, for land and fields)
LAYOUTS: dict[str, tuple[Layout, Layout]] = {
    "centred": (Layout(0, 0, 0.80), Layout(0, 0, 1.0)),
    "near": (Layout(0, -0.06, 1.18), Layout(0, -0.05, 1.45)),
    "far": (Layout(0, -0.05, 0.50), Layout(0, -0.05, 0.66)),
    "left": (Layout(-0.40, 0, 0.70), Layout(-0.35, 0, 1.0)),
    "right": (Layout(0.40, 0, 0.70), Layout(0.35, 0, 1.0)),
    "high": (Layout(0, 0.34, 0.66), Layout(0, 0.34, 1.0)),
    "low": (Layout(0, -0.34, 0.66), Layout(0, -0.36, 1.0)),
    "two": (Layout(0.49, 0, 0.46, "two"), Layout(0, 0, 1.0)),
    "many": (Layout(0, 0, 0.335, "many"), Layout(0, 0, 0.60)),
    "reflected": (Layout(0, 0.30, 0.62, "reflected"), Layout(0, 0.28, 0.85, "reflected")),
}


@dataclass(frozen=True, slots=True)
class Pair:
    """Where two things stand, and whether the second is painted over the first; and where a first thing stands
    on a second that is a place."""

    first: Layout
    second: Layout
    over: bool
    on_place: Layout


RELATIONS: dict[str, Pair] = {
    "with": Pair(Layout(-0.34, -0.10, 0.66), Layout(0.50, 0.30, 0.44), True, Layout(0, 0, 0.80)),
    "beside": Pair(Layout(-0.46, -0.06, 0.54), Layout(0.48, -0.04, 0.52), True, Layout(-0.42, 0.02, 0.64)),
    "on": Pair(Layout(0, 0.42, 0.46), Layout(0, -0.44, 0.54), False, Layout(0, -0.12, 0.60)),
    "under": Pair(Layout(0, -0.44, 0.50), Layout(0, 0.44, 0.52), True, Layout(0, -0.40, 0.50)),
    "inside": Pair(Layout(0, 0, 0.38), Layout(0, 0, 1.02), False, Layout(0, -0.06, 0.50)),
    "between": Pair(Layout(0, 0, 0.48), Layout(0.70, 0, 0.38, "two"), True, Layout(0, 0.04, 0.62)),
    "above": Pair(Layout(0.10, 0.50, 0.42), Layout(-0.06, -0.36, 0.58), True, Layout(0, 0.42, 0.46)),
    "behind": Pair(Layout(0.24, 0.20, 0.74), Layout(-0.24, -0.26, 0.60), True, Layout(0, 0.10, 0.84)),
}
WATERLINE = -0.26


def screen(size: Size, device: torch.device) -> tuple[Tensor, Tensor]:
    """(1, H, W) x to the right and y upwards, pixel centres; y in -1..1, x in -width/height..width/height."""
    height, width = size
    x = ((torch.arange(width, device=device, dtype=torch.float32) + 0.5) * 2 - width) / height
    y = ((torch.arange(height, device=device, dtype=torch.float32) + 0.5) * 2 - height) / height
    return x[None, None, :].expand(1, height, width), -y[None, :, None].expand(1, height, width)


def below_water(y: Tensor) -> Tensor:
    """1 below the waterline of a reflected scene."""
    return (y < WATERLINE).to(torch.float32)


FOLDS = ("two", "many", "reflected")
NUMBERS = 3 + len(FOLDS)
JITTER = 4242
"""Key of the three numbers that move and scale a subject, plus its salt."""


def numbers(layout: Layout) -> tuple[float, ...]:
    """A layout as NUMBERS numbers: dx, dy, scale, and 0 or 1 for each of FOLDS."""
    return layout.dx, layout.dy, layout.scale, *(float(layout.fold == name) for name in FOLDS)


def local_frame(x: Tensor, y: Tensor, layouts: list[Layout], seeds: Tensor, salt: int) -> dict[str, Tensor]:
    """Frame of a group: screen x, y (B, H, W), local u, v, scale and pixel (B, 1, 1)."""
    rows = torch.tensor([numbers(layout) for layout in layouts], device=x.device)
    px, py, u, v, scale = stood(x, y, rows, random_of(seeds, JITTER + salt, 3))
    pixel = 2.0 / x.shape[-2] / scale
    return {"x": x, "y": y, "px": px, "py": py, "u": u, "v": v, "scale": scale, "pixel": pixel}


def stood(x: Tensor, y: Tensor, rows: Tensor, jitter: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """The screen x, y (B or 1, H, W) as a subject sees it that stands as `rows` (B, NUMBERS) and `jitter` (B, 3), 0..1,
    say: the folded screen px, py and the subject's own u, v, all (B, H, W), and its scale (B, 1, 1).

    Folds are arithmetic on all scenes at once, switched by factors, so a group may mix them, and a model whose layouts
    are not quite sure of themselves has frames in between.
    """
    dx, dy, scale, two, many, reflected = (rows[:, k, None, None] for k in range(NUMBERS))
    dx = dx * (0.3 + 0.7 * x.shape[-1] / x.shape[-2])  # a wide picture lets things stand further out
    dx = dx + (jitter[:, 0, None, None] - 0.5) * 0.14 * (1 - two) * (1 - many)
    dy = dy + (jitter[:, 1, None, None] - 0.5) * 0.10 * (1 - many)
    scale = scale * (0.92 + 0.16 * jitter[:, 2, None, None])
    depth = (WATERLINE - y).clamp_min(0)
    ripple = 0.045 * torch.sin(depth * 46) * (depth > 0) * (0.3 + depth)
    px = x + ripple * reflected
    py = y + 2 * depth * reflected  # what lies below the waterline, mirrored
    px = px + ((px + 0.06 * (px < 0)).abs() - px) * two
    px, py = _scatter(px, py, many)
    return px, py, (px - dx) / scale, (py - dy) / scale, scale


def _scatter(px: Tensor, py: Tensor, on: Tensor) -> tuple[Tensor, Tensor]:
    """Fold the plane into staggered cells of 0.78, each with its copy a little displaced."""
    pitch = 0.78
    row = (py / pitch + 0.5).floor()
    shifted = px / pitch + 0.5 * torch.remainder(row, 2.0)
    column = (shifted + 0.5).floor()
    qx = (shifted - column) * pitch + 0.04 * torch.sin(2.4 * column + 5.1 * row)
    qy = py - row * pitch + 0.04 * torch.sin(4.3 * column + 1.7 * row)
    return px + (qx - px) * on, py + (qy - py) * on
