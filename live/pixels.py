"""Arithmetic on whole pictures: mix, dim, resample and dither, in integers, bit for bit repeatable.

Everything here works on sRGB code values (gamma space). Neighbouring pictures of a morph are nearly equal,
and where they are, mixing code values and mixing light agree; code values are near to even steps for the eye,
so a linear ramp looks even; and a master fader on code values is a square-law dimmer, the one lighting desks
have.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
"""(H, W, 3) uint8, sRGB."""
Line = NDArray[np.float64]
"""(N,) pixel coordinates along one axis."""

FULL = 256
"""The weight that means all of it."""
TILE = 128
"""Side of the dither pattern, after which it repeats."""


@lru_cache(maxsize=4)
def dither(height: int, width: int) -> NDArray[np.uint16]:
    """(H, W, 3) thresholds in 0..255 that break up bands: fixed, so that what stands still stays still.

    Interleaved gradient noise (Jimenez, "Next Generation Post Processing in Call of Duty", SIGGRAPH 2014),
    shifted for each channel so that rounding errors do not add up to grey; in tiles, because it is needed at
    once.
    """
    y, x = np.mgrid[0:TILE, 0:TILE].astype(np.float64)
    slopes = [0.06711056 * (x + by) + 0.00583715 * (y + 2 * by) for by in (0, 17, 41)]
    tile = (np.modf(52.9829189 * np.modf(np.stack(slopes, axis=-1))[0])[0] * 256.0).astype(np.uint16)
    repeats = (-(-height // TILE), -(-width // TILE), 1)
    pattern: NDArray[np.uint16] = np.tile(tile, repeats)[:height, :width].copy()
    pattern.setflags(write=False)
    return pattern


def mixed(a: Image, b: Image, weight: int) -> Image:
    """`a` at weight 0, `b` at 256, else the dithered mix of the two; where they agree, just their value."""
    if weight <= 0:
        return a
    if weight >= FULL:
        return b
    total = np.multiply(a, np.uint16(FULL - weight), dtype=np.uint16)
    total += np.multiply(b, np.uint16(weight), dtype=np.uint16)
    return _rounded(total)


def dimmed(image: Image, level: int) -> Image:
    """The picture at `level` of 256: at 256 itself, at 0 black."""
    if level >= FULL:
        return image
    if level <= 0:
        return np.zeros_like(image)
    return _rounded(np.multiply(image, np.uint16(level), dtype=np.uint16))


def _rounded(total: NDArray[np.uint16]) -> Image:
    """8.8 fixed point to 8 bits with dither; whole numbers stay as they are."""
    total += dither(*total.shape[:2])
    total >>= np.uint16(8)
    return total.astype(np.uint8)


def resized(image: Image, height: int, width: int) -> Image:
    """The picture at another size: bilinear; averages whole blocks first where it shrinks to half or less."""
    shrink_y, shrink_x = max(1, image.shape[0] // height), max(1, image.shape[1] // width)
    if shrink_y * shrink_x > 1:
        image = _block_means(image, shrink_y, shrink_x)
    if image.shape[:2] == (height, width):
        return image
    return sampled(image, _centres(image.shape[0], height), _centres(image.shape[1], width))


def _block_means(image: Image, tall: int, wide: int) -> Image:
    rows, columns = image.shape[0] // tall, image.shape[1] // wide
    blocks = image[: rows * tall, : columns * wide].reshape(rows, tall, columns, wide, 3)
    count = tall * wide
    means: Image = ((blocks.sum(axis=(1, 3), dtype=np.uint32) + count // 2) // count).astype(np.uint8)
    return means


def _centres(count: int, wanted: int) -> Line:
    """Where `wanted` evenly spaced pixels fall in a row of `count`."""
    return (np.arange(wanted, dtype=np.float64) + 0.5) * (count / wanted) - 0.5


def sampled(image: Image, ys: Line, xs: Line) -> Image:
    """(len(ys), len(xs), 3): bilinear samples where pixel coordinates ys and xs cross; edges are held."""
    return _along(_along(image, ys, 0), xs, 1)


def _along(image: Image, at: Line, axis: int) -> Image:
    last = image.shape[axis] - 1
    fixed = np.rint(np.clip(at, 0, last) * FULL).astype(np.intp)
    low, share = fixed >> 8, (fixed & 255).astype(np.uint16)
    share = share[:, None, None] if axis == 0 else share[None, :, None]
    total = np.take(image, low, axis=axis) * (np.uint16(FULL) - share)
    total += np.take(image, np.minimum(low + 1, last), axis=axis) * share
    return _rounded(total)
