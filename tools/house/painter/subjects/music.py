"""Music: instruments, and abstract fields that a sound can drive (pulse, bars, beams, particles, flow ...)."""

from __future__ import annotations

import torch

from tools.house.painter import shapes as sh
from tools.house.painter.canvas import Canvas
from tools.house.painter.subjects.parts import backdrop, chain, dot, facing, oval, slab


def guitar(c: Canvas) -> None:
    """An acoustic guitar: waisted body, sound hole, neck, strings."""
    u, v = sh.turn(facing(c), c.v, c.rnd(2, -0.7, -0.2))
    body = sh.melt(oval(u, v, (0.0, -0.50), (0.54, 0.42)), oval(u, v, (0.0, -0.02), (0.38, 0.28)), 0.18)
    c.fill(body - 0.03, 0.04)
    c.fill(body, 0.74, 0.5)
    c.wash(c.cover(body) * sh.smoothstep(body, -0.09, -0.02) * 0.6, 0.12, 0.5)
    c.fill(dot(u, v, (0.0, -0.22), 0.175), 0.03)
    c.fill(
        sh.union(
            slab(u, v, (0.0, 0.46), (0.060, 0.50)),
            slab(u, v, (0.0, 1.02), (0.10, 0.13), 0.03),
            slab(u, v, (0.0, -0.62), (0.20, 0.035)),
        ),
        c.figure(0.0),
        0.15,
    )
    c.wash(c.cover(slab(u, v, (0.0, 0.2), (0.045, 0.82))) * sh.smoothstep(torch.cos(u * 190), 0.3, 0.8) * 0.9, 0.96)


def violin(c: Canvas) -> None:
    """A violin, its bow across the strings: waisted body, f-holes, dark fingerboard, pale strings."""
    u, v = sh.turn(facing(c), c.v, c.rnd(2, -0.5, -0.1))
    p = u.abs()
    body = sh.melt(oval(u, v, (0.0, -0.52), (0.46, 0.36)), oval(u, v, (0.0, 0.04), (0.38, 0.28)), 0.10)
    body = sh.minus(body, dot(p, v, (0.50, -0.20), 0.23))
    c.fill(body - 0.03, 0.04)
    c.fill(body, 0.50 + 0.14 * sh.smoothstep(-u, -0.3, 0.3), 1.0)
    c.wash(c.cover(body) * sh.smoothstep(body, -0.07, -0.01) * 0.5, 0.12, 0.8)
    neck = sh.union(
        slab(u, v, (0.0, 0.30), (0.065, 0.56)),
        dot(u, v, (0.0, 0.94), 0.10),
        slab(u, v, (0.0, -0.70), (0.08, 0.13), 0.03),
    )
    c.fill(sh.union(neck, chain(p, v, [(0.04, 0.84), (0.19, 0.88)], 0.034)), 0.03)
    c.fill(chain(p, v, [(0.17, -0.10), (0.13, -0.24), (0.20, -0.38)], 0.026), 0.02)
    c.wash(c.cover(slab(u, v, (0.0, 0.06), (0.042, 0.76))) * sh.smoothstep(torch.cos(u * 220), 0.2, 0.8), 0.97)
    bow = sh.union(
        sh.segment(u, v, (-1.02, -0.02), (0.98, -0.44), 0.040), sh.segment(u, v, (-1.00, -0.12), (0.96, -0.54), 0.018)
    )
    c.fill(bow, c.figure(0.0), 0.3)


def piano(c: Canvas) -> None:
    """A keyboard in perspective, some keys down and lit."""
    u, v = sh.turn(c.u, c.v, c.rnd(1, -0.2, 0.2))
    backdrop(c, 0.85, 0.08)
    near = 1 + 0.24 * (0.6 - v)
    t = u / near * 4.5 + 40
    cell = t.floor()
    p = (t - cell - 0.5).abs()
    bed = (v + 0.06).abs() - 0.62
    random = c.cell_random(cell, cell * 0, 2)
    white = torch.maximum(p - 0.46, bed * 2)
    c.fill(white * 0.22, 0.95 - 0.25 * sh.smoothstep(-v, 0.4, 0.7), (random[0] > 0.80) * 1.0)
    half = torch.remainder(t - 0.5, 7.0)
    cell = (t + 0.5).floor()
    p = (t + 0.5 - cell - 0.5).abs()
    note = torch.remainder(half.floor(), 7.0)
    black = torch.maximum(p - 0.30, ((v - 0.20).abs() - 0.36) * 2)
    c.fill(torch.where((note == 2) | (note == 6), 9.0, black * 0.22), 0.03)
    c.fill((v - 0.66).abs() - 0.10, 0.16, 0.9)


def drum(c: Canvas) -> None:
    """A drum with crossed cords and two sticks."""
    u, v = facing(c), c.v + 0.14
    side = sh.union(slab(u, v, (0.0, -0.16), (0.66, 0.44)), oval(u, v, (0.0, -0.60), (0.66, 0.18)))
    c.fill(side, 0.46, 1.0)
    cord = (sh.zigzag(u / 0.66 * 4.0) * 0.74 - 0.62 - v).abs() * 0.45 - 0.022
    c.wash(c.cover(sh.both(cord, side)), 0.95)
    c.fill(sh.both((torch.hypot(u / 0.66, (v + 0.60) / 0.18) - 1).abs() * 0.12 - 0.012, v + 0.6), 0.1)
    c.fill(oval(u, v, (0.0, 0.28), (0.70, 0.21)), 0.08, 0.4)
    c.fill(oval(u, v, (0.0, 0.29), (0.62, 0.165)), 0.95)
    sticks = sh.union(
        sh.segment(u, v, (-0.86, 0.96), (-0.20, 0.32), 0.030),
        dot(u, v, (-0.18, 0.30), 0.065),
        sh.segment(u, v, (0.92, 0.88), (0.20, 0.40), 0.030),
        dot(u, v, (0.18, 0.39), 0.065),
    )
    c.fill(sticks, c.figure(0.05), 0.3)


def pulse(c: Canvas) -> None:
    """A sound's wave as bright lines through the middle, swelling and falling."""
    backdrop(c, 0.7, 0.10)
    swell = torch.exp(-((c.u / c.rnd(1, 0.5, 0.9)) ** 2)) * (0.7 + 0.3 * torch.sin(c.u * 5 + c.rnd(2, 0, 6)))
    for k in range(4):
        wave = swell * (0.72 - 0.15 * k) * torch.sin(c.u * (9 + 3 * k) + c.rnd(10 + k, 0, 6))
        slope = swell * (0.72 - 0.15 * k) * (9 + 3 * k)
        d = (c.v - wave).abs() / (1 + slope * slope * 0.5).sqrt() - 0.020 + 0.003 * k
        c.fill(d, 0.95 - 0.16 * k, 0.9 * float(k % 2))
        c.glow(torch.exp(-d.clamp_min(0) * 16) * 0.18)


def bars(c: Canvas) -> None:
    """Upright bars of many heights from a common line, as a level meter shows them."""
    backdrop(c, 0.6, 0.10)
    pitch = 0.145
    t = c.u / pitch + 40
    cell = t.floor()
    random = c.cell_random(cell, cell * 0, 2)
    at = (cell + 0.5 - 40) * pitch
    tall = 0.16 + (0.95 + 0.4 * torch.sin(at * 3 + c.rnd(1, 0, 6))) * (0.25 + 0.55 * random[0])
    side = (t - cell - 0.5).abs() * pitch - 0.052
    d = torch.maximum(side, torch.maximum(c.v + 0.55 - tall, -c.v - 0.55))
    step = (torch.remainder(c.v * 13, 1.0) - 0.5).abs()
    c.fill(
        torch.maximum(d, (step - 0.38) / 13),
        0.50 + 0.45 * sh.smoothstep(c.v, -0.5, 0.6),
        0.95 * sh.smoothstep(c.v, -0.1, 0.3),
    )
    mirror = torch.maximum(side, torch.maximum(c.v + 0.60, -c.v - 0.60 - 0.45 * tall))
    c.wash(c.cover(mirror) * 0.40, 0.6, 0.4)


def beams(c: Canvas) -> None:
    """Stage light: beams that fan out from a bar of lamps above, haze in them, pools on the floor."""
    backdrop(c, 0.9, 0.06)
    c.fill(c.v + 0.74, 0.14)
    for k in range(4):
        x, aim = (-0.66 + 0.44 * k) * c.wide, c.rnd(10 + k, -0.8, 0.8)
        drop = (0.86 - c.v).clamp_min(0)
        middle = x + (aim - x) * drop / 1.7
        d = torch.maximum((c.u - middle).abs() - 0.03 - 0.13 * drop, c.v - 0.84)
        c.wash(c.cover(d, 0.03) * (0.30 + 0.55 * torch.exp(-drop * 0.9)) * (c.v > -0.84), 0.95, 0.95 * float(k % 2))
        c.claim(c.cover(d) * 0.6)
        c.f.edge = torch.minimum(c.f.edge, d.abs() * c.scale)
        c.fill(sh.ellipse(c.u - aim, c.v + 0.86, 0.28, 0.060), 0.96, 0.9 * float(k % 2))
        c.fill(dot(c.u, c.v, (x, 0.90), 0.085), 0.99)
    c.fill((c.v - 0.97).abs() - 0.03, c.figure(0.3))


def particles(c: Canvas) -> None:
    """A swarm of points flung from a centre, larger and sparser as they fly."""
    backdrop(c, 0.75, 0.08)
    u, v = c.u - c.rnd(1, -0.2, 0.2), c.v - c.rnd(2, -0.2, 0.2)
    r = torch.hypot(u, v).clamp_min(0.01)
    angle = torch.atan2(v, u) / 6.28319 + 0.05 * torch.log(r)
    c.glow(torch.exp(-r * 4.0) * 0.5)
    for k, count in enumerate((26, 40, 58)):
        p, q = (angle + 1) * count, torch.log(r) * count / 6.28319 * (0.7 + 0.3 * k) + 60
        i, j = p.floor(), q.floor()
        random = c.cell_random(torch.remainder(i, count), j, 3 + k)
        d = (
            torch.hypot(p - i - 0.5 + 0.4 * (random[1] - 0.5), q - j - 0.5 + 0.4 * (random[2] - 0.5))
            - 0.12
            - 0.16 * random[3]
        )
        d = torch.where(random[0] < 0.62, d, torch.full_like(d, 0.5)) * r * 6.28319 / count
        c.fill(sh.both(d, r - 1.5), 0.72 + 0.27 * random[1], (random[2] > 0.5) * 0.95)


def interference(c: Canvas) -> None:
    """Two sources whose round waves cross and make a pattern of light and dark."""
    gap = c.rnd(1, 0.34, 0.62)
    u, v = sh.turn(c.u, c.v, c.rnd(2, 0, 3.1))
    a, b = torch.hypot(u - gap, v), torch.hypot(u + gap, v)
    phase = c.rnd(3, 0, 6)
    wave = torch.cos(a * 24 + phase) + torch.cos(b * 24 + phase)
    c.fill((wave.abs() - 0.9) * 0.035, c.figure(0.95), 0.0)
    c.wash(sh.smoothstep(wave, 0.5, 1.4), c.figure(0.0))
    c.wash(sh.smoothstep(-wave, 0.6, 1.4) * 0.9, 0.55, 0.95)
    c.fill(sh.union(a, b) - 0.06, c.figure(0.0), 0.9)


def flow(c: Canvas) -> None:
    """Streams of fine lines that follow a slow current."""
    field = c.noise(1, 3) * 1.1 + c.noise(2, 5) * 0.4 + c.v * 0.9 + c.u * 0.3
    t = field * 9
    row = t.floor()
    random = c.cell_random(row, row * 0, 3)
    d = ((t - row - 0.5).abs() - 0.16 - 0.22 * random[0]) * 0.10
    c.fill(d, c.figure(0.0) + (c.figure(0.6) - c.figure(0.0)) * random[1], (random[2] > 0.6) * 0.95)


def orbits(c: Canvas) -> None:
    """An atom: tilted orbits around a kernel, a bead on each."""
    u, v = c.u, c.v
    spin = c.rnd(1, 0, 1)
    for k in range(4):
        p, q = sh.turn(u, v, k * 0.7854 + spin)
        d = sh.ellipse(p, q, 0.92, 0.34).abs() - 0.026
        c.fill(d, c.figure(0.12 * k), 0.25 * k)
        a = c.rnd(10 + k, 0, 6.28)
        c.fill(torch.hypot(p - 0.92 * a.cos(), q - 0.34 * a.sin()) - 0.095, c.figure(0.0), 0.95)
    r = torch.hypot(u, v)
    c.glow(torch.exp(-r * 6) * 0.4)
    c.fill(r - 0.17, 0.85, 0.9)


def network(c: Canvas) -> None:
    """Nodes joined by straight threads."""
    backdrop(c, 0.5, c.figure(1.0))
    nodes = [
        (0.52 * ((k % 4) - 1.5) + c.rnd(10 + k, -0.17, 0.17), 0.52 * (k // 4 - 1.5) + c.rnd(40 + k, -0.17, 0.17))
        for k in range(16)
    ]
    lines = torch.full_like(c.u, 9.0)
    for k in range(16):
        for other in (
            (k + 1) if k % 4 < 3 else None,
            k + 4 if k < 12 else None,
            k + 5 if k < 11 and k % 4 < 3 and k % 3 != 1 else None,
        ):
            if other is not None:
                lines = torch.minimum(lines, sh.segment(c.u, c.v, nodes[k], nodes[other], 0.016))
    c.fill(lines, c.figure(0.2))
    beads = sh.union(*(dot(c.u, c.v, node, 0.060 + 0.03 * (k % 3)) for k, node in enumerate(nodes)))
    c.glow(torch.exp(-beads.clamp_min(0) * 14) * 0.2)
    c.fill(beads, c.figure(0.0), 0.9)


def mandala(c: Canvas) -> None:
    """A round ornament of petals, ring within ring."""
    r, angle = torch.hypot(c.u, c.v), torch.atan2(c.v, c.u)
    c.fill(r - 1.0, c.figure(0.6), 0.0)
    for k, (radius, count) in enumerate(((0.94, 16), (0.72, 12), (0.52, 8), (0.32, 8))):
        lobe = (angle * count / 2 + 0.5 * 3.14159 * (k % 2)).cos().abs()
        d = (r - radius * (0.70 + 0.30 * lobe)) * 0.7
        c.fill(d, c.figure(0.05 + 0.75 * (k % 2)), 0.9 * float(k % 2 == 0))
        near = (torch.remainder(angle * count / 6.28319 + 0.5 * (k % 2), 1.0) - 0.5) * 6.28319 / count
        c.fill(torch.hypot(near * r, r - radius * 0.84) - 0.036 * (1 + radius), 0.93 - 0.85 * (k % 2), 0.3)
    c.fill(r - 0.12, 0.9, 0.8)


def labyrinth(c: Canvas) -> None:
    """A square maze: broken walls, one within the other, passages in between."""
    r, angle = torch.maximum(c.u.abs(), c.v.abs()), torch.atan2(c.v, c.u) + 3.14159
    pitch = 0.155
    ring = (r / pitch + 0.5).floor()
    gap = c.cell_random(ring, ring * 0, 3)[0] * 6.28319
    off = torch.remainder(angle - gap + 3.14159, 6.28319) - 3.14159
    wall = torch.maximum((r - ring * pitch).abs() - 0.034, 0.085 - (off * r).abs())
    wall = torch.where((ring > 0.5) & (ring < 6.5), wall, torch.full_like(wall, 9.0))
    lane = (r / pitch).floor()
    door = ((c.cell_random(lane, lane * 0, 4)[1] * 4).floor() + 0.12) * 1.5708
    bar = (torch.remainder(angle - door + 3.14159, 6.28319) - 3.14159).abs() * r - 0.034
    bar = sh.both(bar, torch.where((lane > 0.5) & (lane < 5.5), torch.full_like(r, -9.0), torch.full_like(r, 9.0)))
    c.wash(c.cover(r - 1.02) * 0.8, c.figure(0.85))
    c.fill(sh.union(wall, bar), c.figure(0.0), 0.2)
    c.fill(r - 0.07, 0.6, 1.0)


def cubes(c: Canvas) -> None:
    """Stacked cubes in isometric view: a bright top, a middle side and a dark side each.

    Hexagons in two interleaved rectangular lattices, each cut into three rhombs by the angle from its centre.
    """
    p, q = c.u * 2.6 + 30, c.v * 2.6 / 1.7320 + 30
    a = (p - p.floor() - 0.5, (q - q.floor() - 0.5) * 1.7320)
    b = (p + 0.5 - (p + 0.5).floor() - 0.5, (q + 0.5 - (q + 0.5).floor() - 0.5) * 1.7320)
    first = a[0].square() + a[1].square() < b[0].square() + b[1].square()
    x, y = torch.where(first, a[0], b[0]), torch.where(first, a[1], b[1])
    column = torch.where(first, p.floor(), (p + 0.5).floor() + 100)
    random = c.cell_random(column, torch.where(first, q.floor(), (q + 0.5).floor()), 3)
    third = torch.remainder(torch.atan2(y, x) / 2.0944 - 0.25, 3.0)
    face = third.floor()
    across = torch.minimum(third - face, 1 - third + face) * 2.0944 * torch.hypot(x, y)
    outer = 0.5 - torch.maximum(x.abs(), torch.maximum((0.5 * x + 0.866 * y).abs(), (0.5 * x - 0.866 * y).abs()))
    tone = torch.where(face < 0.5, 0.94, torch.where(face < 1.5, 0.48, 0.10))
    near = torch.minimum(across, outer)
    c.fill((0.02 - near) * 0.38, tone, (random[0] > 0.70) * 0.9)
    c.wash(sh.smoothstep(0.035 - near, 0.0, 0.02), 0.04)


def triangles(c: Canvas) -> None:
    """Seven large flat triangles that overlap, light on dark and dark on light, each with a thin dark side."""
    for k in range(7):
        x, y = 0.62 * (k % 3 - 1) + c.rnd(10 + k, -0.2, 0.2), 0.60 * (k // 3 - 1) + c.rnd(20 + k, -0.2, 0.2)
        p, q = sh.turn(c.u - x, c.v - y, c.rnd(40 + k, 0, 6.28))
        d = torch.maximum(-q, p.abs() * 0.866 + q * 0.5) - c.rnd(30 + k, 0.20, 0.36)
        c.fill(d - 0.02, 0.02)
        c.fill(d, (0.95, 0.16, 0.55, 0.88, 0.30, 0.72, 0.10)[k], (0.0, 0.2, 1.0, 0.1, 1.0, 0.6, 0.3)[k])
