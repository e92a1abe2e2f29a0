"""Gain, gate and mute as the stage last said them, and what they do to the sound."""

import numpy as np
import pytest

from engine.slot import Slot
from live.ears.clock import BLOCK
from live.ears.dials import LOOK_S, READ_S, Dials, Fader
from live.ears.heard import FaultError
from live.ears.noise_gate import HOLD_S, NoiseGate
from live.ears.settings import EarSettings, pack

VENUE = EarSettings(gain_db=3.0)


@pytest.fixture
def slot(tmp_path):
    slot = Slot.create(tmp_path / "ears", 1024)
    yield slot
    slot.close()


def test_without_a_stage_the_venue_counts(tmp_path):
    assert Dials(VENUE).read(0.0) == VENUE
    assert Dials(VENUE, tmp_path).read(0.0) == VENUE


def test_the_stages_latest_word_counts_within_50_ms(slot, tmp_path):
    dials = Dials(VENUE, tmp_path)
    assert dials.read(0.0) == VENUE
    loud = EarSettings(gain_db=12.0, gate_db=-50.0, mute=True)
    slot.write(pack(loud))
    assert dials.read(READ_S / 2) == VENUE
    assert dials.read(READ_S) == loud
    assert dials.settings == loud


def test_a_stage_that_comes_later_is_found(tmp_path):
    dials = Dials(VENUE, tmp_path)
    dials.read(0.0)
    slot = Slot.create(tmp_path / "ears", 1024)
    slot.write(pack(EarSettings(mute=True)))
    assert dials.read(LOOK_S).mute
    slot.close()


def test_a_slot_with_something_else_in_it_is_a_fault(slot, tmp_path):
    slot.write(b'{"gain_db": "loud"}')
    with pytest.raises(FaultError, match="stage and ears must be of one version"):
        Dials(VENUE, tmp_path).read(0.0)


def test_gain_changes_within_a_block_and_does_not_click():
    fader, half = Fader(), np.full(BLOCK, 0.25, np.float32)
    assert np.array_equal(fader.step(half, EarSettings()), half)
    louder = fader.step(half, EarSettings(gain_db=6.0))
    assert louder[0] == pytest.approx(0.25)
    assert louder[-1] == pytest.approx(0.5, rel=0.01)
    assert np.abs(np.diff(louder)).max() < 0.001
    assert fader.step(half, EarSettings(gain_db=40.0)).max() == 1.0  # full scale, no further


def test_mute_is_exact_silence_after_one_block():
    fader, sound = Fader(), np.full(BLOCK, 0.5, np.float32)
    fader.step(sound, EarSettings())
    assert fader.step(sound, EarSettings(mute=True))[-1] == 0.0
    assert not fader.step(sound, EarSettings(mute=True)).any()
    assert not Fader().step(sound, EarSettings(mute=True)).any()
    assert fader.step(sound, EarSettings())[-1] == 0.5


class FakeVoiceGate:
    """Calls all sound speech."""

    def step(self, block):
        return "speech" if block.any() else "silence"


def test_below_the_gate_is_silence_after_the_hold():
    level = {"db": -40.0}
    gate = NoiseGate(FakeVoiceGate(), lambda: level["db"])
    loud, soft = np.full(BLOCK, 0.1, np.float32), np.full(BLOCK, 0.001, np.float32)
    assert gate.step(soft) == "silence"
    assert gate.step(loud) == "speech"
    after = [gate.step(soft) for _ in range(20)]
    assert after.count("speech") * 0.032 == pytest.approx(HOLD_S, abs=0.05)
    assert after[-1] == "silence"
    level["db"] = -80.0
    assert gate.step(soft) == "speech"
