"""How a microphone is looked for, step by step, with a fake recorder and a clock of the test's own."""

from typing import ClassVar

import numpy as np
import pytest

from live.ears import microphone as module
from live.ears.channel import Chunk
from live.ears.devices import Device
from live.ears.microphone import BACKOFF_S, Microphone
from live.ears.watchdog import OPEN_S, SILENT_S, ZEROS_S

STEP_S = 0.016
SOUND = np.full((256, 1), 0.1, np.float32)


class FakeRecorder:
    """Stands in for a capture process: the test says what it brings."""

    made: ClassVar[list] = []

    def __init__(self, name, called, wake):
        self.device, self.missing, self.trouble, self.dropped = None, False, "", 0
        self.chunks, self.open = [], True
        self.held_open = [recorder for recorder in FakeRecorder.made if recorder.open]
        FakeRecorder.made.append(self)

    @property
    def waiting(self):
        return bool(self.chunks)

    def chunk(self):
        return self.chunks.pop(0) if self.chunks else None

    def close(self):
        self.open = False

    def bring(self, sound=SOUND):
        self.device = Device(0, "Shure MV7", 1, 16000.0)
        self.chunks.append(Chunk(sound, 0.0))

    def fail(self, trouble, missing=False):
        self.trouble, self.missing = trouble, missing


class Room:
    """Steps a microphone through time."""

    def __init__(self):
        self.now_s = 0.0
        self.microphone = Microphone("shure", "microphone.name", lambda: None)

    def run(self, seconds, sound=None):
        """For so long; `sound`: what its recorder brings at each step."""
        until_s = self.now_s + seconds
        while self.now_s < until_s:
            if sound is not None and self.recorder:
                self.recorder.bring(sound)
            self.now_s += STEP_S
            list(self.microphone.step(self.now_s))

    @property
    def recorder(self):
        """The oldest one that has not been closed."""
        return next((recorder for recorder in FakeRecorder.made if recorder.open), None)


@pytest.fixture
def room(monkeypatch):
    monkeypatch.setattr(module, "Recorder", FakeRecorder)
    FakeRecorder.made = []
    return Room()


def test_it_listens_under_its_own_name(room):
    assert room.microphone.state == "opening"
    room.run(0.1)
    room.run(1.0, SOUND)
    assert room.microphone.state == "listening"
    assert room.microphone.name == "microphone 'Shure MV7'"


def test_each_try_waits_longer_until_sound_is_back(room):
    room.run(0.1)
    room.run(1.0, SOUND)
    room.run(SILENT_S + 0.1)
    assert room.microphone.state == "lost"
    assert "no sound for 0.5 s" in room.microphone.trouble
    assert not FakeRecorder.made[0].open
    for wait_s in (*BACKOFF_S, BACKOFF_S[-1]):
        lost_s = room.now_s
        while not room.recorder:
            room.run(STEP_S)
        assert room.now_s - lost_s == pytest.approx(wait_s, abs=0.15)
        room.recorder.fail("it is gone", missing=True)
        room.run(STEP_S)
        assert room.microphone.trouble == "it is gone"
        assert room.microphone.missing
    room.run(BACKOFF_S[-1] + 0.1)
    room.run(0.1, SOUND)
    assert room.microphone.state == "listening"
    assert not room.microphone.missing


def test_an_opening_that_never_ends_is_ended(room):
    room.run(OPEN_S + 0.1)
    assert room.microphone.state == "lost"
    assert "hangs while it is opened" in room.microphone.trouble
    assert not FakeRecorder.made[0].open


def test_a_caller_that_was_busy_has_not_waited_for_sound(room):
    room.run(0.1)
    room.run(1.0, SOUND)
    room.now_s += 3.0
    room.run(STEP_S)
    assert room.microphone.state == "listening"


def zeros_until_a_rival(room):
    room.run(0.1)
    room.run(ZEROS_S + 0.2, 0 * SOUND)
    old, rival = FakeRecorder.made
    assert rival.held_open == [old]  # the old one is kept while the fresh one opens
    assert room.microphone.zeros
    return old, rival


def test_zeros_bring_a_fresh_recorder_that_takes_over_with_its_first_sound(room):
    old, rival = zeros_until_a_rival(room)
    rival.bring(0 * SOUND)
    room.run(STEP_S)
    assert (old.open, rival.open) == (False, True)
    room.run(1.0, 0 * SOUND)
    assert room.microphone.state == "listening"
    assert room.microphone.zeros  # still, and not said anew
    assert len(FakeRecorder.made) == 2  # the next look comes later


def test_where_sound_comes_back_by_itself_the_old_recorder_stays(room):
    old, rival = zeros_until_a_rival(room)
    old.bring()
    room.run(STEP_S)
    assert (old.open, rival.open) == (True, False)
    assert not room.microphone.zeros


def test_a_device_for_one_only_is_let_go_before_it_is_opened_again(room):
    _old, rival = zeros_until_a_rival(room)
    rival.fail("device unavailable")
    room.run(STEP_S)
    assert FakeRecorder.made[2].held_open == []
    room.run(SILENT_S + 0.5)  # opening takes its time
    assert room.microphone.state == "listening"
    room.run(0.1, SOUND)
    assert room.microphone.state == "listening"
    assert not room.microphone.zeros


def test_a_device_that_plays_dead_after_it_vanished_is_lost(room):
    old, rival = zeros_until_a_rival(room)
    rival.fail("no such microphone", missing=True)
    room.run(STEP_S)
    assert room.microphone.state == "lost"
    assert (old.open, rival.open) == (False, False)
