"""Sounds without words, seeded: what a recogniser must stay silent on, and what is mixed under a voice."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from live.bench.ear_corpus import load_corpus
from live.ears.clock import RATE_HZ, Sound

LEVEL_DB = -20.0
"""RMS of the sounds that are listened to alone, in dB of full scale: louder than most voices."""
BABBLERS = 6
"""Reversed voices at once: a crowd that says nothing."""

Random = np.random.Generator
Wave = NDArray[np.float64]


def noise(kind: str, seconds: float, seed: int = 1, level_db: float = LEVEL_DB) -> Sound:
    """A sound of KINDS: (n,) float32 at 16 kHz whose RMS is `level_db`; the same seed gives the same samples."""
    random = np.random.default_rng([seed, *kind.encode()])
    wave = KINDS[kind](round(seconds * RATE_HZ), random)
    rms = float(np.sqrt(np.mean(wave**2)))
    gain = 10 ** (level_db / 20) / rms if rms else 0.0
    sound: Sound = np.clip(wave * gain, -1.0, 1.0).astype(np.float32)
    return sound


def mix(sound: Sound, kind: str, snr_db: float, voice_db: float, seed: int = 1) -> Sound:
    """The sound with noise under all of it, pauses too: `snr_db` below a voice whose RMS is `voice_db`."""
    under = noise(kind, len(sound) / RATE_HZ, seed, voice_db - snr_db)
    mixed: Sound = np.clip(sound + under[: len(sound)], -1.0, 1.0).astype(np.float32)
    return mixed


def _silence(length: int, _random: Random) -> Wave:
    return np.zeros(length)


def _white(length: int, random: Random) -> Wave:
    return random.normal(size=length)


def _pink(length: int, random: Random) -> Wave:
    """Power falls by 3 dB an octave, from 20 Hz on."""
    spectrum = np.fft.rfft(random.normal(size=length))
    hz = np.fft.rfftfreq(length, 1 / RATE_HZ)
    return np.fft.irfft(spectrum / np.sqrt(np.maximum(hz, 20.0)), length)


def _babble(length: int, random: Random) -> Wave:
    """Visitors' lines backwards, six at once: the sound of voices, and no word."""
    clips = [clip.sound[::-1] for clip in load_corpus() if clip.part == "open"]
    mixed = np.zeros(length)
    for _ in range(BABBLERS):
        pieces: list[Sound] = []
        filled = 0
        while filled < length:
            pieces.append(clips[int(random.integers(len(clips)))])
            filled += len(pieces[-1])
        mixed += np.concatenate(pieces)[:length]
    return mixed


def _music(length: int, random: Random) -> Wave:
    """Music-like tones: chords of a minor scale, six harmonics each, struck every 0.3 to 1.2 s, with vibrato."""
    mixed = np.zeros(length + 4 * RATE_HZ)
    scale = 110.0 * 2 ** (np.array([0, 2, 3, 5, 7, 8, 10, 12, 14, 15, 17, 19]) / 12)
    at = 0
    while at < length:
        lasts = int(random.uniform(0.6, 3.0) * RATE_HZ)
        for hz in random.choice(scale, size=int(random.integers(1, 5)), replace=False):
            mixed[at : at + lasts] += _tone(float(hz), lasts, random)
        at += int(random.uniform(0.3, 1.2) * RATE_HZ)
    return mixed[:length]


def _tone(hz: float, length: int, random: Random) -> Wave:
    time_s = np.arange(length) / RATE_HZ
    phase = 2 * np.pi * hz * time_s + random.uniform(0.0, 0.6) * np.sin(2 * np.pi * random.uniform(4, 6) * time_s)
    strings = sum(np.sin(k * phase + random.uniform(0, 6.3)) / k ** random.uniform(1.0, 2.0) for k in range(1, 7))
    envelope = np.minimum(1.0, time_s / random.uniform(0.005, 0.2)) * np.exp(-time_s / random.uniform(0.4, 2.0))
    fade = np.minimum(1.0, (length - np.arange(length)) / (0.02 * RATE_HZ))
    tone: Wave = np.asarray(strings) * envelope * fade
    return tone


def _applause(length: int, random: Random) -> Wave:
    """60 people, each clapping about 3.5 times a second: short bursts of noise, each pair of hands its own colour."""
    mixed = np.zeros(length)
    for _ in range(60):
        clap = _clap(random)
        pace_s, loud = random.uniform(0.22, 0.4), random.uniform(0.2, 1.0)
        steps = random.normal(pace_s, 0.03, size=int(length / RATE_HZ / pace_s) + 2).clip(0.1)
        starts = (np.cumsum(steps) * RATE_HZ).astype(np.intp)
        starts = starts[starts < length - len(clap)]
        for start, force in zip(starts, loud * random.uniform(0.5, 1.0, size=len(starts)), strict=True):
            mixed[start : start + len(clap)] += force * clap
    swell = 0.75 + 0.25 * np.sin(2 * np.pi * np.arange(length) / RATE_HZ / random.uniform(9.0, 15.0))
    return mixed * swell


def _clap(random: Random) -> Wave:
    """One clap, 25 ms: noise through a broad resonance between 0.8 and 2.5 kHz, dying away."""
    length = round(0.025 * RATE_HZ)
    time_s = np.arange(length) / RATE_HZ
    ring = np.sin(2 * np.pi * random.uniform(800, 2500) * time_s + random.uniform(0, 6.3))
    clap: Wave = (0.6 * random.normal(size=length) + ring) * np.exp(-time_s / random.uniform(0.002, 0.006))
    return clap


KINDS: dict[str, Callable[[int, Random], Wave]] = {
    "silence": _silence,
    "white": _white,
    "pink": _pink,
    "babble": _babble,
    "music": _music,
    "applause": _applause,
}
"""Every kind of noise there is. Babble is reversed speech, which tells voices from words."""

WORDLESS = ("silence", "white", "music", "applause")
"""What no mode may commit a word on."""
