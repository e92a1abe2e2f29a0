"""Subjects of the sky: moon, sun, stars, clouds, rain, snow, lightning, aurora, galaxy."""

from __future__ import annotations

import torch

from tools.house.painter import shapes as sh
from tools.house.painter.canvas import Canvas


def moon(c: Canvas) -> None:
    """A crescent moon with seas and a halo; it brings its own night."""
    d = sh.circle(c.u, c.v, 0.0)
    c.wash(sh.smoothstep(-d, -1.9, -0.4) * 0.85 * c.day.clamp_min(0.3), 0.24)
    c.glow(torch.exp(-(d - 0.62).clamp_min(0) * 4.5) * 0.28)
    disc = d - 0.62
    behind = c.f.tone.clamp(0.05, 0.6)
    c.fill(disc, 0.9, 0.04)
    seas = sh.smoothstep(c.clouds(1, 7, 2), 0.05, 0.55) * c.cover(disc)
    c.shade(seas * -0.14)
    phase = c.rnd(2, 0.5, 1.2)
    side = torch.where(c.rnd(3) < 0.5, -1.0, 1.0)
    shadow = sh.circle(c.u - phase * side * 0.66, c.v - 0.14, 0.63)
    dark = sh.both(shadow, disc)
    c.fill(dark, behind)


def sun(c: Canvas) -> None:
    """A large disc with corona and broad rays."""
    r = sh.circle(c.u, c.v, 0.0)
    angle = torch.atan2(c.v, c.u)
    count = 8 + (c.rnd(1) * 5).floor() * 2
    rays = sh.smoothstep(torch.cos(angle * count + c.rnd(2, 0, 6.28)), 0.1, 0.75)
    c.wash(sh.smoothstep(-r, -1.7, -0.5) * 0.5, 0.72, 0.35)
    reach = torch.exp(-(r - 0.6).clamp_min(0) * 2.6)
    c.wash((rays * reach * (r > 0.6) * 0.75), 0.9, 0.7)
    c.fill(sh.circle(c.u, c.v, 0.52), 0.86, 0.85)
    c.wash(c.cover(r - 0.40, 0.12), 0.97, 0.35)
    c.glow(torch.exp(-(r - 0.5).clamp_min(0) * 3.5) * 0.35)


def stars(c: Canvas) -> None:
    """A dark sky full of stars on three scales, four-pointed."""
    c.wash(torch.full_like(c.x, 0.85), 0.10 + 0.08 * (c.y + 1) * 0.5)
    band = c.clouds(1, 3, 3)
    c.shade(sh.smoothstep(band, 0.0, 0.9) * 0.12)
    for key, cells, radius in ((2, 3.0, 0.30), (3, 4.6, 0.17), (4, 8.0, 0.06)):
        p, q, random = c.tiles(cells, key)
        keep = random[0] < 0.62
        p, q = p + (random[1] - 0.5) * 0.4, q + (random[2] - 0.5) * 0.4
        size = radius * cells * 0.5 * (0.65 + 0.5 * random[3])
        points = (p.abs().sqrt() + q.abs().sqrt()) ** 2 - size  # a four-pointed star, sharp at the tips
        d = torch.hypot(p, q)
        star = sh.smoothstep(-torch.minimum(points * 0.45, d - size * 0.22), -0.02, 0.015) * keep
        c.wash(star, 0.98, 0.1)
        c.glow(torch.exp(-d / size * 4.0) * keep * 0.4)
        c.claim(star)
        edge = torch.where(keep, torch.minimum(points * 0.45, d - size * 0.22).abs() / cells * 2, torch.ones_like(d))
        c.f.edge = torch.minimum(c.f.edge, edge)


def clouds(c: Canvas) -> None:
    """Heaped cumulus: rows of merged discs with lit crowns and shaded flats."""
    for row, (level, size) in enumerate(((0.55, 0.30), (0.0, 0.40), (-0.55, 0.52))):
        y = c.v - level
        d = torch.full_like(c.x, 9.0)
        for k in range(6):
            cu = (k - 2.5) * 0.52 + c.rnd(10 * row + k, -0.2, 0.2)
            cr = size * c.rnd(10 * row + k + 40, 0.45, 1.0)
            d = sh.melt(d, torch.hypot(c.u - cu, (y + 0.05) * 1.15) - cr, 0.08)
        d = sh.both(d + c.noise(70 + row, 9) * 0.02, -(y + 0.14 + c.noise(80 + row, 4) * 0.05))
        lit = sh.smoothstep(y, -0.15, 0.42)
        c.fill(d, 0.52 + 0.44 * lit + c.noise(90 + row, 6) * 0.05, 0.12 * (1 - lit), 0.015)


def rain(c: Canvas) -> None:
    """Slanting rain over the whole picture, with rings where it lands."""
    c.wash(torch.full_like(c.x, 0.5), 0.34 - 0.08 * c.y)
    c.shade(c.clouds(1, 3, 2) * 0.07 * sh.smoothstep(c.y, -0.2, 0.9))
    floor = sh.smoothstep(-c.y, 0.42, 0.50)
    c.wash(floor * 0.8, 0.22)
    slant = c.rnd(2, -0.28, 0.28)
    for key, across, down, tone in ((3, 13.0, 1.5, 0.62), (4, 8.0, 1.1, 0.9)):
        p = (c.x + slant * c.y) * across * 0.5
        column = p.floor()
        random = c.cell_random(column, column * 0, key)
        q = c.y * down * 0.5 + random[0] * 9
        random = c.cell_random(column, q.floor(), key + 50)
        p, q = p - column - 0.5 + (random[1] - 0.5) * 0.5, q - q.floor() - 0.5
        d = torch.hypot(p / across * 2, (q.abs() - 0.30 * (0.5 + random[2])).clamp_min(0) / down * 2) - 0.015
        drop = c.cover(d * c.scale.reciprocal()) * (1 - floor)
        c.wash(drop * 0.9, tone)
        c.claim(drop)
        c.f.edge = torch.minimum(c.f.edge, d.abs() + floor)
    p, q, random = c.tiles(3.2, 6, 2.6)
    ring = torch.hypot(p + (random[1] - 0.5) * 0.2, q) - 0.12 - 0.28 * random[2]
    c.wash(sh.smoothstep(-ring.abs(), -0.06, -0.02) * floor, 0.85)


def snow(c: Canvas) -> None:
    """Falling flakes in three depths over drifts of snow."""
    c.wash(torch.full_like(c.x, 0.55), 0.42 + 0.12 * c.y)
    drift = c.y + 0.62 + 0.10 * torch.sin(c.x * 2.2 + c.rnd(1, 0, 6)) + 0.03 * torch.sin(c.x * 7 + c.rnd(2, 0, 6))
    c.fill(drift, 0.93 + 0.35 * drift, 0.0)
    for key, cells, radius in ((3, 3.4, 0.075), (4, 5.5, 0.042), (5, 9.0, 0.022)):
        p, q, random = c.tiles(cells, key)
        d = torch.hypot(p + (random[1] - 0.5) * 0.6, q + (random[2] - 0.5) * 0.6) / cells * 2
        r = radius * (0.55 + 0.6 * random[3])
        alpha = (1.05 - (d - r).clamp_min(0) / (0.018 + r * 0.35)).clamp(0, 1) * (random[0] < 0.85)
        c.wash(alpha * 0.95, 0.98)
        c.claim(alpha)
        c.f.edge = torch.minimum(c.f.edge, (d - r).abs() + 0.02)


def lightning(c: Canvas) -> None:
    """A forked bolt from cloud to ground in a dark sky."""
    c.wash(torch.full_like(c.x, 0.85), 0.16 - 0.04 * c.y)
    lid = sh.smoothstep(c.y + c.clouds(1, 4, 3) * 0.35, 0.35, 0.95)
    c.wash(lid * 0.9, 0.30 + c.noise(2, 5) * 0.10)
    wander = [c.rnd(20 + k, -0.30, 0.30) for k in range(8)]
    bolt = torch.full_like(c.x, 9.0)
    point = (wander[0] * 0.6, 1.35)
    knots = []
    for k in range(1, 8):
        following = (wander[k] - 0.0, 1.35 - 0.36 * k)
        width = 0.098 - 0.008 * k
        bolt = sh.union(bolt, sh.segment(c.u, c.v, point, following, width, width - 0.007))
        point = following
        knots.append(point)
    for k, side in ((1, -1.0), (3, 1.0), (4, -1.0)):
        tip = (knots[k][0] + side * c.rnd(40 + k, 0.3, 0.55), knots[k][1] - c.rnd(50 + k, 0.35, 0.6))
        bolt = sh.union(bolt, sh.segment(c.u, c.v, knots[k], tip, 0.052, 0.014))
    c.glow(torch.exp(-bolt.clamp_min(0) * 5.0) * 0.55)
    c.fill(bolt, 0.99, 0.05)
    c.glow(c.cover(bolt) * 0.3)


def aurora(c: Canvas) -> None:
    """Hanging curtains of light over a low dark ridge."""
    c.wash(torch.full_like(c.x, 0.9), 0.10 + 0.05 * c.y)
    for k in range(3):
        phase = c.rnd(10 + k, 0, 6.28)
        foot = 0.28 - 0.34 * k + 0.17 * torch.sin(c.u * (2.2 + 0.4 * k) + phase)
        foot = foot + 0.06 * torch.sin(c.u * 5.3 + phase * 2)
        h = c.v - foot
        tall = 0.95 + 0.22 * torch.sin(c.u * 2.9 + phase * 3)
        folds = 0.58 + 0.42 * (c.noise(20 + k, 26, 1) * 1.3).clamp(-1, 1)
        veil = torch.exp(-(h / tall).clamp_min(0) * 1.7) * sh.smoothstep(h, -0.05, 0.03)
        curtain = (veil * folds).clamp(0, 1)
        hem = torch.exp(-(((h - 0.02) / 0.05) ** 2))
        c.wash((curtain * 0.95).clamp(0, 1), 0.86 - 0.25 * (h / tall).clamp(0, 1), (h / tall * 1.4).clamp(0, 0.9))
        c.wash(hem * 0.55, 0.96, 0.0)
        c.glow(curtain * 0.22 + hem * 0.12)
        c.claim(sh.smoothstep(curtain + hem, 0.2, 0.6))
        c.f.edge = torch.minimum(c.f.edge, (h.abs() + 0.003) * c.scale)
    ridge = c.y + 0.72 - 0.10 * sh.zigzag(c.x * 2.1 + c.rnd(2, 0, 2)) - 0.05 * sh.zigzag(c.x * 5.3 + c.rnd(3, 0, 2))
    c.fill(ridge * 0.8, 0.03)


def galaxy(c: Canvas) -> None:
    """A tilted two-armed spiral of stars with a bright core."""
    c.wash(torch.full_like(c.x, 0.95), 0.06 + c.clouds(1, 3, 2) * 0.02)
    u, v = sh.turn(c.u, c.v, c.rnd(2, -0.7, 0.7))
    v = v * c.rnd(3, 1.3, 2.1)
    r = torch.hypot(u, v)
    wind = torch.where(c.rnd(4) < 0.5, -1.0, 1.0)
    swirl = torch.atan2(v, u) * 2 + wind * 5.2 * torch.log(r + 0.12)
    dust = c.clouds(5, 9, 3)
    arms = sh.smoothstep(torch.cos(swirl) + dust * 0.5, -0.1, 1.0) * torch.exp(-r * r * 1.15)
    c.wash((arms * 1.1).clamp(0, 1), 0.62 + 0.2 * arms, (r * 0.6).clamp(0, 0.8))
    core = torch.exp(-r * r * 14)
    c.wash(core, 0.98, 0.1)
    c.glow(arms * 0.25 + torch.exp(-r * 4.0) * 0.5)
    c.claim(sh.smoothstep(arms, 0.3, 0.6))
    lane = torch.cos(swirl * 0.5 + 0.4).abs() * r.clamp_max(1) * 0.2 + 0.01 + (r - 1.3).clamp_min(0)
    c.f.edge = torch.minimum(c.f.edge, lane * c.scale)
    for key, cells in ((6, 7.0), (7, 12.0)):
        p, q, random = c.tiles(cells, key)
        d = torch.hypot(p + (random[1] - 0.5) * 0.7, q + (random[2] - 0.5) * 0.7) / cells * 2
        c.wash(sh.smoothstep(-d, -0.022, -0.006) * (random[0] < 0.6), 0.92)
