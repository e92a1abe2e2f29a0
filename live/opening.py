"""The quiet opening picture: northern light over dark water, breathing, while the painter gets ready."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from live.pixels import Image, dither, resized

Row = NDArray[np.float32]
"""(GRID,) float32 along x."""
Field = NDArray[np.float32]
"""(GRID, GRID) or (GRID, GRID, 3) float32."""

GRID, ZOOM = 128, 2
"""Drawn on so many points a side, and enlarged so many times by splines: light has no edges."""
BREATH_S = 12.0
"""One breath, in and out."""
SHORE = 0.72
"""Where the water begins, from the top."""
CURTAINS = 3
GAIN = 1.25
"""Brightness of the light."""
PALETTES = (
    ((3, 6, 14), (12, 30, 44), (64, 58, 132), (74, 196, 168), (226, 232, 190)),
    ((5, 4, 14), (30, 22, 52), (54, 52, 140), (206, 112, 158), (250, 204, 170)),
    ((3, 7, 12), (14, 34, 40), (30, 84, 132), (104, 190, 206), (240, 214, 168)),
)
"""sRGB of night, haze above the water, height, body and hem of the light; a seed picks one."""


@dataclass(frozen=True, slots=True)
class _Air:
    """What one seed fixes: phases for each curtain, and colours."""

    phases: NDArray[np.float32]
    palette: NDArray[np.float32]


def opening(now_s: float, seed: int, size: int = 256) -> Image:
    """(size, size, 3) uint8 sRGB of the opening picture at a time; the same arguments give the same picture."""
    air, t = _air(seed), np.float32(now_s)
    breath = np.float32(0.84 + 0.16 * np.sin(2 * np.pi * now_s / BREATH_S))
    colour = _night(air) + breath * _lights(air, t)
    image = _developed(colour)
    return image if size == GRID * ZOOM else resized(image, size, size)


@lru_cache(maxsize=4)
def _air(seed: int) -> _Air:
    random = np.random.default_rng(seed)
    palette = np.array(PALETTES[int(random.integers(len(PALETTES)))], np.float32)
    return _Air(random.uniform(0, 2 * np.pi, (CURTAINS, 8)).astype(np.float32), palette)


@lru_cache(maxsize=1)
def _line() -> Row:
    """0..1: x rightwards, y downwards."""
    return (np.arange(GRID, dtype=np.float32) + np.float32(0.5)) / np.float32(GRID)


@lru_cache(maxsize=4)
def _night_of(palette: bytes) -> Field:
    night, haze = np.frombuffer(palette, np.float32).reshape(-1, 3)[:2]
    near_shore = np.exp(-np.square((_line() - SHORE) / 0.22))[:, None, None]
    return np.asarray(np.broadcast_to(night + (haze - night) * near_shore, (GRID, GRID, 3)), np.float32)


def _night(air: _Air) -> Field:
    """Dark sky and dark water, a little lighter where they meet."""
    return _night_of(air.palette.tobytes())


def _lights(air: _Air, t: np.float32) -> Field:
    """(GRID, GRID, 3) code values that the curtains add, with their reflection in the water."""
    x, y = _line(), _line()
    _, _, height, body, hem = air.palette
    mirrored = np.where(y < SHORE, y, 2 * SHORE - y)[:, None]
    parts = np.zeros((3, GRID, GRID), np.float32)
    for index in range(CURTAINS):
        foot, per_tall, strength = _curtain(air.phases[index], index, x, t)
        up = (foot - mirrored) * per_tall
        above = np.exp(-np.maximum(up, 0.0))
        light = np.exp(-np.square(np.minimum(up, 0.0) * np.float32(4.5))) * strength
        light *= above
        edge = np.square(np.square(above)) * np.float32(0.5)
        bright = light * above
        parts[0] += light - bright
        parts[1] += bright - bright * edge
        parts[2] += light * edge
    parts *= (_water(y, t) * np.float32(GAIN))[:, None]
    high, middle, low = (parts[index, :, :, None] for index in range(3))
    colour: Field = high * height + middle * (np.float32(0.7) * body) + low * (np.float32(0.6) * hem)
    return colour


def _curtain(a: Row, index: int, x: Row, t: np.float32) -> tuple[Row, Row, Row]:
    """One curtain along x: where its hem hangs, one through how tall its light is, and how strong."""
    turn, slow = np.float32(2 * np.pi), np.float32(0.55 + 0.15 * index)
    foot = 0.44 + 0.09 * index + 0.075 * np.sin(turn * 0.55 * x + 0.13 * slow * t + a[0])
    foot = foot + 0.03 * np.sin(turn * 1.6 * x - 0.19 * slow * t + a[1])
    tall = 0.15 + 0.05 * np.sin(turn * 0.8 * x + 0.11 * t + a[2])
    bend = 0.45 * np.sin(turn * 0.7 * x + 0.12 * slow * t + a[3])
    rays = 0.62 + 0.22 * np.sin(turn * (3.3 * x + bend) + 0.16 * t + a[4])
    rays = rays + 0.16 * np.sin(turn * (7.9 * x - bend) - 0.21 * t + a[5])
    presence = 0.5 + 0.5 * np.sin(turn * 0.62 * x - 0.10 * slow * t + a[6])
    return foot, 1 / tall, (rays * presence * presence * np.float32(1.0 - 0.18 * index)).astype(np.float32)


def _water(y: Row, t: np.float32) -> Row:
    """How much light comes from each height: all from the sky, less and less from the water, in slow ripples."""
    depth = np.maximum(y - SHORE, 0.0)
    ripples = 1.0 - 0.24 * np.sin(60.0 * np.sqrt(depth + 0.01) - 0.9 * t) * np.minimum(depth * 30.0, 1.0)
    return np.where(y < SHORE, 1.0, 0.42 * np.exp(-depth * 3.2) * ripples).astype(np.float32)


def _developed(colour: Field) -> Image:
    """Enlarged by cubic B-splines, and rounded to 8 bits with dither so that the dark shows no bands."""
    fine = _enlarged(_enlarged(colour).transpose(1, 0, 2)).transpose(1, 0, 2)
    np.minimum(fine, np.float32(254.0), out=fine)
    exact = (fine * np.float32(256.0)).astype(np.uint16)
    exact += dither(*exact.shape[:2])
    return (exact >> np.uint16(8)).astype(np.uint8)


def _enlarged(field: Field) -> Field:
    """The field with its first axis twice as long: subdivision of a cubic B-spline, weights 1/8, 6/8, 1/8 and 4/8, 4/8.

    (Lane and Riesenfeld, 1980.) Edges are held; half a step is lost, which nobody can see.
    """
    padded = np.concatenate([field[:1], field, field[-1:]])
    fine = np.empty((field.shape[0], 2, *field.shape[1:]), np.float32)
    sides = padded[:-2] + padded[2:]
    fine[:, 0] = 0.125 * sides + 0.75 * field
    fine[:, 1] = 0.5 * (field + padded[2:])
    return fine.reshape(-1, *field.shape[1:])
