"""Things of the house and of the journey: umbrella, key, book, letter, chair, lamp, mirror, cup, crown, bell ..."""

from __future__ import annotations

import torch

from tools.house.painter import shapes as sh
from tools.house.painter.canvas import Canvas
from tools.house.painter.subjects.parts import chain, dot, facing, ground, oval, slab


def umbrella(c: Canvas) -> None:
    """An open umbrella in gores, with a hooked handle."""
    u, v = sh.turn(facing(c), c.v, c.rnd(2, -0.3, 0.1))
    c.fill(
        sh.union(
            sh.segment(u, v, (0.0, 0.8), (0.0, -0.72), 0.028),
            (sh.both((dot(u, v, (0.13, -0.72), 0.13)).abs() - 0.032, v + 0.72)),
            sh.segment(u, v, (0.0, 0.7), (0.0, 0.94), 0.02, 0.008),
        ),
        c.figure(0.0),
    )
    dome = dot(u, v, (0.0, -0.10), 0.90)
    scallop = torch.hypot(torch.remainder(u + 0.225, 0.45) - 0.225, v + 0.02) - 0.232
    d = sh.minus(sh.both(dome, -v - 0.02), scallop)
    gore = torch.remainder((u / (0.81 - (v + 0.1) ** 2).clamp_min(0.02).sqrt()).clamp(-1, 1).asin() / 3.14159 * 4, 1.0)
    c.fill(d, 0.50 + 0.34 * (gore < 0.5), 1.0 - 0.25 * (gore < 0.5))
    c.wash(c.cover(d) * sh.smoothstep(u, 0.1, 0.9) * 0.4, 0.08)


def key(c: Canvas) -> None:
    """An old key: a ring of three bows, a shaft, two bits."""
    u, v = sh.turn(facing(c), c.v, c.rnd(2, -0.9, 0.3))
    bow = sh.union(*(dot(u, v, at, 0.22).abs() - 0.080 for at in ((0.0, 0.78), (-0.24, 0.48), (0.24, 0.48))))
    bits = sh.union(slab(u, v, (0.22, -0.86), (0.20, 0.10)), slab(u, v, (0.18, -0.56), (0.16, 0.09)))
    d = sh.union(
        bow, sh.segment(u, v, (0.0, 0.4), (0.0, -0.98), 0.090), bits, slab(u, v, (0.0, 0.26), (0.13, 0.045), 0.03)
    )
    c.fill(d, c.figure(0.08), 0.85)
    c.wash(c.cover(d + 0.03) * sh.smoothstep(-u - v * 0.2, -0.05, 0.1) * 0.5, 0.95, 0.4)


def book(c: Canvas) -> None:
    """An open book, lines of writing, a page that lifts."""
    u, v = c.u, c.v
    p = u.abs()
    sag = 0.22 * torch.sin((p * 3.3).clamp(0, 3.14)) - 0.10 * p
    c.fill(torch.maximum((v + 0.08 - sag).abs() - 0.56, p - 0.98), c.figure(0.1), 0.9)
    page = torch.maximum((v - sag).abs() - 0.52, p - 0.90)
    c.fill(page, 0.96 - 0.42 * torch.exp(-((p / 0.10) ** 2)))
    row = torch.remainder((v - sag) * 8.5, 1.0)
    word = c.noise(3, 24, 40) > -0.25
    text = (
        sh.smoothstep(0.20 - (row - 0.5).abs(), 0.0, 0.06)
        * word
        * c.cover(torch.maximum((v - sag).abs() - 0.42, (p - 0.50).abs() - 0.30))
    )
    c.wash(text * 0.8, 0.12)
    lift = sh.polygon(u, v - 0.4 * sag, [(0.0, 0.46), (0.34, 0.92), (0.46, 0.10), (0.06, -0.46)])
    c.fill(lift, 0.88)
    c.wash(c.cover(lift) * sh.smoothstep(u, 0.0, 0.4) * 0.35, 0.4)


def letter(c: Canvas) -> None:
    """A sealed envelope."""
    u, v = sh.turn(c.u, c.v, c.rnd(1, -0.25, 0.25))
    c.fill(slab(u, v, (0.03, -0.04), (0.90, 0.58), 0.02), 0.10)
    d = slab(u, v, (0.0, 0.0), (0.90, 0.58), 0.02)
    c.fill(d, 0.92)
    fold = sh.union(
        sh.segment(u.abs(), v, (0.90, -0.56), (0.2, 0.02), 0.012),
        sh.segment(u.abs(), v, (0.90, 0.56), (0.0, -0.12), 0.016),
    )
    flap = sh.polygon(u, v, [(-0.90, 0.58), (0.90, 0.58), (0.0, -0.12)])
    c.wash(c.cover(flap) * 0.30, 0.55, 0.2)
    c.wash(c.cover(sh.both(fold, d)), 0.25)
    c.fill(dot(u, v, (0.0, -0.10), 0.19) + 0.02 * torch.sin(torch.atan2(v + 0.1, u) * 7), 0.34, 1.0)
    c.wash(c.cover((dot(u, v, (0.0, -0.10), 0.11)).abs() - 0.018), 0.75, 0.9)


def chair(c: Canvas) -> None:
    """An empty chair, seen a little from the side."""
    u, v = facing(c), c.v
    ground(c, -0.86)
    c.wash(c.cover(sh.polygon(u, v, [(-0.4, -0.92), (0.4, -0.92), (1.1, -1.06), (0.3, -1.06)])) * 0.6, 0.06)
    back = sh.union(
        *(sh.segment(u, v, (x, -0.10), (x - 0.10, 0.90), 0.045) for x in (-0.42, 0.10)),
        *(sh.segment(u, v, (-0.48 - y * 0.1, y), (0.06 - y * 0.1, y), 0.042) for y in (0.34, 0.58, 0.84)),
    )
    legs = sh.union(
        sh.segment(u, v, (-0.40, -0.1), (-0.48, -0.94), 0.05, 0.036),
        sh.segment(u, v, (0.40, -0.16), (0.46, -0.98), 0.05, 0.036),
        sh.segment(u, v, (0.12, -0.1), (0.12, -0.84), 0.042, 0.03),
        sh.segment(u, v, (-0.12, -0.2), (-0.14, -0.98), 0.045, 0.034),
    )
    c.fill(sh.union(back, legs), c.figure(0.02), 0.2)
    c.fill(sh.polygon(u, v, [(-0.48, -0.02), (0.14, -0.02), (0.50, -0.20), (-0.16, -0.20)]) - 0.03, c.figure(0.3), 0.95)


def street_lamp(c: Canvas) -> None:
    """A street lamp that burns, a cone of light below it."""
    u, v = facing(c), c.v
    ground(c, -0.88)
    cone = sh.polygon(u, v, [(0.20, 0.56), (0.44, 0.56), (0.96, -0.94), (-0.32, -0.94)])
    c.wash(c.cover(cone, 0.12) * 0.45, 0.93, 0.3)
    post = sh.union(
        chain(u, v, [(-0.30, -0.96), (-0.30, 0.62), (-0.20, 0.82), (0.06, 0.90), (0.30, 0.80)], 0.062, 0.045),
        slab(u, v, (-0.30, -0.90), (0.11, 0.08), 0.02),
    )
    c.fill(
        sh.union(post, sh.polygon(u, v, [(0.06, 0.66), (0.60, 0.66), (0.44, 0.86), (0.22, 0.86)])), c.figure(0.0), 0.1
    )
    bulb = sh.both(dot(u, v, (0.33, 0.64), 0.20), v - 0.66)
    c.fill(bulb, 0.99, 0.4)
    c.glow(torch.exp(-dot(u, v, (0.32, 0.6), 0.12).clamp_min(0) * 4.5) * 0.6)


def mirror(c: Canvas) -> None:
    """An oval looking-glass in a carved frame; a cool gleam runs over it."""
    u, v = c.u, c.v
    a = torch.atan2(v, u)
    outer = oval(u, v, (0.0, 0.10), (0.62, 0.80)) + 0.025 * torch.cos(a * 22)
    c.fill(
        sh.union(outer, sh.segment(u, v, (0.0, -0.6), (0.0, -1.05), 0.10, 0.14), dot(u, v, (0.0, 0.94), 0.12)),
        c.figure(0.12),
        0.9,
    )
    glass = oval(u, v, (0.0, 0.10), (0.49, 0.67))
    c.fill(glass, 0.60 + 0.25 * v)
    gleam = torch.remainder((u + v * 0.6) * 1.5 + 0.3, 1.2)
    c.wash(c.cover(glass + 0.03) * sh.smoothstep(0.16 - (gleam - 0.5).abs(), 0.0, 0.03) * 0.85, 0.98)
    c.wash(c.cover(glass) * sh.smoothstep(glass, -0.08, 0.0) * 0.6, 0.15)


def cup(c: Canvas) -> None:
    """A cup on a saucer; steam rises."""
    u, v = facing(c), c.v + 0.06
    c.fill(oval(u, v, (0.0, -0.66), (0.82, 0.12)), c.figure(0.35), 0.2)
    c.fill((oval(u, v, (0.56, -0.16), (0.22, 0.20))).abs() - 0.058, c.figure(0.08), 0.85)
    bowl = sh.both(oval(u, v, (0.0, 0.16), (0.58, 0.84)), sh.both(v - 0.16, -v - 0.62))
    c.fill(bowl, c.figure(0.08) + 0.10 * sh.smoothstep(-u, -0.4, 0.5), 0.85)
    c.fill(oval(u, v, (0.0, 0.16), (0.58, 0.12)), 0.93)
    c.fill(oval(u, v, (0.0, 0.13), (0.50, 0.085)), 0.10, 0.3)
    for k, x in enumerate((-0.22, 0.02, 0.26)):
        curl = (u - x - 0.09 * torch.sin(v * 8 + k * 2 + c.rnd(2, 0, 6))).abs() - 0.035 * (1.1 - v).clamp(0, 1)
        c.wash(c.cover(torch.maximum(curl, (v - 0.62).abs() - 0.36 + 0.06 * k), 0.03) * 0.75, c.figure(0.0))


def wine_glass(c: Canvas) -> None:
    """A stemmed glass, half full."""
    u, v = c.u, c.v
    p = u.abs()
    bowl = sh.both(oval(u, v, (0.0, 0.46), (0.46, 0.56)), v - 0.78)
    c.wash(c.cover(bowl) * 0.5, 0.92)
    c.fill(sh.both(bowl + 0.045, v - 0.46 - 0.02 * torch.sin(u * 8)), 0.34, 1.0)
    c.wash(c.cover(oval(u, v, (0.0, 0.46), (0.40, 0.045))), 0.62, 0.9)
    c.fill(
        sh.union(
            bowl.abs() - 0.034,
            sh.segment(u, v, (0.0, -0.1), (0.0, -0.86), 0.048),
            oval(u, v, (0.0, -0.90), (0.40, 0.07)),
        ),
        c.figure(0.1),
    )
    c.wash(
        c.cover(sh.both((oval(p, v, (0.0, 0.46), (0.36, 0.46))).abs() - 0.02, sh.both(u + 0.14, v.abs() - 0.6))) * 0.9,
        1.0,
    )


def crown(c: Canvas) -> None:
    """A crown of five points with jewels."""
    u, v = c.u, c.v + 0.05
    p = u.abs()
    d = sh.polygon(
        u,
        v,
        [
            (-0.70, -0.52),
            (0.70, -0.52),
            (0.88, 0.42),
            (0.46, 0.0),
            (0.26, 0.60),
            (0.0, 0.08),
            (-0.26, 0.60),
            (-0.46, 0.0),
            (-0.88, 0.42),
        ],
    )
    balls = sh.union(dot(p, v, (0.88, 0.47), 0.085), dot(p, v, (0.26, 0.66), 0.085))
    c.fill(sh.union(d, balls), 0.72 + 0.18 * sh.smoothstep(-u, -0.5, 0.6), 0.75)
    c.fill(slab(u, v, (0.0, -0.42), (0.72, 0.11), 0.03), 0.40, 0.8)
    for x in (-0.48, -0.24, 0.0, 0.24, 0.48):
        c.fill(oval(u, v, (x, -0.42), (0.065, 0.075)), 0.95 if x in (-0.24, 0.24) else 0.06, 0.4)


def sword(c: Canvas) -> None:
    """A sword, point up, with a crossguard."""
    u, v = sh.turn(c.u, c.v, c.rnd(1, -0.7, 0.7))
    blade = sh.polygon(u, v, [(-0.13, -0.44), (0.13, -0.44), (0.10, 0.80), (0.0, 1.06), (-0.10, 0.80)])
    c.fill(blade - 0.03, c.figure(0.0))
    c.fill(blade, 0.93)
    c.wash(c.cover(sh.both(blade, u)), 0.55)
    hilt = sh.union(
        sh.segment(u, v, (-0.42, -0.48), (0.42, -0.48), 0.075),
        sh.segment(u, v, (0.0, -0.5), (0.0, -0.86), 0.070),
        dot(u, v, (0.0, -0.95), 0.115),
    )
    c.fill(hilt, c.figure(0.05), 0.95)


def bell(c: Canvas) -> None:
    """A bell that swings, with its clapper, rings of sound on both sides."""
    u, v = sh.turn(c.u, c.v - 0.7, c.rnd(1, -0.4, 0.4))
    v = v + 0.7
    half = 0.22 + 0.10 * sh.smoothstep(-v, -0.5, 0.1) + 0.30 * sh.smoothstep(-v, 0.05, 0.60)
    d = sh.union(
        torch.maximum((u.abs() - half) * 0.8, torch.maximum(v - 0.40, -v - 0.54)),
        sh.both(dot(u, v, (0.0, 0.38), 0.225), 0.36 - v),
    )
    c.fill(dot(u, v, (0.0, -0.60), 0.13), c.figure(0.0))
    c.fill(dot(u, v, (0.0, 0.72), 0.13).abs() - 0.045, c.figure(0.0))
    c.fill(d, 0.50 + 0.30 * sh.smoothstep(-u, -0.3, 0.4), 0.95)
    c.wash(c.cover(sh.both(d, sh.union((v + 0.40).abs() - 0.03, (v - 0.16).abs() - 0.02))), 0.12, 0.6)
    for k in range(2):
        arc = sh.both(
            dot(u, v, (0.0, -0.1), 0.80 + 0.16 * k).abs() - 0.022, sh.both((v + 0.1).abs() - 0.40, 0.2 - u.abs())
        )
        c.wash(c.cover(arc) * 0.8, c.figure(0.15), 0.4)


def lantern(c: Canvas) -> None:
    """A paper lantern, ribbed and lit from inside, with a tassel."""
    u, v = c.u + 0.05 * torch.sin(c.v * 2 + c.rnd(1, 0, 6)), c.v
    d = oval(u, v, (0.0, 0.06), (0.62, 0.56))
    c.glow(torch.exp(-d.clamp_min(0) * 3.5) * 0.45)
    c.fill(
        sh.union(sh.segment(u, v, (0.0, 0.6), (0.0, 1.4), 0.016), chain(u, v, [(0.0, -0.5), (0.0, -0.98)], 0.03, 0.05)),
        c.figure(0.0),
    )
    c.fill(d, 0.66 + 0.26 * torch.exp(-(u * u + v * v) * 3), 0.95)
    rib = torch.sin(torch.asin(((v - 0.06) / 0.56).clamp(-1, 1)) * 11)
    c.wash(c.cover(d) * sh.smoothstep(rib, 0.75, 0.95) * 0.6, 0.15, 0.8)
    c.fill(sh.union(slab(u, v, (0.0, 0.62), (0.26, 0.06)), slab(u, v, (0.0, -0.50), (0.26, 0.06))), 0.05)


def balloon(c: Canvas) -> None:
    """Three toy balloons on strings."""
    u, v = facing(c), c.v
    for k, (at, y, s) in enumerate(((-0.42, 0.34, 0.9), (0.46, 0.20, 0.82), (0.02, 0.54, 1.0))):
        x = at + c.rnd(10 + k, -0.04, 0.04)
        c.fill(chain(u, v, [(0.02, -1.1), (x * 0.3, -0.5), (x, y - 0.40 * s)], 0.012), c.figure(0.1))
        d = sh.union(
            oval(u, v, (x, y), (0.32 * s, 0.40 * s)),
            sh.polygon(u, v, [(x - 0.06, y - 0.46 * s), (x + 0.06, y - 0.46 * s), (x, y - 0.36 * s)]),
        )
        c.fill(d, (0.40, 0.72, 0.52)[k], (0.95, 0.35, 1.0)[k])
        c.wash(torch.exp(-(((u - x + 0.11) / 0.07) ** 2 + ((v - y - 0.14) / 0.11) ** 2)) * 0.85 * c.cover(d), 0.98)


def hourglass(c: Canvas) -> None:
    """An hourglass: sand above, a thread of it, a heap below."""
    u, v = c.u, c.v
    q = v.abs()
    half = 0.03 + 0.46 * sh.smoothstep(q, 0.0, 0.52)
    glass = torch.maximum((u.abs() - half) * 0.75, q - 0.78)
    c.fill(glass, 0.90)
    level = c.rnd(1, 0.16, 0.42)
    top = torch.maximum(glass + 0.045, torch.maximum(v - level, -v))
    heap = torch.maximum(glass + 0.045, v + 0.42 + 0.5 * u.abs() - 0.25 * (0.5 - level))
    c.fill(sh.union(top, heap, torch.maximum(u.abs() - 0.016, v.abs() - 0.6)), 0.42, 0.95)
    c.fill(
        sh.union(slab(u, q, (0.0, 0.86), (0.62, 0.085), 0.03), slab(u.abs(), v, (0.54, 0.0), (0.035, 0.8))),
        c.figure(0.03),
        0.3,
    )


def wheel(c: Canvas) -> None:
    """A cart wheel with twelve spokes."""
    u, v = c.u, c.v
    r, angle = torch.hypot(u, v), torch.atan2(v, u) + c.rnd(1, 0, 1)
    near = (torch.remainder(angle * 12 / 6.28319, 1.0) - 0.5) * 6.28319 / 12 * r
    spoke = sh.both(near.abs() - 0.030 - 0.012 * r, r - 0.76)
    c.fill(sh.union((r - 0.80).abs() - 0.10, spoke), c.figure(0.05), 0.35)
    c.fill(sh.union(r - 0.20, (r - 0.86).abs() - 0.026), c.figure(0.3), 0.95)
    c.fill(r - 0.08, c.figure(0.0))


def bicycle(c: Canvas) -> None:
    """A bicycle from the side."""
    u, v = facing(c), c.v + 0.06
    ground(c, -0.76)
    wheels = sh.union(
        *(sh.union(dot(u, v, (x, -0.30), 0.40).abs() - 0.044, dot(u, v, (x, -0.30), 0.05)) for x in (-0.56, 0.56))
    )
    for x in (-0.56, 0.56):
        p, q = u - x, v + 0.30
        r = torch.hypot(p, q)
        c.wash(
            c.cover(
                sh.both(
                    (torch.remainder(torch.atan2(q, p) * 16 / 6.28319, 1.0) - 0.5).abs() * r * 0.39 - 0.006, r - 0.4
                )
            )
            * 0.7,
            c.figure(0.2),
        )
    frame = sh.union(
        chain(u, v, [(-0.56, -0.30), (-0.22, 0.26), (0.40, 0.26), (-0.06, -0.30), (-0.56, -0.30)], 0.048),
        chain(u, v, [(-0.06, -0.30), (-0.24, 0.36)], 0.036),
        chain(u, v, [(0.56, -0.30), (0.36, 0.48)], 0.036),
    )
    bars = sh.union(
        chain(u, v, [(0.36, 0.48), (0.56, 0.56), (0.62, 0.44)], 0.034),
        sh.segment(u, v, (-0.38, 0.40), (-0.12, 0.38), 0.055, 0.036),
        dot(u, v, (-0.06, -0.30), 0.09),
    )
    c.fill(sh.union(wheels, bars), c.figure(0.0))
    c.fill(frame, c.figure(0.15), 1.0)


def cage(c: Canvas) -> None:
    """A bird cage, its little door open, the perch empty."""
    u, v = facing(c), c.v
    dome = sh.union(sh.both(dot(u, v, (0.0, 0.22), 0.60), 0.2 - v), slab(u, v, (0.0, -0.26), (0.60, 0.50)))
    c.wash(c.cover(dome) * 0.35, c.figure(0.75))
    bow = (u / (0.36 - (v - 0.22).clamp_min(0) ** 2).clamp_min(0.01).sqrt()).clamp(-1, 1)
    bar = (torch.remainder(bow * 4.5 + 0.5, 1.0) - 0.5).abs() * 0.13 - 0.018
    hoop = sh.union((v - 0.22).abs() - 0.026, (v + 0.26).abs() - 0.02)
    hole = slab(u, v, (0.26, -0.50), (0.17, 0.20))
    c.fill(sh.minus(sh.both(sh.union(bar, hoop, dome.abs() - 0.026), dome), hole), c.figure(0.0), 0.4)
    c.fill(
        sh.union(
            slab(u, v, (0.0, -0.80), (0.70, 0.075), 0.03),
            dot(u, v, (0.0, 0.92), 0.10).abs() - 0.03,
            sh.segment(u, v, (-0.22, -0.1), (0.14, -0.1), 0.03),
        ),
        c.figure(0.0),
        0.9,
    )
    c.fill(
        sh.polygon(u, v, [(0.44, -0.30), (0.80, -0.40), (0.80, -0.80), (0.44, -0.70)]).abs() - 0.022, c.figure(0.0), 0.5
    )


def anchor(c: Canvas) -> None:
    """An anchor with its ring and a length of rope."""
    u, v = sh.turn(c.u, c.v, c.rnd(1, -0.25, 0.25))
    p = u.abs()
    arms = sh.both(dot(u, v, (0.0, -0.10), 0.66).abs() - 0.085, v + 0.30)
    fluke = sh.polygon(p, v, [(0.46, -0.34), (0.86, -0.34), (0.72, -0.02)])
    d = sh.union(
        sh.segment(u, v, (0.0, 0.6), (0.0, -0.8), 0.085),
        arms,
        fluke,
        sh.segment(u, v, (-0.40, 0.40), (0.40, 0.40), 0.06),
        dot(u, v, (0.0, 0.78), 0.17).abs() - 0.055,
    )
    c.fill(d, c.figure(0.0), 0.25)
    rope = (u - 0.22 * torch.sin(v * 4.2 + 0.6)).abs() - 0.05
    rope = sh.both(rope, v.abs() - 0.75)
    c.fill(rope, 0.80, 0.85)
    c.wash(c.cover(rope) * sh.smoothstep(torch.sin(v * 60 + u * 40), 0.2, 0.6) * 0.6, 0.3, 0.7)


def hat(c: Canvas) -> None:
    """A broad-brimmed hat with a band."""
    u, v = sh.turn(facing(c), c.v + 0.1, c.rnd(2, -0.2, 0.2))
    c.fill(oval(u, v + 0.06 * torch.cos(u * 3), (0.0, -0.30), (0.96, 0.20)), c.figure(0.15), 0.25)
    d = sh.melt(slab(u, v, (0.0, 0.06), (0.48, 0.38), 0.12), oval(u, v, (0.0, 0.46), (0.42, 0.14)), 0.1)
    d = sh.minus(d, oval(u, v, (0.0, 0.66), (0.26, 0.13)))
    c.fill(d, c.figure(0.02), 0.25)
    c.fill(slab(u, v, (0.0, -0.18), (0.49, 0.095)), 0.5, 1.0)
    c.fill(chain(u, v, [(0.40, -0.10), (0.62, 0.34), (0.56, 0.74)], 0.05, 0.09), 0.90, 0.6)
