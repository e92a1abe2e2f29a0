"""Prosody on tones of known pitch and on real synthetic voices, spoken in several ways."""

from __future__ import annotations

import io
import subprocess
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
import soundfile
import soxr

from live.ears.clock import BLOCK, RATE_HZ
from live.ears.hear import cut
from live.ears.prosody import Prosody, pitch, syllable_rate

TEXT = "The road runs down through dunes as smooth as sleep, and my little boat lies waiting, black on black."
SYLLABLES = 23


def at_16_khz(file) -> np.ndarray:
    sound, rate = soundfile.read(file, dtype="float32")
    return np.asarray(soxr.resample(sound, rate, RATE_HZ), np.float32)


@cache
def espeak(*options: str) -> np.ndarray:
    spoken = subprocess.run(["espeak-ng", "--stdout", *options, TEXT], capture_output=True, check=True)
    return at_16_khz(io.BytesIO(spoken.stdout))


@cache
def flite(voice: str, **settings: float) -> np.ndarray:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "said.wav"
        options = [part for name, value in settings.items() for part in ("--setf", f"{name}={value}")]
        subprocess.run(["flite", "-voice", voice, *options, "-t", TEXT, "-o", path], check=True)
        return at_16_khz(path)


def told(prosody: Prosody, sound: np.ndarray) -> list:
    prosody.begin()
    return [voice for voice in map(prosody.feed, cut(sound)) if voice is not None]


def arousal(prosody: Prosody, sound: np.ndarray) -> float:
    return float(np.mean([voice.arousal for voice in told(prosody, sound)]))


def seconds(count_s: float) -> np.ndarray:
    return np.arange(int(count_s * RATE_HZ)) / RATE_HZ


@pytest.mark.parametrize("hz", [70.0, 98.7, 133.0, 221.3, 317.0, 441.0])
def test_tones_have_the_pitch_they_were_made_with(hz: float) -> None:
    t = seconds(0.064)
    sine = np.sin(2 * np.pi * hz * t)
    buzz = sum(np.sin(2 * np.pi * hz * k * t) / k for k in range(1, 9))
    for sound in (sine, buzz, 0.01 * buzz + 0.3):
        assert pitch(sound.astype(np.float32)) == pytest.approx(hz, rel=0.01)


def test_noise_and_silence_have_no_pitch() -> None:
    rng = np.random.default_rng(3)
    assert not any(pitch(rng.standard_normal(2 * BLOCK).astype(np.float32)) for _ in range(200))
    assert pitch(np.zeros(2 * BLOCK, np.float32)) == 0.0
    assert pitch(np.full(2 * BLOCK, 0.5, np.float32)) == 0.0


@pytest.mark.parametrize("voice", ["slt", "kal16"])
@pytest.mark.parametrize("hz", [80.0, 150.0, 260.0])
def test_a_voice_has_the_pitch_it_was_told_to_speak_with(voice: str, hz: float) -> None:
    sound = flite(voice, int_f0_target_mean=hz, int_f0_target_stddev=2.0)
    assert np.median([one.pitch_hz for one in told(Prosody(), sound)]) == pytest.approx(hz, rel=0.02)


def test_a_voice_set_higher_is_heard_higher() -> None:
    found = [np.median([one.pitch_hz for one in told(Prosody(), espeak("-p", p))]) for p in ("20", "50", "80", "99")]
    assert found == sorted(found)
    assert found[-1] > 1.9 * found[0]


def test_a_voice_played_faster_is_higher_by_as_much() -> None:
    slow = flite("slt")
    fast = np.asarray(soxr.resample(slow, 1.25, 1.0), np.float32)
    medians = [np.median([voice.pitch_hz for voice in told(Prosody(), sound)]) for sound in (slow, fast)]
    assert medians[1] / medians[0] == pytest.approx(1.25, rel=0.03)


@pytest.mark.parametrize("voice", ["slt", "rms", "awb"])
def test_the_pace_follows_the_syllables(voice: str) -> None:
    rates = []
    for stretch in (0.75, 1.0, 1.4):
        sound = flite(voice, duration_stretch=stretch)
        rates.append(np.mean([one.rate_hz for one in told(Prosody(), sound)]))
        assert rates[-1] == pytest.approx(SYLLABLES / (len(sound) / RATE_HZ), rel=0.5)
    assert min(rates[:2]) > 1.1 * rates[2]


def test_bursts_of_tone_are_counted() -> None:
    t = seconds(3.0)
    power = np.square(0.2 * np.clip(np.sin(2 * np.pi * 5.0 * t), 0.0, 1.0)[:: RATE_HZ // 125])
    assert syllable_rate(power, np.ones(len(power), bool)) == pytest.approx(5.0, rel=0.5)


def test_louder_higher_faster_is_more_aroused_and_the_reverse_is_less() -> None:
    prosody = Prosody()
    usual = [arousal(prosody, espeak("-p", "50", "-s", "160", "-a", "60")) for _ in range(3)][-1]
    carried = arousal(prosody, espeak("-p", "80", "-s", "220", "-a", "120"))
    spent = arousal(prosody, espeak("-p", "25", "-s", "110", "-a", "25"))
    assert abs(usual) < 0.25
    assert carried > usual + 0.4
    assert spent < usual - 0.4


@pytest.mark.parametrize(("gain", "sign"), [(3.0, 1.0), (0.33, -1.0)])
def test_each_of_the_three_counts_by_itself(gain: float, sign: float) -> None:
    prosody = Prosody()
    usual = [arousal(prosody, 0.25 * flite("rms")) for _ in range(3)][-1]
    assert sign * (arousal(prosody, gain * 0.25 * flite("rms")) - usual) > 0.2
    faster = flite("rms", duration_stretch=0.7 if sign > 0.0 else 1.5)
    prosody = Prosody()
    usual = [arousal(prosody, flite("rms")) for _ in range(3)][-1]
    assert sign * (arousal(prosody, faster) - usual) > 0.05


def test_the_same_voice_is_neither_aroused_nor_spent_however_loud_or_high_it_is() -> None:
    for sound in (flite("slt"), 0.1 * flite("rms"), espeak("-p", "99")):
        prosody = Prosody()
        again = [arousal(prosody, sound) for _ in range(4)][-1]
        assert abs(again) < 0.25


def test_loudness_is_on_the_level_meters_scale() -> None:
    buzz = sum(np.sin(2 * np.pi * 150.0 * k * seconds(2.0)) / k for k in range(1, 5))
    at_minus_20_db = (buzz / np.sqrt(np.mean(buzz**2)) * 0.1).astype(np.float32)
    assert told(Prosody(), at_minus_20_db)[0].loudness == pytest.approx(1.0 - 20.0 / 60.0, abs=0.01)


def test_whatever_sounds_the_answer_is_in_range_and_silence_says_nothing() -> None:
    rng, t = np.random.default_rng(4), seconds(4.0)
    chord = sum(np.sin(2 * np.pi * hz * t) for hz in (130.8, 164.8, 196.0, 523.3)) / 8
    noise, clipped = rng.standard_normal(len(t)), np.sign(np.sin(2 * np.pi * 40.0 * t))
    prosody = Prosody()
    for sound in (chord, noise, 20.0 * noise, clipped, 1e-9 * noise, chord * (t % 1.0 < 0.5)):
        for voice in told(prosody, sound.astype(np.float32)):
            assert 0.0 <= voice.loudness <= 1.0
            assert voice.pitch_hz == 0.0 or 55.0 <= voice.pitch_hz <= 510.0
            assert 0.0 <= voice.rate_hz <= 20.0
            assert -1.0 <= voice.arousal <= 1.0
    assert told(prosody, np.zeros(RATE_HZ, np.float32)) == []
    assert told(prosody, noise.astype(np.float32)) == []


def test_a_new_utterance_keeps_the_baseline() -> None:
    prosody = Prosody()
    for _ in range(3):
        arousal(prosody, 0.1 * flite("slt"))
    assert arousal(prosody, 0.8 * flite("slt")) > 0.3
