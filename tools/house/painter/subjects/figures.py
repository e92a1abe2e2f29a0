"""Human figures in motion and at rest: dancer, walker, runner, prayer, embrace, crowd, singer, sleeper, angel."""

from __future__ import annotations

import torch

from tools.house.painter import shapes as sh
from tools.house.painter.canvas import Canvas
from tools.house.painter.subjects.parts import backdrop, chain, dot, facing, ground, oval, slab
from tools.house.painter.subjects.poses import DANCES, any_pose, body, pose


def dancer(c: Canvas) -> None:
    """A dancer in one of six poses, with hair in a knot and a skirt or a veil that the turn flings out."""
    u, v = facing(c), c.v
    c.wash(torch.exp(-((u / 0.55) ** 2 + ((v + 0.99) / 0.06) ** 2)) * 0.6, 0.10)
    at = any_pose(c, 2, DANCES)
    (hu, hv), (nu, _), (pu, pv) = at["head"], at["neck"], at["hip"]
    knot = dot(u, v, (hu - 0.10, hv + 0.08), 0.062)
    c.fill(sh.union(body(u, v, at, 1.2), knot), c.figure(0.02), 0.05)
    hem = 0.05 * torch.sin(u * 15 + c.rnd(3, 0, 6)) * sh.smoothstep(pv - v, 0.0, 0.3)
    lean = (pu - nu) * 0.5
    cloth = [(pu - 0.10, pv + 0.12), (pu + 0.11, pv + 0.12), (pu + 0.50 + lean, pv - 0.22), (pu + lean, pv - 0.36),
             (pu - 0.50 + lean, pv - 0.18)]  # fmt: skip
    c.fill(sh.polygon(u, v + hem, cloth), c.figure(0.22) + 0.05 * torch.sin((u - pu) * 42), 0.95)


def walker(c: Canvas) -> None:
    """Someone in a long coat and a hat who walks, with a long shadow."""
    u, v = facing(c), c.v
    ground(c, -0.88)
    c.wash(c.cover(sh.segment(u, v, (0.0, -0.97), (-1.2, -1.06), 0.12, 0.05)) * 0.7, 0.05)
    at = pose("walk")
    coat = (
        sh.polygon(u, v, [(-0.14, 0.60), (0.16, 0.60), (0.22, 0.0), (0.26, -0.52), (-0.34, -0.48), (-0.20, 0.0)]) - 0.03
    )
    hat = sh.union(slab(u, v, (0.04, 0.87), (0.22, 0.022)), slab(u, v, (0.04, 0.94), (0.12, 0.08), 0.03))
    c.fill(sh.union(body(u, v, at), coat), c.figure(0.03), 0.1)
    c.fill(hat, c.figure(0.2), 0.6)
    c.fill(
        sh.union(
            sh.segment(u, v, (-0.20, -0.04), (-0.22, -0.10), 0.02), slab(u, v, (-0.24, -0.24), (0.17, 0.13), 0.03)
        ),
        c.figure(0.28),
        0.9,
    )


def runner(c: Canvas) -> None:
    """Someone who runs, streaks of air behind."""
    u, v = facing(c), c.v
    ground(c, -0.80)
    streak = torch.maximum(
        (torch.remainder(v * 5 + c.rnd(3), 1.0) - 0.5).abs() / 5 - 0.012, sh.both(u + 0.40, -u - 1.1)
    )
    c.wash(c.cover(sh.both(streak, v.abs() - 0.7)) * 0.7, c.figure(0.3), 0.7)
    c.fill(body(u, v, pose("run"), 1.35), c.figure(0.02), 0.1)
    shirt = sh.segment(u, v, (0.14, 0.46), (0.01, 0.06), 0.15, 0.12)
    c.fill(shirt, c.figure(0.3), 1.0)


def prayer(c: Canvas) -> None:
    """Someone on their knees with joined hands raised, in a shaft of light."""
    u, v = facing(c), c.v
    ground(c, -0.90)
    shaft = torch.maximum((u - 0.2 - 0.25 * v).abs() - 0.55 - 0.15 * (1 - v), -v - 0.9)
    c.wash(c.cover(shaft, 0.15) * 0.42, 0.50 + 0.45 * c.day, 0.15)  # never as pale as the figure is at night
    robe = sh.polygon(
        u, v, [(0.0, 0.30), (0.20, 0.24), (0.14, -0.2), (0.46, -0.58), (0.34, -0.92), (-0.52, -0.94), (-0.20, -0.3)]
    )
    c.fill(sh.union(body(u, v, pose("kneel"), 1.2), robe - 0.02), c.figure(0.03), 0.15)


def embrace(c: Canvas) -> None:
    """Two people from the waist up who hold each other, brow at brow, an arm round each back."""
    u, v = facing(c), c.v
    one, other = c.figure(0.0), c.figure(0.55)
    right = (
        sh.polygon(u, v, [(0.06, 0.16), (0.34, 0.20), (0.62, 0.02), (0.76, -0.42), (0.72, -1.3), (-0.04, -1.3)]) - 0.05
    )
    left = (
        sh.polygon(u, v, [(0.0, 0.18), (-0.34, 0.26), (-0.66, 0.06), (-0.80, -0.42), (-0.74, -1.3), (0.08, -1.3)])
        - 0.05
    )
    face = sh.union(
        oval(u, v, (0.30, 0.50), (0.24, 0.29), 0.25), sh.segment(u, v, (0.10, 0.48), (0.05, 0.44), 0.06, 0.03)
    )
    hair = sh.both(oval(u, v, (0.40, 0.54), (0.32, 0.37), 0.2), sh.minus(0.30 - u - 0.35 * (v - 0.6), 0.9 - v))
    c.fill(sh.union(right, face), other, 1.0)
    c.fill(sh.both(hair, 0.16 - u), c.figure(0.2), 0.35)
    face = sh.union(
        oval(u, v, (-0.24, 0.60), (0.25, 0.30), -0.25), sh.segment(u, v, (-0.02, 0.56), (0.05, 0.50), 0.06, 0.03)
    )
    c.fill(sh.union(left, face, sh.segment(u, v, (-0.28, 0.3), (-0.26, 0.1), 0.14)), one, 0.1)
    c.fill(chain(u, v, [(0.30, -0.02), (-0.10, -0.26), (-0.58, -0.12), (-0.70, 0.0)], 0.13, 0.085), other, 1.0)
    c.fill(chain(u, v, [(-0.34, -0.34), (0.10, -0.62), (0.56, -0.48), (0.66, -0.36)], 0.13, 0.085), one, 0.1)


def crowd(c: Canvas) -> None:
    """Heads and shoulders, row before row, some arms raised."""
    for row in range(3):
        pitch, level = 0.38 + 0.15 * row, 0.20 - 0.42 * row
        t = c.u / pitch + c.rnd(row + 1, 0, 9)
        cell = t.floor()
        random = c.cell_random(cell, cell * 0 + row, 10 + row)
        u, v = (t - cell - 0.5 + 0.2 * (random[0] - 0.5)) * pitch, c.v - level - 0.16 * (random[1] - 0.5)
        head = torch.hypot(u, v) - pitch * 0.22
        body_ = torch.maximum(u.abs() - pitch * 0.43, torch.hypot(u, (v + pitch * 0.80) * 0.8) - pitch * 0.46)
        arm = torch.where(
            random[2] > 0.72,
            sh.segment(u, v, (pitch * 0.30, -pitch * 0.5), (pitch * 0.42, pitch * 0.75), pitch * 0.08),
            9.0,
        )
        d = sh.union(head, body_, arm, torch.maximum(v + pitch * 0.8, u.abs() - pitch * 0.43), v + pitch * 1.6)
        c.fill(d, c.figure((0.68, 0.36, 0.0)[row]), (random[3] > 0.7) * 0.8)


def singer(c: Canvas) -> None:
    """A singer from the waist up, head thrown back, mouth wide open at a great microphone, one arm high."""
    u, v = facing(c), c.v
    backdrop(c, 0.75, 0.14)
    for x in (-0.9, 0.9):
        beam = (u - x * (v + 1.2) * 0.55).abs() - 0.16 - 0.10 * (1 - v)
        c.wash(c.cover(beam, 0.1) * 0.35, 0.90, 0.5)
    c.wash(torch.exp(-(((u + 0.05) / 0.8) ** 2 + ((v - 0.2) / 0.8) ** 2)) * 0.85, 0.95, 0.1)
    waist = [(-0.34, 0.04), (0.06, 0.02), (0.36, -0.16), (0.24, -0.58), (0.40, -1.3), (-0.62, -1.3), (-0.40, -0.58)]
    bust = sh.polygon(u, v, [*waist, (-0.56, -0.14)]) - 0.04
    raised = chain(u, v, [(-0.46, -0.10), (-0.86, 0.22), (-0.80, 0.82)], 0.13, 0.065)
    holding = chain(u, v, [(0.32, -0.22), (0.62, -0.46), (0.66, -0.10)], 0.11, 0.075)
    p, q = sh.turn(u + 0.10, v - 0.44, 0.50)
    head = oval(p, q, (0.0, 0.0), (0.27, 0.34))
    mouth = sh.polygon(p, q, [(0.02, -0.14), (0.42, 0.04), (0.42, -0.36)])
    nose = sh.segment(p, q, (0.20, 0.10), (0.31, 0.03), 0.07, 0.035)
    hair = sh.melt(oval(p, q, (-0.13, 0.12), (0.29, 0.32)), oval(u, v, (-0.50, 0.14), (0.17, 0.38), 0.5), 0.12)
    neck = sh.segment(u, v, (-0.10, 0.24), (-0.14, -0.05), 0.12, 0.15)
    skin = sh.union(sh.minus(sh.union(head, nose), mouth), neck, raised, holding, dot(u, v, (-0.80, 0.88), 0.10))
    c.fill(skin, 0.03, 0.1)
    c.fill(hair, 0.16, 0.9)
    c.fill(sh.minus(bust, oval(u, v, (-0.14, 0.06), (0.22, 0.16))), 0.36, 1.0)
    stand = sh.segment(u, v, (0.72, -1.3), (0.60, 0.10), 0.045, 0.075)
    c.fill(sh.union(stand, oval(u, v, (0.56, 0.26), (0.19, 0.17), -0.6)), 0.03)
    c.wash(c.cover(sh.both(slab(*sh.turn(u - 0.58, v - 0.17, 0.14), (0.0, 0.0), (0.16, 0.03)), u - 0.9)), 0.9, 0.2)


def sleeper(c: Canvas) -> None:
    """Someone asleep in bed: a great pillow, a face turned up with closed eye, the blanket's long hill; a moon."""
    u, v = facing(c), c.v + 0.08
    moon_ = sh.minus(dot(u, v, (0.62, 0.66), 0.24), dot(u, v, (0.52, 0.72), 0.21))
    c.fill(moon_, 0.95, 0.2)
    wood = c.figure(0.0)
    c.fill(
        sh.union(
            slab(u, v, (-1.00, -0.26), (0.08, 0.62), 0.04),
            slab(u, v, (1.00, -0.44), (0.08, 0.44), 0.04),
            slab(u, v, (0.0, -0.66), (1.0, 0.12), 0.03),
        ),
        wood,
        0.3,
    )
    c.fill(slab(u, v, (-0.60, -0.34), (0.36, 0.24), 0.16), 0.97)
    hair = oval(u, v, (-0.68, -0.02), (0.30, 0.25), -0.3)
    c.fill(hair, 0.06, 0.35)
    p, q = u + 0.48, v - 0.03
    c.fill(oval(p, q, (0.0, 0.0), (0.27, 0.24)), 0.74, 0.3)
    lids = sh.union(*(sh.both(dot(p, q, (x, 0.06), 0.075).abs() - 0.022, q - 0.045) for x in (-0.08, 0.13)))
    c.fill(sh.union(lids, sh.segment(p, q, (0.02, -0.13), (0.10, -0.12), 0.020)), 0.03)
    hill = 0.02 + 0.30 * torch.exp(-(((u - 0.02) / 0.34) ** 2)) + 0.20 * torch.exp(-(((u - 0.78) / 0.16) ** 2))
    blanket = sh.both(
        sh.both((v - hill + 0.02 * torch.sin(u * 7 + c.rnd(2, 0, 6))) * 0.8, -v - 0.60), (u - 0.34).abs() - 0.64
    )
    c.fill(blanket, 0.44, 1.0)
    c.wash(c.cover(blanket) * sh.smoothstep(torch.sin((u + 0.5 * v) * 11), 0.2, 0.7) * 0.5, 0.86, 0.5)


def angel(c: Canvas) -> None:
    """A robed figure with two great wings and a ring of light."""
    u, v = c.u, c.v
    p = u.abs()
    c.glow(torch.exp(-dot(u, v, (0.0, 0.72), 0.2).clamp_min(0) * 4) * 0.25)
    barb = 0.06 * sh.zigzag(torch.atan2(p, v + 0.9) * 16)
    wing = (
        sh.polygon(
            p, v, [(0.06, 0.36), (0.34, 0.86), (0.72, 0.98), (0.98, 0.66), (0.92, 0.10), (0.60, -0.44), (0.30, -0.30)]
        )
        + barb
        - 0.02
    )
    c.fill(wing - 0.03, c.figure(0.0))
    c.fill(wing, 0.93, 0.05)
    c.wash(c.cover(wing) * sh.smoothstep(torch.sin(torch.atan2(p, v + 0.9) * 44), 0.3, 0.9) * 0.5, 0.52, 0.2)
    robe = (
        sh.polygon(u, v, [(-0.16, 0.46), (0.16, 0.46), (0.14, 0.10), (0.44, -0.98), (-0.44, -0.98), (-0.14, 0.10)])
        - 0.02
    )
    c.fill(robe, c.figure(0.06), 0.55)
    c.wash(
        c.cover(robe) * sh.smoothstep(torch.sin(u / (1.4 - v).clamp_min(0.3) * 40), 0.2, 0.8) * 0.4, c.figure(0.5), 0.5
    )
    c.fill(dot(u, v, (0.0, 0.64), 0.145), c.figure(0.1), 0.2)
    c.fill(oval(u, v, (0.0, 0.88), (0.22, 0.06)).abs() - 0.024, 0.98, 0.6)


def mother(c: Canvas) -> None:
    """A grown-up and a child, hand in hand, seen from behind."""
    u, v = facing(c), c.v
    ground(c, -0.86)
    big = (
        sh.polygon(u, v, [(-0.42, 0.44), (-0.14, 0.44), (-0.10, 0.06), (0.06, -0.50), (-0.62, -0.50), (-0.46, 0.06)])
        - 0.03
    )
    legs = sh.union(*(sh.segment(u, v, (x, -0.4), (x, -0.94), 0.07, 0.05) for x in (-0.38, -0.18)))
    arm = chain(u, v, [(-0.14, 0.40), (0.06, 0.0), (0.22, -0.24)], 0.06, 0.045)
    c.fill(sh.union(big, legs, arm, dot(u, v, (-0.28, 0.66), 0.155)), c.figure(0.02), 0.1)
    small = sh.polygon(u, v, [(0.34, -0.10), (0.54, -0.10), (0.66, -0.60), (0.22, -0.60)]) - 0.03
    legs = sh.union(*(sh.segment(u, v, (x, -0.55), (x, -0.94), 0.055, 0.04) for x in (0.36, 0.52)))
    arms = sh.union(
        chain(u, v, [(0.36, -0.12), (0.22, -0.24)], 0.05), chain(u, v, [(0.52, -0.14), (0.72, -0.36)], 0.05, 0.04)
    )
    c.fill(sh.union(small, legs, arms, dot(u, v, (0.44, 0.10), 0.145)), c.figure(0.2), 0.95)


def skull(c: Canvas) -> None:
    """A skull from the front on a dark ground: hollow eyes, teeth."""
    u, v = c.u, c.v
    p = u.abs()
    d = sh.melt(oval(u, v, (0.0, 0.22), (0.68, 0.64)), slab(u, v, (0.0, -0.46), (0.34, 0.34), 0.10), 0.16)
    c.wash(torch.exp(-d.clamp_min(0) * 3.0) * 0.95, 0.10, 0.3)
    c.fill(d - 0.03, 0.03)
    c.fill(d, 0.92, 0.05)
    c.wash(c.cover(d) * sh.smoothstep(p + 0.2 * v, 0.34, 0.72) * 0.55, 0.42, 0.15)
    c.fill(oval(p, v, (0.28, 0.10), (0.21, 0.22), -0.3), 0.02)
    c.fill(sh.polygon(p, v, [(0.0, -0.06), (0.12, -0.29), (0.0, -0.24)]), 0.03)
    gap = sh.union((torch.remainder(u / 0.125, 1.0) - 0.5).abs() * 0.125 - 0.016, (v + 0.56).abs() - 0.020)
    c.fill(sh.both(gap, slab(u, v, (0.0, -0.56), (0.31, 0.17))), 0.04)


def mask(c: Canvas) -> None:
    """A theatre mask, half of it dark: slanted eyes, an open smile, ribbons."""
    u, v = sh.turn(c.u, c.v, c.rnd(1, -0.15, 0.15))
    p = u.abs()
    wave = 0.06 * torch.sin(v * 9)
    ribbon = torch.maximum((p - 0.72 - wave).abs() - 0.055, sh.both(v - 0.35, -v - 0.95))
    c.fill(ribbon, c.figure(0.2), 1.0)
    d = sh.melt(slab(u, v, (0.0, 0.40), (0.62, 0.36), 0.14), oval(u, v, (0.0, -0.22), (0.54, 0.66)), 0.12)
    c.fill(d, 0.93)
    c.fill(sh.both(d, u), 0.16, 0.7)
    bright = torch.where(u < 0, 0.95, 0.04)
    eye_ = sh.minus(oval(p, v, (0.27, 0.24), (0.18, 0.11), 0.25), oval(p, v, (0.27, 0.10), (0.22, 0.12), 0.25))
    brow = sh.both((dot(p, v, (0.27, 0.18), 0.30)).abs() - 0.026, 0.34 - v)
    smile = sh.both(dot(u, v, (0.0, -0.22), 0.36), sh.both(v + 0.30, 0.26 - torch.hypot(u, v + 0.04) * 0.98))
    c.fill(sh.union(eye_, brow, smile, sh.segment(p, v, (0.05, 0.1), (0.07, -0.12), 0.022)), bright, 0.1)


def lips(c: Canvas) -> None:
    """A mouth, a little open: two full lips with a dark seam, a row of teeth, a gleam."""
    u, v = c.u, c.v
    p = u.abs()
    bow = [(0.0, 0.34), (0.16, 0.48), (0.40, 0.42), (0.98, -0.02), (0.40, 0.02), (0.0, 0.02)]
    upper = sh.polygon(p, v, [(q[0], q[1]) for q in bow]) - 0.02
    lower = sh.both(oval(u, v, (0.0, 0.0), (0.94, 0.62)), v + 0.02)
    whole = sh.union(upper, lower)
    c.fill(whole - 0.045, 0.05, 0.3)
    c.fill(upper, 0.34, 1.0)
    c.fill(lower, 0.58 + 0.2 * sh.smoothstep(-v, 0.5, 0.1), 1.0)
    gap = sh.both(oval(u, v, (0.0, -0.05), (0.66, 0.17)), v - 0.06)
    c.fill(gap, 0.02)
    c.fill(sh.both(slab(u, v, (0.0, 0.03), (0.44, 0.085), 0.04), gap), 0.98)
    c.wash(torch.exp(-(((u + 0.12) / 0.28) ** 2 + ((v + 0.38) / 0.06) ** 2)) * 0.9, 0.98)
