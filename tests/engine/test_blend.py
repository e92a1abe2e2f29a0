"""Blending keeps what it must: norms, ends, constant speed."""

from __future__ import annotations

import numpy as np
import pytest

from engine.blend import follow_share, noise_field, slerp


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


def test_noise_fields_are_the_same_on_every_machine() -> None:
    assert np.allclose(noise_field(7, 0, (3,)), noise_field(7, 0, (3,)))
    assert not np.allclose(noise_field(7, 0, (3,)), noise_field(7, 1, (3,)))


def test_a_follower_goes_as_far_in_a_second_however_many_frames_it_takes() -> None:
    left = [(1.0 - follow_share(1.0 / rate_hz, 0.25)) ** rate_hz for rate_hz in (10, 100)]
    assert left == pytest.approx([np.exp(-4.0)] * 2)
    assert follow_share(0.0, 0.25) == 0.0
