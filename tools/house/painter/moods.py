"""Moods made visible: a gesture laid into the scene before the medium, and a grade after it.

The gesture (drips, rays, bands, slashes, motes, ...) is drawn as tone and light, so every medium renders
it in its own way; the grade bends contrast, saturation, brightness and a colour cast.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from tools.house.painter.canvas import Canvas
from tools.house.painter.shapes import circle, smoothstep


@dataclass(frozen=True, slots=True)
class Grade:
    """contrast and saturation as factors, lift added, cast an sRGB colour mixed in by `amount`,
    vignette > 0 darkens the corners, < 0 whitens them."""

    contrast: float
    saturation: float
    lift: float
    cast: tuple[float, float, float]
    amount: float
    vignette: float


def _grief(c: Canvas) -> None:
    """Paint that runs down the picture."""
    runs = smoothstep(c.noise(60, 26, 1) + 0.35 * c.noise(61, 60, 2), 0.10, 0.75)
    reach = smoothstep(c.y + 0.6 * c.noise(62, 26, 1), -0.9, 0.8)
    c.wash(runs * reach * 0.66 * (1 - 0.35 * c.f.mask), 0.10)


def _joy(c: Canvas) -> None:
    """Rays from below and rising motes."""
    angle = torch.atan2(c.x + c.rnd(60, -0.3, 0.3), c.y + 1.5)
    rays = smoothstep(torch.sin(angle * 22 + c.rnd(61, 0, 6)), 0.1, 0.5)
    c.wash(rays * 0.22 * (1 - c.f.mask * 0.6), 0.95, 0.3)
    p, q, random = c.tiles(7.0, 62)
    d = torch.hypot(p + (random[1] - 0.5) * 0.5, q + (random[2] - 0.5) * 0.5)
    spot = smoothstep(0.16 + 0.10 * random[3] - d, 0.0, 0.05) * (random[0] < 0.42)
    c.wash(spot * 0.9 * (1 - 0.4 * c.f.mask), 0.72 + 0.26 * (random[3] > 0.5), (random[3] < 0.5) * 1.0)


def _calm(c: Canvas) -> None:
    """Wide level bands of quiet."""
    bands = smoothstep(c.noise(60, 1, 7), -0.3, 0.6)
    c.wash(bands * (0.46 - 0.16 * c.f.mask), 0.74)


def _dread(c: Canvas) -> None:
    """The dark closes in from the rim with ragged fingers."""
    angle = torch.atan2(c.y, c.x)
    fingers = 0.13 * torch.sin(angle * 13 + c.rnd(60, 0, 6)) + 0.10 * torch.sin(angle * 29 + c.rnd(61, 0, 6))
    d = circle(c.x / c.wide, c.y, 0.98) + fingers + c.clouds(62, 5, 3) * 0.14
    c.wash(smoothstep(d, -0.25, 0.12) * (1 - 0.4 * c.f.mask), 0.01)


def _longing(c: Canvas) -> None:
    """A far warm light low at one side, the rest cool and sinking."""
    side = torch.where(c.rnd(60) < 0.5, -1.0, 1.0)
    d = torch.hypot(c.x - side * 0.95 * c.wide, (c.y + 0.55) * 0.8)
    c.wash(smoothstep(d, 0.3, 1.7) * 0.38, 0.22)
    c.wash(torch.exp(-d * d * 2.6) * 0.75, 0.90, 0.85)
    c.glow(torch.exp(-d * d * 3.0) * 0.35)


def _anger(c: Canvas) -> None:
    """Slashes across the picture."""
    slope = c.x * 0.80 + c.y * 0.62
    cross = c.y * 0.80 - c.x * 0.62
    cut = smoothstep(c.diagonal(60, slope, cross, 15.0, 1.3), 0.20, 0.34)
    c.wash(cut * 0.80 * (1 - 0.35 * c.f.mask), 0.30, 1.0)
    gouge = smoothstep(c.diagonal(61, slope, cross, 11.0, 1.1), 0.42, 0.50)
    c.wash(gouge * 0.85 * (1 - 0.4 * c.f.mask), 0.02)


def _wonder(c: Canvas) -> None:
    """Turning arcs of light and sparks."""
    r = torch.hypot(c.x - c.rnd(60, -0.3, 0.3), c.y - c.rnd(61, -0.2, 0.4))
    arcs = torch.exp(-(((torch.sin(r * 13 + c.noise(62, 3) * 0.6) - 1) / 0.10) ** 2)) * smoothstep(r, 0.25, 0.8)
    c.wash(arcs * 0.45, 0.95)
    p, q, random = c.tiles(10.0, 63)
    p, q = p + (random[1] - 0.5) * 0.4, q + (random[2] - 0.5) * 0.4
    spark = (0.012 / ((p * q).abs() + 0.010) * smoothstep(0.32 - torch.hypot(p, q), 0, 0.2)).clamp(0, 1)
    c.wash(spark * (random[0] < 0.34) * (1 - 0.4 * c.f.mask), 0.99)
    c.glow(spark * (random[0] < 0.34) * 0.6)


def _tenderness(c: Canvas) -> None:
    """Large soft discs of light."""
    for key, cells in ((60, 2.6), (61, 3.8)):
        p, q, random = c.tiles(cells, key)
        d = torch.hypot(p + (random[1] - 0.5) * 0.3, q + (random[2] - 0.5) * 0.3)
        disc = smoothstep(0.32 + 0.10 * random[3] - d, 0.0, 0.06) * (random[0] < 0.75)
        c.wash(disc * 0.24, 0.96, 0.15)


def _hope(c: Canvas) -> None:
    """Shafts of light that fall from one upper corner."""
    side = torch.where(c.rnd(60) < 0.5, -1.0, 1.0)
    p, q = c.x * side + 0.15 + c.wide, 1.25 - c.y
    angle = torch.atan2(p, q)
    shafts = smoothstep(torch.sin(angle * 15 + c.rnd(61, 0, 6)) + 0.4 * torch.sin(angle * 37), -0.1, 0.7)
    fade = torch.exp(-torch.hypot(p, q) * 0.55)
    c.wash((shafts * fade * 1.05).clamp(0, 0.85) * (1 - 0.35 * c.f.mask), 0.97, 0.12)
    c.glow(torch.exp(-torch.hypot(p, q) * 1.8) * 0.7)


def _loneliness(c: Canvas) -> None:
    """Emptiness that rises over the lower picture and pales the sides."""
    fog = smoothstep(-c.y + 0.15 * c.noise(60, 3, 2), -0.1, 0.95)
    sides = smoothstep(c.x.abs() / c.wide + 0.1 * c.noise(61, 2), 0.5, 1.05)
    c.wash(torch.maximum(fog * 0.85, sides * 0.75) * (1 - 0.3 * c.f.mask), 0.74)


GESTURES: dict[str, Callable[[Canvas], None]] = {
    "grief": _grief,
    "joy": _joy,
    "calm": _calm,
    "dread": _dread,
    "longing": _longing,
    "anger": _anger,
    "wonder": _wonder,
    "tenderness": _tenderness,
    "hope": _hope,
    "loneliness": _loneliness,
}
GRADES: dict[str, Grade] = {
    "grief": Grade(1.00, 0.55, -0.04, (0.16, 0.20, 0.30), 0.16, 0.30),
    "joy": Grade(1.08, 1.35, 0.04, (1.00, 0.82, 0.30), 0.10, -0.05),
    "calm": Grade(0.88, 0.90, 0.03, (0.62, 0.80, 0.82), 0.12, 0.0),
    "dread": Grade(1.20, 0.75, -0.06, (0.10, 0.03, 0.05), 0.14, 0.45),
    "longing": Grade(0.98, 1.05, -0.01, (0.36, 0.30, 0.58), 0.14, 0.12),
    "anger": Grade(1.28, 1.25, -0.02, (0.72, 0.08, 0.05), 0.15, 0.20),
    "wonder": Grade(1.10, 1.15, 0.0, (0.20, 0.25, 0.72), 0.12, 0.15),
    "tenderness": Grade(0.88, 1.0, 0.06, (1.00, 0.78, 0.80), 0.15, -0.34),
    "hope": Grade(1.00, 1.10, 0.04, (0.98, 0.93, 0.66), 0.12, 0.05),
    "loneliness": Grade(0.90, 0.60, 0.03, (0.66, 0.74, 0.82), 0.13, 0.0),
}


def grade_values(moods: list[str], device: torch.device) -> Tensor:
    """(B, 8): contrast, saturation, lift, cast r g b, amount, vignette."""
    rows = [(g.contrast, g.saturation, g.lift, *g.cast, g.amount, g.vignette) for g in (GRADES[m] for m in moods)]
    return torch.tensor(rows, device=device)


def apply_grade(rgb: Tensor, values: Tensor, x: Tensor, y: Tensor) -> Tensor:
    """rgb (B, 3, H, W) graded by (B, 8) values; x, y (1, H, W) screen coordinates. Result in 0..1."""
    contrast, saturation, lift, amount, vignette = (values[:, k, None, None, None] for k in (0, 1, 2, 6, 7))
    luma = (rgb * rgb.new_tensor([0.299, 0.587, 0.114])[None, :, None, None]).sum(1, keepdim=True)
    rgb = luma + (rgb - luma) * saturation
    reach = 0.25 + 0.75 * luma  # deep blacks stay black: neon and leads keep their night
    rgb = (rgb - 0.5) * contrast + 0.5 + lift * reach - (1 - contrast).clamp_min(0) * 0.5 * (1 - reach)
    rgb = rgb + (values[:, 3:6, None, None] - rgb) * amount * reach.sqrt()
    wide = x.shape[-1] / x.shape[-2]
    corner = smoothstep((x / wide) ** 2 + y * y, 0.5, 2.0)[:, None]
    rgb = rgb * (1 - corner * vignette.clamp_min(0)) + (1 - rgb) * corner * (-vignette).clamp_min(0)
    return rgb.clamp(0, 1)
