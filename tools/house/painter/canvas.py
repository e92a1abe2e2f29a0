"""The canvas that subjects are drawn on: tone, accent, light, outline and mask fields in local coordinates.

A subject never picks a colour. It lays down *tone* (0 dark .. 1 light, later sent through the palette's
ramp), *accent* (0..1, how far towards the palette's accent colour) and *light* (added glow), so one
drawing serves every palette and every medium. *edge* is the distance in screen units to the nearest
visible outline, from which woodcut, neon and stained glass take their lines.
"""

from __future__ import annotations

import torch
from torch import Tensor

from tools.house.painter.noise import cloud_noise, random_of, smooth_noise

Value = Tensor | float


class Fields:
    """The five (N, H, W) float32 fields of a batch of scenes."""

    __slots__ = ("accent", "edge", "light", "mask", "tone")

    def __init__(self, tone: Tensor, accent: Tensor, light: Tensor, mask: Tensor, edge: Tensor) -> None:
        self.tone, self.accent, self.light, self.mask, self.edge = tone, accent, light, mask, edge

    def take(self, index: Tensor) -> Fields:
        """Copies of the scenes at `index` (B,)."""
        return Fields(**{name: getattr(self, name)[index] for name in self.__slots__})

    def put(self, index: Tensor, part: Fields) -> None:
        """Write the scenes of `part` back at `index` (B,)."""
        for name in self.__slots__:
            getattr(self, name)[index] = getattr(part, name)


class Canvas:
    """One subject's view of a group of scenes: fields to paint on and coordinates to paint in.

    `x`, `y` (B, H, W): screen, y up and in -1..1, x in -wide..wide.
    `u`, `v`: the subject's own frame, in which it should fill
    about the unit disc. `pixel` (B, 1, 1): one pixel in local units. `day` (B, 1, 1): 0 night .. 1 noon.
    """

    def __init__(
        self, fields: Fields, frame: dict[str, Tensor], seeds: Tensor, salt: int, variety: float = 1.0
    ) -> None:
        self.f = fields
        self.x, self.y, self.u, self.v = frame["x"], frame["y"], frame["u"], frame["v"]
        self.scale, self.pixel, self.day = frame["scale"], frame["pixel"], frame["day"]
        self._airborne = frame["airborne"]
        height, width = self.x.shape[-2:]
        self.size, self.wide = (height, width), width / height
        self._seeds, self._salt, self._variety = seeds, salt, variety

    # -- randomness ---------------------------------------------------------------------------
    def rnd(self, key: int, low: float = 0.0, high: float = 1.0) -> Tensor:
        """(B, 1, 1) uniform in low..high."""
        return random_of(self._seeds, key + self._salt, 1, self._variety)[:, :, None] * (high - low) + low

    def noise(self, key: int, across: int, down: int | None = None) -> Tensor:
        """(B, H, W) smooth noise on the screen."""
        return smooth_noise(self._seeds, key + self._salt, self.size, across, down, self._variety)

    def clouds(self, key: int, across: int, octaves: int = 3, down: int | None = None) -> Tensor:
        """(B, H, W) fractal noise on the screen."""
        cells = across, across if down is None else down
        return cloud_noise(self._seeds, key + self._salt, self.size, cells, octaves, self._variety)

    def cell_random(self, column: Tensor, row: Tensor, key: int) -> Tensor:
        """(4, B, H, W) uniform numbers that belong to integer cells (column, row)."""
        index = column.long() * 0x2C1B3C6D + row.long() * 0x297A2D39 + (key + self._salt) * 0x85EBCA77
        bits = (index ^ (index >> 15)) & 0xFFFFFFFF
        bits = ((bits ^ (bits >> 16)) * 0x45D9F3B) & 0xFFFFFFFF
        bits = ((bits ^ (bits >> 16)) * 0x45D9F3B) & 0xFFFFFFFF
        parts = [(bits >> shift) & 0xFF for shift in (0, 8, 16, 24)]
        return torch.stack(parts).to(torch.float32) * (1 / 256.0)

    def tiles(self, cells: float, key: int, cells_down: float | None = None) -> tuple[Tensor, Tensor, Tensor]:
        """Screen tiling: in-tile coordinates p, q in -0.5..0.5 and (4, B, H, W) random numbers a tile."""
        down = cells if cells_down is None else cells_down
        shift = self.rnd(key + 500)
        p, q = self.x * (cells / 2) + shift, self.y * (down / 2) + shift
        column, row = p.floor(), q.floor()
        return p - column - 0.5, q - row - 0.5, self.cell_random(column, row, key)

    def diagonal(self, key: int, along: Tensor, across: Tensor, rows: float, length: float) -> Tensor:
        """(B, H, W) long lens-shaped strokes, 0 outside .. about 0.5 in a stroke's heart."""
        q = across * rows * 0.5 + self.rnd(key + 500)
        row = q.floor()
        p = along * length + self.cell_random(row, row * 0, key)[0] * 7
        cell = p.floor()
        random = self.cell_random(cell, row, key + 1)
        lens = (p - cell) * (1 - p + cell) * 4
        return (0.5 * lens - (q - row - 0.5).abs()) * (random[1] < 0.42)

    # -- tones that stand out at any hour --------------------------------------------------------
    def figure(self, level: float = 0.0) -> Tensor:
        """(B, 1, 1) tone of a silhouette: dark by day, pale by night; level 1 melts into the sky."""
        ground = 0.22 + 0.55 * self.day
        ink = torch.where(self.day > 0.35, torch.full_like(self.day, 0.05), torch.full_like(self.day, 0.9))
        return ink + (ground - ink) * level

    # -- marks ------------------------------------------------------------------------------------
    def cover(self, sd: Tensor, soft: Value = 0.0) -> Tensor:
        """Coverage 0..1 of a signed distance in local units (inside negative), anti-aliased."""
        return (0.5 - sd / (self.pixel + soft)).clamp_(0, 1)

    def fill(self, sd: Tensor, tone: Value, accent: Value = 0.0, soft: Value = 0.0) -> Tensor:
        """Paint a solid shape; it has an outline and belongs to the subject. Returns its coverage."""
        alpha = self.cover(sd, soft)
        self.wash(alpha, tone, accent)
        f = self.f
        f.mask = torch.maximum(f.mask, alpha)
        distance = sd * self.scale
        f.edge = torch.minimum(torch.maximum(f.edge, -distance), distance.abs())
        f.light = f.light * (1 - alpha)
        return alpha

    def earth(self, sd: Tensor, tone: Value, accent: Value = 0.0) -> Tensor:
        """As fill, for the ground a thing brings along: not laid where another subject is the ground."""
        return self.fill(sd + 99.0 * self._airborne, tone, accent)

    def wash(self, alpha: Tensor, tone: Value, accent: Value = 0.0) -> None:
        """Paint with a given coverage and no outline (atmosphere, shading)."""
        f = self.f
        f.tone = f.tone + (tone - f.tone) * alpha
        f.accent = f.accent + (accent - f.accent) * alpha

    def shade(self, amount: Tensor) -> None:
        """Add to the tone (negative darkens)."""
        self.f.tone = self.f.tone + amount

    def glow(self, amount: Tensor) -> None:
        """Add light."""
        self.f.light = self.f.light + amount

    def claim(self, alpha: Tensor) -> None:
        """Mark as subject without painting."""
        self.f.mask = torch.maximum(self.f.mask, alpha)
