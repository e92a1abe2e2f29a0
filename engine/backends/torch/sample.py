"""A sample of what was painted last, on which one way of running the work is held against another."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from torch import Tensor

from engine.backends.base import Array
from engine.backends.torch.runner import Runner
from engine.backends.torch.way import Way


@dataclass(frozen=True, slots=True)
class Sample:
    """What is laid out on a desk before a run."""

    x: Array
    """(M, C, h, w)"""
    knobs: Array
    """(M, 8)"""
    ways: tuple[Way, ...]
    before: Array | None = None
    """(1, C, h, w), where a frame is finished."""


def lay(runner: Runner, sample: Sample) -> bool:
    """Lay a sample out on a runner's desk; whether its words are others than before, or on their way."""
    sides = runner.desk.size.sides
    ways = [way.with_sides(sides) for way in sample.ways]
    shares = np.array([way.share for _ in range(sides) for way in ways], np.float32)
    runner.desk.put(sample.x, sample.knobs, shares)
    changed = runner.desk.put_words(ways)
    if sample.before is not None:
        runner.desk.put_before(sample.before, sample.x)
    return changed or any(way.fading for way in ways)


def difference(one: Runner, other: Runner, sample: Sample) -> float:
    """How far two runners' results for a sample lie apart, relative to the other's: the largest over the work done.

    ||a - b|| / ||b||, of the latents, and of the pictures after 128 is taken off; NaN counts as infinity.
    """
    results = [_results(runner, sample) for runner in (one, other)]
    errors = [float((a - b).norm() / b.norm().clamp_min(1e-12)) for a, b in zip(results[0], results[1], strict=True)]
    return max(float("inf") if math.isnan(error) else error for error in errors)


def _results(runner: Runner, sample: Sample) -> list[Tensor]:
    """What a runner makes of a sample: all that its size of run can be asked for."""
    out = runner.desk.out
    lay(runner, sample)
    runner.run("words")
    runner.run("predict")
    found = [out.latent.clone()]
    if sample.before is not None:
        runner.run("finish")
        found += [out.latent.clone(), out.image.float() - 128.0]
    runner.run("decode")
    found.append(out.image.float() - 128.0)
    return found
