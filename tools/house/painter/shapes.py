"""Signed distances of simple shapes, negative inside, in the units of their arguments (all broadcast).

The formulas are the standard ones for circle, box, segment, arc and polygon distances.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor

Value = Tensor | float


def circle(u: Tensor, v: Tensor, radius: Value) -> Tensor:
    """Disc around the origin."""
    return torch.hypot(u, v) - radius


def ellipse(u: Tensor, v: Tensor, a: Value, b: Value) -> Tensor:
    """Ellipse with half axes a, b: first-order distance (value over gradient), good near the rim."""
    p, q = u / a, v / b
    k = torch.hypot(p, q)
    return k * (k - 1) / torch.hypot(p / a, q / b).clamp_min(1e-4)


def box(u: Tensor, v: Tensor, a: Value, b: Value, corner: float = 0.0) -> Tensor:
    """Box with half sides a, b and rounded corners."""
    p, q = u.abs() - a + corner, v.abs() - b + corner
    return torch.hypot(p.clamp_min(0), q.clamp_min(0)) + torch.maximum(p, q).clamp_max(0) - corner


def segment(
    u: Tensor, v: Tensor, start: tuple[Value, Value], end: tuple[Value, Value], r0: Value, r1: Value | None = None
) -> Tensor:
    """Tapered stroke from start (radius r0) to end (radius r1)."""
    r1 = r0 if r1 is None else r1
    pu, pv, eu, ev = u - start[0], v - start[1], end[0] - start[0], end[1] - start[1]
    t = ((pu * eu + pv * ev) / (eu * eu + ev * ev + 1e-9)).clamp(0, 1)
    return torch.hypot(pu - t * eu, pv - t * ev) - (r0 + (r1 - r0) * t)


def polygon(u: Tensor, v: Tensor, points: Sequence[tuple[Value, Value]]) -> Tensor:
    """Exact distance to a simple polygon (even-odd inside)."""
    best = torch.full_like(u, 1e9)
    inside = torch.zeros_like(u, dtype=torch.bool)
    for (au, av), (bu, bv) in zip(points, [*points[1:], points[0]], strict=True):
        eu, ev, pu, pv = bu - au, bv - av, u - au, v - av
        t = ((pu * eu + pv * ev) / (eu * eu + ev * ev + 1e-9)).clamp(0, 1)
        d = (pu - t * eu) ** 2 + (pv - t * ev) ** 2
        crosses = ((v >= av) != (v >= bv)) & ((eu * pv < pu * ev) == (torch.as_tensor(ev) < 0))
        best, inside = torch.minimum(best, d), inside ^ crosses
    return torch.where(inside, -best.sqrt(), best.sqrt())


def union(*parts: Tensor) -> Tensor:
    """Everything that is in any part."""
    out = parts[0]
    for part in parts[1:]:
        out = torch.minimum(out, part)
    return out


def melt(a: Tensor, b: Tensor, k: float) -> Tensor:
    """Union with a fillet of size k (polynomial smooth minimum)."""
    h = (k - (a - b).abs()).clamp_min(0) / k
    return torch.minimum(a, b) - h * h * (k / 4)


def minus(a: Tensor, b: Tensor) -> Tensor:
    """a without b."""
    return torch.maximum(a, -b)


def both(a: Tensor, b: Tensor) -> Tensor:
    """What is in a and in b."""
    return torch.maximum(a, b)


def turn(u: Tensor, v: Tensor, angle: Value) -> tuple[Tensor, Tensor]:
    """Coordinates in a frame turned by `angle` radians anticlockwise."""
    if isinstance(angle, Tensor):
        c, s = angle.cos(), angle.sin()
        return u * c + v * s, v * c - u * s
    cf, sf = math.cos(angle), math.sin(angle)
    return u * cf + v * sf, v * cf - u * sf


def zigzag(t: Tensor) -> Tensor:
    """Triangle wave in 0..1 with period 2."""
    return (torch.remainder(t, 2.0) - 1).abs()


def smoothstep(t: Tensor, low: Value, high: Value) -> Tensor:
    """0 below low, 1 above high, smooth between."""
    s = ((t - low) / (high - low)).clamp(0, 1)
    return s * s * (3 - 2 * s)
