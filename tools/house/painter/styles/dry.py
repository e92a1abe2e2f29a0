"""Dry media: charcoal, pastel, woodcut."""

from __future__ import annotations

import torch
from torch import Tensor

from tools.house.painter.medium import Medium, blurred, grey, mix
from tools.house.painter.shapes import smoothstep, zigzag


def charcoal(m: Medium) -> Tensor:
    """Black stick on toothed paper: hatching that thickens with the dark, smudges, lifted lights."""
    f = m.fields
    tone = (f.tone * 0.92 + 0.08 + f.light * 0.4).clamp(0, 1)
    tilt = 0.55 + 0.25 * m.noise(1, 2)
    hatch = zigzag((m.x * tilt + m.y) * 17 + m.noise(2, 9) * 0.6)
    cross = zigzag((m.x - m.y * 0.6) * 17 + m.noise(3, 9) * 0.6)
    tooth = m.grain(4) * 0.16 + m.noise(5, 60) * 0.10
    dark = 1 - tone
    strokes = smoothstep(dark * 1.25 - hatch * 0.62 + tooth, 0.0, 0.30) * 0.75
    strokes = torch.maximum(strokes, smoothstep(dark * 1.2 - 0.32 - cross * 0.6 + tooth, 0.0, 0.3) * 0.9)
    smudge = dark**1.7 * (0.72 + 0.25 * m.noise(7, 5))
    outline = torch.exp(-((f.edge * 70) ** 1.5)) * 0.8 * (0.75 + tooth)
    black = torch.maximum(torch.maximum(strokes * (0.35 + 0.65 * dark), smudge), outline).clamp(0, 0.97)
    base = m.flat(0.88)
    buff = base.new_tensor([0.86, 0.83, 0.78])[None, :, None, None]
    paper = 0.16 * (grey(base) + (base - grey(base)) * 0.8) + 0.84 * buff
    ink = m.colours.new_tensor([0.07, 0.068, 0.07])[None, :, None, None] + 0.05 * m.flat(0.2)
    rgb = mix(paper, ink, black)
    chalk = smoothstep(tone + tooth * 0.5, 0.86, 1.02) * 0.8
    rgb = mix(rgb, 0.2 * m.glow_colour + 0.78, chalk)
    return rgb * (1 + m.grain(6)[:, None] * 0.03)


def pastel(m: Medium) -> Tensor:
    """Soft chalk on dark paper: broad broken strokes of bright colour, the dark tooth showing through."""
    f = m.fields
    paper = 0.55 * m.flat(0.10) + m.colours.new_tensor([0.075, 0.065, 0.08])[None, :, None, None]
    tooth = m.grain(1) * 0.16 + m.noise(2, 70) * 0.16
    stroke = zigzag((m.x * 0.85 + m.y * (0.8 + 0.4 * m.noise(3, 2))) * 9 + m.noise(4, 12) * 1.1)
    tone = (f.tone * 0.84 + 0.16 + (stroke - 0.5) * 0.10).clamp(0, 1)
    chalk = m.lit(m.colour(tone, f.accent * 0.95), 0.8)
    chalk = chalk * 0.88 + 0.12
    luma = grey(chalk)
    chalk = luma + (chalk - luma) * 1.45
    coverage = smoothstep(0.70 + 0.26 * f.tone + 0.14 * f.mask - stroke * 0.54 + tooth, 0.10, 0.60)
    return mix(paper + 0 * chalk, chalk.clamp(0, 1), coverage) * (1 + m.grain(6)[:, None] * 0.02)


def woodcut(m: Medium) -> Tensor:
    """Carved lines: black key block whose grooves swell with the light, over two flat colour blocks."""
    f = m.fields
    tone = (f.tone + f.light * 0.6).clamp(0, 1)
    bend = m.noise(1, 3) * 0.10 + (tone - 0.5) * 0.16
    groove = zigzag((m.y + bend + m.x * m.rnd(2, -0.25, 0.25)) * 19)
    soft = 19 * m.pixel * 1.2
    carve = (tone - 0.5) * (1.75 + 0.5 * f.mask) + 0.48
    carve = torch.maximum(carve, 0.17 * (1 - f.mask))  # a dark sky is still carved, or dark things drown in it
    black = (0.5 + (groove * 0.9 + 0.05 - carve + m.noise(3, 46) * 0.05) / soft).clamp(0, 1)
    black = torch.where(carve < 0.06, torch.ones_like(black), black)
    black = torch.maximum(black, m.line(0.013))
    dim = smoothstep(0.40 - blurred(tone, m.size, 0.05), 0.0, 0.14)  # in the dark, outlines are carved, not left
    black = black * (1 - dim * m.line(0.018))
    paper = 0.8 * m.flat(0.97) + 0.18
    rgb = mix(paper, m.flat(0.66), smoothstep(0.60 - tone, -0.02, 0.02))
    rgb = mix(rgb, m.accent_colour, smoothstep(f.accent, 0.40, 0.46))
    ink = 0.6 * m.flat(0.0) + 0.01
    worn = 1 - smoothstep(m.grain(4) * 0.3 + m.noise(5, 20), 0.9, 1.3) * 0.5
    return mix(rgb, ink, black * worn)
