"""The noises: the same from run to run, as loud as asked, and what their names say."""

from __future__ import annotations

import numpy as np
import pytest

from live.bench.ear_noise import KINDS, WORDLESS, mix, noise

LOUD = [kind for kind in KINDS if kind != "silence"]


def db(sound):
    return 10 * np.log10(np.mean(sound.astype(np.float64) ** 2))


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_seed_gives_the_same_samples(kind):
    first, again, other = noise(kind, 1.5, 3), noise(kind, 1.5, 3), noise(kind, 1.5, 4)
    assert first.dtype == np.float32
    assert first.shape == (24000,)
    assert np.array_equal(first, again)
    assert np.array_equal(first, other) == (kind == "silence")


@pytest.mark.parametrize("kind", LOUD)
def test_it_is_as_loud_as_asked(kind):
    assert db(noise(kind, 3.0, level_db=-25.0)) == pytest.approx(-25.0, abs=0.2)


def test_silence_is_silent():
    assert not noise("silence", 1.0).any()
    assert "silence" in WORDLESS


@pytest.mark.parametrize(("kind", "slope_db"), [("white", 0.0), ("pink", -3.0)])
def test_the_colour_of_noise_is_its_slope_an_octave(kind, slope_db):
    spectrum = np.abs(np.fft.rfft(noise(kind, 20.0))) ** 2
    hz = np.fft.rfftfreq(320000, 1 / 16000)
    bands = [np.mean(spectrum[(hz >= low) & (hz < 2 * low)]) for low in (125, 250, 500, 1000, 2000)]
    assert np.mean(np.diff(10 * np.log10(bands))) == pytest.approx(slope_db, abs=0.3)


def test_babble_changes_as_voices_do_and_white_noise_does_not():
    def unrest(kind):
        parts = noise(kind, 6.0).reshape(-1, 800)
        return np.std(10 * np.log10(np.mean(parts**2, axis=1)))

    assert unrest("babble") > 3 * unrest("white")


@pytest.mark.parametrize("snr_db", [10.0, 20.0])
def test_noise_lies_under_all_of_the_sound_as_far_below_the_voice_as_asked(snr_db):
    sound = np.zeros(48000, np.float32)
    sound[16000:32000] = 0.1
    mixed = mix(sound, "white", snr_db, -20.0)
    assert db(mixed - sound) == pytest.approx(-20.0 - snr_db, abs=0.2)
    assert db(mixed[:16000]) == pytest.approx(-20.0 - snr_db, abs=0.2)
