"""What a few seconds of sound say of a microphone, on sound whose levels are known."""

import numpy as np
import pytest

from live.ears.clock import BLOCK, RATE_HZ
from live.ears.level import FLOOR_DB
from live.ears.settings import OPEN_DB, EarSettings
from live.ears.survey import Survey, survey

PRESENT = EarSettings(gain_db=3.0)


def blocks(*parts):
    """Blocks of noise, each part (RMS in dB, seconds)."""
    chance = np.random.default_rng(1)
    sound = [10 ** (db / 20) * chance.standard_normal(round(seconds * RATE_HZ)) for db, seconds in parts]
    whole = np.concatenate(sound).astype(np.float32)
    return np.clip(whole[: len(whole) // BLOCK * BLOCK].reshape(-1, BLOCK), -1.0, 1.0)


def test_a_soft_voice_in_a_quiet_room_is_turned_up_and_the_gate_stands_above_the_noise():
    seen = survey(blocks((-70.0, 2.0), (-44.0, 1.0)))
    assert seen.noise_db == pytest.approx(-70.0, abs=1.0)
    assert seen.loud_db == pytest.approx(-44.0, abs=1.0)
    better = seen.suggest(PRESENT)
    assert better.gain_db == pytest.approx(20.0, abs=1.0)
    assert better.gate_db == pytest.approx(-44.0, abs=2.0)
    assert seen.loud_db + better.gain_db > better.gate_db + 10.0  # the voice passes it
    assert f"try gain_db = {better.gain_db:g}, gate_db = {better.gate_db:g}" in seen.text(PRESENT)


def test_a_loud_voice_is_turned_down_so_far_that_its_peaks_have_room():
    seen = survey(blocks((-60.0, 2.0), (-12.0, 1.0)))
    better = seen.suggest(PRESENT)
    assert seen.peak_db + better.gain_db <= -5.5
    assert better.gain_db < 0.0


def test_noise_alone_does_not_tell_a_gain():
    seen = survey(blocks((-50.0, 3.0)))
    assert seen.suggest(PRESENT) == EarSettings(3.0, -41.0)
    assert "speak during the check" in seen.text(PRESENT)


def test_clipping_is_counted_and_told():
    seen = survey(blocks((-60.0, 2.0), (3.0, 1.0)))
    assert seen.clipped > 100
    assert "turn it down at the device" in seen.text(PRESENT)
    peak = np.zeros((2, BLOCK), np.float32)
    peak[0, 5] = 1.0
    assert survey(peak).clipped == 0


def test_exact_silence_asks_whether_it_is_muted():
    seen = survey(np.zeros((90, BLOCK), np.float32))
    assert seen == Survey(FLOOR_DB, FLOOR_DB, FLOOR_DB, 0)
    assert seen.text(PRESENT) == "exact silence; is it muted?"
    assert seen.suggest(PRESENT) == EarSettings(3.0, OPEN_DB)
