"""Other creatures: owl, swan, snake, whale, jellyfish, octopus, turtle, spider, bee, snail, peacock, bat, crab."""

from __future__ import annotations

import torch

from tools.house.painter import shapes as sh
from tools.house.painter.canvas import Canvas
from tools.house.painter.subjects.parts import backdrop, chain, dot, facing, ground, oval, water


def owl(c: Canvas) -> None:
    """An owl on a branch, seen from the front, with two great eyes."""
    u, v = c.u, c.v
    p = u.abs()
    c.fill(sh.segment(u, v, (-1.3, -0.74), (1.3, -0.66), 0.07, 0.05), c.figure(0.05))
    body = oval(u, v, (0.0, -0.12), (0.46, 0.66))
    tufts = sh.polygon(p, v, [(0.10, 0.50), (0.44, 0.86), (0.44, 0.36)])
    c.fill(sh.union(body, tufts), c.figure(0.15), 0.35)
    c.fill(oval(p, v, (0.42, -0.18), (0.13, 0.48), 0.12), c.figure(0.0), 0.3)
    row = torch.remainder(v * 8 + torch.cos(u * 22) * 0.35, 1.0)
    c.wash(c.cover(oval(u, v, (0.0, -0.32), (0.26, 0.36))) * (0.35 + 0.5 * sh.smoothstep(row, 0.4, 0.6)), 0.86)
    c.fill(dot(p, v, (0.20, 0.30), 0.21), 0.90, 0.0)
    c.fill(dot(p, v, (0.20, 0.30), 0.15), 0.70, 1.0)
    c.fill(dot(p, v, (0.19, 0.30), 0.085), 0.02)
    c.fill(dot(p, v, (0.16, 0.34), 0.026), 1.0)
    c.fill(sh.polygon(u, v, [(-0.07, 0.18), (0.07, 0.18), (0.0, 0.0)]), 0.25, 0.9)
    c.fill(oval(p, v, (0.14, -0.72), (0.10, 0.07)), 0.3, 0.9)


def swan(c: Canvas) -> None:
    """A swan on the water: the neck an S, wing lifted."""
    u, v = facing(c), c.v
    water(c, -0.36)
    body = sh.melt(
        oval(u, v, (-0.16, -0.30), (0.58, 0.26)), sh.segment(u, v, (-0.5, -0.2), (-0.86, 0.04), 0.14, 0.02), 0.1
    )
    neck = chain(u, v, [(0.30, -0.28), (0.52, -0.04), (0.40, 0.26), (0.30, 0.46), (0.44, 0.62)], 0.15, 0.075)
    head = oval(u, v, (0.50, 0.62), (0.14, 0.09), -0.3)
    d = sh.melt(body, sh.union(neck, head), 0.05)
    c.fill(d - 0.035, c.figure(0.0))
    c.fill(d, 0.95)
    wing = sh.both(oval(u, v, (-0.24, -0.10), (0.46, 0.26), 0.35), -v - 0.32)
    c.fill(wing, 0.82)
    c.wash(c.cover(wing) * sh.smoothstep(torch.sin(u * 22 + v * 16), 0.4, 0.9) * 0.5, 0.50)
    c.fill(sh.polygon(u, v, [(0.60, 0.66), (0.82, 0.52), (0.60, 0.55)]), 0.4, 1.0)
    c.fill(dot(u, v, (0.54, 0.65), 0.026), 0.02)
    c.wash(c.cover(sh.both((v + 0.56).abs() - 0.012, (u + 0.1).abs() - 0.7)), 0.85)


def snake(c: Canvas) -> None:
    """A snake that winds up the picture, banded, tongue out."""
    u, v = facing(c), c.v
    t = ((v + 0.95) / 1.7).clamp(0, 1)
    middle = 0.42 * torch.sin(t * 10.5 + 0.6) * (1.05 - 0.55 * t)
    slope = 0.42 * 10.5 / 1.7 * torch.cos(t * 10.5 + 0.6) * (1.05 - 0.55 * t)
    away = (u - middle).abs() / (1 + slope * slope).sqrt()
    half = 0.065 + 0.10 * torch.sin((t * 0.9 + 0.1) * 3.1416)
    d = torch.maximum(away - half, (v + 0.10).abs() - 0.85)
    top = -0.21
    head = oval(u, v, (top - 0.06, 0.84), (0.19, 0.13), -0.2)
    c.fill(sh.melt(d, head, 0.08), c.figure(0.05), 0.55)
    band = torch.remainder(t * 22, 1.0)
    c.wash(c.cover(d + 0.03) * sh.smoothstep((band - 0.5).abs(), 0.22, 0.3) * 0.8, 0.85, 0.35)
    fork = chain(u, v, [(top - 0.24, 0.86), (top - 0.42, 0.90)], 0.016)
    c.fill(
        sh.union(
            fork,
            chain(u, v, [(top - 0.42, 0.90), (top - 0.54, 0.97)], 0.013),
            chain(u, v, [(top - 0.42, 0.90), (top - 0.54, 0.86)], 0.013),
        ),
        0.5,
        1.0,
    )
    c.fill(dot(u, v, (top - 0.10, 0.89), 0.032), 0.97)


def whale(c: Canvas) -> None:
    """A whale that breaches: a great blunt head, grooved belly, flukes, a spout."""
    u, v = facing(c), c.v
    spout = sh.union(
        chain(u, v, [(0.34, 0.30), (0.32, 0.62), (0.12, 0.86), (-0.06, 0.72)], 0.035, 0.06),
        chain(u, v, [(0.34, 0.30), (0.38, 0.62), (0.58, 0.86), (0.76, 0.72)], 0.035, 0.06),
    )
    c.fill(spout, c.figure(0.0))
    trunk = sh.segment(u, v, (-0.2, -0.10), (-0.74, 0.24), 0.26, 0.07)
    body = sh.melt(oval(u, v, (0.20, -0.10), (0.68, 0.42)), trunk, 0.18)
    fluke = sh.union(oval(u, v, (-0.94, 0.48), (0.28, 0.11), -0.75), oval(u, v, (-0.62, 0.52), (0.26, 0.10), 0.85))
    d = sh.melt(body, fluke, 0.06)
    c.fill(d, c.figure(0.04), 0.4)
    lower = sh.both(d, v + 0.24 - 0.12 * u)
    c.fill(lower, c.figure(0.85))
    c.wash(c.cover(lower) * sh.smoothstep(torch.sin(v * 60 - u * 9), 0.2, 0.8) * 0.7, c.figure(0.2))
    c.fill(dot(u, v, (0.58, -0.06), 0.045), c.figure(1.0))
    c.fill(oval(u, v, (0.14, -0.40), (0.10, 0.26), 0.9), c.figure(0.2), 0.5)
    water(c, -0.44, c.figure(0.45))


def jellyfish(c: Canvas) -> None:
    """A jellyfish in the deep: a lit bell and trailing arms."""
    u, v = c.u, c.v
    backdrop(c, 0.75, 0.14)
    sway = 0.09 * torch.sin(v * 5 + c.rnd(1, 0, 6)) * (0.5 - v).clamp(0, 1)
    p = u + sway
    arms = torch.full_like(u, 9.0)
    for k in range(7):
        at = (k - 3) * 0.17
        wave = 0.05 * torch.sin(v * 9 + k * 1.7 + c.rnd(2, 0, 6))
        arms = torch.minimum(
            arms,
            torch.maximum(
                (p - at * (1 + 0.25 * (0.2 - v)) - wave).abs() - 0.022 - 0.02 * (k % 2),
                sh.both(v - 0.2, -v - 0.80 - 0.1 * (k % 3)),
            ),
        )
    c.fill(arms, 0.66, 0.55)
    bell = sh.both(oval(u, v, (0.0, 0.14), (0.62, 0.66)), 0.12 + 0.05 * torch.cos(u * 22) - v)
    c.glow(torch.exp(-bell.clamp_min(0) * 4.5) * 0.4)
    c.fill(bell, 0.60 + 0.32 * sh.smoothstep(v, 0.1, 0.8), 0.45)
    c.wash(c.cover(bell + 0.05) * sh.smoothstep(torch.cos(torch.atan2(u, v - 0.0) * 9), 0.6, 1.0) * 0.5, 0.95)
    c.wash(c.cover(oval(u, v, (0.0, 0.36), (0.26, 0.16))) * 0.6, 0.40, 0.9)


def octopus(c: Canvas) -> None:
    """An octopus: a great head and eight curling arms with suckers."""
    u, v = c.u, c.v
    p = u.abs()
    arms = sh.union(
        chain(p, v, [(0.10, 0.02), (0.48, -0.06), (0.80, 0.20), (0.98, 0.04)], 0.145, 0.055),
        chain(p, v, [(0.10, -0.02), (0.54, -0.34), (0.94, -0.26), (0.98, -0.50)], 0.145, 0.055),
        chain(p, v, [(0.08, -0.06), (0.36, -0.56), (0.70, -0.66), (0.72, -0.92)], 0.145, 0.055),
        chain(p, v, [(0.06, -0.06), (0.14, -0.56), (0.34, -0.86), (0.18, -1.0)], 0.12, 0.03),
    )
    head = sh.melt(oval(u, v, (0.0, 0.46), (0.36, 0.44)), oval(u, v, (0.0, 0.06), (0.26, 0.20)), 0.14)
    c.fill(sh.melt(head, arms, 0.08), c.figure(0.12), 0.75)
    spot = c.tiles(18.0, 2)
    c.wash(c.cover(arms + 0.025) * sh.smoothstep(0.26 - torch.hypot(spot[0], spot[1]), 0.0, 0.08) * 0.8, 0.93, 0.2)
    c.fill(oval(p, v, (0.16, 0.16), (0.10, 0.085)), 0.95)
    c.fill(oval(p, v, (0.16, 0.16), (0.065, 0.024)), 0.02)


def turtle(c: Canvas) -> None:
    """A sea turtle from above: a plated shell, four flippers."""
    u, v = sh.turn(c.u, c.v, c.rnd(1, -0.9, 0.9))
    p = u.abs()
    front = chain(p, v, [(0.34, 0.30), (0.74, 0.44), (0.96, 0.16)], 0.14, 0.05)
    back = chain(p, v, [(0.30, -0.44), (0.56, -0.76)], 0.12, 0.05)
    head = oval(u, v, (0.0, 0.76), (0.17, 0.22))
    c.fill(sh.union(front, back, head, sh.segment(u, v, (0.0, -0.6), (0.0, -0.86), 0.06, 0.01)), c.figure(0.30), 0.6)
    shell = oval(u, v, (0.0, 0.0), (0.50, 0.64))
    c.fill(shell, c.figure(0.02), 0.25)
    row = (v * 2.6 + 0.5).floor()
    d = torch.maximum(
        (torch.remainder(u * 2.4 + 0.5 + 0.5 * torch.remainder(row, 2.0), 1.0) - 0.5).abs(),
        (torch.remainder(v * 2.6 + 0.5, 1.0) - 0.5).abs(),
    )
    c.wash(c.cover(shell + 0.06) * sh.smoothstep(0.42 - d, 0.0, 0.05), c.figure(0.5), 0.75)
    c.fill(dot(p, v, (0.10, 0.84), 0.035), c.figure(0.95))


def spider(c: Canvas) -> None:
    """A spider in the middle of its web."""
    u, v = c.u, c.v
    r, angle = torch.hypot(u, v), torch.atan2(v, u) + 0.2
    spoke = (torch.remainder(angle * 12 / 6.28319, 1.0) - 0.5).abs()
    thread = (spoke * 6.28319 / 12 * r) - 0.012
    sag = r * (1 + 0.88 * (0.5 - spoke) ** 2)
    ring = (torch.remainder(sag * 5.2, 1.0) - 0.5).abs() / 5.2 - 0.011
    c.fill(sh.both(sh.union(thread, sh.both(ring, r - 1.2)), r - 1.35), c.figure(0.15))
    p = u.abs()
    legs = sh.union(
        *(
            chain(p, v, [(0.05, 0.02), (0.34, b), (0.54, e)], 0.042, 0.026)
            for b, e in ((0.38, 0.20), (0.20, -0.06), (-0.10, -0.34), (-0.26, -0.60))
        )
    )
    body = sh.union(oval(u, v, (0.0, -0.20), (0.24, 0.29)), dot(u, v, (0.0, 0.12), 0.16), legs)
    c.fill(body, c.figure(0.0), 0.3)
    c.fill(sh.polygon(u, v, [(0.0, -0.08), (0.07, -0.2), (0.0, -0.32), (-0.07, -0.2)]), 0.6, 1.0)


def bee(c: Canvas) -> None:
    """A bee in flight: banded body, two clear wings, feelers."""
    u, v = sh.turn(facing(c), c.v, c.rnd(2, -0.2, 0.3))
    wings = sh.union(oval(u, v, (-0.08, 0.50), (0.22, 0.42), 0.25), oval(u, v, (0.26, 0.48), (0.17, 0.36), -0.35))
    body = oval(u, v, (-0.20, -0.12), (0.56, 0.34))
    head = dot(u, v, (0.46, -0.04), 0.23)
    legs = sh.union(*(chain(u, v, [(x, -0.3), (x - 0.06, -0.62)], 0.028) for x in (-0.25, 0.0, 0.22)))
    feelers = sh.union(
        chain(u, v, [(0.52, 0.12), (0.62, 0.36), (0.80, 0.44)], 0.024),
        chain(u, v, [(0.58, 0.1), (0.78, 0.26), (0.94, 0.24)], 0.024),
    )
    c.fill(sh.union(legs, feelers), 0.05)
    c.fill(sh.polygon(u, v, [(-0.70, -0.04), (-0.98, -0.14), (-0.70, -0.24)]), 0.05)
    c.fill(body, 0.78, 0.9)
    c.wash(c.cover(body) * sh.smoothstep(torch.sin(u * 15 + 0.6), -0.1, 0.1), 0.04)
    c.fill(head, 0.08, 0.2)
    c.fill(dot(u, v, (0.54, 0.02), 0.075), 0.95)
    c.fill(wings, 0.94)
    c.wash(c.cover((wings + 0.05).abs() - 0.012), 0.45)


def snail(c: Canvas) -> None:
    """A snail: a coiled house on a soft foot, two horns with eyes."""
    u, v = facing(c), c.v + 0.1
    ground(c, -0.56)
    foot = sh.melt(
        sh.segment(u, v, (-0.86, -0.52), (0.50, -0.46), 0.06, 0.14),
        sh.segment(u, v, (0.48, -0.44), (0.72, -0.02), 0.15, 0.12),
        0.1,
    )
    horns = sh.union(chain(u, v, [(0.70, 0.0), (0.66, 0.40)], 0.032), chain(u, v, [(0.78, 0.0), (0.92, 0.34)], 0.032))
    c.fill(sh.union(foot, horns, dot(u, v, (0.66, 0.42), 0.06), dot(u, v, (0.93, 0.36), 0.06)), c.figure(0.35), 0.3)
    p, q = u + 0.14, v - 0.06
    r = torch.hypot(p, q)
    c.fill(r - 0.56, c.figure(0.05), 0.8)
    coil = torch.remainder(r / 0.20 - torch.atan2(q, p) / 6.28319, 1.0)
    c.wash(c.cover(r - 0.52) * sh.smoothstep((coil - 0.5).abs(), 0.26, 0.36), 0.93, 0.2)


def peacock(c: Canvas) -> None:
    """A peacock with its fan of eyes spread."""
    u, v = c.u, c.v + 0.42
    r, angle = torch.hypot(u, v), torch.atan2(u, v)
    fan = sh.both((r - 1.28 + 0.05 * torch.cos(angle * 30)) * 0.9, (angle.abs() - 1.55) * r.clamp_max(1.0))
    c.fill(fan, c.figure(0.30), 0.25)
    c.shade(torch.sin(angle * 60) * 0.05 * c.cover(fan))
    eyes = torch.full_like(u, 9.0)
    for radius, count in ((1.12, 11), (0.84, 8), (0.58, 6)):
        step = 3.0 / count
        near = (angle / step).round().clamp(-(count // 2), count // 2) * step
        eyes = torch.minimum(eyes, torch.hypot((angle - near) * radius, (r - radius) * 0.8))
    c.fill(eyes - 0.115, 0.80, 0.9)
    c.fill(eyes - 0.070, 0.10, 0.0)
    c.wash(c.cover(eyes - 0.032), 0.97)
    body = sh.melt(oval(u, v, (0.0, -0.10), (0.22, 0.34)), sh.segment(u, v, (0.0, 0.1), (0.0, 0.46), 0.12, 0.08), 0.1)
    crest = sh.union(*(chain(u, v, [(0.0, 0.54), (x, 0.74)], 0.014) for x in (-0.08, 0.0, 0.08)))
    c.fill(sh.union(body, dot(u, v, (0.0, 0.50), 0.10), crest), c.figure(0.0), 0.5)
    c.fill(sh.polygon(u, v, [(0.06, 0.54), (0.20, 0.47), (0.06, 0.46)]), 0.9)
    c.fill(chain(u.abs(), v, [(0.08, -0.4), (0.10, -0.62)], 0.026), c.figure(0.1))


def bat(c: Canvas) -> None:
    """A bat before a pale moon: spread scalloped wings, two ears."""
    u, v = sh.turn(c.u, c.v, c.rnd(1, -0.25, 0.25))
    p = u.abs()
    c.fill(dot(c.u, c.v, (0.0, 0.04), 1.0), 0.90, 0.15)
    wing = sh.polygon(p, v, [(0.0, 0.16), (0.30, 0.50), (0.46, 0.28), (1.04, 0.40), (0.94, -0.34), (0.0, -0.24)])
    scallop = sh.union(dot(p, v, (0.82, -0.28), 0.18), dot(p, v, (0.50, -0.34), 0.19), dot(p, v, (0.21, -0.36), 0.17))
    body = sh.union(oval(u, v, (0.0, -0.08), (0.14, 0.34)), dot(u, v, (0.0, 0.28), 0.15))
    ears = sh.polygon(p, v, [(0.02, 0.36), (0.15, 0.62), (0.15, 0.28)])
    c.fill(sh.union(sh.minus(wing, scallop), body, ears), 0.03, 0.1)
    bones = sh.union(*(sh.segment(p, v, (0.36, 0.32), e, 0.016) for e in ((0.66, -0.12), (0.36, -0.16), (0.98, 0.02))))
    c.wash(c.cover(sh.both(bones, wing)) * 0.7, 0.35, 0.6)
    c.fill(dot(p, v, (0.060, 0.31), 0.032), 0.96, 0.6)


def crab(c: Canvas) -> None:
    """A crab: a broad shell, raised claws, eight bent legs."""
    u, v = c.u, c.v + 0.05
    p = u.abs()
    legs = sh.union(
        *(chain(p, v, [(0.30, a), (0.66, a + 0.10), (0.86, a - 0.34)], 0.05, 0.025) for a in (-0.02, -0.16, -0.30))
    )
    arm = chain(p, v, [(0.34, 0.10), (0.72, 0.26), (0.66, 0.50)], 0.07, 0.08)
    claw = sh.minus(
        oval(p, v, (0.58, 0.68), (0.26, 0.20), 0.7), sh.polygon(p, v, [(0.46, 0.66), (0.30, 0.98), (0.62, 1.02)])
    )
    shell = oval(u, v, (0.0, -0.08), (0.56, 0.38))
    stalks = sh.segment(p, v, (0.12, 0.2), (0.14, 0.42), 0.03)
    c.fill(sh.union(legs, arm, claw, stalks), c.figure(0.22), 0.95)
    c.fill(shell, c.figure(0.10), 0.85)
    c.wash(c.cover(sh.both((dot(u, v, (0.0, 0.34), 0.6)).abs() - 0.02, shell + 0.06)) * 0.7, 0.9, 0.3)
    c.fill(dot(p, v, (0.14, 0.44), 0.07), 0.96)
    c.fill(dot(p, v, (0.14, 0.45), 0.035), 0.02)
