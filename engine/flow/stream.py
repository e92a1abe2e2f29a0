"""Stream: frames of several steps in one batch, each at another of its steps, so that every run lets some out.

Kodaira et al. 2023, StreamDiffusion (arXiv:2312.12491), section 3.1, the stream batch: where a device denoises n rows
in hardly more time than one, a model of n steps gives a frame out of every run, and not out of every n-th. Here each
row keeps the noise, context and times of its own moment, so that a frame is what it would be if painted alone. With
one step a frame, the same is a batch of frames.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.backends.base import Backend, Point
from engine.flow.moment import Moment
from engine.flow.sample import Step, few_step
from engine.model.schedule import Schedule

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Landed:
    """A frame whose last step is done: `latent` (1, C, h, w) is where its sampler landed."""

    moment: Moment
    begun_s: float
    latent: Array


@dataclass(slots=True)
class _Row:
    """A frame in flight: the sampler, and the step that it asks for."""

    moment: Moment
    begun_s: float
    sampler: Generator[Step, Array, None]
    step: Step


class Stream:
    """Frames in flight, in their order."""

    def __init__(self, backend: Backend, schedule: Schedule) -> None:
        self._backend = backend
        self._schedule = schedule
        self._rows: list[_Row] = []

    def __len__(self) -> int:
        """How many frames are in flight."""
        return len(self._rows)

    def clear(self) -> None:
        """Drop what is in flight."""
        self._rows = []

    def run(self, moments: Sequence[Moment], now_s: float) -> list[Landed]:
        """Take in new frames at `now_s`, denoise every frame in flight by one step at once; give those that are done.

        Moments must have steps to be denoised by.
        """
        for moment in moments:
            sampler = few_step(moment.start.x, moment.noise, moment.start.times, self._schedule)
            self._rows.append(_Row(moment, now_s, sampler, next(sampler)))
        points = [Point(row.step.x, row.step.t, row.moment.context) for row in self._rows]
        done, going = [], []
        for row, x0 in zip(self._rows, self._backend.denoise_all(points), strict=True):
            if row.step.last:
                of_x0, of_x = self._schedule.landing(row.step.t)
                landed = x0 if of_x == 0.0 and of_x0 == 1.0 else of_x0 * x0 + of_x * row.step.x
                done.append(Landed(row.moment, row.begun_s, np.asarray(landed, np.float32)))
            else:
                row.step = row.sampler.send(x0)
                going.append(row)
        self._rows = going
        return done
