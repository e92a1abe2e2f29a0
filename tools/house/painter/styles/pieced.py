"""Pieced and woven: mosaic, low poly, pixel art, embroidery, tapestry, lamp wall (the plane is read piece by piece)."""

from __future__ import annotations

import torch
from torch import Tensor

from tools.house.painter.hand import LAMPS, STITCHES, TESSERAE, THREADS, triangle_cells
from tools.house.painter.medium import Medium, grey, mix
from tools.house.painter.noise import hash01
from tools.house.painter.shapes import smoothstep


def _piece(m: Medium, column: Tensor, row: Tensor, key: int) -> Tensor:
    """A random number a piece, shaped as its column."""
    index = column.long() * 0x2C1B3C6D + row.long() * 0x297A2D39 + key * 0x85EBCA77
    return hash01(index)


def mosaic(m: Medium) -> Tensor:
    """Small cut stones in wandering courses, each its own shade, pale grout between."""
    f = m.fields
    wave = 0.025 * m.noise(1, 4)
    p, q = (m.x + wave) * TESSERAE / 2 + 60, (m.y + wave) * TESSERAE / 2 + 60
    i, j = p.floor(), q.floor()
    own, turn = _piece(m, i, j, 1), _piece(m, i, j, 2) * 0.2 - 0.1
    a, b = p - i - 0.5, q - j - 0.5
    d = torch.maximum((a + turn * b).abs(), (b - turn * a).abs()) - 0.39
    rgb = m.lit(m.colour((f.tone * 0.92 + 0.05 + (own - 0.5) * 0.15).clamp(0, 1), f.accent), 0.7)
    luma = grey(rgb)
    rgb = (luma + (rgb - luma) * 1.3) * (1.04 - 0.5 * (a - b).clamp(-0.4, 0.4) * 0.4)[:, None]
    grout = m.colours.new_tensor([0.74, 0.71, 0.65])[None, :, None, None]
    return mix(rgb, grout + 0 * rgb, smoothstep(d, -0.02, 0.03))


def low_poly(m: Medium) -> Tensor:
    """Flat triangles, each a facet with its own light."""
    f = m.fields
    column, row, near = triangle_cells(m.x, m.y)
    facet = _piece(m, column, row, 3) - 0.5
    rgb = m.lit(
        m.colour((f.tone * 0.94 + 0.03 + facet * 0.12).clamp(0, 1), f.accent + facet * 0.2 * (f.accent > 0.05)), 0.8
    )
    luma = grey(rgb)
    rgb = (luma + (rgb - luma) * 1.25).clamp(0, 1)
    return rgb * (1 + 0.10 * smoothstep(0.035 - near, 0.0, 0.03))[:, None]


def pixel_art(m: Medium) -> Tensor:
    """Large square pixels, few flat colours, an ordered dither between them."""
    f = m.fields
    i, j = (m.x * 28 + 64).floor(), (m.y * 28 + 64).floor()
    dither = torch.remainder(i + j, 2.0) * 0.5 + torch.remainder(i, 2.0) * 0.25
    level = ((f.tone + f.light * 0.5).clamp(0, 1) * 5 + dither * 0.8 - 0.3).floor().clamp(0, 5)
    rgb = m.colour(level / 5, (f.accent > 0.4).float())
    luma = grey(rgb)
    return (luma + (rgb - luma) * 1.35 - 0.5) * 1.12 + 0.5


def embroidery(m: Medium) -> Tensor:
    """Satin stitches on linen in a round wooden hoop: short slanted threads with a sheen, the weave between."""
    f = m.fields
    p, q = (m.x + m.y) * STITCHES * 0.7, (m.y - m.x) * STITCHES * 0.24
    i = (p + 90).floor()
    offset = _piece(m, i, i * 0, 1)
    j = (q + offset + 90).floor()
    own = _piece(m, i, j, 2)
    a, b = p + 90 - i - 0.5, q + offset + 90 - j - 0.5
    round_ = (1 - (2 * a) ** 2).clamp_min(0).sqrt() * (1 - (2 * b.abs()) ** 6)
    rgb = m.colour((f.tone * 0.9 + 0.06 + (own - 0.5) * 0.10 + f.light * 0.3).clamp(0, 1), f.accent)
    luma = grey(rgb)
    rgb = (luma + (rgb - luma) * 1.4) * (0.42 + 0.72 * round_)[:, None]
    weave = 0.90 + 0.07 * torch.cos(m.x * 150) * torch.cos(m.y * 150)
    linen = (0.35 * m.flat(0.85) + m.colours.new_tensor([0.55, 0.52, 0.46])[None, :, None, None]) * weave[:, None]
    sewn = torch.maximum(f.mask, smoothstep((f.tone - 0.58).abs(), 0.05, 0.16)) * smoothstep(round_, 0.05, 0.25)
    reach = torch.hypot(m.x / m.wide, m.y)
    rgb = mix(linen + 0 * rgb, rgb.clamp(0, 1), sewn * smoothstep(1.0 - reach, -0.01, 0.01))
    ring = (reach - 1.0).abs()
    wood = m.colours.new_tensor([0.62, 0.44, 0.27])[None, :, None, None] * (1.25 - 9 * ring)[:, None]
    return mix(rgb * (1 - 0.35 * torch.exp(-ring * 22))[:, None], wood, smoothstep(0.045 - ring, -0.006, 0.006))


def tapestry(m: Medium) -> Tensor:
    """A woven hanging: ribbed threads over and under, wool colours, a dark border."""
    f = m.fields
    p, q = m.x * THREADS / 2 + 80, m.y * THREADS / 2 + 80
    i, j = p.floor(), q.floor()
    over = torch.remainder(i + j, 2.0)
    a, b = p - i - 0.5, q - j - 0.5
    bulge = 1 - torch.where(over > 0.5, a * a, b * b) * 3.0
    own = _piece(m, i, j, 2) - 0.5
    tone = ((f.tone * 0.82 + 0.08 + f.light * 0.3) * 6).round() / 6
    rgb = m.colour((tone + own * 0.09).clamp(0, 1), f.accent * 0.9)
    luma = grey(rgb)
    rgb = (luma + (rgb - luma) * 0.88) * (0.50 + 0.48 * bulge * (0.86 + 0.14 * over))[:, None]
    border = torch.maximum(m.x.abs() / m.wide, m.y.abs())
    band = smoothstep(border, 0.90, 0.91)
    knot = smoothstep(torch.sin((m.x + m.y) * 22) * torch.sin((m.x - m.y) * 22), -0.05, 0.05)
    trim = mix(m.flat(0.14) + 0 * rgb, m.accent_colour * 0.9 + 0 * rgb, knot) * (0.5 + 0.5 * bulge)[:, None]
    return mix(rgb, trim, band)


def lamp_wall(m: Medium) -> Tensor:
    """A wall of small round lamps on black, each one colour."""
    f = m.fields
    p, q = m.x * LAMPS / 2 + 60, m.y * LAMPS / 2 + 60
    d = torch.hypot(p - p.floor() - 0.5, q - q.floor() - 0.5)
    rgb = m.lit(m.colour((f.tone * 1.05).clamp(0, 1), f.accent), 1.0)
    luma = grey(rgb)
    rgb = (luma + (rgb - luma) * 1.7).clamp(0, 1) * (0.44 + 0.76 * luma)
    soft = LAMPS * m.pixel * 0.5
    disc = smoothstep(0.40 - d, -soft, soft)
    bloom = torch.exp(-d * 4.2) * 0.35
    return rgb * (disc + bloom * (1 - disc))[:, None] * 1.25 + 0.012
