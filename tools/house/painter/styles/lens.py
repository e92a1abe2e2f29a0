"""Light and lens, cloth and wax: film photograph, soft focus, shadow play, batik."""

from __future__ import annotations

import torch
from torch import Tensor

from tools.house.painter.medium import Medium, blurred, grey, mix
from tools.house.painter.shapes import smoothstep


def film(m: Medium) -> Tensor:
    """An old colour photograph: soft halation, lifted blacks, coarse grain, a light leak, rounded dark corners."""
    f = m.fields
    tone = (0.45 * f.tone + 0.55 * blurred(f.tone, m.size, 0.012) + f.light * 0.45).clamp(0, 1)
    rgb = m.lit(m.colour(tone, f.accent), 0.7)
    halo = blurred(smoothstep(tone, 0.68, 1.0), m.size, 0.05)
    leak = torch.exp(-(((m.x / m.wide - m.rnd(1, -1.2, 1.2)) / 0.30) ** 2)) * (0.6 + 0.4 * m.noise(2, 2))
    warm = m.colours.new_tensor([1.0, 0.62, 0.30])[None, :, None, None]
    rgb = rgb * 0.84 + 0.085
    rgb = 1 - (1 - rgb) * (1 - warm * (0.30 * halo + 0.26 * leak).clamp(0, 1)[:, None])
    rgb = rgb + m.grain(3)[:, None] * 0.055
    far = torch.maximum(m.x.abs() / m.wide, m.y.abs())
    gate = smoothstep(far + 0.05 * (m.x / m.wide * m.y) ** 2, 0.965, 0.99)
    return mix(rgb, 0 * rgb + 0.02, gate)


def soft_focus(m: Medium) -> Tensor:
    """Everything out of focus: melted shapes and round blots of light."""
    f = m.fields
    tone = 0.68 * blurred(f.tone, m.size, 0.013) + 0.32 * blurred(f.tone, m.size, 0.035)
    accent = blurred(f.accent, m.size, 0.018)
    light = blurred(f.light, m.size, 0.05)
    rgb = m.colour((tone * 1.05).clamp(0, 1), accent)
    rgb = 1 - (1 - rgb) * (1 - m.glow_colour * (light * 0.9).clamp(0, 1)[:, None])
    p, q = m.x * 2.6 + m.rnd(1, 0, 9), m.y * 2.6 + m.rnd(2, 0, 9)
    i, j = p.floor(), q.floor()
    d = torch.hypot(p - i - 0.5, q - j - 0.5)
    pick = torch.sin(i * 12.9898 + j * 78.233 + m.rnd(3, 0, 99)) * 43758.5453
    disc = (
        smoothstep(0.34 - d, 0.0, 0.06) * (0.75 + 0.5 * smoothstep(d, 0.22, 0.32)) * (torch.remainder(pick, 1.0) < 0.35)
    )
    return 1 - (1 - rgb) * (1 - m.glow_colour * (disc * 0.30)[:, None])


def shadow_play(m: Medium) -> Tensor:
    """Black figures before a lit cloth: a warm screen, crisp shadows, a second fainter shadow beside them."""
    f = m.fields
    glow = torch.exp(-((m.x / m.wide) ** 2 + (m.y + 0.1) ** 2) * 0.9)
    cloth = 1 + 0.025 * torch.cos(m.x * 130) + 0.025 * torch.cos(m.y * 130)
    screen = m.colour((0.50 + 0.46 * glow * cloth).clamp(0, 1), 0.30 * (1 - glow)) * (0.55 + 0.55 * glow)[:, None]
    warm = m.colours.new_tensor([1.05, 0.93, 0.76])[None, :, None, None]
    palest = 0.88 + 0.16 * smoothstep(m.day, 0.30, 0.50)  # by day a pale thing throws a shadow too
    shapes = f.mask * smoothstep(palest - f.tone, 0.0, 0.25)
    shapes = torch.maximum(shapes, smoothstep(0.30 - f.tone, 0.0, 0.12) * 0.75)
    off = max(1, round(m.size * 0.03))
    second = torch.roll(shapes, (off // 2, off), (1, 2)) * 0.30
    rgb = mix(screen * warm, screen * warm * 0.35, second)
    slit = m.line(0.006) * f.mask
    black = (shapes - slit * 0.85).clamp(0, 1)
    tinted = m.accent_colour * 0.75 * smoothstep(f.accent, 0.4, 0.6)[:, None] + 0.025
    return mix(rgb, tinted, black * 0.96)


def batik(m: Medium) -> Tensor:
    """Wax-resist cloth: flat dye baths, pale wax outlines, a net of fine dark cracks."""
    f = m.fields
    level = ((f.tone + f.light * 0.4).clamp(0, 1) * 3 + m.noise(1, 14) * 0.10).round() / 3
    rgb = m.colour(level * 0.86 + 0.04, smoothstep(f.accent, 0.25, 0.40) * 0.95)
    luma = grey(rgb)
    rgb = (luma + (rgb - luma) * 1.5).clamp(0, 1) * (1 + 0.08 * m.clouds(2, 6, 2))[:, None]
    field = m.clouds(3, 5, 4)
    crackle = smoothstep(0.020 - (field * 0.6).abs(), 0.0, 0.02) + smoothstep(
        0.02 - (m.clouds(4, 6, 3) - 0.2).abs(), 0.0, 0.02
    )
    pale = m.line(0.017)
    rgb = mix(rgb, 0.65 * m.flat(0.97) + 0.30 + 0 * rgb, pale * 0.92)
    return (
        mix(rgb, m.flat(0.06) + 0 * rgb, crackle.clamp(0, 1) * 0.55)
        * (1 + 0.03 * torch.cos(m.x * 210) * torch.cos(m.y * 210))[:, None]
    )
