"""What a medium (a style) sees of a group of scenes: the fields, the palette, the grid and its own noise."""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch
import torch.nn.functional as F
from torch import Tensor

from tools.house.painter.canvas import Fields
from tools.house.painter.noise import cloud_noise, grain, random_of, smooth_noise
from tools.house.painter.palettes import add_light, colourise


@dataclass(frozen=True, slots=True)
class Medium:
    """A group of B scenes about to be rendered in one style; x, y (1, H, W) are the unwarped screen."""

    fields: Fields
    colours: Tensor
    seeds: Tensor
    x: Tensor
    y: Tensor
    day: Tensor

    @property
    def shape(self) -> tuple[int, int]:
        """(height, width) in pixels."""
        return self.x.shape[-2], self.x.shape[-1]

    @property
    def size(self) -> int:
        """The height in pixels, the measure of all lengths."""
        return self.x.shape[-2]

    @property
    def wide(self) -> float:
        """Width over height."""
        return self.x.shape[-1] / self.x.shape[-2]

    @property
    def pixel(self) -> float:
        """One pixel in screen units."""
        return 2.0 / self.size

    def rnd(self, key: int, low: float = 0.0, high: float = 1.0) -> Tensor:
        """(B, 1, 1) uniform in low..high."""
        return random_of(self.seeds, key + 9000)[:, :, None] * (high - low) + low

    def noise(self, key: int, across: int, down: int | None = None) -> Tensor:
        """(B, H, W) smooth noise."""
        return smooth_noise(self.seeds, key + 9000, self.shape, across, down)

    def clouds(self, key: int, across: int, octaves: int = 3) -> Tensor:
        """(B, H, W) fractal noise."""
        return cloud_noise(self.seeds, key + 9000, self.shape, (across, across), octaves)

    def grain(self, key: int) -> Tensor:
        """(B, H, W) paper grain of about unit deviation."""
        return grain(self.seeds, key + 9000, self.shape)

    def colour(self, tone: Tensor, accent: Tensor) -> Tensor:
        """(B, 3, H, W) in this group's palettes."""
        return colourise(self.colours, tone, accent)

    def flat(self, tone: float) -> Tensor:
        """(B, 3, 1, 1) one colour of the ramp."""
        position = tone * 4
        low = min(int(position), 3)
        pair = self.colours[:, low], self.colours[:, low + 1]
        return torch.lerp(pair[0], pair[1], position - low)[:, :, None, None]

    @property
    def accent_colour(self) -> Tensor:
        """(B, 3, 1, 1)."""
        return self.colours[:, 5, :, None, None]

    @property
    def glow_colour(self) -> Tensor:
        """(B, 3, 1, 1)."""
        return self.colours[:, 6, :, None, None]

    def lit(self, rgb: Tensor, strength: float = 1.0) -> Tensor:
        """rgb with the scene's light screened over it."""
        return add_light(rgb, self.colours, self.fields.light, strength)

    def line(self, width: float) -> Tensor:
        """(B, H, W) coverage of all outlines at a half width in screen units, anti-aliased."""
        return (0.5 + (width - self.fields.edge) / self.pixel).clamp(0, 1)


def mix(a: Tensor, b: Tensor, weight: Tensor) -> Tensor:
    """a (B, 3, ., .) to b (B, 3, ., .) by weight (B, H, W)."""
    return a + (b - a) * weight[:, None]


def grey(rgb: Tensor) -> Tensor:
    """(B, 1, H, W) luma, Rec. 601 weights."""
    return (rgb * rgb.new_tensor([0.299, 0.587, 0.114])[None, :, None, None]).sum(1, keepdim=True)


def blurred(field: Tensor, size: int, share: float) -> Tensor:
    """(B, H, W) a field blurred over about `share` of the height `size`, by shrinking and stretching it."""
    factor = max(1, round(size * share))
    small = F.avg_pool2d(field[:, None], factor, ceil_mode=True)
    small = F.avg_pool2d(small, 3, 1, 1, count_include_pad=False)
    return F.interpolate(small, size=field.shape[1:], mode="bilinear", align_corners=False)[:, 0]


def set_off(m: Medium, strength: float) -> Medium:
    """The same scene with tones driven apart along outlines, as painters do: darker darks against lighter lights.

    Local contrast (tone less its surroundings' mean) is added near outlines only, so skies and weather keep theirs.
    """
    f = m.fields
    relief = f.tone - blurred(f.tone, m.size, 0.055)
    near = torch.exp(-6.0 * f.edge)
    tone = (f.tone + relief * near * strength).clamp(0, 1)
    return replace(m, fields=Fields(tone=tone, accent=f.accent, light=f.light, mask=f.mask, edge=f.edge))
