"""Wet media: ink wash, watercolour, oil."""

from __future__ import annotations

import torch
from torch import Tensor

from tools.house.painter.medium import Medium, grey, mix
from tools.house.painter.shapes import smoothstep


def _margin(m: Medium, wander: float, inset: float) -> Tensor:
    """(B, H, W) 1 where the brush went, 0 on the bare paper around it."""
    reach = torch.maximum(m.x.abs() / m.wide, m.y.abs()) + m.clouds(1, 5, 3) * wander
    return 1 - smoothstep(reach, inset, inset + 0.07)


def ink_wash(m: Medium) -> Tensor:
    """Diluted ink on rice paper: pooled edges, blooms, bare paper at the margin, a breath of colour."""
    f = m.fields
    paper = 0.55 * m.flat(1.0) + 0.45 * m.colours.new_tensor([0.955, 0.945, 0.92])[None, :, None, None]
    ink = 0.7 * m.flat(0.0) + 0.03
    bloom = m.clouds(2, 4, 4)
    density = (1 - (f.tone + f.light * 0.6).clamp(0, 1)) * (1.0 + 0.22 * bloom)
    density = smoothstep(density, 0.10, 1.0) ** 0.9 * (0.84 + 0.16 * f.mask)
    pool = torch.exp(-f.edge * 60) * 0.22 * smoothstep(density, 0.08, 0.5)
    dry = smoothstep(m.noise(3, 40, 7) + m.noise(4, 90, 14) * 0.6, 0.25, 1.0) * 0.30
    wet = ((density + pool) * (1 - dry * smoothstep(density, 0.2, 0.8))).clamp(0, 1) * _margin(m, 0.16, 0.84)
    rgb = mix(paper, ink, wet)
    tint = m.colour((f.tone * 0.7 + 0.2), f.accent)
    stained = rgb * (0.35 + 0.65 * tint / grey(tint).clamp_min(0.15))
    rgb = mix(rgb, stained.clamp(0, 1), (0.28 + 0.5 * f.accent) * smoothstep(wet, 0.0, 0.4))
    return rgb * (1 + m.grain(5)[:, None] * 0.014)


def watercolour(m: Medium) -> Tensor:
    """Transparent washes on white paper: rims where pigment dried, granulation, blooms, a white border."""
    f = m.fields
    flow = m.clouds(2, 5, 4)
    tone = (f.tone * 0.74 + 0.24 + flow * 0.06).clamp(0, 1)
    colour = m.lit(m.colour(tone, f.accent * 1.1), 0.6)
    luma = grey(colour)
    colour = (luma + (colour - luma) * 1.35).clamp(0, 1)
    rim = torch.exp(-f.edge * 75) * 0.35
    load = (0.80 + 0.24 * flow + rim + m.grain(3) * 0.05 * (1 - tone)).clamp(0, 1.25)
    border = _margin(m, 0.05, 0.88)
    dried = torch.exp(-(((border - 0.5) * 4) ** 2)) * 0.25
    load = load * border + dried * border
    paper = m.colours.new_tensor([0.985, 0.98, 0.965])[None, :, None, None]
    rgb = paper * (1 - (1 - colour) * load[:, None])
    return rgb * (1 + m.grain(4)[:, None] * 0.012)


def oil(m: Medium) -> Tensor:
    """Impasto: short curved strokes that carry their own colour and throw light on their ridges."""
    f = m.fields
    angle = m.noise(2, 3) * 1.6 + m.rnd(3, 0, 3.14)
    along = m.x * angle.cos() + m.y * angle.sin()
    across = m.y * angle.cos() - m.x * angle.sin()
    bristle = torch.sin(across * 95 + m.noise(4, 26) * 3.2 + torch.sin(along * 9 + m.noise(5, 9) * 3) * 1.5)
    dab = m.noise(6, 24)
    tone = (f.tone * 1.06 - 0.02 + dab * 0.055 + bristle * 0.020).clamp(0, 1)
    rgb = m.lit(m.colour(tone, (f.accent + dab * 0.10 * (f.accent > 0.02)).clamp(0, 1)), 0.9)
    luma = grey(rgb)
    rgb = luma + (rgb - luma) * 1.30
    height = dab * 0.8 + bristle * 0.45 + torch.exp(-f.edge * 50) * 1.2
    slope = height - torch.roll(height, (max(1, m.size // 128), -max(1, m.size // 128)), (1, 2))
    gain = 128.0 / m.size if m.size < 128 else 1.0
    return rgb * (1 + (slope * gain * 0.18).clamp(-0.28, 0.30)[:, None]) + (slope * 0.02).clamp(0, 0.06)[:, None]
