"""Palettes as colour: five-step ramps from dark to light, an accent and a light colour, in sRGB."""

from __future__ import annotations

import torch
from torch import Tensor

# name -> dark, shade, middle, light, pale, accent, glow; the names are those of the vocabulary.
COLOURS: dict[str, tuple[str, ...]] = {
    "dawn": ("1f1d3a", "4b3b66", "a8607a", "eea284", "fde3c0", "f2785c", "ffd9a0"),
    "ember": ("120a0c", "43151a", "9c2f1c", "e2742a", "fbdca0", "ff5a1f", "ffb054"),
    "sea-glass": ("06222b", "0f4a55", "2f8a8b", "84c7b5", "e6f4e4", "f0a68c", "d8ffe9"),
    "ash": ("111113", "3a393c", "77757a", "b4b0ad", "ece7df", "8f8681", "f7f2ea"),
    "gold-on-night": ("070b1f", "12204a", "2b3f7a", "b08a3e", "f6dfa0", "e9b949", "ffe09a"),
    "moss": ("0e1710", "28402a", "5d7a45", "a7b578", "eef0cf", "d98b3a", "f6ffba"),
    "rose": ("2a0f24", "6b2346", "c05a7a", "eda6ae", "fdeae2", "d6294f", "ffd0d8"),
    "violet": ("140f2e", "3a2a6b", "7d58a8", "c79ac9", "f3e1ee", "ff9e5e", "ffd2f0"),
    "desert": ("2b130c", "6e3420", "b9683a", "dfa869", "f8e6c4", "2f7f86", "ffe8b0"),
    "frost": ("0f1c2e", "33506e", "7ba0bd", "bcd7e4", "f7fbfd", "5b6fd6", "ffffff"),
    "vermilion": ("0b0a0a", "2c2624", "8a7f74", "d8cdbb", "f7f0e2", "d2281e", "ffd9b8"),
    "spring": ("1d3326", "4f8a4c", "a6cf6a", "f7c6d4", "fffbe8", "ff8fb0", "fff6b8"),
    "summer": ("12305c", "2a7fb8", "5cc4d8", "ffd84a", "fff7cf", "ff7a3c", "fff2a0"),
    "autumn": ("1c120c", "55301a", "8f4a22", "c98a2c", "f0dca4", "b3261c", "ffc46a"),
    "spectrum": ("2a1060", "1f5fd0", "22b573", "f7d51d", "fff4e4", "f0304a", "ffffff"),
    "electric": ("0a0520", "2b0f66", "8a1fb0", "ff5aa5", "ffe6b8", "1fd6e0", "a0f8ff"),
}
STEPS = 512


def _rgb(code: str) -> list[float]:
    return [int(code[k : k + 2], 16) / 255 for k in (0, 2, 4)]


def tables(names: list[str], device: str) -> Tensor:
    """(P, 7, 3) float32 colours of the named palettes."""
    return torch.tensor([[_rgb(code) for code in COLOURS[name]] for name in names], device=device)


def colourise(colours: Tensor, tone: Tensor, accent: Tensor) -> Tensor:
    """(B, 3, H, W) from (B, 7, 3) palettes, tone (B, H, W) and accent (B, H, W), both 0..1.

    The ramp is tabulated in STEPS entries a scene and gathered. The accent keeps some of the tone, so
    that shading survives inside an accented shape.
    """
    batch, height, width = tone.shape
    ramp = torch.nn.functional.interpolate(colours[:, :5].transpose(1, 2), STEPS, mode="linear", align_corners=True)
    index = (tone.clamp(0, 1) * (STEPS - 1)).long().view(batch, -1)
    index = index + torch.arange(batch, device=tone.device)[:, None] * STEPS
    rgb = ramp.transpose(1, 2).reshape(-1, 3)[index.view(-1)].view(batch, height * width, 3)
    rgb = rgb.transpose(1, 2).reshape(batch, 3, height, width)
    weight = (accent.clamp(0, 1) * 0.85)[:, None]
    shade = (0.35 + 0.95 * tone.clamp(0, 1))[:, None]
    tint = (colours[:, 5, :, None, None] * shade).clamp(0, 1)
    pale = ((tone - 0.68) / 0.32).clamp(0, 1)[:, None]
    tint = tint + (rgb - tint) * pale * 0.7
    return rgb + (tint - rgb) * weight


def add_light(rgb: Tensor, colours: Tensor, light: Tensor, strength: float = 1.0) -> Tensor:
    """Screen the palette's glow colour over rgb by light (B, H, W)."""
    glow = colours[:, 6, :, None, None] * (light.clamp(0, 1) * strength)[:, None]
    return 1 - (1 - rgb) * (1 - glow)
