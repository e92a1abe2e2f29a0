"""The quiet opening picture: it moves, it is never black, never loud, and always the same at the same time."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from live.guard import Guard
from live.opening import opening

SEEDS = range(6)


@pytest.mark.parametrize("size", [256, 512, 192])
def test_it_has_the_size_asked_for_and_repeats_itself(size: int) -> None:
    first = opening(3.0, 1, size)
    assert first.shape == (size, size, 3)
    assert first.dtype == np.uint8
    assert np.array_equal(first, opening(3.0, 1, size))


@pytest.mark.parametrize("seed", SEEDS)
def test_it_is_dark_but_never_black_and_has_light_in_it(seed: int) -> None:
    for now_s in range(0, 60, 5):
        picture = opening(float(now_s), seed)
        assert 12 < picture.mean() < 60
        assert picture.max() > 90


@pytest.mark.parametrize("seed", SEEDS)
def test_it_moves_all_the_time_and_never_jumps(seed: int) -> None:
    pictures = [opening(tick / 30, seed).astype(int) for tick in range(60)]
    changes = [np.abs(a - b).mean() for a, b in pairwise(pictures)]
    assert min(changes) > 0.02
    assert max(changes) < 1.5


def test_seeds_look_different() -> None:
    a, b = opening(2.0, 1).astype(int), opening(2.0, 2).astype(int)
    assert np.abs(a - b).mean() > 4


def test_a_dark_gradient_has_no_bands() -> None:
    rows = opening(0.0, 1)[:40].mean(axis=(1, 2))
    assert len(np.unique(rows.round(3))) == len(rows), "every row has a level of its own"


def test_the_flash_guard_has_nothing_to_say() -> None:
    guard = Guard()
    for tick in range(150):
        picture = opening(tick / 30, 3)
        assert guard.step(picture, tick / 30) is picture
