"""The room's floor: known after a while, under every voice, and following the room."""

import math

import numpy as np
import pytest

from live.ears.clock import BLOCK, BLOCK_S
from live.ears.floor import KNOWN_S, WINDOW_S, Floor


def noise(amplitude, seconds):
    chance = np.random.default_rng(2)
    return [(amplitude * chance.normal(size=BLOCK)).astype(np.float32) for _ in range(round(seconds / BLOCK_S))]


def test_it_is_not_known_at_once():
    floor = Floor()
    overs = [floor.over_db(block) for block in noise(0.01, 2.0)]
    known = [not math.isinf(over) for over in overs]
    assert known == [at * BLOCK_S >= KNOWN_S for at in range(1, len(overs) + 1)]


def test_steady_noise_does_not_stand_out_and_what_is_louder_does():
    floor = Floor()
    assert max([floor.over_db(block) for block in noise(0.01, 10.0)][40:]) < 2.0
    assert [floor.over_db(block) for block in noise(0.1, 1.0)][-1] == pytest.approx(20.0, abs=1.5)


def test_a_room_that_grew_louder_is_the_new_floor_after_the_window():
    floor = Floor()
    for block in noise(0.01, 10.0):
        floor.over_db(block)
    overs = [floor.over_db(block) for block in noise(0.1, WINDOW_S + 1.0)]
    assert overs[round(WINDOW_S / 2 / BLOCK_S)] > 15.0
    assert overs[-1] < 2.0


def test_digital_silence_is_a_floor_too():
    floor = Floor()
    silence = [floor.over_db(np.zeros(BLOCK, np.float32)) for _ in range(100)]
    assert silence[-1] == 0.0
