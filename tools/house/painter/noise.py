"""Chance for the painter: a code of CODE normal numbers a scene, and smooth noise fields, on any device and aspect.

All that chance decides about a scene follows smoothly from its code, and the code has as many numbers as the lowest
frequencies of the model's own noise (tools.house.coupling): so a model can learn which noise is which scene. What is
too fine for that (cells, grain, fine lattices) is the same in every scene, as a sheet of paper is.
Every value depends only on (code, key, lattice position), never on the batch around it or on a generator's state, so
a scene is the same picture alone, in a batch, at 128 or at 256 pixels.
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
CODE = 64
"""Numbers that decide all that chance decides about a scene."""
CHOICES = 8
"""The first of them settle what words leave open (tools.house.unsaid); the painter uses the others."""
FEW = 4
"""So many numbers of one key have an axis of the code each."""
FINE = 36
"""A lattice with more cells than this in a square is the same in every scene."""


def hash01(key: Tensor) -> Tensor:
    """Uniform float32 in [0, 1) for each int64 key; xor-shift-multiply mixing on 32 bits."""
    h = key & _MASK
    h = ((h ^ (h >> 16)) * 0x45D9F3B) & _MASK
    h = ((h ^ (h >> 16)) * 0x45D9F3B) & _MASK
    h = h ^ (h >> 16)
    return (h >> 8).to(torch.float32) * (1.0 / 16777216.0)


def code(seeds: Tensor) -> Tensor:
    """(B, CODE) float32 standard normal numbers of (B,) int64 scene seeds."""
    index = torch.arange(CODE, device=seeds.device)
    uniform = hash01(seeds[:, None] * 0x9E3779B1 + index[None] * 0xC2B2AE3D + 0x27D4EB2F)
    return torch.special.ndtri(uniform.clamp(0.5 / 16777216.0, 1 - 1 / 16777216.0))  # neither end is finite


@lru_cache(maxsize=4096)
def ways(key: int, count: int, device: str) -> Tensor:
    """(CODE, count) unit columns: which way along the code each of a key's numbers lies. A few numbers have an axis
    each; many, as a lattice has, lie all ways. The first CHOICES axes are not the painter's."""
    free = CODE - CHOICES
    found = torch.zeros(CODE, count, device="cpu")
    generator = torch.Generator().manual_seed(key * 7919 + count)
    if count <= FEW:
        axes = CHOICES + torch.randperm(free, generator=generator, device="cpu")[:count]
        found[axes, torch.arange(count, device="cpu")] = 1.0
    else:
        drawn = torch.randn(free, count, generator=generator, device="cpu")
        found[CHOICES:] = torch.nn.functional.normalize(drawn, dim=0)
    return found.to(device)


def random_of(seeds: Tensor, key: int, count: int = 1, variety: float = 1.0) -> Tensor:
    """(B, count) numbers, each uniform in 0..1 over the scenes, for (B,) int64 scene seeds and one key; with less
    variety (0..1), nearer to what the key has in every scene."""
    normal = code(seeds) @ ways(key, count, str(seeds.device))
    if variety < 1:
        usual = torch.special.ndtri(same_for_all(key, count, seeds.device).clamp(0.02, 0.98))
        normal = variety * normal + (1 - variety**2) ** 0.5 * usual
    return torch.special.ndtr(normal)


def same_for_all(key: int, count: int, device: torch.device) -> Tensor:
    """(count,) uniform numbers of one key, the same in every scene."""
    index = torch.arange(count, device=device)
    return hash01(key * 0x85EBCA77 + index * 0xC2B2AE3D + 0x27D4EB2F)


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


def smooth_noise(
    seeds: Tensor, key: int, size: Size, across: int, down: int | None = None, variety: float = 1.0
) -> Tensor:
    """(B, H, W) smooth noise in about -1..1 with `across` x `down` lattice cells in a square of the height; of its
    own for each scene where coarse (as far as `variety` goes), one field for all where fine."""
    down = across if down is None else down
    device = str(seeds.device)
    if across * down > FINE:
        return _fine_noise(key, size, across, down, device).repeat(len(seeds), 1, 1)
    rows, columns = _spline(size[0], size[0], down, device), _spline(size[1], size[0], across, device)
    high, wide = rows.shape[1], columns.shape[1]
    lattice = random_of(seeds, key, high * wide, variety).view(-1, high, wide) * 2 - 1
    return (rows @ (lattice @ columns.T)) * 2.1


@lru_cache(maxsize=256)
def _fine_noise(key: int, size: Size, across: int, down: int, device: str) -> Tensor:
    """(1, H, W) smooth noise that every scene shares."""
    rows, columns = _spline(size[0], size[0], down, device), _spline(size[1], size[0], across, device)
    high, wide = rows.shape[1], columns.shape[1]
    lattice = same_for_all(key, high * wide, torch.device(device)).view(1, high, wide) * 2 - 1
    return (rows @ (lattice @ columns.T)) * 2.1


def cloud_noise(
    seeds: Tensor, key: int, size: Size, cells: tuple[int, int], octaves: int = 3, variety: float = 1.0
) -> Tensor:
    """(B, H, W) fractal noise in about -1..1, `cells` (across, down) at first: `octaves` layers, each twice as fine,
    half as strong."""
    across, down = cells
    total = smooth_noise(seeds, key, size, across, down, variety)
    for octave in range(1, octaves):
        layer = smooth_noise(seeds, key + 7919 * octave, size, across << octave, down << octave, variety)
        total.add_(layer, alpha=0.5**octave)
    return total * 0.7


@lru_cache(maxsize=8)
def _paper_sheet(device: str) -> Tensor:
    """(512, 1024) white noise, drawn once: the tooth of all our paper."""
    generator = torch.Generator().manual_seed(20240917)
    return torch.randn(512, 1024, generator=generator).to(device)


def grain(seeds: Tensor, key: int, size: Size) -> Tensor:
    """(B, H, W) paper grain, mean 0, about unit deviation at 256 pixels of height, area-averaged when smaller; a key's
    grain is the same in every scene: the paper stays while the picture moves."""
    sheet = _paper_sheet(str(seeds.device))
    top, left = (same_for_all(key, 2, seeds.device) * 256).long().tolist()
    height, width = size
    across = round(256 * width / height)
    crop = sheet[None, None, top : top + 256, left : left + across]
    if height != 256:
        crop = torch.nn.functional.interpolate(crop, size, mode="area" if height < 256 else "bilinear")
    return crop[0].repeat(len(seeds), 1, 1)
