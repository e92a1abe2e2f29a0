"""Seeded randomness for the painter: a per-scene integer hash and smooth noise fields, on any device and at any aspect.

Every value depends only on (scene seed, key, lattice position), never on the batch around it or on a
generator's state, so a scene is the same picture alone, in a batch, at 128 or at 256 pixels.
Noise fields are random lattices interpolated with cubic B-spline weights; as two small matrix products
(rows, then columns) that costs far less on a CPU than resampling a texture.
"""

from __future__ import annotations

import math
from functools import lru_cache

import torch
from torch import Tensor

Size = tuple[int, int]
"""(height, width) in pixels."""

_MASK = 0xFFFFFFFF


def hash01(key: Tensor) -> Tensor:
    """Uniform float32 in [0, 1) for each int64 key; xor-shift-multiply mixing on 32 bits."""
    h = key & _MASK
    h = ((h ^ (h >> 16)) * 0x45D9F3B) & _MASK
    h = ((h ^ (h >> 16)) * 0x45D9F3B) & _MASK
    h = h ^ (h >> 16)
    return (h >> 8).to(torch.float32) * (1.0 / 16777216.0)


def random_of(seeds: Tensor, key: int, count: int = 1) -> Tensor:
    """(B, count) uniform floats for (B,) int64 scene seeds and one key."""
    index = torch.arange(count, device=seeds.device)
    return hash01(seeds[:, None] * 0x9E3779B1 + key * 0x85EBCA77 + index[None] * 0xC2B2AE3D + 0x27D4EB2F)


@lru_cache(maxsize=256)
def _spline(length: int, unit: int, cells: int, device: str) -> Tensor:
    """(length, n + 3) cubic B-spline weights over a lattice that has `cells` in `unit` pixels, n in all."""
    position = (torch.arange(length, dtype=torch.float64) + 0.5) / unit * cells
    count = math.ceil(length / unit * cells)
    base = position.floor().long().clamp(max=count - 1)
    t = position - base
    taps = torch.stack([(1 - t) ** 3, 3 * t**3 - 6 * t**2 + 4, -3 * t**3 + 3 * t**2 + 3 * t + 1, t**3], 1) / 6
    weights = torch.zeros(length, count + 3, dtype=torch.float64)
    weights.scatter_(1, base[:, None] + torch.arange(4)[None], taps)
    return weights.to(device=device, dtype=torch.float32)


def smooth_noise(seeds: Tensor, key: int, size: Size, across: int, down: int | None = None) -> Tensor:
    """(B, H, W) smooth noise in about -1..1 with `across` x `down` lattice cells in a square of the height."""
    down = across if down is None else down
    device = str(seeds.device)
    height, width = size
    rows, columns = _spline(height, height, down, device), _spline(width, height, across, device)
    high, wide = rows.shape[1], columns.shape[1]
    lattice = random_of(seeds, key, high * wide).view(-1, high, wide) * 2 - 1
    return (rows @ (lattice @ columns.T)) * 2.1


def cloud_noise(seeds: Tensor, key: int, size: Size, across: int, octaves: int = 3, down: int | None = None) -> Tensor:
    """(B, H, W) fractal noise in about -1..1: `octaves` layers, each twice as fine, half as strong."""
    down = across if down is None else down
    total = smooth_noise(seeds, key, size, across, down)
    for octave in range(1, octaves):
        layer = smooth_noise(seeds, key + 7919 * octave, size, across << octave, down << octave)
        total.add_(layer, alpha=0.5**octave)
    return total * 0.7


@lru_cache(maxsize=8)
def _paper_sheet(device: str) -> Tensor:
    """(512, 1024) white noise, drawn once: the tooth of all our paper."""
    generator = torch.Generator().manual_seed(20240917)
    return torch.randn(512, 1024, generator=generator).to(device)


def grain(seeds: Tensor, key: int, size: Size) -> Tensor:
    """(B, H, W) paper grain, mean 0, about unit deviation at 256 pixels of height, area-averaged when smaller."""
    sheet = _paper_sheet(str(seeds.device))
    corner = (random_of(seeds, key, 2) * 256).long().tolist()
    height, width = size
    across = round(256 * width / height)
    crops = torch.stack([sheet[top : top + 256, left : left + across] for top, left in corner])
    if height != 256:
        crops = torch.nn.functional.interpolate(crops[:, None], size, mode="area" if height < 256 else "bilinear")[:, 0]
    return crops
