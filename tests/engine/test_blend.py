"""Blending keeps what it must: norms, unit variance, stillness, even steps."""

from __future__ import annotations

import numpy as np
import pytest

from engine.blend import NoiseWalk, follow_share, noise_field, slerp

SHAPE = (1, 16, 16, 16)


def unit(*values: float) -> np.ndarray:
    vector = np.array([values], np.float32)
    return vector / np.linalg.norm(vector)


def test_slerp_turns_at_constant_speed() -> None:
    a, b = unit(1, 0, 0), unit(0, 1, 0)
    angles = [np.degrees(np.arctan2(p[0, 1], p[0, 0])) for p in (slerp(a, b, t) for t in np.linspace(0, 1, 10))]
    assert np.allclose(np.diff(angles), 10.0, atol=1e-3)


def test_slerp_ends_where_it_should_and_lengths_go_linearly() -> None:
    a, b = unit(1, 2, 3) * 2, unit(-3, 1, 0) * 4
    assert slerp(a, b, 0.0) is a
    assert slerp(a, b, 1.0) is b
    assert np.linalg.norm(slerp(a, b, 0.25)) == pytest.approx(2.5, rel=1e-5)


@pytest.mark.parametrize("b", [unit(1, 0, 0), -unit(1, 0, 0), np.zeros((1, 3), np.float32)])
def test_slerp_of_parallel_opposite_and_zero_vectors_is_finite(b: np.ndarray) -> None:
    assert np.isfinite(slerp(unit(1, 0, 0), b, 0.5)).all()


def test_every_point_of_the_walk_is_unit_gaussian_even_between_seeds() -> None:
    walk = NoiseWalk(SHAPE, seed=1)
    now_s = 0.0
    for tick in range(40):
        now_s += 0.1
        walk.advance(0.1, drift_hz=0.9)
        if tick in (10, 14):  # the second change comes in the middle of the first passage
            walk.go_to(seed=tick, now_s=now_s, fade_s=1.0)
        noise = walk.at(now_s)
        assert noise.dtype == np.float32
        assert noise.std() == pytest.approx(1.0, abs=0.05)
        assert abs(noise.mean()) < 0.05


def test_the_walk_never_jumps_and_stands_still_at_drift_0() -> None:
    walk = NoiseWalk(SHAPE, seed=1)
    before, steps = walk.at(0.0), []
    for tick in range(1, 120):
        walk.advance(1 / 30, drift_hz=0.5)
        if tick == 50:
            walk.go_to(2, tick / 30, 1.0)
        if tick == 60:
            walk.go_to(3, tick / 30, 1.0)
        here = walk.at(tick / 30)
        steps.append(float(np.sqrt(np.mean((here - before) ** 2))))
        before = here
    assert max(steps) < 0.15  # a redraw would be 1.41
    walk.advance(10.0, drift_hz=0.0)
    assert np.array_equal(walk.at(100.0), walk.at(200.0))


def test_noise_fields_are_the_same_on_every_machine() -> None:
    assert np.allclose(noise_field(7, 0, (3,)), noise_field(7, 0, (3,)))
    assert not np.allclose(noise_field(7, 0, (3,)), noise_field(7, 1, (3,)))


def test_a_follower_goes_as_far_in_a_second_however_many_frames_it_takes() -> None:
    left = [(1.0 - follow_share(1.0 / rate_hz, 0.25)) ** rate_hz for rate_hz in (10, 100)]
    assert left == pytest.approx([np.exp(-4.0)] * 2)
    assert follow_share(0.0, 0.25) == 0.0
