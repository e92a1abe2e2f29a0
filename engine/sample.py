"""Samplers: small pure generators that ask for denoising steps, so that a caller can drop a stale one in between."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Step:
    """One denoising asked for: `x` (1, C, h, w) at flow time `t` in 0..1 (1 is pure noise); `last` ends the frame."""

    x: Array
    t: float
    last: bool


def few_step(x: Array, noise: Array, times: Sequence[float]) -> Generator[Step, Array, None]:
    """Multistep consistency sampling along a straight (rectified-flow) path, from `x` at flow time times[0].

    Yields a Step and is sent the x0 predicted there; x_t = (1 - t) x0 + t noise with one and the same `noise` at
    every step, so that the picture is a continuous function of noise and context. Song et al. 2023, "Consistency
    models", algorithm 1, with the noise kept instead of drawn anew.
    """
    for index, t in enumerate(times):
        x0 = yield Step(x, t, last=index == len(times) - 1)
        if index + 1 < len(times):
            x = add_noise(x0, noise, times[index + 1])


def add_noise(x0: Array, noise: Array, t: float) -> Array:
    """The point at flow time `t` in 0..1 on the straight path from latent `x0` to `noise` (Liu et al. 2022)."""
    return np.asarray((1.0 - t) * x0 + t * noise, np.float32)


def carried_start(noise: Array, memory: Array, carry: float, times: Sequence[float]) -> tuple[Array, list[float]]:
    """Start a frame from what is remembered: (x, times) where times begin at 1 - carry and keep their spacing.

    This is image-to-image at strength 1 - carry (Meng et al. 2021, SDEdit) with the walk's noise.
    """
    scaled = [t * (1.0 - carry) for t in times]
    return add_noise(memory, noise, scaled[0]), scaled
