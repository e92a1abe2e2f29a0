"""Signs and patterns: spiral, rings, lines, grid, glass shards."""

from __future__ import annotations

import torch

from tools.house.painter import shapes as sh
from tools.house.painter.canvas import Canvas


def spiral(c: Canvas) -> None:
    """One broad band that winds in to the centre, darker as it goes."""
    r = torch.hypot(c.u, c.v)
    wind = torch.where(c.rnd(1) < 0.5, -1.0, 1.0)
    pitch = 0.32
    turn = torch.remainder(r / pitch + wind * torch.atan2(c.v, c.u) / 6.28319 + c.rnd(2), 1.0)
    d = ((turn - 0.5).abs() - 0.24) * pitch
    d = sh.both(d, r - 1.15)
    c.fill(d, c.figure(0.0) + (c.figure(0.45) - c.figure(0.0)) * (r / 1.2).clamp(0, 1), 0.65 * (1 - r).clamp(0, 1))
    c.fill(r - 0.085, c.figure(0.0), 0.8)


def rings(c: Canvas) -> None:
    """Concentric circles of growing radius, every second one in the accent."""
    r = torch.hypot(c.u, c.v)
    for k in range(5):
        radius = 0.16 + 0.235 * k
        d = (r - radius).abs() - 0.058 + 0.005 * k
        c.fill(d, c.figure(0.05 + 0.09 * k), 0.85 * float(k % 2))


def lines(c: Canvas) -> None:
    """Upright bands of many widths and tones from edge to edge."""
    tilt = c.rnd(1, -0.16, 0.16)
    t = (c.u + tilt * c.v) * 5.0 + c.rnd(2, 0, 9)
    cell = t.floor()
    random = c.cell_random(cell, cell * 0, 3)
    half = 0.14 + 0.26 * random[0]
    d = ((t - cell - 0.5).abs() - half) / 5.0
    c.fill(d, c.figure(0.0) + (c.figure(0.7) - c.figure(0.0)) * random[1] * 0.8, (random[2] > 0.62) * 0.9)


def grid(c: Canvas) -> None:
    """A board of squares, dark and light by turns, some in the accent."""
    u, v = sh.turn(c.u, c.v, c.rnd(1, -0.12, 0.12))
    p, q = u * 2.6 + 40, v * 2.6 + 40
    i, j = p.floor(), q.floor()
    random = c.cell_random(i, j, 2)
    d = torch.maximum((p - i - 0.5).abs(), (q - j - 0.5).abs()) / 2.6 - 0.162
    check = torch.remainder(i + j, 2.0)
    tone = c.figure(0.0) * (1 - check) + c.figure(0.78) * check + (random[1] - 0.5) * 0.14
    c.wash(torch.full_like(c.x, 0.9), c.figure(1.05))
    c.fill(d, tone, (random[0] > 0.80) * 0.9)


def glass_shards(c: Canvas) -> None:
    """A pane broken from one point: long splinters that catch the light differently."""
    cu, cv = c.rnd(1, -0.22, 0.22), c.rnd(2, -0.22, 0.22)
    p, q = c.u - cu, c.v - cv
    r = torch.hypot(p, q)
    angle = torch.atan2(q, p) / 6.28319 * 13 + 40
    wedge = angle.floor()
    random = c.cell_random(wedge, wedge * 0, 3)
    angle = angle + 0.35 * torch.sin(r * 3 + random[1] * 6) * 0.25
    wedge = torch.remainder(angle.floor() - 40, 13.0)
    random = c.cell_random(wedge, wedge * 0, 3)
    split = 0.30 + 0.45 * random[0] + (angle - angle.floor() - 0.5) * (random[1] - 0.5) * 0.9
    outer = (r > split).to(torch.float32)
    shard = c.cell_random(wedge, outer, 5)
    side = torch.minimum(angle - angle.floor(), angle.floor() + 1 - angle) * r * 6.28319 / 13
    border = torch.minimum(side, (r - split).abs())
    gap = 0.012 + 0.03 * r
    d = gap - border
    reach = r - 1.25 - 0.5 * shard[2] * outer
    c.wash(torch.full_like(c.x, 0.8), 0.10)
    sheen = torch.sin((p * (shard[0] - 0.5) + q * (shard[1] - 0.5)) * 16 + shard[2] * 6) * 0.12
    c.fill(sh.both(d, reach), 0.22 + 0.72 * shard[3] + sheen, (shard[0] > 0.75) * 0.7)
    c.wash(sh.smoothstep(-(border - gap - 0.012).abs(), -0.016, 0.0) * c.cover(reach) * 0.8, 0.98)
