"""Drawn media: pencil, line drawing, chalkboard, etching."""

from __future__ import annotations

import torch
from torch import Tensor

from tools.house.painter.medium import Medium, blurred, grey, mix
from tools.house.painter.shapes import smoothstep, zigzag


def pencil(m: Medium) -> Tensor:
    """Coloured pencils on white paper: slanted strokes, every tone a density, run out before the paper's rim."""
    f = m.fields
    tone = (f.tone + f.light * 0.4).clamp(0, 1)
    stroke = zigzag((m.x * 0.75 + m.y * 1.25) * 18 + m.noise(1, 12) * 0.9)
    tooth = m.grain(2) * 0.12
    reach = torch.hypot(m.x / m.wide, m.y) + 0.16 * m.noise(4, 6)
    left = smoothstep(1.16 - reach, -0.10, 0.30)
    density = smoothstep(1.08 * left - tone * 0.82 - stroke * 0.50 + tooth + 0.06, 0.10, 0.62)
    colour = m.colour(tone * 0.62 + 0.10, f.accent * 1.1)
    outline = torch.exp(-((f.edge * 68) ** 2)) * (0.75 + tooth)
    paper = m.colours.new_tensor([0.975, 0.97, 0.955])[None, :, None, None] + 0 * colour
    rgb = mix(paper, colour, density * 0.92)
    return mix(rgb, m.flat(0.05) * 0.9, outline.clamp(0, 1) * 0.85) * (1 + m.grain(3)[:, None] * 0.012)


def line_drawing(m: Medium) -> Tensor:
    """A single swelling line on bare tinted paper, one flat touch of the accent off its place."""
    f = m.fields
    paper = 0.22 * m.flat(0.92) + 0.76
    swell = 0.014 + 0.006 * m.noise(1, 4)
    line = (0.5 + (swell - f.edge) / m.pixel).clamp(0, 1)
    off = max(1, round(m.size * 0.018))
    touch = torch.roll(smoothstep(f.accent, 0.35, 0.5) * smoothstep(f.mask, 0.3, 0.6), (off, off), (1, 2))
    rgb = mix(paper + 0 * m.colour(f.tone, f.accent), 0.75 * m.accent_colour + 0.2, touch * 0.85)
    shade = smoothstep(0.24 - f.tone, 0.0, 0.10) * f.mask
    rgb = mix(rgb, m.flat(0.45) * 0.8 + 0.1, shade * 0.55)
    return mix(rgb, m.flat(0.0) * 0.8 + 0.02, line) * (1 + m.grain(3)[:, None] * 0.010)


def chalkboard(m: Medium) -> Tensor:
    """Chalk on a slate board: pale dusty outlines and scumbled lights, wiped clouds behind."""
    f = m.fields
    wiped = m.clouds(1, 3, 4)
    slate = m.colours.new_tensor([0.13, 0.17, 0.16])[None, :, None, None] + 0.16 * m.flat(0.12)
    rgb = slate * (1 + 0.22 * wiped)[:, None]
    tooth = m.grain(2) * 0.24 + m.noise(3, 90) * 0.2
    line = torch.exp(-((f.edge * 60) ** 2)) * smoothstep(tooth, -0.45, 0.15)
    rub = zigzag((m.x * 0.9 - m.y) * 20 + m.noise(4, 9))
    fill = smoothstep(f.tone * 1.1 + f.light * 0.4 - 0.46 - rub * 0.30 + tooth * 0.8, 0.0, 0.45) * (
        0.30 + 0.45 * f.mask
    )
    chalk = 0.62 + 0.38 * mix(m.flat(0.9) + 0 * rgb, m.accent_colour + 0 * rgb, smoothstep(f.accent, 0.25, 0.55))
    luma = grey(chalk)
    chalk = (luma + (chalk - luma) * 1.7).clamp(0, 1)
    return mix(rgb, chalk, torch.maximum(fill, line).clamp(0, 0.96))


def etching(m: Medium) -> Tensor:
    """A copper plate: fine crossed lines by tone, a toned plate inside a blank margin, brown-black ink."""
    f = m.fields
    tone = (f.tone * 0.86 + 0.14 + f.light * 0.4).clamp(0, 1)
    bend = m.noise(1, 5) * 0.5
    total = torch.zeros_like(tone)
    for ux, uy, edge in ((0.25, 1.0, 0.92), (0.95, 0.5, 0.62), (0.9, -0.55, 0.36), (0.2, -1.0, 0.18)):
        wave = zigzag((m.x * ux + m.y * uy) * 23 + bend)
        soft = 23 * m.pixel * 1.1
        total = torch.maximum(total, (0.5 + ((edge - tone) * 1.5 - wave + 0.04) / soft).clamp(0, 1))
    ink = torch.maximum(total * 0.94, m.line(0.010))
    dim = smoothstep(0.34 - blurred(f.tone, m.size, 0.05), 0.0, 0.14)  # in the dark, outlines are burnished bright
    ink = ink * (1 - dim * m.line(0.013) * 0.9)
    inside = smoothstep(torch.maximum(m.x.abs() / m.wide, m.y.abs()), 0.90, 0.895)
    paper = m.colours.new_tensor([0.955, 0.93, 0.88])[None, :, None, None]
    plate = paper * 0.94 * (0.72 + 0.28 * m.colour(f.tone * 0.4 + 0.55, f.accent * 0.8))
    rgb = mix(paper + 0 * plate, plate, inside)
    dark = m.flat(0.02) * 0.5 + m.colours.new_tensor([0.06, 0.045, 0.04])[None, :, None, None]
    return mix(rgb, dark, ink * inside) * (1 + m.grain(3)[:, None] * 0.016)
