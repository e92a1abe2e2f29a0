"""The cleaner takes noise away, leaves a clean voice alone, and keeps every sample in its place."""

import numpy as np
import pytest

from live.bench.ear_corpus import clips_of
from live.ears.clock import RATE_HZ
from live.ears.sphinx_clean import HOP, Cleaner


def cleaned(cleaner, sound, size=512):
    cleaner.begin()
    parts = [cleaner.clean(sound[at : at + size]) for at in range(0, len(sound), size)]
    return np.concatenate([*parts, cleaner.finish()])


@pytest.fixture(scope="module")
def voice():
    half = np.zeros(RATE_HZ // 2, np.float32)
    return np.concatenate([half, clips_of("open", "slt")[0].sound, half])


def power(sound):
    return float(np.mean(np.square(sound)))


@pytest.mark.parametrize("size", [512, 5600, 100, 7])
def test_whatever_the_pieces_every_sample_comes_out_in_its_place(voice, size):
    out = cleaned(Cleaner(), voice[: RATE_HZ + 3], size)
    assert len(out) == RATE_HZ + 3
    assert out == pytest.approx(cleaned(Cleaner(), voice[: RATE_HZ + 3]), abs=1e-6)


def test_a_clean_voice_stays_as_it_is(voice):
    out = cleaned(Cleaner(), voice)
    assert power(out - voice) < 0.01 * power(voice)


@pytest.mark.parametrize("snr_db", [20.0, 10.0])
def test_noise_falls_by_10_db_in_pauses_and_the_voice_comes_closer_to_itself(voice, snr_db):
    noise = np.random.default_rng(3).normal(size=len(voice)) * np.sqrt(power(voice)) * 10 ** (-snr_db / 20)
    noisy = (voice + noise).astype(np.float32)
    out = cleaned(Cleaner(), noisy)
    pause = slice(RATE_HZ // 5, RATE_HZ // 2 - HOP)
    assert power(out[pause]) < 0.1 * power(noisy[pause])
    assert power(out - voice) < 0.8 * power(noisy - voice)


def test_the_noise_is_known_from_one_utterance_to_the_next():
    noise = (0.01 * np.random.default_rng(4).normal(size=RATE_HZ)).astype(np.float32)
    cleaner = Cleaner()
    cleaned(cleaner, noise)
    louder = noise.copy()
    louder[:4000] += (0.3 * np.sin(np.arange(4000) * 0.3)).astype(np.float32)  # it begins in the middle of a tone
    assert power(cleaned(cleaner, louder)[4000 + HOP :]) < 0.1 * power(noise)


def test_noise_that_began_before_an_utterance_is_known_from_its_pre_roll():
    noise = (0.01 * np.random.default_rng(5).normal(size=RATE_HZ)).astype(np.float32)
    cleaner = Cleaner()
    cleaned(cleaner, np.zeros(RATE_HZ, np.float32))  # the room was quiet
    cleaner.begin()
    assert power(cleaner.clean(noise)) < 0.1 * power(noise)


def test_silence_stays_silence():
    assert power(cleaned(Cleaner(), np.zeros(RATE_HZ, np.float32))) == 0.0
