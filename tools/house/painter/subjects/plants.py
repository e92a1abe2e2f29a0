"""Plants: sunflower, mushroom, cactus, palm, bare tree, wheat, dandelion, lotus, apple, bamboo, rose, blossom."""

from __future__ import annotations

import torch

from tools.house.painter import shapes as sh
from tools.house.painter.canvas import Canvas
from tools.house.painter.subjects.parts import chain, dot, facing, ground, oval, water


def sunflower(c: Canvas) -> None:
    """One great sunflower: two rings of petals, a seeded heart, broad leaves."""
    u, v = c.u, c.v
    c.fill(
        sh.union(
            sh.segment(u, v, (0.02, -1.2), (0.0, 0.1), 0.055, 0.045), oval(u.abs(), v, (0.30, -0.66), (0.28, 0.12), 0.5)
        ),
        c.figure(0.2),
        0.1,
    )
    p, q = u, v - 0.26
    r, angle = torch.hypot(p, q), torch.atan2(q, p) + c.rnd(1, 0, 1)
    for shift, reach, tone in ((0.5, 0.72, 0.55), (0.0, 0.66, 0.78)):
        lobe = ((angle * 16 / 6.28319 + shift) * 3.14159).cos().abs()
        c.fill((r - reach * (0.55 + 0.45 * lobe**0.7)) * 0.6, tone, 0.85)
    c.fill(r - 0.34, 0.10, 0.35)
    seed = torch.sin(r * 60) * torch.sin(angle * 21)
    c.wash(c.cover(r - 0.32) * sh.smoothstep(seed, 0.2, 0.6) * 0.8, 0.55, 0.6)


def mushroom(c: Canvas) -> None:
    """A spotted toadstool with a smaller one beside it."""
    u, v = facing(c), c.v
    ground(c, -0.76)
    for x, y, s in ((0.52, -0.46, 0.5), (-0.12, 0.0, 1.0)):
        p, q = (u - x) / s, (v - y) / s
        c.fill(sh.segment(p, q, (0.02, -0.85), (0.0, 0.1), 0.19, 0.13) * s, 0.93)
        cap = sh.both(oval(p, q, (0.0, 0.06), (0.70, 0.66)), -q + 0.02 + 0.10 * (p * p)) * s
        c.wash(c.cover(oval(p, q, (0.0, 0.06), (0.66, 0.10)) * s), 0.55)
        c.fill(cap, 0.42 + 0.15 * q, 1.0)
        spots = sh.union(
            dot(p, q, (-0.30, 0.26), 0.12),
            dot(p, q, (0.10, 0.46), 0.14),
            dot(p, q, (0.40, 0.22), 0.10),
            dot(p, q, (-0.02, 0.18), 0.07),
            dot(p, q, (-0.16, 0.58), 0.06),
        )
        c.fill(sh.both(spots * s, cap), 0.97)


def cactus(c: Canvas) -> None:
    """A saguaro with two raised arms, ribbed, on dry ground."""
    u, v = facing(c), c.v
    ground(c, -0.78)
    d = sh.union(
        sh.segment(u, v, (0.0, -0.95), (0.0, 0.74), 0.20),
        chain(u, v, [(0.0, -0.22), (0.48, -0.20), (0.50, 0.34)], 0.13),
        chain(u, v, [(0.0, 0.04), (-0.44, 0.08), (-0.46, 0.46)], 0.12),
    )
    c.fill(d, c.figure(0.18), 0.2)
    c.wash(c.cover(d + 0.02) * sh.smoothstep(torch.cos(u * 50), 0.5, 0.9) * 0.45, c.figure(0.75))
    c.fill(sh.union(dot(u, v, (0.02, 0.95), 0.09), dot(u, v, (0.5, 0.50), 0.06)), 0.6, 1.0)


def palm(c: Canvas) -> None:
    """A palm on a small island, the trunk leaning."""
    u, v = facing(c), c.v
    water(c, -0.62)
    c.fill(oval(u, v, (-0.06, -0.74), (0.66, 0.20)), 0.76, 0.2)
    trunk = chain(u, v, [(-0.20, -0.72), (-0.16, -0.24), (0.06, 0.36)], 0.085, 0.05)
    leaves = []
    for angle, length in ((0.3, 0.62), (0.95, 0.56), (1.9, 0.52), (2.75, 0.60), (-0.35, 0.56), (3.5, 0.54)):
        a = torch.tensor(angle)
        du, dv = float(a.cos()) * length, float(a.sin()) * length
        leaves.append(sh.segment(u, v, (0.06, 0.38), (0.06 + du * 0.6, 0.40 + dv * 0.6 + 0.05), 0.03, 0.075))
        leaves.append(
            sh.segment(u, v, (0.06 + du * 0.6, 0.45 + dv * 0.6), (0.06 + du * 1.1, 0.28 + dv * 0.8), 0.075, 0.012)
        )
    c.fill(trunk, c.figure(0.12), 0.35)
    c.wash(c.cover(trunk) * sh.smoothstep(torch.sin(v * 44), 0.3, 0.8) * 0.5, c.figure(0.6))
    c.fill(sh.union(*leaves) + 0.012 * torch.sin(u * 60 + v * 30), c.figure(0.02), 0.2)
    c.fill(sh.union(dot(u, v, (0.0, 0.32), 0.07), dot(u, v, (0.13, 0.31), 0.065)), c.figure(0.3), 0.8)


def bare_tree(c: Canvas) -> None:
    """A leafless tree: the trunk forks four times into twigs (the plane is folded, so that one twig serves all)."""
    ground(c, -0.80)
    u, v = c.u + c.rnd(1, -0.05, 0.05), c.v + 0.86
    d = sh.segment(u, v, (0.0, -0.2), (0.0, 0.62), 0.115, 0.08)
    length, thick = 0.62, 0.078
    for level in range(5):
        v = v - length
        u, v = sh.turn(u.abs() + 0.002, v, -(0.50 - 0.03 * level) + c.rnd(20 + level, -0.10, 0.10))
        length *= 0.72
        d = torch.minimum(d, sh.segment(u, v, (0.0, 0.0), (0.0, length), thick, thick * 0.62))
        thick *= 0.62
    c.fill(d, c.figure(0.0), 0.1)


def wheat(c: Canvas) -> None:
    """A field of grain: two rows of heavy ears on leaning stalks, the nearest large."""
    for row in range(2):
        level, pitch = 0.02 - 0.52 * row, 0.32 + 0.18 * row
        lean = (0.30 + 0.1 * torch.sin(c.u * 1.3 + c.rnd(row + 1, 0, 6))) * (c.v - level + 0.5)
        t = (c.u - lean) / pitch + c.rnd(row + 5, 0, 9)
        cell = t.floor()
        random = c.cell_random(cell, cell * 0 + row, 10 + row)
        s = pitch / 0.40
        u, v = (t - cell - 0.5) * pitch / s, (c.v - level - 0.16 * random[0]) / s
        q = torch.remainder(v / 0.13 + 0.5, 1.0) - 0.5
        inside = (v - 0.36).abs() - 0.36
        grains = sh.both(sh.ellipse(*sh.turn(u.abs() - 0.055, q * 0.13, -0.6), 0.085, 0.038), inside)
        awn = torch.maximum((u.abs() - 0.10 * (v - 0.3)).abs() - 0.008, (v - 0.72).abs() - 0.24)
        d = sh.union(grains, awn, torch.maximum(u.abs() - 0.022, v - 0.6), v + 0.9 + 0.2 * random[0]) * s
        c.fill(d, c.figure(0.45 - 0.40 * row) + 0.10 * (random[1] - 0.5), 0.35 + 0.35 * random[2])


def dandelion(c: Canvas) -> None:
    """A dandelion clock; some seeds fly off on the wind."""
    u, v = facing(c), c.v
    c.fill(
        sh.union(
            chain(u, v, [(-0.10, -1.2), (-0.22, -0.5), (-0.20, 0.16)], 0.03),
            oval(u, v, (-0.42, -0.98), (0.36, 0.09), 0.5),
        ),
        c.figure(0.25),
        0.3,
    )
    p, q = u + 0.20, v - 0.20
    r, angle = torch.hypot(p, q), torch.atan2(q, p)
    ray = (torch.remainder(angle * 26 / 6.28319, 1.0) - 0.5).abs() * 6.28319 / 26 * r
    c.wash(c.cover(r - 0.56, 0.1) * 0.35, c.figure(0.05))
    tuft = ray - 0.010 - 0.06 * sh.smoothstep(r, 0.36, 0.56)
    c.fill(sh.both(tuft, r - 0.54), c.figure(0.0))
    c.fill(r - 0.10, 0.2, 0.8)
    for k, (x, y) in enumerate(((0.56, 0.46), (0.80, 0.16), (0.72, 0.78), (0.46, -0.14), (0.92, 0.52))):
        a, b = u - x - c.rnd(10 + k, -0.06, 0.06), v - y
        fan = sh.both(dot(a, b, (0.0, -0.02), 0.12), 0.02 - b + (torch.remainder(a * 30, 1.0) - 0.5).abs() * 0.10)
        c.fill(sh.union(fan, sh.segment(a, b, (0.0, 0.02), (-0.02, -0.16), 0.012, 0.02)), c.figure(0.0), 0.2)


def lotus(c: Canvas) -> None:
    """A water lily open on still water, with round pads."""
    u, v = c.u, c.v + 0.12
    water(c, 0.10, 0.26)
    for x, y, s in ((-0.62, -0.50, 0.34), (0.66, -0.40, 0.30), (0.10, -0.72, 0.40)):
        pad = sh.minus(
            oval(u, v, (x, y), (s, s * 0.34)), sh.polygon(u, v, [(x, y), (x + s, y + 0.1), (x + s, y - 0.03)])
        )
        c.fill(pad, 0.46, 0.0)
    p = u.abs()
    for at, axes, angle, tone in (
        ((0.52, -0.12), (0.36, 0.12), 0.35, 0.62),
        ((0.40, 0.08), (0.40, 0.13), 0.80, 0.70),
        ((0.20, 0.20), (0.44, 0.14), 1.22, 0.82),
        ((0.0, 0.20), (0.16, 0.48), 0.0, 0.92),
        ((0.26, -0.02), (0.34, 0.13), 0.75, 0.86),
        ((0.10, -0.04), (0.13, 0.30), -0.2, 0.96),
    ):
        petal = oval(p, v, at, axes, angle)
        c.fill(petal, tone - 0.20 * sh.smoothstep(petal, -0.12, 0.0), 0.75)
    c.fill(oval(u, v, (0.0, -0.22), (0.30, 0.10)), 0.7, 0.9)


def apple(c: Canvas) -> None:
    """An apple with stalk and leaf, on a cloth: a dark rim, a soft highlight."""
    u, v = c.u, c.v + 0.08
    p = u.abs()
    c.earth(v + 0.52, c.figure(0.75))
    c.wash(torch.exp(-(((u - 0.1) / 0.75) ** 2 + ((v + 0.62) / 0.08) ** 2)) * 0.8, 0.05)
    d = sh.melt(oval(p, v, (0.30, 0.0), (0.44, 0.62)), dot(u, v, (0.0, -0.08), 0.52), 0.1)
    d = sh.minus(d, oval(u, v, (0.0, 0.66), (0.20, 0.12)))
    c.fill(d - 0.035, 0.03)
    c.fill(d, 0.56 - 0.30 * sh.smoothstep(u - v * 0.3, -0.3, 0.8), 1.0)
    c.wash(torch.exp(-(((u + 0.34) / 0.12) ** 2 + ((v - 0.22) / 0.20) ** 2)) * 0.9 * c.cover(d), 0.98)
    c.fill(chain(u, v, [(0.0, 0.44), (0.02, 0.70), (0.10, 0.90)], 0.04, 0.05), 0.04)
    leaf = oval(u, v, (0.36, 0.78), (0.30, 0.12), 0.4)
    c.fill(leaf, c.figure(0.2), 0.1)
    c.wash(c.cover(sh.both(sh.segment(u, v, (0.1, 0.68), (0.6, 0.88), 0.012), leaf)), c.figure(0.8))


def bamboo(c: Canvas) -> None:
    """Jointed canes from edge to edge, pale behind and dark before, with narrow leaves."""
    for row in range(2):
        pitch = 0.46 + 0.30 * row
        t = (c.u + 0.05 * c.v * (1 - 2 * row)) / pitch + c.rnd(row + 1, 0, 9)
        cell = t.floor()
        random = c.cell_random(cell, cell * 0, 10 + row)
        u = (t - cell - 0.5 + 0.2 * (random[0] - 0.5)) * pitch
        joint = torch.remainder(c.v * (1.7 - 0.5 * row) + random[1] * 4, 1.0)
        half = (0.055 + 0.045 * row) * (1 + 0.16 * sh.smoothstep((joint - 0.5).abs(), 0.43, 0.5))
        d = u.abs() - half
        c.fill(d, c.figure(0.55 - 0.45 * row) + 0.12 * sh.smoothstep(-u, 0.0, 0.05), 0.2 * row)
        c.wash(c.cover(d) * sh.smoothstep((joint - 0.5).abs(), 0.468, 0.482), c.figure(0.95 * row))
        q = torch.remainder(c.v * 0.9 + random[2] * 3, 1.0) - 0.5
        leaf = sh.union(
            oval(u, q / 0.9, (0.16, 0.10), (0.17, 0.036), -0.7),
            oval(u, q / 0.9, (0.17, -0.02), (0.17, 0.036), -0.2),
            oval(u, q / 0.9, (-0.15, -0.16), (0.16, 0.034), 0.6),
        )
        c.fill(leaf, c.figure(0.50 - 0.45 * row), 0.3)


def rose(c: Canvas) -> None:
    """One rose: furled petals around a heart, a thorned stem with leaves."""
    u, v = facing(c), c.v
    stem = chain(u, v, [(0.06, -1.2), (0.0, -0.5), (0.02, 0.06)], 0.035)
    thorn = sh.union(
        sh.polygon(u, v, [(0.02, -0.56), (0.12, -0.48), (0.02, -0.46)]),
        sh.polygon(u, v, [(0.0, -0.8), (-0.09, -0.70), (0.0, -0.70)]),
    )
    c.fill(
        sh.union(
            stem, thorn, oval(u, v, (-0.28, -0.46), (0.26, 0.10), -0.5), oval(u, v, (0.30, -0.70), (0.26, 0.10), 0.5)
        ),
        c.figure(0.15),
    )
    p, q = u, v - 0.36
    r, angle = torch.hypot(p, q * 1.05), torch.atan2(q, p)
    c.fill(r - 0.56 - 0.06 * torch.cos(angle * 5 + 0.6), 0.46, 1.0)
    for k in range(4):
        size = 0.48 - 0.115 * k
        x, y = 0.05 * (-1) ** k, 0.02 * k
        a = torch.atan2(q - y, p - x)
        petal = torch.hypot(p - x, q - y) - size - 0.05 * torch.cos(a * 3 + 2.2 * k)
        c.fill(petal, 0.34 + 0.13 * k, 1.0)
        c.wash(
            c.cover(petal)
            * sh.smoothstep(petal, -0.10, -0.01)
            * sh.smoothstep(torch.cos(a * 1.5 + 1.9 * k), -0.2, 0.5)
            * 0.8,
            0.90,
            0.5,
        )


def blossom(c: Canvas) -> None:
    """A branch of cherry blossom that crosses the picture; petals fall."""
    u, v = facing(c), c.v
    wood = sh.union(
        chain(u, v, [(-1.6, -0.52), (-0.7, -0.24), (-0.1, 0.06), (0.5, 0.16), (1.1, 0.52)], 0.10, 0.02),
        chain(u, v, [(-0.5, -0.12), (-0.2, 0.42), (0.14, 0.72)], 0.045, 0.016),
        chain(u, v, [(0.2, 0.1), (0.56, -0.26), (0.72, -0.36)], 0.04, 0.016),
    )
    c.fill(wood, c.figure(0.05), 0.15)
    spots = (
        (-0.62, 0.02, 0.21),
        (-0.22, 0.40, 0.24),
        (0.12, 0.74, 0.20),
        (0.10, 0.26, 0.22),
        (0.48, 0.36, 0.24),
        (0.86, 0.56, 0.20),
        (0.58, -0.24, 0.23),
        (-0.30, -0.26, 0.18),
    )
    best, turn = torch.full_like(u, 9.0), torch.zeros_like(u)
    for k, (x, y, s) in enumerate(spots):
        a, b = u - x, v - y
        r = torch.hypot(a, b) / s
        angle = torch.atan2(b, a) * 2.5 + k
        d = (r - 0.50 - 0.5 * angle.cos().abs() ** 0.6) * s * 0.7
        near = d < best
        best, turn = torch.minimum(best, d), torch.where(near, r, turn)
    c.fill(best, 0.66 + 0.28 * turn.clamp(0, 1), 0.75 - 0.4 * turn.clamp(0, 1))
    c.wash(c.cover(best) * sh.smoothstep(0.26 - turn, 0.0, 0.05), 0.4, 1.0)
    p, q, random = c.tiles(5.0, 3)
    fall = sh.ellipse(*sh.turn(p + (random[1] - 0.5) * 0.5, q + (random[2] - 0.5) * 0.5, random[3] * 6), 0.09, 0.05)
    c.wash((fall < 0) * (random[0] < 0.4) * (c.v < 0.1) * 1.0, 0.9, 0.5)


__all__ = [
    "apple", "bamboo", "bare_tree", "blossom", "cactus", "dandelion", "lotus", "mushroom", "palm", "rose", "sunflower",
    "wheat",
]  # fmt: skip
