"""Points, paper and print: pointillist, papercut, halftone."""

from __future__ import annotations

import torch
from torch import Tensor

from tools.house.painter.cells import dots
from tools.house.painter.medium import Medium, grey, mix
from tools.house.painter.shapes import smoothstep


def pointillist(m: Medium) -> Tensor:
    """Round touches of broken colour over a darker ground (the fields were read at the dots' centres)."""
    f = m.fields
    distance, random = dots(m.x, m.y)
    tone = (f.tone + (random[0] - 0.5) * 0.26 + f.light * 0.25).clamp(0, 1)
    stray = (random[1] > 0.74).float() * 0.9
    accent = torch.maximum(f.accent * (0.6 + 0.6 * random[2]), stray * (0.55 - (f.accent - 0.2).abs()).clamp(0, 1))
    touch = m.colour(tone, accent)
    luma = grey(touch)
    touch = (luma + (touch - luma) * 1.5 + 0.04).clamp(0, 1)
    ground = m.flat(0.80) * 0.75 + 0.18
    size = 0.026 + 0.014 * random[3]
    return mix(ground.expand_as(touch), touch, (0.5 + (size - distance) / m.pixel).clamp(0, 1))


def papercut(m: Medium) -> Tensor:
    """Layers of cut card: few flat colours, each layer with a crisp edge and a shadow on the one below."""
    f = m.fields
    level = (f.tone.clamp(0, 1) * 5 + f.light * 1.2).clamp(0, 5)
    stepped = level.floor() + smoothstep(level - level.floor(), 0.5 - 0.12, 0.5 + 0.12)
    tone = (stepped / 5).clamp(0, 1)
    rgb = m.colour(tone * 0.96 + 0.02, smoothstep(f.accent, 0.30, 0.50))
    drop = max(1, round(m.size * 0.016))
    sheet = torch.maximum(f.mask * 0.6, tone)
    above = torch.roll(sheet, (drop, drop), (1, 2)) * 0.6 + torch.roll(sheet, (drop * 2, drop * 2), (1, 2)) * 0.4
    shadow = (above - sheet).clamp(0, 0.5) * 1.5 + torch.exp(-f.edge * 38) * (1 - f.mask) * 0.42
    rim = torch.exp(-((f.edge / 0.010) ** 2)) * f.mask * 0.30
    rgb = rgb * (1 - shadow.clamp(0, 0.62))[:, None]
    rgb = 1 - (1 - rgb) * (1 - rim[:, None])
    return rgb * (1 + m.grain(2)[:, None] * 0.022)


def halftone(m: Medium) -> Tensor:
    """Two-colour screen print: a dark dot screen at 45 degrees, an accent block slightly off register."""
    f = m.fields
    tone = ((f.tone - 0.5) * 1.2 + 0.52 + f.light * 0.5).clamp(0, 1)
    pitch = 21.0
    p, q = (m.x + m.y) * pitch * 0.7071, (m.y - m.x) * pitch * 0.7071
    screen = (torch.cos(p * 3.14159) * torch.cos(q * 3.14159) + 1) * 0.5
    soft = pitch * m.pixel * 0.9
    dark = (0.5 + (1.02 - tone * 1.08 - screen) / soft).clamp(0, 1)
    dark = torch.where(tone > 0.93, torch.zeros_like(dark), dark)
    paper = 0.75 * m.flat(0.97) + 0.23
    off = max(1, round(m.size * 0.01))
    block = torch.roll(smoothstep(f.accent, 0.2, 0.6), (off, off), (1, 2))
    rgb = mix(paper.expand(-1, 3, *m.shape), m.flat(0.70), smoothstep(0.80 - tone, 0.0, 0.05) * 0.75)
    rgb = mix(rgb, m.accent_colour, block * (0.55 + 0.45 * smoothstep(0.9 - tone, 0, 0.2)))
    return mix(rgb, m.flat(0.12), dark * 0.96) * (1 + m.grain(3)[:, None] * 0.015)
