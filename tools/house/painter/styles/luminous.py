"""Luminous and digital media: neon, stained glass, glitch."""

from __future__ import annotations

import torch
from torch import Tensor

from tools.house.painter.cells import voronoi
from tools.house.painter.medium import Medium, grey, mix
from tools.house.painter.shapes import smoothstep


def neon(m: Medium) -> Tensor:
    """Bent glass tubes on a dark wall: white-hot cores, coloured halos, a faint reflection of the scene."""
    f = m.fields
    wall = m.flat(0.0) * 0.55 + m.flat(0.25) * 0.10 * (1 + m.noise(1, 4)[:, None] * 0.4)
    rgb = wall + m.colour(f.tone * 0.9, f.accent) * (0.10 + 0.16 * f.mask)[:, None]
    hue = smoothstep(m.noise(2, 2) + f.accent * 1.6 - 0.3, -0.5, 0.5)
    tube = mix(m.flat(0.78), m.accent_colour, hue)
    peak = tube.amax(1, keepdim=True).clamp_min(0.2)
    luma = grey(tube)
    tube = ((luma + (tube - luma) * 1.5) / peak).clamp(0, 1)
    halo = torch.exp(-f.edge * 26) * 0.75 + torch.exp(-f.edge * 7) * 0.26
    rgb = 1 - (1 - rgb) * (1 - tube * halo.clamp(0, 1)[:, None])
    core = torch.exp(-((f.edge / 0.013) ** 2))
    rgb = mix(rgb, tube * 0.35 + 0.65, core)
    return 1 - (1 - rgb) * (1 - tube * (f.light.clamp(0, 1) * 0.22)[:, None])


def stained_glass(m: Medium) -> Tensor:
    """Leaded panes: every pane its own shade, light behind it, black cames along panes and outlines."""
    f = m.fields
    border, random = voronoi(m.x, m.y, 5.2, 0.85)
    swirl = m.noise(1, 10, 3) * 0.05
    calm = 1 - 0.65 * f.mask
    level = (f.tone * 0.82 + 0.17 + (random[0] - 0.5) * 0.26 * calm + swirl).clamp(0.04, 1)
    rgb = m.lit(m.colour(level, f.accent + (random[1] - 0.7).clamp(0, 1) * 0.5 * calm), 0.7)
    luma = grey(rgb)
    rgb = (luma + (rgb - luma) * 1.75).clamp(0, 1)
    rgb = rgb * (0.80 + 0.34 * smoothstep(torch.minimum(border + 0.1 * f.mask, f.edge), 0.0, 0.13))[:, None]
    lead = torch.maximum((0.5 + (0.017 - 0.011 * f.mask - border) / m.pixel).clamp(0, 1), m.line(0.022))
    rim = smoothstep(torch.minimum((border - 0.017).abs(), (f.edge - 0.022).abs()), 0.012, 0.0)
    came = m.colours.new_tensor([0.035, 0.035, 0.042])[None, :, None, None]
    return mix(rgb, came + 0.10 * rim[:, None] * lead[:, None], lead)


def glitch(m: Medium) -> Tensor:
    """A broken signal: torn slabs (torn before drawing), parted channels, scan lines, stray blocks."""
    f = m.fields
    tone = ((f.tone * 7).round() / 7 * 0.6 + f.tone * 0.4).clamp(0, 1)
    rgb = m.lit(m.colour(tone, f.accent), 0.8)
    shift = max(1, round(m.size * 0.022))
    red, green, blue = rgb.unbind(1)
    rgb = torch.stack([torch.roll(red, shift, 2), green, torch.roll(blue, -shift, 2)], 1)
    luma = grey(rgb)
    rgb = (luma + (rgb - luma) * 1.4 - 0.5) * 1.22 + 0.5
    rows = ((m.y * 0.5 + 0.5) * 64).floor()
    block = (m.noise(1, 16, 24) * 1.0 + m.noise(2, 6, 40)) > 1.35
    stray = mix(m.accent_colour, m.flat(0.8), (rows % 2 == 0).float().expand_as(f.tone))
    rgb = mix(rgb, stray, block.float() * (0.85 - 0.45 * f.mask))
    phase = ((m.y * 0.5 + 0.5) * 64) % 1.0
    scan = 0.80 + 0.20 * torch.cos((phase - 0.5) * 6.2832)
    return rgb * scan[:, None]
