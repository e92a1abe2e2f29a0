"""Body colour and walls: gouache, fresco, spray paint, marbling."""

from __future__ import annotations

import torch
from torch import Tensor

from tools.house.painter.cells import voronoi
from tools.house.painter.medium import Medium, grey, mix
from tools.house.painter.shapes import smoothstep


def gouache(m: Medium) -> Tensor:
    """Flat opaque body colour in four clean steps, laid with a broad flat brush whose bands stay visible."""
    f = m.fields
    wobble = m.noise(1, 22) * 0.035 + m.noise(2, 7) * 0.03
    level = (f.tone + f.light * 0.5 + wobble).clamp(0, 1) * 4
    step = level.floor() + smoothstep(level - level.floor(), 0.42, 0.58)
    rgb = m.colour(step / 4 * 0.84 + 0.10, smoothstep(f.accent, 0.2, 0.5) * 0.95)
    luma = grey(rgb)
    rgb = (luma + (rgb - luma) * 1.45).clamp(0, 1) * 0.90 + 0.075
    band = m.y * 5.5 + m.x * m.rnd(5, -1.6, 1.6) + 0.35 * m.noise(3, 4)
    edge = band - band.floor()
    streak = (edge - 0.5) * 0.10 + smoothstep(edge, 0.90, 1.0) * 0.05 + m.noise(4, 5, 60) * 0.02
    return rgb + streak[:, None]


def fresco(m: Medium) -> Tensor:
    """Pigment in old plaster: bleached colour, a net of cracks, patches fallen away to the ground coat."""
    f = m.fields
    damp = m.clouds(1, 4, 4)
    rgb = m.colour((f.tone * 0.80 + 0.14 + f.light * 0.3 + damp * 0.05).clamp(0, 1), f.accent * 0.9)
    luma = grey(rgb)
    rgb = (luma + (rgb - luma) * 0.78) * 0.86 + m.colours.new_tensor([0.115, 0.105, 0.085])[None, :, None, None]
    border, _ = voronoi(m.x + 0.05 * damp, m.y + 0.05 * m.noise(2, 7), 4.2, 1.0)
    crack = smoothstep(0.010 - border, 0.0, 0.006) * smoothstep(m.noise(3, 3), -0.45, -0.05)
    lost = smoothstep(m.clouds(4, 5, 4), 0.56, 0.60) * (1 - 0.7 * f.mask)
    plaster = m.colours.new_tensor([0.80, 0.755, 0.67])[None, :, None, None] * (1 + m.grain(5) * 0.03)[:, None]
    rgb = mix(rgb, plaster, lost)
    rgb = mix(rgb, rgb * 0.40, crack)
    return rgb * (1 + m.grain(6)[:, None] * 0.035)


def spray_paint(m: Medium) -> Tensor:
    """A stencil on a brick wall: flat colour with overspray and drips, the courses showing through."""
    f = m.fields
    row = (m.y * 7.5 + 40).floor()
    across = m.x * 3.4 + 0.5 * torch.remainder(row, 2.0) + 40
    joint = torch.maximum(
        ((across - across.floor() - 0.5).abs() - 0.475) / 3.4, ((m.y * 7.5 + 40 - row - 0.5).abs() - 0.44) / 7.5
    )
    mortar = smoothstep(joint, -0.008, 0.004)
    wall = m.flat(0.30) * 0.5 + m.colours.new_tensor([0.30, 0.27, 0.26])[None, :, None, None]
    wall = wall * (1 + m.noise(1, 40) * 0.10 + m.grain(2) * 0.05)[:, None]
    wall = mix(wall + 0 * m.colour(f.tone, f.accent), wall * 1.28, mortar)
    speck = smoothstep(m.grain(3) * 0.5 + f.tone * 0.5, 1.0, 1.2) * 0.4
    tone = (f.tone + f.light * 0.6).clamp(0, 1)
    step = (tone * 3).round() / 3
    coat = m.lit(m.colour(step * 0.96 + 0.02, smoothstep(f.accent, 0.3, 0.45)), 0.6)
    luma = grey(coat)
    coat = (luma + (coat - luma) * 1.45).clamp(0, 1)
    mist = torch.exp(-f.edge * 16) * (0.75 + 0.35 * m.grain(4)).clamp(0, 1.2)
    cover = torch.maximum(
        (0.46 + 0.10 * m.noise(5, 3)).clamp(0, 1) * smoothstep((tone - 0.5).abs(), 0.02, 0.25), f.mask
    )
    cover = torch.maximum(cover, mist * 0.55) * (1 - 0.42 * mortar)
    return mix(wall, coat, cover.clamp(0, 0.95)) + speck[:, None] * 0.35


def marbling(m: Medium) -> Tensor:
    """Combed paper: colours that float in veins and curls (the plane was combed before drawing)."""
    f = m.fields
    vein = m.clouds(1, 4, 3)
    tone = (f.tone * 0.86 + 0.07 + f.light * 0.3 + vein * 0.05).clamp(0, 1)
    ribbon = torch.sin((f.tone * 3.2 + vein * 1.1 + m.y * 0.8) * 16)
    calm = 1 - 0.8 * f.mask  # veins keep off the subject, or nobody could tell it
    stripe = smoothstep(ribbon, 0.55, 0.85) * calm
    rgb = m.colour(tone, torch.maximum(f.accent, stripe * 0.55))
    rgb = mix(rgb, m.flat(0.97) + 0 * rgb, smoothstep(ribbon, 0.90, 0.97) * 0.7 * calm)
    rgb = mix(
        rgb, m.flat(0.02) + 0 * rgb, torch.maximum(smoothstep(-ribbon, 0.93, 0.99) * 0.55 * calm, m.line(0.010) * 0.8)
    )
    luma = grey(rgb)
    return luma + (rgb - luma) * 1.3
