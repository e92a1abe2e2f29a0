"""Pacing: how what is shown follows what is predicted, with a short lag, and with a top speed in fades and in drift.

A fade's way is timed so that it changes evenly (engine/way.py), as well as it is known by then. What is left, a leap
that the survey has not seen yet, is spread by the lag and cut by the speed. A drift may leap too, where its noise
settles anew what the words leave open: it goes no faster than a little over what it went lately.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.backends.base import Follow
from engine.blend import follow_share
from engine.flow.moment import FADE_FOLLOW_S, Moment
from engine.way import rms

Array = NDArray[np.float32]

FOLLOW_S = 0.2
"""Time constant with which the shown latent follows the predicted one; in a surveyed fade it is shorter, since that
needs less smoothing, and a word is to be seen soon."""

TOP_SPEED = 1.15
"""Most that a fade's speed may be, over what its remaining way needs in its remaining time."""

SETTLED = 2e-3
"""A shown latent that moved less than this (root mean square) has arrived."""

LEAP = 1.6
"""Most that a drift's speed may be, over its mean speed."""

CALM_AFTER_S = 1.0
"""How long nothing but the noise must have moved before that mean is worth something."""

CALM_S = 10.0
"""Time constant of that mean."""

_USUAL_S = 1.0
"""Time constant of the mean speed outside of fades, which a fade may have beside its own."""


class Pacing:
    """How far the shown latent may move in a frame. Distances are root mean squares over a latent."""

    def __init__(self) -> None:
        self.settled = True
        self._speed = math.inf
        self._usual = 0.0
        self._calm = 0.0
        self._adrift_s = 0.0

    @property
    def bound(self) -> bool:
        """Whether there is a top speed just now."""
        return math.isfinite(self._speed)

    def follow(
        self,
        before: Array,
        elapsed_s: float,
        need: tuple[float, float] | None = None,
        free: bool = False,
        adrift: bool = False,
    ) -> Follow:
        """How to follow in the next frame, from the latent shown before.

        `need`: way and time (s) that are left to a fade whose way is known. `free`: one whose way is not known has
        taken its place, and the speed that was reckoned for the other doesn't hold. `adrift`: nothing moves but the
        noise.
        """
        self._adrift_s = self._adrift_s + elapsed_s if adrift else 0.0
        if free:
            self._speed = math.inf
        if need is not None and need[1] > 0.0:
            self._speed = TOP_SPEED * need[0] / need[1] + 2.0 * self._usual
        if not self.bound:
            calm = self._calm if self._adrift_s > CALM_AFTER_S else 0.0
            reach = LEAP * calm * elapsed_s if calm > 0.0 else math.inf
            return Follow(before, follow_share(elapsed_s, FOLLOW_S), reach)
        return Follow(before, follow_share(elapsed_s, FADE_FOLLOW_S), self._speed * elapsed_s)

    def moved(self, length: float, reach: float, elapsed_s: float, fading: bool) -> None:
        """Note how far a frame went: after the fade's end the bound is lifted as soon as it no longer holds."""
        self.settled = length < SETTLED
        if fading:
            return
        if length < 0.95 * reach:
            self._speed = math.inf
        if self._adrift_s > 0.0 and elapsed_s > 0.0:
            share = elapsed_s / max(elapsed_s, min(self._adrift_s, CALM_S))
            self._calm += share * (length / elapsed_s - self._calm)
        if not self.bound and elapsed_s > 0.0:
            self._usual += follow_share(elapsed_s, _USUAL_S) * (length / elapsed_s - self._usual)


@dataclass(frozen=True, slots=True)
class Trace:
    """How one frame follows, noted when it is set out on."""

    follow: Follow
    elapsed_s: float
    afresh: bool
    """Whether it follows nothing."""
    fading: bool


class Trail:
    """What was shown last, and how the next frame follows it."""

    def __init__(self) -> None:
        self.shown: Array | None = None
        self._last_s = 0.0
        self._pacing = Pacing()

    @property
    def settled(self) -> bool:
        """Whether the last frame hardly differed from the one before it."""
        return self._pacing.settled

    def follow(self, moment: Moment, x: Array) -> Trace:
        """How the frame of a moment follows; `x` (1, C, h, w) stands in where there is nothing to follow."""
        elapsed_s, self._last_s = moment.now_s - self._last_s, moment.now_s
        if moment.cut or self.shown is None:
            return Trace(Follow(x), elapsed_s, afresh=True, fading=False)
        if moment.live:
            return Trace(Follow(self.shown), elapsed_s, afresh=False, fading=True)
        follow = self._pacing.follow(self.shown, elapsed_s, moment.need, moment.free, moment.adrift)
        return Trace(follow, elapsed_s, afresh=False, fading=moment.need is not None)

    def moved(self, trace: Trace, shown: Array) -> None:
        """Note what was shown: (1, C, h, w); frames in their order."""
        if trace.afresh or self.shown is None:
            self._pacing = Pacing()
        else:
            length = rms(shown, self.shown)
            self._pacing.moved(length, trace.follow.reach, trace.elapsed_s, trace.fading)
        self.shown = shown


def followed(follow: Follow, landed: Array) -> Array:
    """The latent shown, (1, C, h, w), where the sampler landed on `landed`: what `Backend.finish` does inside."""
    way = landed - follow.before
    length = float(np.sqrt(np.mean(way**2)))
    return np.asarray(follow.before + min(follow.share, follow.reach / (length + 1e-12)) * way, np.float32)
