"""Living forms: bird, birds, butterfly, eye, hand, face, heart, feather."""

from __future__ import annotations

import torch

from tools.house.painter import shapes as sh
from tools.house.painter.canvas import Canvas


def _facing(c: Canvas, key: int) -> torch.Tensor:
    """u, mirrored at random."""
    return c.u * torch.where(c.rnd(key) < 0.5, -1.0, 1.0)


def bird(c: Canvas) -> None:
    """One bird in flight, seen from the side, wings raised, with tail and beak."""
    u, v = sh.turn(_facing(c, 1), c.v, c.rnd(2, -0.2, 0.25))
    tone = c.figure(0.05)
    far = sh.polygon(u, v, [(0.18, 0.05), (0.42, 0.62), (0.30, 0.92), (0.04, 0.66), (-0.10, 0.0)])
    c.fill(far, c.figure(0.42), 0.2)
    trunk = sh.ellipse(*sh.turn(u - 0.08, v + 0.08, 0.18), 0.46, 0.17)
    body = sh.melt(trunk, sh.circle(u - 0.52, v - 0.06, 0.145), 0.12)
    tail = sh.polygon(u, v, [(-0.26, -0.02), (-0.92, -0.02), (-0.78, -0.18), (-0.94, -0.34), (-0.26, -0.22)])
    beak = sh.polygon(u, v, [(0.62, 0.12), (0.84, 0.03), (0.62, 0.0)])
    c.fill(sh.union(body, tail), tone, 0.25)
    c.fill(beak, c.figure(0.2), 0.95)
    wing = sh.polygon(
        u,
        v,
        [
            (0.26, -0.02),
            (0.20, 0.34),
            (-0.14, 0.78),
            (-0.66, 1.0),
            (-0.56, 0.78),
            (-0.62, 0.68),
            (-0.44, 0.54),
            (-0.48, 0.42),
            (-0.30, 0.30),
            (-0.30, 0.02),
        ],
    )
    c.fill(wing, c.figure(0.22), 0.55)
    c.fill(sh.circle(u - 0.55, v - 0.09, 0.034), c.figure(1.0))


def birds(c: Canvas) -> None:
    """A flock: seven pairs of wings in a loose wedge."""
    places = (
        (0.0, 0.42, 0.40),
        (-0.42, 0.16, 0.34),
        (0.44, 0.22, 0.34),
        (-0.72, -0.20, 0.30),
        (0.78, -0.06, 0.28),
        (0.06, -0.16, 0.30),
        (-0.26, -0.56, 0.26),
        (0.46, -0.48, 0.26),
    )
    for k, (cu, cv, size) in enumerate(places):
        u = c.u - cu - c.rnd(10 + k, -0.09, 0.09)
        v = c.v - cv - c.rnd(30 + k, -0.09, 0.09)
        s = size * 1.12
        p = u.abs() / s
        flap = c.rnd(50 + k, 0.55, 1.1)
        spine = s * (flap * 0.62 * torch.sin((p * 1.9).clamp(0, 3.0)) - 0.12)
        thick = s * 0.24 * (1 - p).clamp_min(0) ** 0.8 + s * 0.07 * torch.exp(-((p * 5) ** 2))
        d = torch.maximum((v - spine).abs() * 0.75 - thick, u.abs() - s)
        c.fill(d, c.figure(0.02))


def butterfly(c: Canvas) -> None:
    """Open wings in four lobes, dark rims and a spot on each."""
    u, v = sh.turn(c.u, c.v, c.rnd(1, -0.35, 0.35))
    p = u.abs()
    upper = sh.ellipse(*sh.turn(p - 0.46, v - 0.30, 0.62), 0.48, 0.33)
    lower = sh.ellipse(*sh.turn(p - 0.34, v + 0.36, -0.70), 0.38, 0.25)
    c.fill(sh.union(upper, lower), c.figure(0.0), 0.0)
    c.fill(lower + 0.065, 0.72, 0.9)
    c.fill(upper + 0.075, 0.78, 0.65)
    vein = sh.smoothstep(-(torch.remainder(torch.atan2(v, p) * 5.5, 1.0) - 0.5).abs(), -0.09, -0.03)
    c.wash(vein * c.cover(sh.union(upper, lower) + 0.07) * 0.65, c.figure(0.1))
    c.fill(sh.circle(p - 0.60, v - 0.44, 0.10), 0.96)
    c.fill(sh.circle(p - 0.40, v + 0.46, 0.075), 0.95)
    c.fill(sh.segment(u, v, (0.0, -0.46), (0.0, 0.34), 0.05, 0.075), 0.06)
    feelers = sh.segment(p, v, (0.02, 0.36), (0.24, 0.72), 0.022, 0.016)
    c.fill(feelers, c.figure(0.0))


def eye(c: Canvas) -> None:
    """A wide eye: lids, iris with spokes, pupil, catch light, brow and lashes."""
    p, q = c.u, c.v
    lid = sh.both(torch.hypot(p, q + 0.62) - 1.12, torch.hypot(p, q - 0.62) - 1.12)
    angle = torch.atan2(q + 0.35, p)
    lash = torch.maximum(
        (torch.remainder(angle * 6.3, 1.0) - 0.5).abs() * 0.16 - 0.022, (torch.hypot(p, q + 0.62) - 1.22).abs() - 0.12
    )
    c.fill(sh.both(lash, 0.16 - q), c.figure(0.05))
    c.fill(lid - 0.065, 0.05)
    c.fill(lid, 0.94)
    r = torch.hypot(p - c.rnd(1, -0.14, 0.14), q)
    inside = sh.both(r - 0.44, lid)
    spokes = torch.sin(torch.atan2(q, p) * 24 + c.noise(2, 6) * 2) * 0.10
    c.fill(inside, 0.40 + 0.32 * sh.smoothstep(-r, -0.42, -0.22) + spokes, 0.9)
    c.fill(sh.both((r - 0.42).abs() - 0.025, lid), 0.08, 0.4)
    c.fill(r - 0.19, 0.02)
    c.fill(torch.hypot(p - 0.13, q - 0.16) - 0.075, 1.0)
    c.wash(c.cover(sh.both(lid, 0.14 - q), 0.16) * 0.40, 0.15)
    brow = sh.both((torch.hypot(p, q + 0.70) - 1.50).abs() - 0.06, p.abs() - 0.82)
    c.fill(sh.both(brow, 0.3 - q), c.figure(0.05))


def hand(c: Canvas) -> None:
    """An open hand, palm to us, five fingers spread."""
    u = _facing(c, 1)
    u, v = sh.turn(u, c.v + 0.10, c.rnd(2, -0.2, 0.2))
    palm = sh.box(u, v + 0.26, 0.29, 0.30, 0.18)
    d = sh.melt(palm, sh.segment(u, v, (0.02, -0.5), (0.02, -1.25), 0.19, 0.21), 0.10)
    tips = (
        ((-0.22, -0.06), (-0.40, 0.58), 0.082),
        ((-0.075, 0.0), (-0.13, 0.80), 0.088),
        ((0.08, 0.0), (0.13, 0.77), 0.086),
        ((0.22, -0.06), (0.38, 0.54), 0.075),
    )
    for start, end, r in tips:
        d = sh.melt(d, sh.segment(u, v, start, end, r + 0.012, r - 0.014), 0.035)
    thumb = sh.segment(u, v, (-0.16, -0.36), (-0.66, 0.06), 0.115, 0.072)
    d = sh.melt(d, thumb, 0.06)
    c.fill(d, c.figure(0.12), 0.30)
    c.wash(c.cover(d, 0.25) * 0.35, c.figure(0.42), 0.6)
    crease = sh.union((torch.hypot(u + 0.34, v + 0.42) - 0.26).abs(), (torch.hypot(u - 0.05, v - 0.42) - 0.62).abs())
    c.wash(c.cover(sh.both(crease - 0.016, palm + 0.05)) * 0.75, c.figure(0.85))


# profile looking right, from the crown down the face, along the neck and up the back of the head
FACE = (
    (-0.10, 0.94),
    (0.16, 0.88),
    (0.33, 0.70),
    (0.40, 0.48),
    (0.38, 0.34),
    (0.42, 0.24),
    (0.60, -0.03),
    (0.57, -0.10),
    (0.43, -0.12),
    (0.42, -0.19),
    (0.50, -0.26),
    (0.47, -0.31),
    (0.42, -0.33),
    (0.48, -0.40),
    (0.44, -0.47),
    (0.38, -0.50),
    (0.42, -0.60),
    (0.36, -0.72),
    (0.20, -0.75),
    (0.06, -0.68),
    (0.02, -0.82),
    (0.10, -1.3),
    (-0.56, -1.3),
    (-0.46, -0.70),
    (-0.52, -0.30),
    (-0.60, 0.20),
    (-0.54, 0.60),
    (-0.36, 0.85),
)
HAIR = (
    (-0.10, 0.99),
    (0.18, 0.93),
    (0.36, 0.74),
    (0.40, 0.58),
    (0.12, 0.56),
    (0.02, 0.30),
    (-0.06, -0.06),
    (-0.20, -0.22),
    (-0.16, -0.56),
    (-0.30, -0.98),
    (-0.72, -0.92),
    (-0.76, -0.20),
    (-0.72, 0.34),
    (-0.58, 0.72),
    (-0.36, 0.93),
)


def face(c: Canvas) -> None:
    """A head in profile: brow, nose, lips, chin, neck; hair in one mass; a closed eye."""
    u, v = _facing(c, 1), c.v
    head = sh.polygon(u, v, list(FACE)) - 0.012
    c.fill(head, c.figure(0.22), 0.12)
    c.wash(c.cover(sh.both(head, 0.18 - u), 0.35) * 0.40, c.figure(0.52), 0.25)
    c.fill(sh.polygon(u, v, list(HAIR)) - 0.03 + 0.02 * torch.sin(v * 9 + u * 4), 0.07, 0.55)
    strand = torch.sin(u * 26 - v * 7 + c.noise(2, 5) * 2.5)
    c.shade(sh.smoothstep(strand, 0.5, 0.9) * 0.16 * c.cover(sh.polygon(u, v, list(HAIR))))
    lid = sh.both((torch.hypot(u - 0.25, v - 0.28) - 0.12).abs() - 0.020, v - 0.24)
    brow = sh.segment(u, v, (0.12, 0.38), (0.36, 0.40), 0.022, 0.026)
    c.fill(sh.union(lid, brow), c.figure(0.95))
    c.wash(c.cover(sh.segment(u, v, (0.30, -0.33), (0.43, -0.33), 0.014)), c.figure(0.9), 0.9)
    c.wash(torch.exp(-(((u - 0.20) / 0.16) ** 2 + ((v + 0.14) / 0.13) ** 2)) * c.cover(head) * 0.4, c.figure(0.5), 0.9)


def heart(c: Canvas) -> None:
    """A full heart with a soft light on its shoulder."""
    u, v = sh.turn(c.u, c.v + 0.10, c.rnd(1, -0.14, 0.14))
    p = u.abs()
    lobe = sh.circle(p - 0.40, v - 0.32, 0.44)
    tip = torch.maximum((p - 0.40) * 0.7071 - (v - 0.32) * 0.7071 - 0.44, (v - 0.33))
    tip = torch.maximum(tip, -v - 0.9)
    d = sh.union(lobe, torch.where(v < 0.34, torch.maximum(tip, p - 0.83), torch.full_like(p, 9.0)))
    c.glow(torch.exp(-d.clamp_min(0) * 4.5) * 0.18)
    c.fill(d, 0.46 + 0.20 * v, 1.0)
    shine = torch.exp(-(((u + 0.40) / 0.20) ** 2 + ((v - 0.44) / 0.14) ** 2))
    c.wash(shine * 0.75 * c.cover(d), 0.97, 0.2)
    c.wash(c.cover(sh.both(d, v + 0.3 - u * 0.3), 0.5) * 0.4, 0.16, 0.8)


def feather(c: Canvas) -> None:
    """A long curved plume: quill, barbs, and gaps where barbs have parted."""
    u, v = sh.turn(_facing(c, 1), c.v, c.rnd(2, 0.3, 0.8))
    q = u - 0.36 * v * v + 0.14
    along = ((v + 0.55) / 1.5).clamp(0, 1)
    half = 0.285 * torch.sin(along**0.75 * 3.14159).clamp_min(0) ** 0.65
    barb = torch.remainder(v * 15 - q.abs() * 11, 1.0)
    parted = sh.smoothstep(c.noise(3, 13), 0.15, 0.4) * sh.smoothstep(q.abs() / half.clamp_min(0.05), 0.35, 0.8)
    d = torch.maximum((q.abs() - half * (1 - 0.55 * parted)) * 0.85, torch.maximum(v - 0.95, -v - 0.55))
    c.fill(d, c.figure(0.10), 0.15)
    c.shade((sh.smoothstep(barb, 0.55, 0.95) - 0.5) * 0.26 * c.cover(d))
    c.wash(c.cover(sh.both(d, q)) * 0.35, c.figure(0.5), 0.6)
    quill = torch.maximum(q.abs() - 0.024 * (1.2 - along), torch.maximum(v - 0.86, -v - 1.15))
    c.fill(quill, c.figure(0.0))
