"""The queue in audio time: nothing is told before it is captured, and computing is paid for."""

from __future__ import annotations

import time

import numpy as np
import pytest

from live.ears.clock import BLOCK_S
from live.ears.heard import Word
from live.ears.recogniser import Update
from live.told import listen_live


class FakeRecogniser:
    """Says a new word with every update, after burning so much processor time."""

    name = "fake"
    update_s = BLOCK_S
    pre_roll_s = 0.0

    def __init__(self, burn_s):
        self._burn_s = burn_s
        self._words = 0

    def start(self):
        pass

    def feed(self, sound):
        pass

    def update(self):
        end_s = time.process_time() + self._burn_s
        while time.process_time() < end_s:
            pass
        self._words += 1
        return Update((Word(f"w{self._words}", 0.0, 0.1),))

    def finish(self):
        return Update()


class FakeGate:
    """Everything after the first block is speech."""

    def __init__(self):
        self._blocks = 0

    def step(self, block):
        self._blocks += 1
        return ("silence", "start")[self._blocks - 1] if self._blocks < 3 else "speech"


def words_told(session):
    return [each for each in session.told if each.heard.kind == "committed"]


def test_nothing_is_told_before_its_sound_is_captured_and_all_in_order():
    session = listen_live(np.zeros(512 * 12, np.float32), FakeRecogniser(0.0), FakeGate())
    told = words_told(session)
    assert len(told) == 10
    assert all(each.at_s >= each.heard.at_s for each in told)
    assert [each.at_s for each in told] == sorted(each.at_s for each in told)


def test_a_recogniser_slower_than_the_sound_falls_behind_more_and_more():
    burn_s = 2 * BLOCK_S
    session = listen_live(np.zeros(512 * 8, np.float32), FakeRecogniser(burn_s), FakeGate())
    behind = [each.at_s - each.heard.at_s for each in words_told(session)]
    assert behind == sorted(behind)
    assert behind[-1] >= 6 * burn_s - 5 * BLOCK_S - 1e-6
    assert session.busy_s >= 6 * burn_s
    assert session.worst_lag_s == pytest.approx(behind[-1] - burn_s, abs=0.02)
