"""Schedules: how a family mixes picture and noise, and how its sampler goes from one noise level to the next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt

import numpy as np
from numpy.typing import NDArray

TRAIN_STEPS = 1000
"""Timesteps that the diffusion families were trained on; they count 0..999."""

BETA_START, BETA_END = 0.00085, 0.012
"""First and last beta of the latent diffusion models (Rombach et al. 2022), 'scaled linear' between them."""


@dataclass(frozen=True, slots=True)
class Level:
    """A point between picture and noise: x = signal * x0 + noise * eps."""

    signal: float
    noise: float


@dataclass(frozen=True, slots=True)
class Stride:
    """A sampler's step: next x = picture * x0 + predicted * eps + walked * noise.

    `eps` is the noise that the prediction x0 finds in x; `noise` comes from the painter's own walk.
    """

    picture: float
    predicted: float
    walked: float


def straight(t: float) -> Level:
    """Rectified flow (Liu et al. 2022): t in 0..1, 1 is pure noise."""
    return Level(1.0 - t, t)


def diffusion(t: float) -> Level:
    """Variance-preserving diffusion (Ho et al. 2020, equation 4) at timestep t in 0..999, on the betas above."""
    share = float(_signal_shares()[round(t)])
    return Level(sqrt(share), sqrt(1.0 - share))


@lru_cache(maxsize=1)
def _signal_shares() -> NDArray[np.float64]:
    """Cumulative products of 1 - beta: (1000,), what the papers call alpha bar."""
    betas = np.linspace(sqrt(BETA_START), sqrt(BETA_END), TRAIN_STEPS) ** 2
    return np.asarray(np.cumprod(1.0 - betas), np.float64)


def renoise(_: Level, to: Level) -> Stride:
    """Multistep consistency sampling (Song et al. 2023, algorithm 1; Luo et al. 2023): the picture, noised anew."""
    return Stride(to.signal, 0.0, to.noise)


def follow_ode(_: Level, to: Level) -> Stride:
    """DDIM with eta 0 (Song et al. 2020, equation 12), which is Euler's step in Karras et al. 2022's sigma."""
    return Stride(to.signal, to.noise, 0.0)


def ancestral(at: Level, to: Level) -> Stride:
    """Euler ancestral: partly along the ODE, partly noised anew, so that the noise level is met (k-diffusion)."""
    sigma_at, sigma_to = at.noise / at.signal, to.noise / to.signal
    down = sigma_to**2 / sigma_at
    up = sigma_to * sqrt(1.0 - (sigma_to / sigma_at) ** 2)
    return Stride(to.signal, to.signal * down, to.signal * up)


def trajectory(_: Level, to: Level) -> Stride:
    """Trajectory consistency with gamma 1 (Zheng et al. 2024, algorithm 4): down to timestep 0, noised from there."""
    first = diffusion(0)
    ratio = to.signal / first.signal
    return Stride(to.signal, ratio * first.noise, sqrt(1.0 - ratio**2))


@dataclass(frozen=True, slots=True)
class Schedule:
    """The numbers behind a family's sampling; `times` count in the unit that `level` takes."""

    times: dict[int, tuple[float, ...]]
    """Times of the denoising steps, by number of steps."""
    level: Callable[[float], Level] = straight
    stride: Callable[[Level, Level], Stride] = renoise
    whole: bool = False
    """Whether times are whole timesteps, so that a scaled one is rounded."""
    unit_start: bool = True
    """Whether a frame starts from unit noise, as LCM and DDIM do, or from noise at the first time's level, as Euler."""
    fresh: bool = False
    """Whether a noised step needs noise that is independent of the first, since the predicted noise stays in x too."""
    lands_on_first: bool = False
    """Whether the last step ends at timestep 0, where a little of the noise is left, and not at the clean picture."""

    def scaled(self, times: tuple[float, ...], share: float) -> tuple[float, ...]:
        """The times closer to the picture by a factor `share` in 0..1."""
        return tuple(float(round(t * share)) if self.whole else t * share for t in times)

    def start(self, t: float) -> float:
        """What unit noise is multiplied with at the frame's first time."""
        return 1.0 if self.unit_start else self.level(t).noise

    def landing(self, t: float) -> tuple[float, float]:
        """(a, b) of the frame's latent = a * x0 + b * x, from the last step's x at time `t` and its prediction x0."""
        if not self.lands_on_first:
            return 1.0, 0.0
        at, first = self.level(t), self.level(0)
        return first.signal - first.noise * at.signal / at.noise, first.noise / at.noise


def trailing(steps: int) -> tuple[float, ...]:
    """Timesteps evenly spaced from the last down (Lin et al. 2023, table 2, 'trailing'): 4 -> 999, 749, 499, 249."""
    return tuple(float(round(TRAIN_STEPS - k * TRAIN_STEPS / steps) - 1) for k in range(steps))


def consistency(steps: int, trained: int = 50) -> tuple[float, ...]:
    """Timesteps of latent consistency models (Luo et al. 2023, section 4.3): evenly among the `trained` ones.

    4 -> 999, 759, 499, 259, out of 999, 979, ..., 19.
    """
    spacing = TRAIN_STEPS // trained
    return tuple(float(spacing * (trained - k * trained // steps) - 1) for k in range(steps))


def every(spacing: Callable[[int], tuple[float, ...]], most: int) -> dict[int, tuple[float, ...]]:
    """The schedule of a spacing for 1..most steps."""
    return {steps: spacing(steps) for steps in range(1, most + 1)}


STRAIGHT = Schedule(times={})
"""The house family's path; its times stand in the model's card."""
