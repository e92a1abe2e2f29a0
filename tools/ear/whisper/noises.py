"""Sounds without a word in them: noise, tones like music, applause."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from live.ears.clock import RATE_HZ, Sound

Random = np.random.Generator


def silence(seconds: float, rng: Random) -> Sound:
    """A quiet room: noise at about -80 dB."""
    return (1e-4 * rng.standard_normal(round(seconds * RATE_HZ))).astype(np.float32)


def white(seconds: float, rng: Random) -> Sound:
    """White noise at -20 dB."""
    return (0.1 * rng.standard_normal(round(seconds * RATE_HZ))).astype(np.float32)


def music(seconds: float, rng: Random) -> Sound:
    """Chords: three to five notes with harmonics, vibrato, an attack and a decay, each chord 0.4 to 2 s long."""
    total = round(seconds * RATE_HZ)
    sound = np.zeros(total, np.float32)
    at = 0
    while at < total:
        count = min(round(float(rng.uniform(0.4, 2.0)) * RATE_HZ), total - at)
        sound[at : at + count] = _chord(count, rng)
        at += count
    return sound


def applause(seconds: float, rng: Random) -> Sound:
    """Some 60 claps a second, each a burst of filtered noise of 5 to 20 ms, near and far, in waves."""
    total = round(seconds * RATE_HZ)
    sound = np.zeros(total + RATE_HZ, np.float32)
    for at in rng.integers(0, max(total, 1), round(60 * seconds)):
        count = round(float(rng.uniform(0.02, 0.06)) * RATE_HZ)
        burst = rng.standard_normal(count) * np.exp(-np.arange(count) / (float(rng.uniform(0.003, 0.012)) * RATE_HZ))
        burst[1:] -= float(rng.uniform(-0.5, 0.6)) * burst[:-1]
        sound[at : at + count] += float(rng.uniform(0.02, 0.25)) * burst
    swell = 0.6 + 0.4 * np.sin(2.0 * np.pi * np.arange(total) / (float(rng.uniform(3.0, 9.0)) * RATE_HZ))
    return np.clip(sound[:total] * swell, -1.0, 1.0).astype(np.float32)


def _chord(count: int, rng: Random) -> Sound:
    t = np.arange(count) / RATE_HZ
    root = 110.0 * 2.0 ** (int(rng.integers(0, 24)) / 12.0)
    intervals = (0, 4, 7, 12, 16) if rng.random() < 0.5 else (0, 3, 7, 12, 15)
    sound = np.zeros(count)
    for interval in intervals[: int(rng.integers(3, 6))]:
        hz = root * 2.0 ** (interval / 12.0)
        depth, rate_hz = float(rng.uniform(0.0, 0.006)), float(rng.uniform(4.0, 7.0))
        phase = 2.0 * np.pi * hz * (t + depth / (2.0 * np.pi * rate_hz) * np.sin(2.0 * np.pi * rate_hz * t))
        for harmonic in range(1, 6):
            sound += (
                np.sin(harmonic * phase + float(rng.uniform(0, 6.28))) * 0.06 / harmonic ** float(rng.uniform(0.8, 2.0))
            )
    attack_s, decay_s = float(rng.uniform(0.005, 0.15)), float(rng.uniform(0.3, 3.0))
    envelope = np.minimum(t / attack_s, 1.0) * np.exp(-t / decay_s)
    return (sound * envelope).astype(np.float32)


WORDLESS: dict[str, Callable[[float, Random], Sound]] = {
    "silence": silence,
    "white_noise": white,
    "music": music,
    "applause": applause,
}
"""Each makes so many seconds of it, (n,) float32 at 16 kHz."""
