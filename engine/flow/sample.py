"""Samplers: small pure generators that ask for denoising steps, so that a caller can drop a stale one in between."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.model.schedule import STRAIGHT, Level, Schedule

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Step:
    """One denoising asked for: `x` (1, C, h, w) at time `t` in the schedule's unit; `last` ends the frame."""

    x: Array
    t: float
    last: bool


def few_step(
    x: Array, noise: Array, times: Sequence[float], schedule: Schedule = STRAIGHT
) -> Generator[Step, Array, None]:
    """Few-step sampling along a schedule, from `x` at times[0].

    Yields a Step and is sent the x0 predicted there. Where papers draw new noise between steps, the walk's one
    `noise` is kept, so that the picture is a continuous function of noise and context.
    """
    for index, t in enumerate(times):
        x0 = yield Step(x, t, last=index == len(times) - 1)
        if index + 1 < len(times):
            at, to = schedule.level(t), schedule.level(times[index + 1])
            stride = schedule.stride(at, to)
            walked = elsewhere(noise, index + 1) if schedule.fresh else noise
            ahead = stride.picture * x0 + stride.walked * walked
            if stride.predicted != 0.0:
                ahead = ahead + stride.predicted * noise_in(x, x0, at)
            x = np.asarray(ahead, np.float32)


def elsewhere(noise: Array, index: int) -> Array:
    """The same noise shifted across the plane: as continuous as the walk, but independent of it at every place.

    Where the predicted noise stays in x, adding the very noise it came from would raise the noise level: lengths of
    equal vectors add, those of independent ones add in squares.
    """
    return np.roll(noise, (5 * index, 3 * index), axis=(-2, -1))


def noise_in(x: Array, x0: Array, at: Level) -> Array:
    """The noise that is in `x` if its picture is `x0`."""
    return np.asarray((x - at.signal * x0) / at.noise, np.float32)


def add_noise(x0: Array, noise: Array, at: Level) -> Array:
    """The point at a level between latent `x0` and `noise`."""
    return np.asarray(at.signal * x0 + at.noise * noise, np.float32)


def carried_start(
    noise: Array, memory: Array, carry: float, times: Sequence[float], schedule: Schedule = STRAIGHT
) -> tuple[Array, tuple[float, ...]]:
    """Start a frame from what is remembered: (x, times) where times are closer to the picture by 1 - carry.

    This is image-to-image at strength 1 - carry (Meng et al. 2021, SDEdit) with the walk's noise.
    """
    scaled = schedule.scaled(tuple(times), 1.0 - carry)
    return add_noise(memory, noise, schedule.level(scaled[0])), scaled
