"""Four-footed creatures: horse, cat, dog, wolf, deer, elephant, rabbit, bear, lion, fox."""

from __future__ import annotations

import torch

from tools.house.painter import shapes as sh
from tools.house.painter.canvas import Canvas
from tools.house.painter.subjects.parts import chain, dot, facing, ground, oval, slab


def horse(c: Canvas) -> None:
    """A horse at a gallop: arched neck, flying mane and tail."""
    u, v = facing(c), c.v - 0.05
    mane = chain(u, v, [(0.46, 0.72), (0.22, 0.50), (0.12, 0.22)], 0.09, 0.13)
    tail = chain(u, v, [(-0.50, 0.16), (-0.74, 0.26), (-0.98, 0.02)], 0.07, 0.11)
    far = sh.union(
        chain(u, v, [(0.30, -0.10), (0.62, -0.34), (0.54, -0.66)], 0.075, 0.04),
        chain(u, v, [(-0.40, -0.10), (-0.42, -0.46), (-0.74, -0.70)], 0.09, 0.04),
    )
    c.fill(far, c.figure(0.25), 0.2)
    c.fill(sh.union(mane, tail), c.figure(0.35), 0.85)
    body = sh.melt(oval(u, v, (0.22, 0.06), (0.28, 0.22)), oval(u, v, (-0.34, 0.08), (0.26, 0.23)), 0.22)
    neck = sh.segment(u, v, (0.28, 0.14), (0.50, 0.56), 0.17, 0.10)
    head = sh.segment(u, v, (0.52, 0.60), (0.80, 0.40), 0.105, 0.06)
    ear = sh.segment(u, v, (0.48, 0.66), (0.46, 0.82), 0.05, 0.012)
    body = sh.union(sh.melt(sh.melt(body, neck, 0.10), head, 0.06), ear)
    legs = sh.union(
        chain(u, v, [(0.34, -0.06), (0.78, -0.20), (0.92, -0.52)], 0.10, 0.055),
        chain(u, v, [(-0.42, -0.06), (-0.66, -0.38), (-0.98, -0.48)], 0.12, 0.055),
    )
    c.fill(sh.melt(body, legs, 0.07), c.figure(0.02), 0.15)
    c.fill(dot(u, v, (0.60, 0.58), 0.022), c.figure(0.9))


def cat(c: Canvas) -> None:
    """A cat that sits and looks at us: two ears, two bright eyes, a curled tail."""
    u, v = facing(c), c.v
    ground(c, -0.80)
    c.fill(chain(u, v, [(0.28, -0.72), (0.64, -0.66), (0.76, -0.32), (0.60, -0.06)], 0.085, 0.06), c.figure(0.1), 0.3)
    body = sh.melt(oval(u, v, (0.0, -0.46), (0.40, 0.42)), oval(u, v, (0.0, -0.02), (0.25, 0.34)), 0.2)
    head = oval(u, v, (0.0, 0.40), (0.34, 0.29))
    p = u.abs()
    ears = sh.polygon(p, v, [(0.06, 0.62), (0.30, 0.92), (0.34, 0.44)])
    c.fill(sh.union(sh.melt(body, head, 0.06), ears), c.figure(0.02), 0.15)
    c.fill(sh.polygon(p, v, [(0.14, 0.64), (0.27, 0.80), (0.29, 0.54)]), c.figure(0.5), 0.8)
    c.fill(oval(p, v, (0.14, 0.43), (0.085, 0.065)), 0.92, 0.5)
    c.fill(oval(p, v, (0.14, 0.43), (0.022, 0.060)), 0.02)
    c.fill(sh.polygon(u, v, [(-0.04, 0.31), (0.04, 0.31), (0.0, 0.26)]), 0.6, 1.0)
    whisker = sh.union(
        sh.segment(p, v, (0.10, 0.28), (0.52, 0.34), 0.010), sh.segment(p, v, (0.10, 0.25), (0.50, 0.20), 0.010)
    )
    c.wash(c.cover(whisker), c.figure(0.9))
    c.wash(c.cover(sh.segment(u, v, (0.0, -0.5), (0.0, -0.84), 0.014)), c.figure(0.6))


def dog(c: Canvas) -> None:
    """A dog that stands: hanging ear, long muzzle, tail up."""
    u, v = facing(c), c.v
    ground(c, -0.72)
    far = sh.union(
        chain(u, v, [(0.30, -0.2), (0.36, -0.78)], 0.09, 0.06),
        chain(u, v, [(-0.36, -0.2), (-0.48, -0.46), (-0.40, -0.78)], 0.1, 0.06),
    )
    c.fill(far, c.figure(0.3), 0.15)
    body = sh.segment(u, v, (-0.40, -0.08), (0.28, -0.04), 0.21, 0.26)
    neck = sh.segment(u, v, (0.30, 0.06), (0.46, 0.40), 0.19, 0.15)
    head = sh.melt(dot(u, v, (0.48, 0.48), 0.20), sh.segment(u, v, (0.56, 0.42), (0.84, 0.36), 0.11, 0.075), 0.08)
    legs = sh.union(
        chain(u, v, [(0.22, -0.2), (0.20, -0.82)], 0.11, 0.07),
        chain(u, v, [(-0.46, -0.15), (-0.62, -0.48), (-0.54, -0.82)], 0.13, 0.065),
    )
    tail = chain(u, v, [(-0.56, 0.0), (-0.80, 0.22), (-0.82, 0.48)], 0.07, 0.03)
    c.fill(sh.union(sh.melt(sh.melt(sh.melt(body, neck, 0.1), head, 0.05), legs, 0.06), tail), c.figure(0.05), 0.2)
    c.fill(chain(u, v, [(0.38, 0.60), (0.26, 0.38), (0.30, 0.20)], 0.10, 0.075), c.figure(0.3), 0.75)
    c.fill(dot(u, v, (0.90, 0.40), 0.05), c.figure(0.75))
    c.fill(dot(u, v, (0.58, 0.53), 0.030), c.figure(0.95))
    c.wash(c.cover(sh.segment(u, v, (0.34, 0.16), (0.52, 0.10), 0.035)), 0.6, 1.0)


def wolf(c: Canvas) -> None:
    """A wolf on a rock, muzzle to the sky, howling."""
    u, v = facing(c), c.v
    disc = dot(u, v, (0.16, 0.22), 0.66)  # large enough that the wolf stands dark before it at any hour
    c.glow(torch.exp(-disc.clamp_min(0) * 5) * 0.2)
    c.fill(disc, 0.92, 0.10)
    rock = sh.polygon(u, v, [(-1.3, -1.3), (-0.9, -0.66), (0.0, -0.56), (0.62, -0.70), (0.9, -1.3)])
    c.fill(rock, 0.16)
    tail = chain(u, v, [(-0.40, -0.46), (-0.74, -0.52), (-0.92, -0.40)], 0.09, 0.05)
    body = sh.melt(
        oval(u, v, (-0.22, -0.36), (0.30, 0.25)), sh.segment(u, v, (-0.1, -0.3), (0.14, 0.10), 0.22, 0.19), 0.1
    )
    neck = sh.segment(u, v, (0.10, 0.06), (0.20, 0.36), 0.19, 0.13)
    head = sh.segment(u, v, (0.20, 0.40), (0.42, 0.74), 0.125, 0.045)
    jaw = sh.segment(u, v, (0.26, 0.36), (0.46, 0.60), 0.07, 0.03)
    ear = sh.segment(u, v, (0.12, 0.48), (-0.04, 0.60), 0.06, 0.012)
    legs = sh.union(
        chain(u, v, [(0.16, 0.0), (0.22, -0.62)], 0.10, 0.06), chain(u, v, [(0.02, 0.0), (0.06, -0.6)], 0.1, 0.06)
    )
    d = sh.melt(sh.melt(sh.union(body, legs), neck, 0.08), sh.union(head, jaw, ear), 0.04)
    c.fill(sh.union(d, tail) + 0.012 * torch.sin(u * 60 + v * 40), 0.03, 0.1)


def deer(c: Canvas) -> None:
    """A stag that stands with raised head and branching antlers."""
    u, v = facing(c), c.v
    ground(c, -0.80)
    thin = [
        chain(u, v, [(0.24, -0.3), (0.22, -0.9)], 0.070, 0.038),
        chain(u, v, [(0.10, -0.3), (0.06, -0.9)], 0.070, 0.038),
        chain(u, v, [(-0.40, -0.3), (-0.50, -0.56), (-0.44, -0.9)], 0.085, 0.038),
        chain(u, v, [(-0.30, -0.3), (-0.36, -0.56), (-0.30, -0.9)], 0.075, 0.038),
    ]
    body = sh.segment(u, v, (-0.34, -0.20), (0.16, -0.18), 0.17, 0.20)
    neck = sh.segment(u, v, (0.20, -0.10), (0.36, 0.26), 0.15, 0.085)
    head = sh.segment(u, v, (0.36, 0.32), (0.60, 0.22), 0.095, 0.05)
    ear = sh.segment(u, v, (0.28, 0.36), (0.14, 0.40), 0.045, 0.012)
    d = sh.union(sh.melt(sh.melt(sh.melt(body, sh.union(*thin), 0.05), neck, 0.08), head, 0.04), ear)
    horns = []
    for lean in (0.0, 0.20):
        stem = chain(u, v, [(0.36, 0.38), (0.24 + lean * 1.6, 0.66), (0.34 + lean * 1.4, 0.98)], 0.046, 0.026)
        tine = chain(u, v, [(0.25 + lean * 1.6, 0.62), (0.48 + lean * 1.6, 0.76)], 0.038, 0.020)
        horns += [stem, tine, chain(u, v, [(0.26 + lean * 1.5, 0.74), (0.08 + lean, 0.92)], 0.038, 0.020)]
    c.fill(sh.union(*horns), c.figure(0.25), 0.8)
    c.fill(d, c.figure(0.04), 0.3)
    c.fill(sh.segment(u, v, (-0.50, -0.12), (-0.58, -0.24), 0.06), c.figure(0.8))
    c.fill(dot(u, v, (0.42, 0.34), 0.022), c.figure(0.95))


def elephant(c: Canvas) -> None:
    """An elephant from the side: great ear, trunk, tusk."""
    u, v = facing(c), c.v + 0.05
    ground(c, -0.80)
    far = sh.union(slab(u, v, (0.20, -0.56), (0.10, 0.28), 0.05), slab(u, v, (-0.40, -0.56), (0.10, 0.28), 0.05))
    c.fill(far, c.figure(0.32))
    body = oval(u, v, (-0.18, 0.06), (0.58, 0.46))
    head = oval(u, v, (0.44, 0.24), (0.28, 0.31))
    trunk = chain(u, v, [(0.62, 0.20), (0.80, -0.10), (0.78, -0.46), (0.92, -0.62)], 0.15, 0.06)
    legs = sh.union(slab(u, v, (0.06, -0.54), (0.13, 0.34), 0.05), slab(u, v, (-0.56, -0.54), (0.13, 0.34), 0.05))
    tail = chain(u, v, [(-0.74, 0.16), (-0.88, -0.16), (-0.86, -0.34)], 0.03, 0.035)
    d = sh.melt(sh.melt(sh.melt(body, legs, 0.08), head, 0.10), trunk, 0.06)
    c.fill(sh.union(d, tail), c.figure(0.10), 0.12)
    c.fill(oval(u, v, (0.22, 0.24), (0.25, 0.34), 0.15), c.figure(0.38), 0.3)
    c.fill(chain(u, v, [(0.62, 0.02), (0.84, -0.06), (1.0, 0.08)], 0.05, 0.015), c.figure(0.95))
    c.fill(dot(u, v, (0.54, 0.34), 0.032), c.figure(0.95))


def rabbit(c: Canvas) -> None:
    """A hare that sits upright: two long ears, a round tail."""
    u, v = facing(c), c.v + 0.02
    ground(c, -0.78)
    c.fill(dot(u, v, (-0.48, -0.56), 0.15), c.figure(0.95))
    ears = sh.union(oval(u, v, (0.14, 0.70), (0.085, 0.32), -0.10), oval(u, v, (0.32, 0.66), (0.085, 0.30), -0.45))
    body = sh.melt(oval(u, v, (-0.10, -0.46), (0.42, 0.36)), oval(u, v, (0.10, -0.14), (0.24, 0.34)), 0.2)
    head = oval(u, v, (0.26, 0.26), (0.26, 0.20), -0.3)
    feet = sh.union(oval(u, v, (0.16, -0.78), (0.34, 0.09)), chain(u, v, [(0.20, -0.2), (0.34, -0.70)], 0.08, 0.06))
    c.fill(sh.union(sh.melt(sh.melt(body, head, 0.08), feet, 0.05), ears), c.figure(0.06), 0.2)
    inner = sh.union(oval(u, v, (0.14, 0.70), (0.04, 0.24), -0.10), oval(u, v, (0.32, 0.66), (0.04, 0.22), -0.45))
    c.fill(inner, c.figure(0.55), 0.85)
    c.fill(dot(u, v, (0.32, 0.32), 0.045), c.figure(0.95))
    c.fill(dot(u, v, (0.51, 0.22), 0.035), 0.6, 1.0)
    c.wash(c.cover(sh.both((dot(u, v, (-0.22, -0.5), 0.28)).abs() - 0.014, u + 0.05)) * 0.8, c.figure(0.65))


def bear(c: Canvas) -> None:
    """A bear that walks: humped back, small round ears, heavy paws."""
    u, v = facing(c), c.v
    ground(c, -0.66)
    far = sh.union(slab(u, v, (0.30, -0.50), (0.12, 0.24), 0.08), slab(u, v, (-0.40, -0.50), (0.13, 0.24), 0.08))
    c.fill(far, c.figure(0.30))
    body = sh.melt(oval(u, v, (-0.30, -0.06), (0.46, 0.38)), oval(u, v, (0.18, 0.06), (0.36, 0.40)), 0.2)
    head = sh.melt(oval(u, v, (0.62, 0.10), (0.24, 0.22)), oval(u, v, (0.84, -0.02), (0.14, 0.11)), 0.1)
    ears = sh.union(dot(u, v, (0.48, 0.33), 0.09), dot(u, v, (0.68, 0.34), 0.085))
    legs = sh.union(slab(u, v, (0.12, -0.50), (0.15, 0.32), 0.1), slab(u, v, (-0.60, -0.50), (0.16, 0.32), 0.1))
    d = sh.union(sh.melt(sh.melt(body, legs, 0.1), head, 0.12), ears)
    c.fill(d + 0.014 * torch.sin(u * 50 + v * 33 + c.noise(2, 9) * 3), c.figure(0.04), 0.15)
    c.fill(dot(u, v, (0.95, 0.02), 0.055), c.figure(0.7))
    c.fill(dot(u, v, (0.70, 0.17), 0.030), c.figure(0.95))
    c.fill(sh.union(oval(u, v, (0.84, -0.04), (0.07, 0.05)), dot(u, v, (0.48, 0.33), 0.045)), c.figure(0.45), 0.6)


def lion(c: Canvas) -> None:
    """A lion's head from the front in a great mane of rays."""
    u, v = c.u, c.v
    r, angle = torch.hypot(u, v), torch.atan2(u, v)
    tuft = 0.10 * sh.zigzag(angle * 26 / 6.28319 * 2) + 0.05 * torch.sin(angle * 5 + c.rnd(1, 0, 6))
    c.fill((r - 0.98 + tuft) * 0.8, c.figure(0.15), 0.9)
    c.shade(torch.sin(angle * 38 + r * 6 + c.noise(2, 8)) * 0.10 * c.cover(r - 0.9))
    p = u.abs()
    c.fill(dot(p, v, (0.44, 0.44), 0.15), c.figure(0.5), 0.5)
    face = sh.melt(oval(u, v, (0.0, 0.14), (0.50, 0.46)), oval(u, v, (0.0, -0.30), (0.32, 0.28)), 0.15)
    c.fill(face, 0.80, 0.25)
    c.fill(oval(p, v, (0.22, 0.16), (0.10, 0.06), -0.3), 0.04)
    c.fill(dot(p, v, (0.21, 0.17), 0.030), 0.95, 0.8)
    c.fill(sh.polygon(u, v, [(-0.15, -0.10), (0.15, -0.10), (0.0, -0.27)]), 0.06, 0.3)
    mouth = sh.union(
        sh.segment(p, v, (0.0, -0.26), (0.0, -0.36), 0.022), sh.segment(p, v, (0.0, -0.37), (0.17, -0.44), 0.025)
    )
    c.fill(mouth, 0.06)
    c.wash(c.cover(sh.segment(p, v, (0.10, 0.36), (0.13, -0.04), 0.03)) * 0.4, 0.35)
    whisk = sh.union(
        sh.segment(p, v, (0.18, -0.3), (0.56, -0.26), 0.010), sh.segment(p, v, (0.18, -0.34), (0.54, -0.42), 0.010)
    )
    c.wash(c.cover(whisk), 0.98)


def fox(c: Canvas) -> None:
    """A fox that trots: pointed muzzle, white-tipped brush."""
    u, v = facing(c), c.v
    ground(c, -0.66)
    brush = chain(u, v, [(-0.38, -0.10), (-0.66, -0.02), (-0.92, 0.16)], 0.10, 0.15)
    far = sh.union(
        chain(u, v, [(0.26, -0.2), (0.44, -0.66)], 0.07, 0.04), chain(u, v, [(-0.3, -0.2), (-0.22, -0.66)], 0.08, 0.04)
    )
    c.fill(far, c.figure(0.35), 0.3)
    body = sh.segment(u, v, (-0.32, -0.10), (0.24, -0.08), 0.16, 0.18)
    neck = sh.segment(u, v, (0.26, -0.02), (0.46, 0.18), 0.16, 0.13)
    head = sh.polygon(u, v, [(0.30, 0.16), (0.44, 0.40), (0.62, 0.36), (0.98, 0.10), (0.62, 0.02), (0.40, 0.02)]) - 0.02
    ears = sh.union(
        sh.polygon(u, v, [(0.38, 0.34), (0.36, 0.66), (0.54, 0.40)]),
        sh.polygon(u, v, [(0.52, 0.38), (0.60, 0.62), (0.66, 0.34)]),
    )
    legs = sh.union(
        chain(u, v, [(0.20, -0.2), (0.16, -0.72)], 0.09, 0.055),
        chain(u, v, [(-0.38, -0.18), (-0.52, -0.42), (-0.46, -0.72)], 0.10, 0.055),
    )
    c.fill(sh.union(sh.melt(sh.melt(body, neck, 0.08), legs, 0.05), brush, head, ears), c.figure(0.25), 1.0)
    c.fill(sh.union(sh.both(brush, u + 0.80), sh.both(head, v - 0.10 + (u - 0.5) * 0.05)), 0.95)
    c.fill(sh.union(dot(u, v, (0.97, 0.10), 0.045), dot(u, v, (0.66, 0.24), 0.035)), 0.04)
    c.wash(c.cover(sh.both(legs, v + 0.48)), 0.06)
