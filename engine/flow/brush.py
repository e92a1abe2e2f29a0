"""The brush: from moments to pictures; a frame alone, several at once, or one begun before the last has arrived."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.backends.base import Backend, Overlapping, Pending
from engine.flow.moment import Moment
from engine.flow.pacing import Trace, Trail, followed
from engine.flow.sample import Step, few_step
from engine.flow.stream import Stream
from engine.model.schedule import Schedule
from engine.wish import Wish

Array = NDArray[np.float32]
Picture = NDArray[np.uint8]
Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Made:
    """A painted picture: `latent` (1, C, h, w) as shown, `image` (H, W, 3) uint8; when it was begun and decoded."""

    moment: Moment
    latent: Array
    image: Picture
    denoise_s: float
    decoded_s: float


@dataclass(frozen=True, slots=True)
class _Begun:
    moment: Moment
    trace: Trace
    pending: Pending
    denoise_s: float


class Brush:
    """Paints moments in their order, following what was shown before."""

    def __init__(self, backend: Backend, schedule: Schedule, clock: Clock) -> None:
        self.trail = Trail()
        self.clock = clock
        self._backend = backend
        self._schedule = schedule
        self._stream = Stream(backend, schedule)
        self._begun: _Begun | None = None

    def rows(self, wish: Wish) -> int:
        """How many new frames a run takes in; 0 where frames are best painted alone.

        Carry-over ties each frame to the one before it, so such frames are.
        """
        smooth = wish.pace == "smooth" and wish.carry == 0.0 and self._backend.rows > 1
        steps = min(wish.steps, max(self._schedule.times))
        return max(1, self._backend.rows // steps) if smooth else 0

    def remarks(self, wish: Wish) -> tuple[str, ...]:
        """Lines for a person: why a smooth pace is none."""
        if wish.pace != "smooth":
            return ()
        if wish.carry > 0.0:
            return ("pace 'smooth': each frame is painted alone, since carry-over ties it to the one before",)
        if self.rows(wish) or isinstance(self._backend, Overlapping):
            return ()
        return ("pace 'smooth': each frame is painted alone; this backend makes several at once no faster",)

    def settle(self) -> None:
        """Drop frames in flight; wait for one that was begun, for the sake of its latent, which is followed.

        For a new wish that puts light soonest: n steps of one row take no longer than the n runs of all rows that a
        frame in the stream needs.
        """
        self._stream.clear()
        self._arrive()

    def alone(self, moment: Moment) -> Made:
        """One frame, as soon as may be; those in flight are dropped."""
        self.settle()
        denoise_s = self.clock()
        x = moment.start.x
        if moment.start.times:
            step = self._last_step(moment)
            trace = self.trail.follow(moment, step.x)
            shown, image = self._backend.finish(step.x, step.t, moment.context, trace.follow)
        else:
            trace = self.trail.follow(moment, x)
            shown = followed(trace.follow, x)
            image = self._backend.decode_all([shown])[0]
        self.trail.moved(trace, shown)
        return Made(moment, shown, image, denoise_s, self.clock())

    def several(self, moments: Sequence[Moment]) -> list[Made]:
        """Frames of coming moments, a run's worth; what is done by then, perhaps nothing yet."""
        self._arrive()
        landed = self._stream.run(moments, self.clock())
        shown = []
        for frame in landed:
            trace = self.trail.follow(frame.moment, frame.latent)
            shown.append(followed(trace.follow, frame.latent))
            self.trail.moved(trace, shown[-1])
        images = self._backend.decode_all(shown) if shown else []
        decoded_s = self.clock()
        return [
            Made(frame.moment, latent, image, frame.begun_s, decoded_s)
            for frame, latent, image in zip(landed, shown, images, strict=True)
        ]

    def overlapped(self, moment: Moment) -> list[Made] | None:
        """Begin a frame, and give the one begun before it, if there is one; None where the backend can't."""
        if not isinstance(self._backend, Overlapping) or not moment.start.times:
            return None
        before, denoise_s = self._begun, self.clock()
        step = self._last_step(moment)
        trace = self.trail.follow(moment, step.x)
        after = before.pending if before is not None and not trace.afresh else None
        pending = self._backend.begin(step.x, step.t, moment.context, trace.follow, after)
        self._begun = _Begun(moment, trace, pending, denoise_s)
        return [] if before is None else [self._arrived(before)]

    def _last_step(self, moment: Moment) -> Step:
        """All steps of a frame but the last."""
        sampler = few_step(moment.start.x, moment.noise, moment.start.times, self._schedule)
        step = next(sampler)
        while not step.last:
            step = sampler.send(self._backend.denoise(step.x, step.t, moment.context))
        return step

    def _arrive(self) -> None:
        if self._begun is not None:
            begun, self._begun = self._begun, None
            self._arrived(begun)

    def _arrived(self, begun: _Begun) -> Made:
        shown, image = begun.pending.wait()
        self.trail.moved(begun.trace, shown)
        return Made(begun.moment, shown, image, begun.denoise_s, self.clock())
