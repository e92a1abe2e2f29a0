"""The sampler asks for the right points and can be left between steps."""

from __future__ import annotations

import numpy as np
import pytest

from engine.flow.sample import carried_start, few_step

NOISE = np.full((1, 1, 2, 2), 2.0, np.float32)


def test_steps_lie_on_the_straight_path_between_prediction_and_noise() -> None:
    sampler = few_step(NOISE, NOISE, (1.0, 0.5))
    first = next(sampler)
    assert (first.t, first.last) == (1.0, False)
    second = sampler.send(np.zeros_like(NOISE))
    assert (second.t, second.last) == (0.5, True)
    assert np.allclose(second.x, 1.0)


def test_one_step_is_the_last_step() -> None:
    assert next(few_step(NOISE, NOISE, (1.0,))).last


def test_a_carried_start_is_image_to_image() -> None:
    memory = np.zeros_like(NOISE)
    x, times = carried_start(NOISE, memory, 0.25, (1.0, 0.6))
    assert times == pytest.approx((0.75, 0.6 * 0.75))
    assert np.allclose(x, 0.75 * NOISE)
