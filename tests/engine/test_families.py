"""The family table: every row is whole, its noise levels fall, its sampler keeps the noise level it promises."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from engine.blend import noise_field
from engine.flow.sample import few_step
from engine.model.families import FAMILIES, HOUSE, Family
from engine.model.schedule import consistency, diffusion, trailing

DIFFUSION = [row for row in FAMILIES.values() if row.architecture != HOUSE]
NOISE = noise_field(3, 0, (1, 4, 64, 64))


@pytest.mark.parametrize("family", DIFFUSION, ids=lambda row: row.name)
def test_a_row_says_where_it_comes_from_and_its_levels_fall(family: Family) -> None:
    assert family.source
    assert max(family.schedule.times) == family.max_steps
    assert family.guidance.negative or family.guidance.why_not
    for steps, times in family.schedule.times.items():
        levels = [family.schedule.level(t) for t in times]
        assert len(times) == steps
        assert all(a.noise > b.noise for a, b in pairwise(levels))
        assert all(level.signal**2 + level.noise**2 == pytest.approx(1.0) for level in levels)


def test_timesteps_are_those_of_the_papers() -> None:
    assert trailing(4) == (999, 749, 499, 249)
    assert trailing(3) == (999, 666, 332)
    assert consistency(4) == (999, 759, 499, 259)
    assert consistency(1) == (999,)
    assert diffusion(999).signal ** 2 == pytest.approx(0.0047, abs=1e-4)


@pytest.mark.parametrize("family", DIFFUSION, ids=lambda row: row.name)
def test_every_step_is_asked_at_the_noise_level_that_its_time_means(family: Family) -> None:
    """With a network that sees through all noise, x must be the picture plus noise of the level's strength."""
    schedule = family.schedule
    picture = noise_field(8, 0, NOISE.shape)
    for times in schedule.times.values():
        first = schedule.level(times[0])
        sampler = few_step(first.signal * picture + first.noise * NOISE, NOISE, times, schedule)
        step = next(sampler)
        while not step.last:
            step = sampler.send(picture)
            level = schedule.level(step.t)
            left = step.x - level.signal * picture
            assert left.std() == pytest.approx(level.noise, rel=0.02)


def test_where_a_family_takes_no_guidance_it_says_why() -> None:
    turbo, lora = FAMILIES["sd-turbo"].guidance, FAMILIES["lcm-lora"].guidance
    assert turbo.scale(7.5) == 1.0
    assert any("distilled without guidance" in line for line in turbo.remarks(7.5, ""))
    assert len(turbo.remarks(0.0, "blurred")) == 1
    assert lora.scale(1.5) == 1.5
    assert lora.scale(7.5) == 2.0
    assert lora.remarks(1.5, "blurred") == ()
    assert any("above 1" in line for line in lora.remarks(0.0, "blurred"))
    assert np.isclose(FAMILIES["lcm"].guidance.scale(0.0), 8.0)
