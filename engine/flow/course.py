"""Course: where words and noise are on their way to what a wish says, timed by one survey."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from engine.backends.base import Backend, Point
from engine.context import Context, Morph, Passage
from engine.flow.survey import Survey
from engine.flow.walk import NoiseWalk, Route
from engine.way import Progress

Array = NDArray[np.float32]


class Course:
    """Two passages, of the context and of the noise. The latest change is timed by its survey.

    What was under way before it goes on evenly to its own end.
    """

    def __init__(self, target: Context, shape: tuple[int, ...], to: Route) -> None:
        self.walk = NoiseWalk(shape, to)
        self._morph = Morph(target, target)
        self._survey: Survey | None = None
        self._surveyed = (False, False)
        self.begun = False
        """Whether the last call of `aim` changed anything."""

    @property
    def context(self) -> Context | Passage:
        """Where the embedding is."""
        return self._morph.here()

    @property
    def under_way(self) -> bool:
        """Whether either passage has not arrived."""
        return self._morph.passage.under_way or self.walk.passage.under_way

    @property
    def need(self) -> tuple[float, float] | None:
        """Way (root mean square) and time (s) that are left to the latest change; None where it isn't surveyed."""
        return None if self._survey is None else self._survey.need

    def aim(self, target: Context | None, to: Route | None, passage: Progress) -> None:
        """Set out for another context, another route, or both; None leaves it."""
        self.begun = target is not None or to is not None
        if target is not None:
            self._morph = self._morph.towards(target, passage)
        if to is not None:
            self.walk.go_to(to, passage)
        if self.begun:
            self._survey, self._surveyed = None, (target is not None, to is not None)

    def survey(self, shown: Array, point: Callable[[Array, Context], Point], passage: Progress) -> None:
        """Time what was just aimed for by what `point` (noise, context) shows on the way from `shown`."""
        walk, morph, (words, noise) = self.walk, self._morph, self._surveyed
        origin, destination = (walk.origin() if noise else walk.destination()), walk.destination()

        def at(share: float) -> Point:
            return point(walk.between(origin, destination, share), morph.at(share) if words else morph.target)

        self._survey = Survey(shown, at, passage)

    def look(self, backend: Backend, elapsed_s: float) -> None:
        """Survey on, where there is something to survey."""
        if self._survey is not None and self._survey.passage.under_way:
            self._survey.look(backend, elapsed_s)

    def go_on(self, now_s: float) -> None:
        """Let the time pass."""
        way = None if self._survey is None else self._survey.way
        words, noise = self._surveyed
        self._morph = self._morph.on(now_s, way if words else None)
        self.walk.move(now_s, way if noise else None)
        if self._survey is not None:
            self._survey.on(now_s)
