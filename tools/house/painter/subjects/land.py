"""Subjects of the land: mountains, dunes, forest, tree, flowers, leaf, road."""

from __future__ import annotations

import torch

from tools.house.painter import shapes as sh
from tools.house.painter.canvas import Canvas


def mountains(c: Canvas) -> None:
    """Ranges behind ranges, each paler; the nearest peaks carry snow."""
    for row in range(4):
        base = 0.66 - 0.34 * row
        f = 1.1 + 0.25 * row
        p, q, r = (c.rnd(10 * row + k, 0, 2) for k in (1, 2, 3))
        ridge = base - 0.78 * sh.zigzag(c.u * f + p)
        ridge = ridge - 0.14 * sh.zigzag(c.u * f * 2.7 + q) - 0.06 * sh.zigzag(c.u * f * 7 + r)
        d = (c.v - ridge) * 0.72
        tone = (0.66 - 0.17 * row) * (0.66 + 0.34 * c.day) + 0.04
        slope = c.u * f + p
        lit = (torch.remainder(slope, 2.0) < 1).to(torch.float32)
        c.fill(d, tone + 0.10 * lit - 0.12 * sh.smoothstep(-d, 0.0, 0.6) + 0.14 * sh.smoothstep(-d, 0.35, 0.9))
        if row < 3:
            line = c.v - base + 0.34 + 0.13 * sh.zigzag(c.u * 7 + q)
            c.wash(sh.smoothstep(line, -0.01, 0.03) * c.cover(d), 0.76 + 0.22 * lit)


def dunes(c: Canvas) -> None:
    """Long sand crests, sharp between the lit and the shaded face, with wind ripples."""
    for row in range(4):
        level = 0.28 - 0.36 * row
        p = c.rnd(10 + row, 0, 6.28)
        crest = level + (0.16 + 0.03 * row) * torch.sin(c.u * (1.5 - 0.12 * row) + p)
        crest = crest + 0.05 * torch.sin(c.u * 3.1 + p * 2)
        d = (c.v - crest) * 0.9
        lean = torch.sin(c.u * (1.5 - 0.12 * row) + p + 1.1 + (crest - c.v) * 2.6)
        lit = sh.smoothstep(lean, -0.05, 0.05)
        ripple = torch.sin((c.v - crest * 1.5) * 46 + c.u * 6 + c.noise(20 + row, 5) * 2) * 0.035 * lit
        c.fill(d, 0.30 + 0.42 * lit - 0.04 * row + ripple, 0.35 * (1 - lit) * 0.6)


def forest(c: Canvas) -> None:
    """Three rows of firs in mist, the nearest black."""
    for row in range(3):
        foot = 0.02 - 0.42 * row
        pitch = 0.30 + 0.14 * row
        t = c.u / pitch + c.rnd(row + 1, 0, 9)
        cell = t.floor()
        random = c.cell_random(cell, cell * 0 + row, 10 + row)
        height = (0.55 + 0.30 * row) * (0.75 + 0.5 * random[0])
        u = (t - cell - 0.5 + (random[1] - 0.5) * 0.35) * pitch
        v = c.v - foot
        tt = (v / height).clamp(0, 1)
        tiers = 1 - torch.remainder(tt * 5.0, 1.0)
        half = (1 - tt) * 0.24 * height * (0.5 + 0.6 * tiers)
        d = torch.maximum((u.abs() - half) * 0.8, v - height)
        d = sh.both(d, -v - 0.06)
        ground = (v + 0.02 * torch.sin(c.u * 5 + row)) * 0.95
        tone = (0.54 - 0.22 * row) * (0.7 + 0.3 * c.day) + 0.03
        c.fill(sh.union(d, ground), tone)
        c.wash(sh.smoothstep(-(v - 0.05).abs(), -0.40, 0.0) * 0.45 * (1 if row < 2 else 0), 0.40 + 0.35 * c.day)


def tree(c: Canvas) -> None:
    """One broad old tree on a low hill: forked trunk, crown of leaf masses."""
    hill = c.v + 0.72 - 0.10 * torch.cos(c.u * 1.3)
    c.earth(hill, c.figure(0.35))
    sway = c.rnd(1, -0.12, 0.12)
    ink = c.figure(0.0)
    trunk = sh.segment(c.u, c.v, (0.0, -0.80), (sway, -0.05), 0.105, 0.06)
    limbs = [((-0.42, 0.28), 0.05), ((0.42, 0.32), 0.05), ((-0.10, 0.55), 0.045), ((0.22, 0.55), 0.04)]
    wood = trunk
    for (eu, ev), r in limbs:
        wood = sh.melt(wood, sh.segment(c.u, c.v, (sway, -0.15), (eu + sway, ev), r, 0.012), 0.06)
    c.fill(wood, ink)
    crown = torch.full_like(c.u, 9.0)
    for k in range(8):
        angle = k * 0.785 + c.rnd(20 + k, -0.2, 0.2)
        cu, cv = 0.44 * torch.cos(angle) + sway, 0.38 + 0.28 * torch.sin(angle)
        crown = sh.melt(crown, sh.circle(c.u - cu, c.v - cv, c.rnd(40 + k, 0.20, 0.32)), 0.07)
    crown = sh.melt(crown, sh.ellipse(c.u - sway, c.v - 0.4, 0.5, 0.34), 0.1)
    leafy = crown + c.noise(3, 26) * 0.035 + c.noise(4, 50) * 0.02
    shadow = sh.smoothstep(c.noise(5, 9), -0.3, 0.6) * 0.18
    lift = torch.where(c.day > 0.35, 1.0, -1.0)
    c.fill(leafy, c.figure(0.18) + lift * (shadow + 0.10 * sh.smoothstep(c.v, 0.1, 0.8)), 0.30)
    c.wash(c.cover(sh.both(wood, -leafy - 0.12)) * 0.6, ink)


def flowers(c: Canvas) -> None:
    """Three tall blooms with petals, hearts, stems and leaves."""
    ink = c.figure(0.12)
    heads = ((0.0, 0.34, 0.46), (-0.56, 0.02, 0.34), (0.56, -0.06, 0.36))
    for k, (cu, cv, _) in enumerate(heads):
        bend = c.rnd(10 + k, -0.1, 0.1)
        stem = sh.segment(c.u, c.v, (cu * 0.25, -1.15), (cu + bend, cv), 0.03, 0.022)
        leaf = sh.ellipse(*sh.turn(c.u - cu * 0.5 - 0.16, c.v + 0.62, 0.7), 0.20, 0.06)
        c.fill(sh.union(stem, leaf), ink)
    for k, (cu, cv, r) in enumerate(heads):
        bend = c.rnd(10 + k, -0.1, 0.1)
        p, q = c.u - cu - bend, c.v - cv
        radius = torch.hypot(p, q)
        petals = 5 + (c.rnd(30) * 3).floor()
        angle = torch.atan2(q, p) * petals * 0.5 + c.rnd(20 + k, 0, 6.28)
        lobe = angle.cos().abs()
        d = (radius - r * (0.45 + 0.55 * lobe.sqrt())) * 0.6
        vein = sh.smoothstep(lobe, 0.55, 1.0)
        c.fill(d, 0.52 + 0.36 * (radius / r).clamp(0, 1) * (0.5 + 0.5 * vein), 0.85 - 0.35 * vein * radius / r)
        c.fill(radius - r * 0.24, 0.14 + 0.2 * sh.smoothstep(-radius, -r * 0.2, 0.0), 0.25)


def leaf(c: Canvas) -> None:
    """A single large leaf with midrib and veins."""
    u, v = sh.turn(c.u, c.v, c.rnd(1, -0.7, 0.7))
    curve = u - 0.12 * torch.sin(v * 1.8 + 0.4)
    half = 0.46 * (1 - (v - 0.05).abs().clamp_max(0.86) / 0.86) ** 0.62 * (1 + 0.25 * (0.2 - v).clamp(-1, 1))
    d = torch.maximum((curve.abs() - half) * 0.75, v.sub(0.05).abs() - 0.86)
    stem = sh.segment(curve, v, (0.0, -0.7), (0.06, -1.1), 0.03, 0.04)
    c.fill(sh.union(d, stem), c.figure(0.28), 0.55)
    c.wash(c.cover(sh.both(d, curve)) * 0.5, c.figure(0.45), 0.8)
    vein = torch.remainder(v * 5.2 - curve.abs() * 3.4, 1.0)
    lines = sh.smoothstep(-(vein - 0.5).abs(), -0.13, -0.05)
    mid = c.cover(sh.both(curve.abs() - 0.022, d))
    c.wash((lines * c.cover(d + 0.03) * 0.75).clamp(0, 1), c.figure(0.75), 0.2)
    c.wash(mid, c.figure(0.9), 0.0)


def road(c: Canvas) -> None:
    """A road to the vanishing point over open land, with a broken centre line."""
    c.fill(c.v - 0.10, 0.36 + 0.12 * c.day)
    c.shade(c.noise(1, 14, 26) * 0.05 * c.cover(c.v - 0.1))
    t = (0.10 - c.v).clamp_min(0)
    drift = c.rnd(2, -0.35, 0.35) * torch.sin(t * 2.2)
    half = 0.02 + 0.66 * t
    d = sh.both(((c.u - drift).abs() - half) * 0.75, c.v - 0.10)
    c.fill(d, 0.10 + 0.10 * sh.smoothstep(-t, -1.1, 0.0))
    dash = torch.remainder(1.0 / (t + 0.06) * 0.9 + c.rnd(3, 0, 1), 1.0) < 0.55
    line = (c.u - drift).abs() - 0.045 * t - 0.004
    c.wash(c.cover(sh.both(line, d)) * dash, 0.95, 0.35)
    rim = ((c.u - drift).abs() - half * 0.90).abs() - 0.022 * t
    c.wash(c.cover(sh.both(rim, c.v - 0.08)), 0.85)
