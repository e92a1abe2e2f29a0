"""Smoothness: how far the picture moves for how far noise or context is moved, step by step along great circles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from engine.blend import slerp
from engine.context import Context, between
from engine.painter import Painter
from tools.house.easel import Easel, Made, noise_of, paint_from

Array = NDArray[np.float32]
Place = tuple[Array, Context]
EVEN_STEPS = 64
POP = 3.0
"""A step this many times as large as its path's mean step is seen as a pop."""
PATHS: tuple[tuple[str, str], ...] = (
    ("a calm sea at night, ink wash", "fire, oil"),
    ("a forest in snow, watercolour", "a city at night, neon"),
    ("the moon, charcoal", "a field of flowers, pastel"),
    ("grief", "a quiet joy"),
    ("a horse, woodcut", "a whale, stained glass"),
    ("a dancer, gold", "a bare tree in fog"),
    ("a lighthouse in a storm, gouache", "a candle, soft focus"),
    ("a labyrinth, etching", "the northern lights"),
)
"""Prompts to walk between; the noise is walked under the first of each."""


@dataclass(frozen=True, slots=True)
class Way:
    """One path's steps: root-mean-square changes of what went in, of the latent shown, and of the picture (0..255)."""

    entered: NDArray[np.float64]
    latent: NDArray[np.float64]
    pixel: NDArray[np.float64]


def measure(easel: Easel, steps: int = 1, even_steps: int = EVEN_STEPS) -> dict[str, float]:
    """Figures along slerps of noise and of context, over PATHS, in this many even steps each.

    `..._per_input`: change of the picture (levels of 255) over change of the input, both root mean square, mean over
    all steps, and `p99`. `..._max_over_mean`: of the worst path. `..._pops`: steps over POP times their path's mean.
    """
    painter = easel.painter
    noises: list[Way] = []
    contexts: list[Way] = []
    for number, (first, second) in enumerate(PATHS):
        here, there = painter.encode(first), painter.encode(second)
        a, b = noise_of(painter, 2 * number), noise_of(painter, 2 * number + 1)
        shares = [k / even_steps for k in range(even_steps + 1)]
        noises.append(_walked(easel, [(slerp(a, b, t, axes=a.ndim), here) for t in shares], steps, "noise"))
        contexts.append(_walked(easel, [(a, between(here, there, t)) for t in shares], steps, "context"))
    return {**figures("noise", noises), **figures("context", contexts)}


def figures(name: str, ways: Sequence[Way]) -> dict[str, float]:
    """What `measure` says of the paths of one kind of input."""
    found: dict[str, float] = {f"{name}_steps": float(sum(len(way.entered) for way in ways))}
    for kind in ("latent", "pixel"):
        steps: list[NDArray[np.float64]] = [getattr(way, kind) for way in ways]
        ratio = np.concatenate([taken / way.entered for taken, way in zip(steps, ways, strict=True)])
        found[f"{name}_{kind}_per_input"] = float(ratio.mean())
        found[f"{name}_{kind}_per_input_p99"] = float(np.percentile(ratio, 99))
        found[f"{name}_{kind}_max_over_mean"] = max(float(taken.max() / taken.mean()) for taken in steps)
        found[f"{name}_{kind}_pops"] = float(sum(pops(taken) for taken in steps))
    found[f"{name}_pixel_step"] = float(np.mean([way.pixel.mean() for way in ways]))
    return found


def pops(taken: NDArray[np.float64]) -> int:
    """How many steps of a path are over POP times its mean step."""
    return int((taken > POP * taken.mean()).sum())


def _walked(easel: Easel, places: Sequence[Place], steps: int, title: str) -> Way:
    """Paint every place of a path on its own, as if nothing had been shown before."""

    def paint(painter: Painter, place: Place) -> Made:
        return paint_from(painter, *place, (steps,))[steps]

    shown = [made for _, chunk in easel.each(paint, places, title) for made in chunk]
    # of noise and context only one moves, so the sum is the change of that one
    entered = [_rms(a, b) + _rms(one.tokens, other.tokens) for (a, one), (b, other) in pairwise(places)]
    latent = [_rms(a.latent, b.latent) for a, b in pairwise(shown)]
    pixel = [_rms(a.image.astype(np.float32), b.image.astype(np.float32)) for a, b in pairwise(shown)]
    return Way(np.array(entered), np.array(latent), np.array(pixel))


def _rms(a: Array, b: Array) -> float:
    return float(np.sqrt(np.mean((a - b) ** 2)))
