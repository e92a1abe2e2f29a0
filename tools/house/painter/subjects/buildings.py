"""Buildings: castle, church, temple, tent, windmill, pyramid, ferris wheel, train, grave, ruins."""

from __future__ import annotations

import torch

from tools.house.painter import shapes as sh
from tools.house.painter.canvas import Canvas
from tools.house.painter.subjects.parts import backdrop, chain, dot, facing, ground, slab


def castle(c: Canvas) -> None:
    """A castle on a hill: battlements, three towers, flags, a gate."""
    u, v = c.u, c.v
    c.earth(v + 0.62 - 0.14 * torch.cos(u * 1.4), c.figure(0.62))
    notch = (torch.remainder(u / 0.15, 1.0) < 0.5) * 0.08
    wall = torch.maximum(u.abs() - 0.72, torch.maximum(v + 0.02 - notch, -v - 0.66))
    p = u.abs()
    side = torch.maximum((p - 0.68).abs() - 0.16, torch.maximum(v - 0.32 - notch, -v - 0.66))
    keep = torch.maximum(p - 0.24, torch.maximum(v - 0.40, -v - 0.66))
    roofs = sh.union(
        sh.polygon(u, v, [(-0.32, 0.40), (0.32, 0.40), (0.0, 0.92)]),
        sh.polygon(p, v, [(0.46, 0.40), (0.90, 0.40), (0.68, 0.74)]),
    )
    c.fill(sh.union(wall, side), c.figure(0.12), 0.05)
    c.fill(keep, c.figure(0.0), 0.05)
    c.fill(roofs, c.figure(0.1), 0.85)
    flag = sh.union(
        sh.segment(u, v, (0.0, 0.9), (0.0, 1.08), 0.012), sh.polygon(u, v, [(0.0, 1.08), (0.22, 1.02), (0.0, 0.96)])
    )
    c.fill(flag, c.figure(0.0), 0.9)
    gate = sh.union(slab(u, v, (0.0, -0.50), (0.13, 0.16)), dot(u, v, (0.0, -0.34), 0.13))
    c.fill(gate, 0.03)
    lamp = sh.union(slab(p, v, (0.68, 0.10), (0.04, 0.08), 0.03), slab(u, v, (0.0, 0.16), (0.045, 0.09), 0.03))
    c.fill(lamp, 0.95, 0.5)
    c.glow(torch.exp(-lamp.clamp_min(0) * 14) * 0.2)


def church(c: Canvas) -> None:
    """A small church with a steeple, a cross and a round window."""
    u, v = facing(c), c.v
    ground(c, -0.72)
    nave = sh.union(
        slab(u, v, (0.28, -0.44), (0.50, 0.34)),
        sh.polygon(u, v, [(-0.28, -0.10), (0.84, -0.10), (0.70, 0.20), (-0.2, 0.20)]),
    )
    c.fill(nave, c.figure(0.30), 0.1)
    c.fill(sh.polygon(u, v, [(-0.22, -0.12), (0.88, -0.12), (0.72, 0.22), (-0.2, 0.22)]), c.figure(0.1), 0.7)
    c.fill(slab(u, v, (-0.34, -0.24), (0.22, 0.54)), c.figure(0.16), 0.05)
    c.fill(sh.polygon(u, v, [(-0.62, 0.28), (-0.06, 0.28), (-0.34, 0.86)]), c.figure(0.0), 0.7)
    c.fill(sh.union(slab(u, v, (-0.34, 0.94), (0.018, 0.12)), slab(u, v, (-0.34, 0.97), (0.075, 0.018))), c.figure(0.0))
    light = sh.union(
        dot(u, v, (-0.34, 0.06), 0.09),
        *(sh.union(slab(u, v, (x, -0.42), (0.055, 0.12)), dot(u, v, (x, -0.30), 0.055)) for x in (0.12, 0.36, 0.60)),
    )
    c.fill(light, 0.93, 0.5)
    c.glow(torch.exp(-light.clamp_min(0) * 12) * 0.18)
    c.fill(sh.union(slab(u, v, (-0.34, -0.62), (0.09, 0.14)), dot(u, v, (-0.34, -0.48), 0.09)), 0.03)


def temple(c: Canvas) -> None:
    """A pagoda: four curved roofs, one above the other."""
    u, v = c.u, c.v
    ground(c, -0.84)
    p = u.abs()
    for k in range(4):
        base, half = -0.72 + 0.40 * k, 0.42 - 0.075 * k
        c.fill(slab(u, v, (0.0, base), (half, 0.16)), c.figure(0.42), 0.55)
        c.wash(
            c.cover(slab(u, v, (0.0, base), (half - 0.03, 0.11)))
            * ((torch.remainder(u / 0.15, 1.0) - 0.5).abs() < 0.22),
            0.90,
            0.4,
        )
        wide = half + 0.34 - 0.02 * k
        rise = 0.10 * (p / wide) ** 3
        roof = sh.polygon(
            p,
            v - rise,
            [
                (-0.1, base + 0.26),
                (half - 0.10, base + 0.26),
                (wide, base + 0.09),
                (wide - 0.03, base + 0.06),
                (-0.1, base + 0.12),
            ],
        )
        c.fill(roof, c.figure(0.0), 0.15)
    c.fill(sh.segment(u, v, (0.0, 0.72), (0.0, 1.05), 0.035, 0.012), c.figure(0.0), 0.6)


def tent(c: Canvas) -> None:
    """A striped circus tent with pennants."""
    u, v = c.u, c.v
    ground(c, -0.70)
    top = sh.polygon(u, v, [(-0.90, -0.08), (-0.40, 0.24), (0.0, 0.72), (0.40, 0.24), (0.90, -0.08)])
    wall = sh.polygon(u, v, [(-0.84, -0.10), (0.84, -0.10), (0.76, -0.76), (-0.76, -0.76)])
    stripe = torch.remainder(u / (0.95 - v.clamp(-0.1, 0.8)) * 5.5 + 0.25, 1.0)
    banded = sh.smoothstep((stripe - 0.5).abs(), 0.23, 0.27)
    c.fill(wall, 0.92 - 0.45 * banded, 0.95 * banded)
    c.fill(top, 0.96 - 0.48 * banded, 0.95 * banded)
    scallop = sh.both(
        dot(torch.remainder(u + 0.075, 0.15) - 0.075, v, (0.0, -0.09), 0.078), sh.both(v + 0.08, u.abs() - 0.90)
    )
    c.fill(scallop, 0.10, 0.6)
    c.fill(sh.polygon(u, v, [(-0.16, -0.76), (0.16, -0.76), (0.0, -0.2)]), 0.03)
    mast = sh.union(
        sh.segment(u, v, (0.0, 0.7), (0.0, 1.0), 0.015), sh.polygon(u, v, [(0.0, 1.0), (0.26, 0.92), (0.0, 0.84)])
    )
    c.fill(mast, c.figure(0.05), 0.8)


def windmill(c: Canvas) -> None:
    """A windmill: a tapering tower and four lattice sails."""
    u, v = c.u, c.v
    ground(c, -0.82)
    tower = sh.polygon(u, v, [(-0.36, -0.90), (0.36, -0.90), (0.20, 0.26), (-0.20, 0.26)])
    c.fill(tower, c.figure(0.3) + 0.1 * sh.smoothstep(u, -0.2, 0.2), 0.1)
    c.fill(sh.both(dot(u, v, (0.0, 0.24), 0.24), 0.22 - v), c.figure(0.05), 0.7)
    c.fill(slab(u, v, (0.0, -0.76), (0.09, 0.15)), 0.04)
    c.fill(slab(u, v, (0.0, -0.16), (0.06, 0.08)), 0.94, 0.5)
    p, q = sh.turn(u, v - 0.28, c.rnd(1, 0.2, 1.3))
    a, b = torch.where(p.abs() > q.abs(), p.abs(), q.abs()), torch.where(p.abs() > q.abs(), q * p.sign(), -p * q.sign())
    arm = torch.maximum(b.abs() - 0.022, a - 0.78)
    sail = torch.maximum((b - 0.11).abs() - 0.10, (a - 0.48).abs() - 0.29)
    bars = sh.union(
        (torch.remainder(a / 0.085, 1.0) - 0.5).abs() * 0.085 - 0.016,
        (b - 0.11).abs() - 0.012,
        0.085 - (b - 0.11).abs(),
    )
    c.fill(sh.union(arm, sh.both(sail, bars), dot(u, v, (0.0, 0.28), 0.06)), c.figure(0.0), 0.1)
    c.wash(c.cover(sail) * 0.35, c.figure(0.45), 0.9)


def pyramid(c: Canvas) -> None:
    """Three pyramids in the sand, one side lit and one dark, the stone in courses."""
    u, v = facing(c), c.v
    c.fill(v + 0.46 - 0.03 * torch.sin(u * 2 + c.rnd(2, 0, 6)), 0.50, 0.15)
    for x, y, s in ((0.70, -0.42, 0.55), (-0.74, -0.44, 0.62), (0.0, -0.56, 1.20)):
        p, q = (u - x) / s, (v - y) / s
        lit = sh.polygon(p, q, [(-0.72, 0.0), (0.16, -0.10), (0.0, 0.92)])
        dark = sh.polygon(p, q, [(0.16, -0.10), (0.72, 0.02), (0.0, 0.92)])
        c.fill((sh.union(lit, dark) - 0.02) * s, 0.06)
        c.fill(lit * s, 0.76, 0.45)
        c.fill(dark * s, 0.16, 0.3)
        course = sh.smoothstep((torch.remainder(q * 13, 1.0) - 0.5).abs(), 0.36, 0.44)
        c.wash(c.cover(sh.union(lit, dark) * s) * course * 0.4, 0.10)


def ferris_wheel(c: Canvas) -> None:
    """A big wheel with lit cabins, on two legs."""
    u, v = c.u, c.v
    ground(c, -0.86)
    c.fill(
        sh.union(chain(u.abs(), v, [(0.0, 0.14), (0.46, -0.94)], 0.050), dot(u, v, (0.0, 0.14), 0.07)),
        c.figure(0.1),
        0.2,
    )
    p, q = u, v - 0.14
    r, angle = torch.hypot(p, q), torch.atan2(q, p) + c.rnd(1, 0, 1)
    near = (torch.remainder(angle * 12 / 6.28319, 1.0) - 0.5) * 6.28319 / 12
    rim = sh.union((r - 0.72).abs() - 0.032, (r - 0.56).abs() - 0.016, sh.both((near * r).abs() - 0.016, r - 0.72))
    c.fill(rim, c.figure(0.0), 0.3)
    cabin = torch.hypot(near * r, r - 0.78) - 0.100
    c.fill(cabin, 0.72, 1.0)
    c.fill(cabin + 0.045, 0.97, 0.2)
    c.glow(torch.exp(-cabin.clamp_min(0) * 12) * 0.3)


def train(c: Canvas) -> None:
    """A steam engine from the side with a plume, on its rails."""
    u, v = facing(c), c.v + 0.06
    plume = (
        sh.union(*(dot(u, v, (0.52 - 0.26 * k, 0.42 + 0.11 * k), 0.13 + 0.045 * k) for k in range(5)))
        + c.noise(2, 14) * 0.04
    )
    c.wash(c.cover(plume, 0.06) * 0.85, 0.90)
    c.earth(v + 0.62, c.figure(0.4))
    c.fill(slab(u, v, (0.0, -0.60), (3.0, 0.022)), 0.06)
    boiler = slab(u, v, (0.20, -0.14), (0.60, 0.20), 0.12)
    cab = sh.union(slab(u, v, (-0.58, -0.02), (0.24, 0.34)), slab(u, v, (-0.58, 0.34), (0.32, 0.05), 0.03))
    front = sh.union(
        sh.polygon(u, v, [(0.46, 0.0), (0.62, 0.0), (0.66, 0.36), (0.42, 0.36)]),
        dot(u, v, (0.12, 0.08), 0.10),
        sh.polygon(u, v, [(0.74, -0.34), (0.74, -0.56), (1.02, -0.56)]),
    )
    c.fill(sh.union(boiler, front, slab(u, v, (0.0, -0.36), (0.82, 0.07))), c.figure(0.02), 0.1)
    c.fill(cab, c.figure(0.15), 0.9)
    c.fill(slab(u, v, (-0.58, 0.10), (0.13, 0.11), 0.02), 0.95, 0.4)
    c.fill(sh.union(slab(u, v, (0.0, -0.14), (0.025, 0.2)), slab(u, v, (0.36, -0.14), (0.025, 0.2))), 0.75, 0.6)
    for x, s in ((-0.60, 0.20), (-0.14, 0.20), (0.30, 0.15), (0.62, 0.15)):
        wheel_ = dot(u, v, (x, -0.60 + s + 0.02), s)
        c.fill(wheel_, 0.05)
        c.fill(sh.union((wheel_ + 0.055).abs() - 0.016, wheel_ + s - 0.045), 0.8, 0.8)
    c.fill(dot(u, v, (0.84, -0.08), 0.07), 0.98, 0.4)


def grave(c: Canvas) -> None:
    """Gravestones on a mound: a round one, a cross, one that leans."""
    u, v = facing(c), c.v
    ground(c, -0.56)
    stone = sh.union(slab(u, v, (-0.10, -0.34), (0.30, 0.40)), dot(u, v, (-0.10, 0.06), 0.30))
    p, q = sh.turn(u - 0.62, v + 0.40, 0.2)
    cross = sh.union(slab(u, v, (-0.72, -0.24), (0.055, 0.46)), slab(u, v, (-0.72, 0.02), (0.20, 0.055)))
    c.fill(cross, c.figure(0.1), 0.1)
    c.fill(sh.union(slab(p, q, (0.0, 0.0), (0.20, 0.30)), dot(p, q, (0.0, 0.26), 0.20)), c.figure(0.35), 0.1)
    c.fill(stone, c.figure(0.18), 0.05)
    script = sh.union(
        slab(u, v, (-0.10, 0.10), (0.022, 0.13)),
        slab(u, v, (-0.10, 0.15), (0.08, 0.022)),
        *(slab(u, v, (-0.10, y), (0.17, 0.016)) for y in (-0.16, -0.26, -0.36)),
    )
    c.wash(c.cover(script), c.figure(0.8))
    grass = v + 0.70 - 0.12 * (torch.remainder(u * 11, 1.0) - 0.5).abs() - 0.05 * torch.sin(u * 5)
    c.fill(grass, c.figure(0.0), 0.15)
    c.fill(sh.union(dot(u, v, (-0.30, -0.64), 0.075), dot(u, v, (-0.18, -0.68), 0.06)), 0.7, 1.0)


def ruins(c: Canvas) -> None:
    """Broken columns of a temple, a lintel over two of them."""
    u, v = facing(c), c.v
    ground(c, -0.72)
    for x, top in ((-0.76, 0.44), (-0.38, 0.44), (0.02, 0.06), (0.40, 0.36), (0.78, -0.28)):
        ragged = 0.05 * sh.zigzag(u * 17 + x) if top != 0.44 else 0.0
        shaft = torch.maximum((u - x).abs() - 0.105 + 0.02 * v, torch.maximum(v - top - ragged, -v - 0.74))
        c.fill(shaft - 0.015, c.figure(0.0))
        c.fill(shaft, c.figure(0.85), 0.05)
        c.wash(c.cover(shaft) * sh.smoothstep(torch.cos((u - x) * 70), 0.2, 0.8) * 0.6, c.figure(0.25))
        c.fill(slab(u, v, (x, -0.74), (0.15, 0.045)), c.figure(0.1))
    c.fill(sh.union(slab(u, v, (-0.57, 0.50), (0.38, 0.055)), slab(u, v, (-0.55, 0.62), (0.32, 0.07))), 0.80, 0.1)
    c.fill(slab(*sh.turn(u - 0.52, v + 0.78, 0.15), (0.0, 0.0), (0.24, 0.09), 0.05), c.figure(0.2), 0.5)


def tunnel(c: Canvas) -> None:
    """A round tunnel that leads to a small far light."""
    u, v = c.u, c.v
    backdrop(c, 0.95, 0.06)
    r = torch.hypot(u - 0.1 * (1 - u.abs()), v).clamp_min(0.02)
    depth = torch.log(r) * 3.4 + c.rnd(1)
    ring = torch.remainder(depth, 1.0)
    panel = torch.remainder(torch.atan2(v, u) * 10 / 6.28319 + 0.5 * torch.remainder(depth.floor(), 2.0), 1.0)
    seam = torch.minimum((ring - 0.5).abs() * r * 0.3, (panel - 0.5).abs() * r * 0.6)
    c.fill(
        r - 1.5,
        0.30 + 0.5 * torch.exp(-r * 2.6) - 0.22 * sh.smoothstep(r, 0.3, 1.3),
        0.45 * (torch.remainder(depth.floor(), 2.0)),
    )
    c.wash(sh.smoothstep(0.016 * (0.4 + r) - seam, 0.0, 0.012), 0.03)
    c.f.edge = torch.minimum(c.f.edge, seam * 3)
    c.fill(r - 0.15, 0.98, 0.1)
    c.glow(torch.exp(-r * 4.5) * 0.7)
