"""Parts that many drawings share: mirrored coordinates, chains of strokes, tilted ovals, ground and water."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from tools.house.painter import shapes as sh
from tools.house.painter.canvas import Canvas

Point = tuple[sh.Value, sh.Value]


def facing(c: Canvas, key: int = 1) -> Tensor:
    """u (B, H, W), mirrored at random."""
    return c.u * torch.where(c.rnd(key) < 0.5, -1.0, 1.0)


def chain(u: Tensor, v: Tensor, points: Sequence[Point], r0: float, r1: float | None = None) -> Tensor:
    """A bent stroke through `points`, its radius going from r0 to r1."""
    r1 = r0 if r1 is None else r1
    count = len(points) - 1
    parts = [
        sh.segment(u, v, points[k], points[k + 1], r0 + (r1 - r0) * k / count, r0 + (r1 - r0) * (k + 1) / count)
        for k in range(count)
    ]
    return sh.union(*parts)


def oval(u: Tensor, v: Tensor, at: Point, axes: tuple[float, float], angle: float = 0.0) -> Tensor:
    """An ellipse at `at` with half axes `axes`, turned by `angle` radians."""
    return sh.ellipse(*sh.turn(u - at[0], v - at[1], angle), *axes)


def dot(u: Tensor, v: Tensor, at: Point, radius: sh.Value) -> Tensor:
    """A disc at `at`."""
    return torch.hypot(u - at[0], v - at[1]) - radius


def slab(u: Tensor, v: Tensor, at: Point, half: tuple[sh.Value, sh.Value], corner: float = 0.0) -> Tensor:
    """A box at `at` with half sides `half`."""
    return sh.box(u - at[0], v - at[1], half[0], half[1], corner)


def ground(c: Canvas, level: float, tone: sh.Value | None = None) -> None:
    """Open ground below `level`, with a gentle swell."""
    c.earth(c.v - level - 0.03 * torch.sin(c.u * 2.1 + c.rnd(901, 0, 6)), c.figure(0.45) if tone is None else tone)


def water(c: Canvas, level: float, tone: sh.Value = 0.38) -> None:
    """Rippled water below `level`."""
    depth = level - c.v
    wet = c.earth(-depth + 0.015 * torch.sin(c.u * 9 + c.rnd(902, 0, 6)), tone)
    c.shade(torch.sin(depth * 42 + c.noise(903, 5, 3) * 2.0) * sh.smoothstep(depth, 0.0, 0.1) * 0.07 * wet)


def backdrop(c: Canvas, strength: float, tone: sh.Value) -> None:
    """Send everything painted so far towards one tone."""
    c.wash(torch.full_like(c.x, strength), tone)
