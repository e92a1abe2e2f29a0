"""Subjects of the water: sea, waves, river, boat, fish, ink drops."""

from __future__ import annotations

import torch

from tools.house.painter import shapes as sh
from tools.house.painter.canvas import Canvas


def sea(c: Canvas) -> None:
    """A wide horizon, bands of swell that widen towards us, and a path of light."""
    depth = (0.08 - c.v).clamp_min(0)
    c.fill(c.v - 0.08, 0.46 - 0.22 * depth)
    near = 1 / (depth + 0.10)
    swell = torch.sin(near * 7.5 + c.noise(1, 4, 14) * 2.2 + c.rnd(2, 0, 6)) * 0.5
    swell = swell + torch.sin(near * 15 + c.noise(3, 7, 20) * 2.6) * 0.35
    water = c.cover(c.v - 0.08)
    c.shade(swell * 0.13 * water * (0.5 + depth.clamp_max(0.8)))
    axis = c.u - c.rnd(4, -0.35, 0.35)
    glitter = sh.smoothstep(swell + c.noise(5, 12, 26) * 0.5, -0.1, 0.5)
    path = torch.exp(-((axis / (0.10 + depth * 0.42)) ** 2)) * glitter
    c.wash(path * water * 0.8, 0.93, 0.15)
    c.f.edge = torch.minimum(c.f.edge, (swell.abs() * 0.06 + 0.006) + (1 - water))


def _curl(c: Canvas, t: torch.Tensor, v: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """One row of curling breakers, period 1 in t, about 0.6 high: (body distance, distance of the hollow)."""
    p = torch.remainder(t, 1.0)
    back = 0.62 * (p / 0.62).clamp(0, 1) ** 1.8
    front = 0.62 * ((1 - p) / 0.38).clamp(0, 1) ** 0.38
    body = (v - torch.minimum(back, front)) * 0.55
    hollow = torch.hypot((p - 0.86) * 0.95, v - 0.25) - 0.20
    return sh.minus(body, hollow), hollow


def waves(c: Canvas) -> None:
    """Breakers in three overlapping rows, each crest curling over its own hollow."""
    c.wash(sh.smoothstep(-c.v, -0.9, 0.4) * 0.5, 0.60)
    side = torch.where(c.rnd(1) < 0.5, -1.0, 1.0)
    for row in range(3):
        level, length = 0.12 - 0.50 * row, 0.95 + 0.22 * row
        t = c.u * side / length + c.rnd(10 + row, 0, 9)
        v = (c.v - level) / length
        d, hollow = _curl(c, t, v)
        d = sh.union(d, v + 0.02) * length
        streak = torch.sin(hollow * 34 + c.noise(30 + row, 4) * 1.2)
        deep = 0.30 - 0.05 * row
        c.fill(d, deep + 0.26 * sh.smoothstep(d, -0.30, 0.0) + streak * 0.09, 0.0)
        foam = sh.smoothstep(v, 0.12, 0.34) * sh.smoothstep(d + c.noise(40 + row, 24) * 0.03, -0.17, -0.11)
        c.wash(foam * c.cover(d), 0.98)


def river(c: Canvas) -> None:
    """A pale river that winds from the hills to our feet."""
    c.fill(c.v - 0.34 - 0.12 * torch.sin(c.u * 2.4 + c.rnd(1, 0, 6)), 0.50)
    c.fill(c.v - 0.22 - 0.06 * torch.sin(c.u * 3.4 + c.rnd(2, 0, 6)), 0.30, 0.0)
    t = (0.22 - c.v).clamp_min(0)
    c.shade(c.noise(3, 10, 20) * 0.05 * c.cover(c.v - 0.2))
    bend = torch.where(c.rnd(4) < 0.5, -1.0, 1.0)
    middle = bend * (0.42 * torch.sin(t * 5.6 + 0.4) * (0.35 + t) + 0.05)
    half = 0.035 + 0.30 * t**1.25
    d = ((c.u - middle).abs() - half) * 0.7
    water = sh.both(d, c.v - 0.22)
    c.fill(water, 0.82 + 0.10 * torch.sin(t * 40 + c.noise(5, 6) * 2) * t.clamp_max(0.5), 0.05)
    c.wash(c.cover(water) * sh.smoothstep(d, -0.10, 0.0) * 0.5, 0.6)


def boat(c: Canvas) -> None:
    """A sailing boat: hull, mast, two sails, on a line of water."""
    water = c.v + 0.42
    wet = c.earth(water + 0.02 * torch.sin(c.u * 9 + c.rnd(1, 0, 6)), 0.42 - 0.1 * c.day, 0.0)
    ripples = torch.sin((c.v + 0.42) * 42 + c.noise(2, 5, 3) * 2.0) * sh.smoothstep(-water, 0.0, 0.1)
    c.shade(ripples * 0.07 * wet)
    side = torch.where(c.rnd(3) < 0.5, -1.0, 1.0)
    u = c.u * side
    hull = sh.polygon(u, c.v, [(-0.72, -0.28), (0.86, -0.24), (0.54, -0.60), (-0.54, -0.60)])
    main = sh.both(
        sh.polygon(u, c.v, [(0.0, 0.86), (0.0, -0.16), (-0.66, -0.16)]), torch.hypot(u - 0.35, c.v + 0.15) - 1.08
    )
    jib = sh.polygon(u, c.v, [(0.10, 0.70), (0.64, -0.14), (0.10, -0.14)])
    mast = sh.segment(u, c.v, (0.05, -0.3), (0.05, 0.92), 0.022)
    c.fill(mast, c.figure(0.2))
    bright = 0.60 * sh.smoothstep(c.day, 0.7, 0.95)  # white sails drown in a noon sky
    c.fill(main, 0.94 - bright - 0.12 * sh.smoothstep(-u, 0.0, 0.6), 0.0)
    c.fill(jib, 0.86 - 0.5 * bright, 0.65)
    c.fill(hull, 0.08, 0.15)
    c.wash(c.cover(hull) * sh.smoothstep(c.v, -0.34, -0.31), 0.35, 0.8)


def fish(c: Canvas) -> None:
    """A fish in profile with forked tail, fin, scales and a round eye."""
    side = torch.where(c.rnd(1) < 0.5, -1.0, 1.0)
    u, v = sh.turn(c.u * side, c.v, c.rnd(2, -0.25, 0.25))
    bend = v - 0.07 * torch.sin(u * 2.6)
    body = sh.ellipse(u - 0.12, bend, 0.66, 0.32)
    tail = sh.polygon(u, bend, [(-0.40, 0.0), (-0.95, 0.40), (-0.80, 0.0), (-0.95, -0.40)])
    fin = sh.polygon(u, bend, [(0.25, 0.24), (-0.22, 0.52), (-0.30, 0.20)])
    belly = sh.polygon(u, bend, [(0.10, -0.24), (-0.15, -0.48), (-0.22, -0.2)])
    c.fill(sh.union(tail, fin, belly), c.figure(0.25), 0.75)
    c.fill(body, c.figure(0.10), 0.45)
    row = (bend * 9).floor()
    p = u * 8 + row * 0.5
    scale = torch.hypot(p - p.floor() - 0.5, bend * 9 - row - 0.5)
    c.shade(sh.smoothstep(scale, 0.34, 0.5) * 0.22 * c.cover(sh.both(body, u - 0.42)))
    c.wash(c.cover(sh.both(body, bend + 0.10), 0.12) * 0.5, 0.85)
    c.fill(sh.circle(u - 0.54, bend - 0.07, 0.085), 0.96)
    c.fill(sh.circle(u - 0.55, bend - 0.07, 0.045), 0.03)


def ink_drops(c: Canvas) -> None:
    """Drops of ink that bloom into pale water: dark hearts, feathered rims."""
    c.wash(torch.full_like(c.x, 0.75), 0.86)
    feather = c.clouds(1, 6, 4)
    spots = ((-0.38, 0.30, 0.46), (0.42, 0.48, 0.30), (0.30, -0.34, 0.56), (-0.50, -0.52, 0.26), (0.02, 0.05, 0.14))
    for k, (cu, cv, r) in enumerate(spots):
        d = torch.hypot(c.u - cu - c.rnd(10 + k, -0.12, 0.12), c.v - cv - c.rnd(20 + k, -0.12, 0.12))
        grown = r * c.rnd(30 + k, 0.7, 1.15)
        halo = d + feather * 0.22 - grown * 1.15
        c.wash(c.cover(halo, 0.20) * 0.55, 0.45, 0.5 * float(k % 2))
        core = d + feather * 0.10 - grown * 0.62
        c.fill(core, 0.08, 0.55 * float(k % 2), 0.02)
