"""Of air and water: rainbow, comet, planet, eclipse, tornado, hot-air balloon, kite; waterfall, island, iceberg ..."""

from __future__ import annotations

import torch

from tools.house.painter import shapes as sh
from tools.house.painter.canvas import Canvas
from tools.house.painter.subjects.parts import backdrop, chain, dot, facing, ground, oval, slab, water


def rainbow(c: Canvas) -> None:
    """A bow of seven bands over a low hill."""
    r = torch.hypot(c.u, c.v + 0.62)
    for k in range(7):
        band = (r - 1.18 + 0.065 * k).abs() - 0.034
        c.fill(band, 0.30 + 0.095 * ((3 * k) % 7), 1.0 - 0.28 * (k % 4))
    c.wash(c.cover(r - 0.74, 0.1) * 0.4, 0.93)
    c.fill(c.v + 0.52 - 0.12 * torch.cos(c.u * 1.6 + c.rnd(1, -1, 1)), c.figure(0.3))


def comet(c: Canvas) -> None:
    """A comet with a bright head and a long forked tail, over scattered stars."""
    backdrop(c, 0.92, 0.07)
    p, q, random = c.tiles(12.0, 3)
    c.wash(sh.smoothstep(0.10 * random[3] - torch.hypot(p, q), 0.0, 0.04) * (random[0] < 0.4), 0.95)
    u, v = sh.turn(facing(c), c.v, c.rnd(2, 0.4, 0.8))
    along = (0.50 - u).clamp_min(0)
    spine = 0.10 * along * along
    for bend, spread, reach, tone, accent in (
        (1.0, 0.34, 1.55, 0.44, 1.0),
        (0.6, 0.20, 1.75, 0.74, 0.6),
        (0.2, 0.07, 1.3, 0.96, 0.1),
    ):
        half = 0.20 + spread * along - 0.09 * along * along
        ragged = 0.07 * sh.zigzag((v - bend * spine) / half.clamp_min(0.05) * 5)
        d = sh.both(
            (v - bend * spine).abs() - half * (1.2 * spread + 0.55), sh.both(u - 0.5, along - reach + ragged * 3)
        )
        c.fill(d * 0.9, tone - 0.10 * along, accent, 0.03)
    d = dot(u, v, (0.50, 0.0), 0.27)
    c.glow(torch.exp(-d.clamp_min(0) * 6) * 0.7)
    c.fill(d, 0.99, 0.1)


def planet(c: Canvas) -> None:
    """A planet with a tilted ring and a small moon."""
    u, v = sh.turn(c.u, c.v, c.rnd(1, 0.2, 0.6))
    backdrop(c, 0.8, 0.09)
    d = dot(u, v, (0.0, 0.0), 0.60)
    ring = torch.hypot(u / 1.16, v / 0.33)
    band = ((ring - 0.84).abs() - 0.15) * 0.34
    c.fill(sh.both(band, -v), 0.70, 0.85)
    strip = torch.sin(v * 17 + c.noise(2, 3, 8) * 0.8)
    c.fill(d, 0.58 + 0.16 * strip - 0.34 * sh.smoothstep(u - v, 0.0, 0.8), 0.35 + 0.3 * strip)
    c.fill(sh.both(band, v), 0.82, 0.85)
    c.wash(c.cover(sh.both((ring - 0.84).abs() * 0.3 - 0.006, v)), 0.15)
    c.fill(dot(u, v, (0.72, 0.62), 0.10), 0.93)


def eclipse(c: Canvas) -> None:
    """A black disc before the sun: a corona of fine rays."""
    backdrop(c, 0.9, 0.07)
    r, angle = torch.hypot(c.u, c.v), torch.atan2(c.v, c.u)
    rays = 0.5 + 0.3 * torch.sin(angle * 7 + c.rnd(1, 0, 6)) + 0.2 * torch.sin(angle * 17 + c.rnd(2, 0, 6))
    halo = torch.exp(-((r - 0.5).clamp_min(0)) * (3.2 + 4.5 * (1 - rays)))
    c.wash(halo * 0.95, 0.96, 0.5)
    c.glow(halo * 0.35)
    c.fill(r - 0.56, 0.99, 0.2)
    c.fill(r - 0.50, 0.01)
    c.fill(dot(c.u, c.v, (0.38, 0.38), 0.07), 1.0)


def tornado(c: Canvas) -> None:
    """A funnel that hangs from a dark sky and tears at the ground."""
    ground(c, -0.76)
    c.fill(0.72 - c.v + 0.12 * c.noise(4, 6), 0.16)
    t = ((c.v + 0.8) / 1.6).clamp(0, 1)
    middle = 0.16 * torch.sin(t * 4 + c.rnd(1, 0, 6)) * (1 - t)
    half = 0.05 + 0.62 * t**2.2
    u = c.u - middle
    d = torch.maximum((u.abs() - half * (1 + 0.06 * torch.sin(t * 40))) * 0.7, -c.v - 0.82)
    turn = torch.sin(t * 46 + u / half.clamp_min(0.05) * 2.4 + c.noise(2, 6) * 1.5)
    c.fill(d, c.figure(0.15) + 0.14 * turn - 0.1 * sh.smoothstep(u / half, -0.2, 1.0), 0.1)
    p, q, random = c.tiles(9.0, 3)
    near = torch.exp(-((c.u / 0.6) ** 2 + ((c.v + 0.7) / 0.22) ** 2))
    c.wash(sh.smoothstep(0.30 * near - torch.hypot(p, q), -0.05, 0.05) * (random[0] < 0.7), 0.10)


def hot_air_balloon(c: Canvas) -> None:
    """A striped hot-air balloon with its basket."""
    u, v = c.u, c.v - 0.12
    d = sh.melt(
        dot(u, v, (0.0, 0.18), 0.60),
        sh.polygon(u, v, [(-0.44, -0.20), (0.44, -0.20), (0.15, -0.62), (-0.15, -0.62)]),
        0.15,
    )
    across = (
        u / (0.36 - (v - 0.18) ** 2 * (v > 0.18)).clamp_min(0.02).sqrt() * (1 + 0.9 * (0.1 - v).clamp_min(0))
    ).clamp(-1, 1)
    stripe = torch.remainder(across.asin() / 3.14159 * 6, 1.0)
    band = (stripe < 0.5).float()
    c.fill(
        sh.union(
            *(sh.segment(u, v, (x, -0.6), (x * 0.9, -0.86), 0.012) for x in (-0.13, 0.13)),
            slab(u, v, (0.0, -0.94), (0.15, 0.11), 0.03),
        ),
        c.figure(0.0),
        0.3,
    )
    c.fill(d, 0.90 - 0.44 * band, band)
    c.wash(c.cover(sh.both(d, (v - 0.16).abs() - 0.09)), 0.30, 0.6)
    c.wash(c.cover(d) * sh.smoothstep(u, 0.1, 0.7) * 0.35, 0.08)


def kite(c: Canvas) -> None:
    """A kite with a tail of bows."""
    u, v = sh.turn(facing(c), c.v, c.rnd(2, -0.6, -0.2))
    wave = 0.13 * torch.sin(v * 6 + c.rnd(3, 0, 6)) * (-v - 0.3).clamp(0, 1)
    p = u - wave
    tail = torch.maximum(p.abs() - 0.026, (v + 0.80).abs() - 0.5)
    bow = torch.remainder(v / 0.22, 1.0) - 0.5
    bows = sh.both(sh.both((bow.abs() * 0.22 - 0.6 * p.abs()), p.abs() - 0.15), (v + 0.80).abs() - 0.42)
    c.fill(tail, c.figure(0.0))
    c.fill(bows, 0.7, 0.95)
    d = sh.polygon(u, v, [(0.0, 1.0), (0.60, 0.36), (0.0, -0.42), (-0.60, 0.36)])
    quarter = torch.where((u > 0) == (v > 0.36), 1.0, 0.0)
    c.fill(d, 0.88 - 0.42 * quarter, 0.15 + 0.85 * quarter)
    c.wash(c.cover(sh.both(torch.minimum(u.abs(), (v - 0.36).abs()) - 0.018, d)), 0.05)


def waterfall(c: Canvas) -> None:
    """A broad fall between dark cliffs: long strands, a brink, spray over the pool."""
    u, v = c.u, c.v
    c.fill(v - 0.62 - 0.07 * sh.zigzag(u * 5 + c.rnd(1, 0, 2)), 0.22)
    ledge = torch.remainder(v * 4 + 0.4 * c.noise(2, 5) + u.abs(), 1.0)
    c.shade((0.10 * sh.smoothstep(ledge, 0.1, 0.9) - 0.05) * c.cover(v - 0.6))
    bank = 0.36 + 0.05 * torch.sin(v * 7) + 0.12 * (0.5 - v).clamp(0, 1)
    d = torch.maximum(u.abs() - bank, v - 0.60)
    c.fill(d, 0.92)
    strand = torch.sin(u * 34 + c.noise(3, 4, 2) * 3) + 0.7 * torch.sin(u * 71 + c.noise(4, 6, 3) * 3)
    c.wash(c.cover(d) * sh.smoothstep(strand, 0.1, 0.9) * 0.75, 0.46, 0.15)
    c.wash(c.cover(torch.maximum((v - 0.58).abs() - 0.035, u.abs() - bank)), 0.99)
    water(c, -0.60, 0.40)
    c.fill(
        sh.union(
            *(sh.ellipse(u, v + 0.66 + 0.10 * k, 0.46 + 0.22 * k, 0.035 + 0.01 * k).abs() - 0.010 for k in range(3))
        ),
        0.93,
    )
    puffs = sh.union(*(dot(u, v, (-0.44 + 0.22 * k, -0.58), 0.13 + 0.04 * ((k * 7) % 3)) for k in range(5)))
    c.wash(c.cover(puffs + c.noise(5, 12) * 0.03, 0.10) * 0.9, 0.98)
    rocks = sh.union(*(oval(u, v, (x, -0.78), (s, s * 0.6)) for x, s in ((-0.80, 0.28), (0.78, 0.30))))
    c.fill(rocks + 0.03 * sh.zigzag(u * 13), 0.04)


def island(c: Canvas) -> None:
    """A steep rocky island with a clump of trees and a pale beach, alone on wide water, and its reflection."""
    u, v = facing(c), c.v
    water(c, -0.16, c.figure(0.62))
    rock = c.figure(0.0)
    ridge = 0.98 * torch.exp(-(((u - 0.22) / 0.24).abs() ** 1.5)) + 0.46 * torch.exp(-(((u + 0.30) / 0.30) ** 2))
    ridge = ridge - 0.36 + 0.06 * sh.zigzag(u * 9 + 0.4)
    mirror = sh.both(-v - 0.34 - 0.6 * (ridge + 0.32) + 0.03 * torch.sin(v * 34), v + 0.34)
    c.wash(c.cover(mirror) * 0.6, c.figure(0.22))
    trunks = sh.union(*(sh.segment(u, v, (x, -0.1), (x - 0.04, 0.36), 0.04) for x in (-0.50, -0.26)))
    crowns = sh.union(dot(u, v, (-0.52, 0.42), 0.20), dot(u, v, (-0.26, 0.44), 0.17), dot(u, v, (-0.38, 0.58), 0.18))
    c.fill(sh.union(trunks, crowns), c.figure(0.12), 0.75)
    d = sh.both((v - ridge) * 0.6, -v - 0.36)
    c.fill(d, rock + (c.figure(0.42) - rock) * sh.smoothstep(torch.sin(u * 9 + v * 4), -0.1, 0.2), 0.1)
    c.fill(oval(u, v, (0.0, -0.36), (0.98, 0.085)), 0.96, 0.15)


def iceberg(c: Canvas) -> None:
    """An iceberg: a bright tip above the water, the greater part below."""
    u, v = facing(c), c.v
    level = 0.24
    c.fill(v - level, 0.26 + 0.2 * sh.smoothstep(v, -1.0, 0.3))
    below = sh.polygon(
        u,
        v,
        [(-0.62, level), (0.66, level), (0.84, -0.10), (0.46, -0.56), (0.10, -0.98), (-0.34, -0.66), (-0.80, -0.16)],
    )
    c.fill(below, 0.58, 0.0)
    c.wash(c.cover(sh.both(below, u + 0.4 * v)) * 0.4, 0.76)
    tip = sh.polygon(u, v, [(-0.56, level), (-0.40, 0.52), (-0.14, 0.60), (0.08, 0.96), (0.30, 0.56), (0.60, level)])
    c.fill(tip - 0.03, c.figure(0.0))
    c.fill(tip, 0.98)
    c.wash(c.cover(sh.both(tip, 0.12 - u + 0.2 * (v - 0.5))) * 0.55, 0.66)
    c.wash(c.cover((v - level - 0.01 * torch.sin(u * 14)).abs() - 0.016), 0.95)


def fountain(c: Canvas) -> None:
    """A fountain: two bowls, arcs of water."""
    u, v = c.u, c.v
    p = u.abs()
    ground(c, -0.90)
    arcs = sh.union(
        *(
            ((v - 0.20 - 0.72 * (1 - ((p - w) / w) ** 2)).abs() * (0.30 * w) - 0.016)
            + (p > 2.1 * w) * 9
            + (v < -0.52) * 9
            for w in (0.10, 0.22, 0.34)
        )
    )
    c.fill(arcs, 0.95)
    c.fill(sh.segment(u, v, (0.0, 0.2), (0.0, 0.92), 0.03, 0.012), 0.97)
    bowls = sh.union(
        sh.both(oval(u, v, (0.0, 0.18), (0.34, 0.16)), v - 0.18),
        sh.both(oval(u, v, (0.0, -0.50), (0.82, 0.30)), v + 0.50),
        slab(u, v, (0.0, -0.2), (0.06, 0.36)),
        slab(u, v, (0.0, -0.84), (0.26, 0.12)),
    )
    c.fill(bowls, c.figure(0.12), 0.35)
    c.fill(oval(u, v, (0.0, -0.50), (0.80, 0.06)), 0.85)


def bubbles(c: Canvas) -> None:
    """Soap bubbles of many sizes: a veil of colour towards the rim, two highlights each."""
    spots = ((-0.44, 0.38, 0.42), (0.46, 0.10, 0.36), (-0.30, -0.50, 0.30), (0.42, 0.70, 0.22), (0.34, -0.66, 0.24),
             (-0.82, -0.12, 0.16), (0.86, -0.34, 0.15), (0.02, 0.86, 0.13), (0.02, -0.08, 0.12))  # fmt: skip
    for k, (x, y, s) in enumerate(spots):
        u, v = c.u - x - c.rnd(10 + k, -0.10, 0.10), c.v - y - c.rnd(30 + k, -0.10, 0.10)
        r = torch.hypot(u, v)
        d = r - s
        c.wash(c.cover(d) * (0.12 + 0.75 * (r / s).clamp(0, 1) ** 5), 0.30 + 0.5 * sh.smoothstep(v, -s, s), 0.75)
        c.fill(d.abs() - 0.016, c.figure(0.0), 0.3)
        c.wash(c.cover(sh.ellipse(*sh.turn(u + 0.42 * s, v - 0.44 * s, 0.8), 0.24 * s, 0.13 * s)), 1.0)
        c.wash(c.cover(sh.both((r - 0.76 * s).abs() - 0.05 * s, sh.both(0.3 * s - u, v + 0.2 * s))) * 0.8, 0.97)


def volcano(c: Canvas) -> None:
    """A volcano that throws fire; lava runs down its sides, ash stands over it."""
    u, v = c.u, c.v
    plume = sh.union(
        dot(u, v, (0.0, 0.66), 0.20),
        dot(u, v, (-0.28, 0.84), 0.24),
        dot(u, v, (0.30, 0.88), 0.27),
        dot(u, v, (0.0, 1.02), 0.32),
    )
    c.fill(plume + c.noise(2, 12) * 0.06, 0.24 + 0.12 * c.noise(4, 7), 0.2)
    r, angle = torch.hypot(u, v - 0.26), torch.atan2(u, v - 0.26)
    ray = torch.remainder(angle * 5.5 + c.rnd(5), 1.0)
    jet = sh.both(
        ((ray - 0.5).abs() - 0.24) * r * 0.2, sh.both(r - 0.62 - 0.12 * torch.sin(angle * 17), angle.abs() - 0.62)
    )
    c.fill(jet, 0.86, 1.0)
    c.glow(torch.exp(-torch.hypot(u, v - 0.4) * 3) * 0.7)
    side = 0.17 + 0.92 * ((0.30 - v) / 1.1).clamp_min(0) ** 1.2
    d = torch.maximum((u.abs() - side - 0.02 * sh.zigzag(v * 9)) * 0.75, v - 0.30 + 0.05 * torch.cos(u * 16))
    c.fill(d, 0.10 + 0.16 * sh.smoothstep(-u, -0.1, 0.3) + 0.05 * torch.sin(u * 30 / (0.6 - v).clamp_min(0.2)), 0.0)
    down = (0.30 - v).clamp_min(0)
    streams = [
        (u - a * down - 0.05 * torch.sin(v * 8 + k * 2 + c.rnd(6, 0, 6))).abs() - 0.045 - 0.035 * down
        for k, a in enumerate((-0.45, 0.04, 0.52))
    ]
    lava = sh.both(sh.union(*streams), sh.both(d, -0.62 - v))
    c.fill(lava, 0.84, 1.0)
    c.fill(v + 0.82 - 0.03 * torch.sin(u * 5), 0.06)


def cave(c: Canvas) -> None:
    """The mouth of a cave seen from inside: black walls, hanging and standing stones, the bright world beyond."""
    u, v = c.u, c.v
    mouth = oval(u, v, (0.0, -0.10), (0.76, 0.66)) + c.noise(1, 9) * 0.07 + c.noise(2, 24) * 0.02
    c.wash(c.cover(mouth, 0.05), 0.95)
    c.fill(sh.both(mouth, v + 0.10 - 0.16 * sh.zigzag(u * 2.2 + c.rnd(3))), 0.66, 0.2)
    c.fill(sh.both(mouth, v + 0.40 - 0.04 * torch.sin(u * 7)), 0.46, 0.75)
    tip = (torch.remainder(u * 2.6 + c.rnd(4), 1.0) - 0.5).abs() * 2
    tall = 0.35 + 0.30 * torch.sin((u * 2.6).floor() * 2.4)
    hanging = sh.both((tip - (v - 0.52 + tall) / tall.clamp_min(0.1)) * 0.12, -v - 0.1)
    wall = sh.union(-mouth, hanging, sh.both(v + 0.78 + 0.10 * tip, torch.hypot(u, v) - 2.5))
    c.fill(wall, 0.04 + 0.10 * sh.smoothstep(mouth, 0.30, 0.0), 0.05)


def roots(c: Canvas) -> None:
    """A small shoot above the earth and its branching roots below."""
    u, v = c.u, c.v
    c.earth(v - 0.18 - 0.03 * torch.sin(u * 6), 0.14 + 0.05 * c.noise(1, 20), 0.1)
    p, q = u + 0.03 * torch.sin(v * 9), 0.24 - v
    d = sh.segment(p, q, (0.0, 0.0), (0.0, 0.34), 0.05, 0.04)
    length, thick = 0.34, 0.045
    for level in range(4):
        q = q - length
        p, q = sh.turn(p.abs() + 0.004, q, -0.62 + 0.08 * level + c.rnd(20 + level, -0.08, 0.08))
        length *= 0.82
        d = torch.minimum(d, sh.segment(p, q, (0.0, 0.0), (0.0, length), thick, thick * 0.65))
        thick *= 0.65
    c.fill(sh.both(d, v - 0.24), 0.90, 0.2)
    c.fill(
        sh.union(
            chain(u, v, [(0.0, 0.16), (0.02, 0.62)], 0.035, 0.025),
            oval(u, v, (0.24, 0.74), (0.25, 0.11), 0.5),
            oval(u, v, (-0.19, 0.68), (0.22, 0.10), -0.6),
        ),
        0.60,
        1.0,
    )
