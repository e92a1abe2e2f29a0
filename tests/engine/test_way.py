"""Ways: a passage timed by what was surveyed changes evenly, however unevenly the model answers."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from engine.way import Progress, Way


def picture(share: float) -> np.ndarray:
    """A model that leaps: nearly all of its change falls into a twentieth of the way."""
    return np.full((1, 1, 2, 2), 1.0 / (1.0 + np.exp(-(share - 0.3) * 150.0)) + 0.1 * share, np.float32)


def surveyed() -> Way:
    way = Way(picture(0.0))
    while shares := way.unknown(0.0, 2):
        for share in shares:
            way.learn(share, picture(share))
    return way


def test_the_end_is_looked_at_first_and_then_where_most_changes() -> None:
    way = Way(picture(0.0))
    assert way.unknown(0.0, 1) == [1.0]
    way.learn(1.0, picture(1.0))
    assert way.known
    assert way.unknown(0.0, 1) == [0.5]
    way.learn(0.5, picture(0.5))
    assert way.unknown(0.0, 1) == [0.25]
    assert way.unknown(0.6, 4) == []


def test_a_leap_is_walked_through_evenly() -> None:
    way, progress = surveyed(), Progress(0.0, 0.0, 4.0)
    places = [0.0]
    for tick in range(1, 97):
        progress = progress.on(tick / 24, way)
        places.append(progress.share)
    steps = [abs(float(picture(b)[0, 0, 0, 0] - picture(a)[0, 0, 0, 0])) for a, b in pairwise(places)]
    plain = [abs(float((picture(k / 96 + 1 / 96) - picture(k / 96))[0, 0, 0, 0])) for k in range(96)]
    assert max(plain) > 20 * np.mean(plain)
    assert max(steps) < 2.5 * np.mean(steps)
    assert progress.share == 1.0


def test_it_is_the_same_way_however_many_frames_it_takes() -> None:
    way = surveyed()
    few, many = Progress(0.0, 0.0, 4.0), Progress(0.0, 0.0, 4.0)
    for tick in range(1, 9):
        few = few.on(tick * 0.25, way)
    for tick in range(1, 201):
        many = many.on(tick * 0.01, way)
    assert few.share == pytest.approx(many.share, abs=1e-4)


def test_without_a_survey_it_goes_evenly() -> None:
    progress = Progress(0.0, 1.0, 5.0)
    assert [progress.on(now_s).share for now_s in (1.0, 2.0, 4.0, 5.0, 9.0)] == pytest.approx([0, 0.25, 0.75, 1, 1])
    assert not progress.on(5.0).under_way


def test_a_way_on_which_nothing_changes_is_gone_evenly() -> None:
    way = Way(picture(0.0))
    way.learn(1.0, picture(0.0))
    assert Progress(0.0, 0.0, 2.0).on(1.0, way).share == pytest.approx(0.5)
