"""The walk through noise: one persistent trajectory, every point of it unit Gaussian, never drawn anew a frame."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.blend import noise_field, slerp
from engine.way import Progress, Way
from engine.wish import Wish

Array = NDArray[np.float32]

QUARTERS = 4.0
"""Length of the circle, in fields: a quarter of it leads from one field to the next."""

_KEPT_FIELDS = 24


@dataclass(frozen=True, slots=True)
class Route:
    """Where a walk leads: a row of fields, a circle, or a round of seeds."""

    kind: str
    seeds: tuple[int, ...]


def route(wish: Wish) -> Route:
    """The route that a wish names."""
    return Route("round", wish.seeds) if wish.seeds else Route(wish.walk, (wish.seed,))


class Fields:
    """Noise fields by seed and number, the latest ones kept."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        self.shape = shape
        self._kept: dict[tuple[int, int], Array] = {}

    def __call__(self, seed: int, index: int = 0) -> Array:
        """Field `index` of a seed's row: (shape) float32."""
        key = (seed, index)
        if key not in self._kept:
            if len(self._kept) >= _KEPT_FIELDS:
                self._kept.pop(next(iter(self._kept)))
            self._kept[key] = noise_field(seed, index, self.shape)
        return self._kept[key]

    def mix(self, a: Array, b: Array, share: float) -> Array:
        """Great-circle mix of two fields, each taken as one vector."""
        return slerp(a, b, share, axes=len(self.shape))


def _row(fields: Fields, seeds: tuple[int, ...], place: float) -> Array:
    index = math.floor(place)
    return fields.mix(fields(seeds[0], index), fields(seeds[0], index + 1), place - index)


def _circle(fields: Fields, seeds: tuple[int, ...], place: float) -> Array:
    """Cosine and sine of two independent fields have unit variance together, all the way round."""
    angle = 2.0 * math.pi * (place % QUARTERS) / QUARTERS
    x, y = fields(seeds[0], 0), fields(seeds[0], 1)
    return np.asarray(math.cos(angle) * x + math.sin(angle) * y, np.float32)


def _round(fields: Fields, seeds: tuple[int, ...], place: float) -> Array:
    index = math.floor(place)
    a, b = seeds[index % len(seeds)], seeds[(index + 1) % len(seeds)]
    return fields.mix(fields(a), fields(b), place - index)


_PLACES: dict[str, Callable[[Fields, tuple[int, ...], float], Array]] = {
    "row": _row,
    "circle": _circle,
    "round": _round,
}


class NoiseWalk:
    """Where the noise is: `place` fields along a route, or on the way from one route to another.

    At drift 0 it stands still. Another route is reached by a slerp, while both are walked on.
    """

    def __init__(self, shape: tuple[int, ...], to: Route) -> None:
        self.shape = shape
        self.passage = Progress()
        self._fields = Fields(shape)
        self._place = 0.0
        self._to = to
        self._from = to
        self._frozen: Array | None = None

    @property
    def route(self) -> Route:
        """The route it is on, or on its way to."""
        return self._to

    def advance(self, elapsed_s: float, drift_hz: float) -> None:
        """Walk on for so much show time."""
        self._place += max(0.0, elapsed_s) * drift_hz

    def go_to(self, to: Route, passage: Progress) -> None:
        """Start towards another route; a passage under way is left from where it stands."""
        self._frozen = self.here() if self.passage.under_way else None
        self._from, self._to = self._to, to
        self.passage = passage

    def move(self, now_s: float, way: Way | None) -> None:
        """Go on with the passage between routes, evenly or as `way` has it."""
        self.passage = self.passage.on(now_s, way)

    def here(self) -> Array:
        """The noise now: (shape) float32, unit Gaussian."""
        if not self.passage.under_way:
            return self.destination()
        return self.between(self.origin(), self.destination(), self.passage.share)

    def between(self, a: Array, b: Array, share: float) -> Array:
        """Great-circle mix of two fields, each taken as one vector."""
        return self._fields.mix(a, b, share)

    def origin(self) -> Array:
        """The noise here on the route that is being left."""
        return self._on(self._from) if self._frozen is None else self._frozen

    def destination(self) -> Array:
        """The noise here on the route that is being gone to."""
        return self._on(self._to)

    def _on(self, on: Route) -> Array:
        return _PLACES[on.kind](self._fields, on.seeds, self._place)
