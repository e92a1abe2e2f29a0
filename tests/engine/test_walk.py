"""The walk through noise: unit Gaussian at every point, never a jump, closed where it says so."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from engine.flow.walk import NoiseWalk, Route, route
from engine.way import Progress
from engine.wish import Wish

SHAPE = (1, 16, 16, 16)
ROW, CIRCLE, ROUND = Route("row", (1,)), Route("circle", (1,)), Route("round", (3, 1, 4))


def rms(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.sqrt(np.mean((a - b) ** 2)))


def travel(start: Route, changes: dict[int, Route], ticks: int, hz: float, drift_hz: float) -> list[np.ndarray]:
    """The noise at every tick; changes are reached over a second."""
    walk = NoiseWalk(SHAPE, start)
    seen = [walk.here()]
    for tick in range(1, ticks):
        walk.advance(1 / hz, drift_hz)
        if tick in changes:
            walk.go_to(changes[tick], Progress(0.0, (tick - 1) / hz, (tick - 1) / hz + 1.0))
        walk.move(tick / hz, None)
        seen.append(walk.here())
    return seen


def test_a_wish_names_its_route() -> None:
    assert route(Wish(seed=7)) == Route("row", (7,))
    assert route(Wish(seed=7, walk="circle")) == Route("circle", (7,))
    assert route(Wish(seed=7, walk="circle", seeds=(1, 2))) == Route("round", (1, 2))


@pytest.mark.parametrize("start", [ROW, CIRCLE, ROUND])
def test_every_point_is_unit_gaussian_even_between_routes(start: Route) -> None:
    # the second change comes in the middle of the first passage
    for noise in travel(start, {10: CIRCLE, 14: Route("row", (9,)), 30: ROUND}, 60, 10.0, drift_hz=0.9):
        assert noise.dtype == np.float32
        assert noise.std() == pytest.approx(1.0, abs=0.05)
        assert abs(noise.mean()) < 0.07  # four standard deviations of 4096 numbers


@pytest.mark.parametrize("start", [ROW, CIRCLE, ROUND])
def test_it_never_jumps_and_stands_still_at_drift_0(start: Route) -> None:
    seen = travel(start, {50: CIRCLE, 60: Route("row", (3,)), 90: ROUND}, 150, 30.0, drift_hz=0.5)
    steps = [rms(a, b) for a, b in pairwise(seen)]
    assert max(steps) < 0.15  # a redraw would be 1.41
    assert min(steps) > 0.01
    walk = NoiseWalk(SHAPE, start)
    walk.advance(10.0, drift_hz=0.0)
    assert np.array_equal(walk.here(), NoiseWalk(SHAPE, start).here())


def test_the_circle_closes_after_four_fields_at_constant_speed() -> None:
    seen = travel(CIRCLE, {}, 81, 20.0, drift_hz=1.0)
    assert rms(seen[0], seen[80]) < 1e-5
    assert rms(seen[0], seen[40]) == pytest.approx(2.0, abs=0.05)  # opposite: the negative of it
    steps = [rms(a, b) for a, b in pairwise(seen)]
    assert max(steps) < 1.05 * min(steps)


def test_a_round_meets_every_seeds_first_field_in_turn_and_again() -> None:
    seen = travel(ROUND, {}, 61, 10.0, drift_hz=1.0)
    for place in range(7):
        assert rms(seen[10 * place], NoiseWalk(SHAPE, Route("row", (ROUND.seeds[place % 3],))).here()) < 1e-3


def test_a_passage_ends_on_its_route() -> None:
    seen = travel(ROW, {5: CIRCLE}, 30, 10.0, drift_hz=0.3)
    assert np.array_equal(seen[20], travel(CIRCLE, {}, 30, 10.0, drift_hz=0.3)[20])
