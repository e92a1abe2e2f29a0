"""Fire, smoke, candle, crystal: light and matter without a place."""

from __future__ import annotations

import torch

from tools.house.painter import shapes as sh
from tools.house.painter.canvas import Canvas


def _flame(u: torch.Tensor, v: torch.Tensor, wide: float, tall: float) -> torch.Tensor:
    """Distance to an upright tongue of fire that stands on the origin."""
    t = (v / tall).clamp(-0.3, 1)
    half = wide * (1 - t).clamp_min(0) ** 0.75 * (0.62 + 0.9 * (t + 0.3).clamp(0, 0.5))
    return torch.maximum((u.abs() - half) * 0.8, v - tall)


def fire(c: Canvas) -> None:
    """A blaze of nested tongues over glowing embers."""
    c.wash(torch.full_like(c.x, 0.80), 0.09)
    flicker = c.noise(1, 4, 5) * 0.13 + c.noise(2, 8, 9) * 0.05
    v = c.v + 0.72
    u = c.u + flicker * sh.smoothstep(v, 0.0, 0.9) + 0.07 * torch.sin(v * 4.2 + c.rnd(3, 0, 6))
    for level, tone, accent in ((1.0, 0.40, 1.0), (0.74, 0.66, 0.9), (0.48, 0.84, 0.5), (0.27, 0.98, 0.1)):
        d = _flame(u, v, 0.42 * level, 1.62 * level)
        for side in (-1.0, 1.0):
            lean = u - side * (0.36 * level + 0.10 * v * (1 - v))
            d = sh.melt(d, _flame(lean, v, 0.26 * level, (0.78 if side < 0 else 0.96) * level), 0.06)
        d = sh.melt(d, sh.ellipse(u, v, 0.62 * level, 0.20 * level), 0.1)
        d = sh.both(d, -v - 0.16)
        if level == 1.0:
            c.glow(torch.exp(-d.clamp_min(0) * 3.2) * 0.40)
        c.fill(d, tone, accent)
    c.fill(c.v + 0.86 + 0.05 * sh.zigzag(c.u * 5), 0.05)


def smoke(c: Canvas) -> None:
    """A column of smoke: billows that swell as they rise and sway, each lit on its shoulder."""
    curl = c.noise(1, 9) * 0.05 + c.noise(4, 20) * 0.02
    phase = c.rnd(2, 0, 6.28)
    dark, pale = c.figure(0.12), c.figure(0.55)
    for k in range(5, -1, -1):  # from the top down, so that the lower billow lies before the upper
        t = k / 5
        x, y, size = 0.22 * torch.sin(t * 4.0 + phase) * (0.3 + t), -0.95 + 1.70 * t, 0.22 + 0.28 * t
        side = size * (0.75 if k % 2 else -0.75)
        d = sh.union(
            torch.hypot(c.u - x + 0.2 * side, c.v - y) - 0.80 * size,
            torch.hypot(c.u - x - side, c.v - y + 0.10 * size) - 0.62 * size,
            torch.hypot(c.u - x + 0.9 * side, c.v - y - 0.25 * size) - 0.50 * size,
        )
        lit = sh.smoothstep((c.v - y) * 0.8 - (c.u - x) * 0.6, -size * 0.5, size * 0.8)
        c.fill(d + curl, dark + (pale - dark) * (0.25 * t + 0.75 * lit), 0.0, 0.02)


def candle(c: Canvas) -> None:
    """A burning candle with a tall flame and a halo in the dark."""
    c.wash(torch.full_like(c.x, 0.72), 0.12)
    p, q = c.u, c.v - 0.42
    c.glow(torch.exp(-torch.hypot(p, q * 0.85) * 2.1) * 0.62)
    c.fill(c.v + 0.92, 0.07)
    wax = sh.box(c.u, c.v + 0.50, 0.29, 0.50, 0.05)
    for cu, drop in ((-0.25, 0.42), (0.14, 0.30), (0.27, 0.52)):
        wax = sh.melt(wax, sh.segment(c.u, c.v, (cu, 0.0), (cu, -drop), 0.055), 0.03)
    round_side = 0.42 * sh.smoothstep((c.u - 0.03).abs(), 0.06, 0.32)
    c.fill(wax, 0.80 - round_side + 0.14 * sh.smoothstep(c.v, -0.6, 0.0), 0.12)
    c.fill(sh.segment(c.u, c.v, (0.0, -0.02), (0.01, 0.16), 0.018), 0.04)
    lean = c.u - c.rnd(1, -0.10, 0.10) * sh.smoothstep(c.v, 0.1, 0.9)
    v = c.v - 0.10
    for scale, tone, accent in ((1.0, 0.78, 0.95), (0.72, 0.90, 0.5), (0.42, 0.99, 0.0)):
        t = (v / (0.78 * scale)).clamp(0, 1)
        half = 0.27 * scale * torch.sin(t**0.62 * 3.14159).clamp_min(0) ** 0.9
        c.fill(torch.maximum((lean.abs() - half) * 0.9, v - 0.78 * scale), tone, accent)


def crystal(c: Canvas) -> None:
    """A cluster of faceted crystals: each shaft with light, middle and dark faces."""
    c.fill(c.v + 0.80 + 0.04 * sh.zigzag(c.u * 3), c.figure(0.5))
    shafts = ((-0.62, 0.62, 0.15), (0.62, 0.55, 0.15), (-0.30, 0.42, 0.21), (0.32, 0.36, 0.20), (0.0, 0.0, 0.26))
    reach = (0.95, 0.90, 1.25, 1.15, 1.60)
    for k, ((tilt, _, half), tall) in enumerate(zip(shafts, reach, strict=True)):
        u, v = sh.turn(c.u - tilt * 0.35, c.v + 0.86, -tilt * 0.75 + c.rnd(k + 1, -0.06, 0.06))
        high = tall * c.rnd(10 + k, 0.88, 1.06)
        points = [(-half, 0.0), (half, 0.0), (half, high - half * 1.3), (0.25 * half, high), (-half, high - half * 1.0)]
        d = sh.polygon(u, v, points)
        c.fill(d, 0.62, 0.15)
        edge = 0.20 * half + (v - high + half).clamp_min(0) * 0.2
        c.fill(sh.both(d, u + edge * 1.9), 0.90, 0.0)
        c.fill(sh.both(d, -(u - edge * 2.2)), 0.26, 0.55)
        c.wash(c.cover(sh.both(d, v - high * 0.35), 0.2) * 0.35, 0.15, 0.4)
