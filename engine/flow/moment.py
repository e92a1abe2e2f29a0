"""Flow: from the wish and the moment to everything that one frame is painted from; the state of all that moves."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine.backends.base import Backend, Point
from engine.context import Context, Passage
from engine.flow.course import Course
from engine.flow.reference import Kept, References
from engine.flow.start import WHOLE, Memory, Start, remembered, start
from engine.flow.target import Targets, said
from engine.flow.walk import route
from engine.model.find import Model
from engine.way import Progress
from engine.wish import Wish

Array = NDArray[np.float32]

FORGET_S = 1.0
"""A shown latent older than this is no longer followed or carried over: the show was elsewhere in the meantime."""

FADE_FOLLOW_S = 0.1
"""Time constant with which the shown latent follows the predicted one in a surveyed fade."""

_HASTE_S = 0.15
"""A change that follows another so soon is a slider under a finger: it goes evenly, since the next one is near."""

_FIRST_S = 1.0 / 24.0
"""A fade sets out from the frame before it, if that is no older, so that the first frame after a change moves."""

_HEAD_START = 0.06
"""Share of its way that a surveyed fade sets out from. A sure model answers the first steps of a way with nothing, and
the survey needs a frame or two to see that. Where it does answer, the fade's top speed holds it."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What one frame is painted from; nothing that is painted from it changes it."""

    wish: Wish
    now_s: float
    seen_s: float
    """When the wish was taken up (show time): encoding what it says came next."""
    context: Context | Passage
    noise: Array
    """(1, C, h, w), unit Gaussian."""
    start: Start
    cut: bool
    """Whether it is shown as it is predicted: there is nothing to follow, or the fade has no length."""
    need: tuple[float, float] | None = None
    """Way (root mean square) and time (s) that are left to a fade whose way is known."""
    free: bool = False
    """Whether a fade is under way whose way is not known: no top speed can be told."""
    adrift: bool = False
    """Whether nothing moves but the noise, on its drift."""
    sight_s: float = 0.0
    live: bool = False
    """Whether it starts from a new picture of a camera or movie, which is not to lag."""


class Flow:
    """Words, noise and reference pictures, on their way; `moment` moves them on to a time that never runs back."""

    def __init__(self, model: Model, backend: Backend, targets: Targets) -> None:
        latent = model.card.latent
        self.references = References(latent.pixels, backend.encode_image, able=not model.card.baked_time)
        self._backend = backend
        self._targets = targets
        self._schedule = model.schedule
        self._carry_clamp = model.family.carry_clamp
        self._shape = (1, latent.channels, latent.height, latent.width)
        self.forget()

    def forget(self) -> None:
        """Let go of where everything is."""
        self.wish: Wish | None = None
        self.last_s = 0.0
        self._course: Course | None = None
        self._changed_s = -math.inf
        self.references.forget()

    def elsewhere(self, wish: Wish) -> bool:
        """Whether a wish asks for another picture than the last one did."""
        before = self.wish
        return before is not None and _asked(wish) != _asked(before)

    def resting(self, wish: Wish) -> bool:
        """Whether the next moment would only repeat the last."""
        if wish != self.wish or self._course is None:
            return False
        return (
            not self._course.under_way and not self.references.restless and wish.drift_hz == 0.0 and wish.carry == 0.0
        )

    def moment(self, wish: Wish, now_s: float, seen_s: float, shown: Array | None, survey: bool = True) -> Moment:
        """Move on to `now_s`; `seen_s` is when the wish was taken up.

        `shown` (1, C, h, w) is the last latent shown. `survey`: whether a denoising beside the frame's is cheap.
        """
        now_s = now_s if self.wish is None else max(now_s, self.last_s)  # frames may have been painted ahead
        elapsed_s = now_s - self.last_s
        recent = shown if self.wish is not None and elapsed_s < FORGET_S else None
        cut = recent is None or (wish.fade_s == 0.0 and self.elsewhere(wish))
        passage = Progress() if cut else self._passage(wish, now_s)
        kept = self._sights(wish, now_s, passage)
        memories = [] if kept is None else [Memory(kept.latent, kept.share)]
        seen = remembered(memories)
        worth = survey and not cut and self._worth_a_survey(wish, now_s) and (seen is None or seen.share < WHOLE)
        passage = replace(passage, share=_HEAD_START) if worth else passage
        course = self._aimed(wish, elapsed_s, passage)
        if course.begun:
            if recent is not None and worth:
                course.survey(recent, self._point(wish, seen), passage)
            self._changed_s = now_s
        course.look(self._backend, elapsed_s)
        need = course.need
        course.go_on(now_s)
        if wish.carry > 0.0 and recent is not None:
            memories.append(Memory(recent, min(wish.carry, self._carry_clamp)))
        same = wish == self.wish and kept is None and not cut
        self.wish, self.last_s = wish, now_s
        noise = course.walk.here()
        return Moment(
            wish=wish,
            now_s=now_s,
            seen_s=seen_s,
            context=course.context,
            noise=noise,
            start=start(noise, remembered(memories), self._times(wish), self._schedule),
            cut=cut,
            need=need,
            free=need is None and course.under_way,
            adrift=same and need is None and not course.under_way,
            sight_s=0.0 if kept is None else kept.captured_s,
            live=kept is not None and kept.live,
        )

    def _worth_a_survey(self, wish: Wish, now_s: float) -> bool:
        """Whether to look ahead on the way to this wish.

        Not where LoRAs move: weights would have to be merged for every look, and merged back for the frame.
        """
        hasty = now_s - self._changed_s < _HASTE_S
        return not hasty and (self.wish is None or self.wish.loras == wish.loras)

    def _passage(self, wish: Wish, now_s: float) -> Progress:
        """A passage that sets out from the last frame, and leaves what is shown the time to follow."""
        lag_s = min(FADE_FOLLOW_S, 0.1 * wish.fade_s)
        return Progress(0.0, max(self.last_s, now_s - _FIRST_S), now_s + wish.fade_s - lag_s)

    def _aimed(self, wish: Wish, elapsed_s: float, passage: Progress) -> Course:
        """The course, set for what the wish says."""
        if self._course is None or self.wish is None:
            self._course = Course(self._targets.target(wish), self._shape, route(wish))
            return self._course
        self._course.walk.advance(elapsed_s, wish.drift_hz)
        target = self._targets.target(wish) if said(wish) != said(self.wish) else None
        self._course.aim(target, route(wish) if route(wish) != route(self.wish) else None, passage)
        return self._course

    def _sights(self, wish: Wish, now_s: float, passage: Progress) -> Kept | None:
        """What is kept of reference pictures."""
        self.references.go_on(wish.image, wish.image_share, passage, now_s)
        return self.references.kept()

    def _times(self, wish: Wish) -> tuple[float, ...]:
        """The times of a frame's steps."""
        return self._schedule.times[min(wish.steps, max(self._schedule.times))]

    def _point(self, wish: Wish, memory: Memory | None) -> Callable[[Array, Context], Point]:
        """What to denoise, to see the picture of some noise and context in one step."""
        times = self._times(wish)

        def point(noise: Array, context: Context) -> Point:
            begun = start(noise, memory, times, self._schedule)
            return Point(begun.x, begun.times[0], context)

        return point


def _asked(wish: Wish) -> tuple[object, ...]:
    """What a picture at rest depends on."""
    return said(wish), route(wish), wish.image, wish.image_share
