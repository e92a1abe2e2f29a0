"""Light and depth: against the light, in a spotlight, half in shadow, layer behind layer, glowing from within."""

from __future__ import annotations

from collections.abc import Callable

import torch

from tools.house.painter.canvas import Canvas
from tools.house.painter.shapes import smoothstep, zigzag


def _bright_behind(c: Canvas) -> None:
    d = torch.hypot(c.x - c.rnd(70, -0.3, 0.3), c.y - c.rnd(71, -0.2, 0.3))
    c.wash(torch.exp(-d * d * 1.6) * 0.9, 0.97, 0.12)
    c.glow(torch.exp(-d * d * 3) * 0.25)


def _silhouette(c: Canvas) -> None:
    f = c.f
    f.tone = f.tone + (0.03 + 0.16 * f.tone - f.tone) * f.mask * 0.92
    f.accent = f.accent * (1 - 0.6 * f.mask)
    rim = torch.exp(-((f.edge / 0.020) ** 2)) * f.mask
    f.tone = f.tone + (0.95 - f.tone) * rim * 0.5


def _pool_of_light(c: Canvas) -> None:
    x = c.x - c.rnd(72, -0.12, 0.12)
    cone = smoothstep(0.42 + 0.24 * (1 - c.y) - x.abs(), -0.06, 0.16)
    dark = (1 - cone) * (0.80 - 0.34 * c.f.mask)  # what stands beside the cone still shows
    c.wash(dark, 0.05)
    c.f.light = c.f.light * (1 - dark)
    c.wash(cone * smoothstep(c.y, -0.9, 1.0) * 0.26 * (1 - 0.6 * c.f.mask), 0.96, 0.1)


def _half_shadow(c: Canvas) -> None:
    side = torch.where(c.rnd(73) < 0.5, -1.0, 1.0)
    shade = smoothstep(side * c.x + 0.25 * c.y + 0.10 * c.noise(74, 3), -0.10, 0.22)
    c.wash(shade * 0.76, 0.04)
    c.f.light = c.f.light * (1 - 0.7 * shade)
    c.shade((1 - shade) * 0.08)
    rim = torch.exp(-((c.f.edge / 0.028) ** 2)) * c.f.mask * shade
    c.wash(rim * 0.55, 0.62)


def _layers_behind(c: Canvas) -> None:
    for k, (level, haze) in enumerate(((0.28, 0.30), (0.02, 0.55))):
        ridge = level + 0.15 * c.noise(75 + k, 3 + k, 1) + 0.05 * c.noise(77 + k, 11, 1)
        ridge = ridge + (0.05 * zigzag(c.x * (13 + 5 * k)) if k else 0.0)
        tone = 0.80 - 0.30 * haze - (1 - c.day) * 0.25
        c.wash(smoothstep(ridge - c.y, 0.0, 0.012) * 0.85, tone)
        c.wash(smoothstep(ridge - c.y, 0.05, 0.55) * 0.40, tone + 0.16)


def _layers_before(c: Canvas) -> None:
    low = (
        -0.88
        + 0.08 * c.noise(80, 4, 1)
        + 0.09 * zigzag(c.x * 21 + c.noise(81, 9, 1) * 3) * (0.5 + 0.5 * c.noise(82, 5, 1))
    )
    c.wash(smoothstep(low - c.y, 0.0, 0.012) * (1 - 0.65 * c.f.mask * (c.y > -0.84)), 0.03)
    frame = c.x.abs() / c.wide - 0.90 + 0.09 * c.noise(83, 2, 7) - 0.10 * (c.y > 0.2) * c.y
    c.wash(smoothstep(frame, 0.0, 0.015), 0.05)


def _inner_glow(c: Canvas) -> None:
    f = c.f
    c.wash((1 - f.mask) * 0.45, 0.10)
    halo = torch.exp(-f.edge * 7.0) * (1 - f.mask)
    f.tone = f.tone + (0.90 - f.tone) * (halo * 0.55)
    f.tone = f.tone + (0.52 + 0.48 * f.tone - f.tone) * f.mask * 0.85
    f.light = f.light + halo * 0.5 + f.mask * 0.22


Light = Callable[[Canvas], None]
LIGHTS: dict[str, tuple[Light | None, Light | None]] = {
    "even": (None, None),
    "backlit": (_bright_behind, _silhouette),
    "spotlit": (None, _pool_of_light),
    "half in shadow": (None, _half_shadow),
    "layered": (_layers_behind, _layers_before),
    "glowing": (None, _inner_glow),
}
"""Light -> (painted behind the subjects, painted over them)."""
