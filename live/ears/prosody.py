"""How something is said: loudness, pitch and pace of a voice, and what they tell against this speaker's usual."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from live.ears.clock import BLOCK, BLOCK_S, RATE_HZ, Sound
from live.ears.heard import Voice

TELL_BLOCKS = 16
"""Blocks of speech between two answers, 0.51 s."""

_FLOOR_DB = -60.0
"""Softer sound has no pitch; also loudness 0."""
_LOWEST_HZ, _HIGHEST_HZ = 60.0, 500.0
_WINDOW = 2 * BLOCK
"""Samples that the pitch is sought in, 64 ms: nearly four periods of the lowest voice."""
_MIN_LAG, _MAX_LAG = round(RATE_HZ / _HIGHEST_HZ), round(RATE_HZ / _LOWEST_HZ)
_YIN_DIP, _YIN_UNVOICED = 0.12, 0.4
"""The first dip below this is the period; where no dip is deeper than that, there is none."""

_PARTS = 4
"""Envelope points a block: one each 8 ms."""
_PACE_POINTS = 4 * TELL_BLOCKS * _PARTS
"""Points of the envelope that the pace is counted over, 2 s."""
_SYLLABLE_DIP_DB = 2.0
_SYLLABLE_BELOW_LOUDEST_DB = 25.0


class Prosody:
    """Listens to blocks of speech and says about twice a second how they sound. The baseline outlives utterances."""

    def __init__(self) -> None:
        self._usual = Usual()
        self.begin()

    def begin(self) -> None:
        """A new utterance: forget the sound so far, but not how the speaker usually sounds."""
        self._before: Sound = np.zeros(BLOCK, np.float32)
        self._pitches: list[float] = []
        self._powers: list[float] = []
        self._envelope: deque[tuple[float, bool]] = deque(maxlen=_PACE_POINTS)

    def feed(self, block: Sound) -> Voice | None:
        """Take a (512,) float32 block of speech at 16 kHz; how the last half second sounded, each half second."""
        parts = np.mean(np.square(block.reshape(_PARTS, -1), dtype=np.float64), axis=1)
        power = float(parts.mean())
        pitch_hz = 0.0
        if _decibel(power) > _FLOOR_DB:
            pitch_hz = pitch(np.concatenate((self._before, block)))
        self._before = block
        self._powers.append(power)
        self._pitches.append(pitch_hz)
        self._envelope.extend((float(part), pitch_hz > 0.0) for part in parts)
        return self._tell() if len(self._powers) == TELL_BLOCKS else None

    def _tell(self) -> Voice | None:
        powers, pitches = np.array(self._powers), np.array(self._pitches)
        self._powers, self._pitches = [], []
        voiced = pitches > 0.0
        if np.count_nonzero(voiced) < TELL_BLOCKS // 5:
            return None  # a pause, breath or noise: nothing is known of the voice
        level_db = _decibel(float(powers[voiced].mean()))
        pitch_hz = float(np.median(pitches[voiced]))
        envelope, voiced_points = zip(*self._envelope, strict=True)
        rate_hz = syllable_rate(np.array(envelope), np.array(voiced_points))
        arousal = self._usual.arousal(level_db, pitch_hz, rate_hz)
        loudness = min(1.0, max(0.0, 1.0 - level_db / _FLOOR_DB))
        return Voice(round(loudness, 3), round(pitch_hz, 1), round(rate_hz, 2), round(arousal, 3))


def pitch(window: Sound) -> float:
    """Fundamental frequency of a (1024,) window at 16 kHz, 60..500 Hz; 0 where it has none.

    YIN: de Cheveigne and Kawahara 2002, "YIN, a fundamental frequency estimator for speech and music": difference
    function (eq. 6, by FFT), cumulative mean normalisation (eq. 8), absolute threshold, parabolic interpolation.
    """
    sound = window.astype(np.float64) - window.mean()
    span = _WINDOW - _MAX_LAG
    squares = np.concatenate(([0.0], np.cumsum(sound * sound)))
    lags = np.arange(_MAX_LAG + 1)
    energies = squares[lags + span] - squares[lags]
    size = 2 * _WINDOW
    spectrum = np.fft.rfft(sound, size) * np.conj(np.fft.rfft(sound[:span], size))
    difference = energies[0] + energies - 2.0 * np.fft.irfft(spectrum, size)[: _MAX_LAG + 1]
    running = np.cumsum(difference[1:])
    if running[-1] <= 1e-12 or energies[0] <= 1e-12:
        return 0.0
    normal = difference[1:] * lags[1:] / np.maximum(running, 1e-12)  # normal[k] is of lag k + 1
    lag = _first_dip(normal)
    return RATE_HZ / lag if lag else 0.0


def _first_dip(normal: NDArray[np.float64]) -> float:
    """Lag of the first deep dip, else of the deepest if it is deep enough, between samples; 0 for none."""
    sought = normal[_MIN_LAG - 1 : _MAX_LAG - 1]
    below = np.flatnonzero(sought < _YIN_DIP)
    at = int(below[0]) if len(below) else int(np.argmin(sought))
    if sought[at] > _YIN_UNVOICED:
        return 0.0
    while at + 1 < len(sought) and sought[at + 1] < sought[at]:
        at += 1
    index = at + _MIN_LAG - 1
    left, here, right = normal[index - 1 : index + 2]
    bend = left - 2.0 * here + right
    return index + 1 + (0.5 * (left - right) / bend if bend > 1e-12 else 0.0)


def syllable_rate(power: NDArray[np.float64], voiced: NDArray[np.bool_]) -> float:
    """Syllables a second in an envelope of 8 ms points: (n,) mean square, and (n,) whether each is voiced.

    Nuclei after de Jong and Wempe 2009, "Praat script to detect syllable nuclei and measure speech rate
    automatically": voiced peaks of intensity, not too far below the loudest, parted by dips of 2 dB. The time is that
    in which there was sound, so that pauses don't slow the pace.
    """
    smooth = np.convolve(power, np.ones(7) / 7.0, "same")
    level = 10.0 * np.log10(smooth + 1e-12)
    floor = max(_FLOOR_DB, float(np.quantile(level, 0.99)) - _SYLLABLE_BELOW_LOUDEST_DB)
    sounding = level > floor
    seconds = float(np.count_nonzero(sounding)) * BLOCK_S / _PARTS
    return _nuclei(level, voiced & sounding) / seconds if seconds > 0.25 else 0.0


def _nuclei(level: NDArray[np.float64], may: NDArray[np.bool_]) -> int:
    """Peaks where there may be any, each at least 2 dB above the dips on both sides of it."""
    count, rising = 0, True
    low = high = float(level[0])
    peak_counts = False
    for here, counts in zip(level.tolist(), may.tolist(), strict=True):
        if rising:
            if here >= high:
                high, peak_counts = here, counts
            elif here < high - _SYLLABLE_DIP_DB:
                count += peak_counts and high - low >= _SYLLABLE_DIP_DB
                rising, low = False, here
        elif here <= low:
            low = here
        elif here > low + _SYLLABLE_DIP_DB:
            rising, high, peak_counts = True, here, counts
    return count


@dataclass(slots=True)
class Baseline:
    """A running mean and spread of one quantity: exponential, Huber-clipped, with a prior for the spread."""

    prior_sd: float
    mean: float = 0.0
    variance: float = 0.0
    count: int = 0

    _SLOW = 120
    """Half seconds of speech over which the usual is forgotten: a minute."""
    _PRIOR_COUNT = 16
    """Half seconds of speech that the prior spread is worth."""
    _FAR = 2.5
    _SURE = 6
    """Half seconds of speech until a usual is believed."""

    def score(self, value: float) -> float:
        """How far `value` is from the usual, in spreads, -2.5..2.5; then it becomes part of the usual."""
        if self.count == 0:
            self.mean, self.count = value, 1
            return 0.0
        weight = self._PRIOR_COUNT / (self._PRIOR_COUNT + self.count)
        spread = math.sqrt(weight * self.prior_sd**2 + (1.0 - weight) * self.variance)
        spread = max(spread, 0.5 * self.prior_sd)  # a monotone voice must not make a whisper a cry
        off = min(self._FAR, max(-self._FAR, (value - self.mean) / spread)) * spread
        sure = min(1.0, self.count / self._SURE)
        self.count = min(self.count + 1, self._SLOW)
        share = 1.0 / self.count
        self.mean += share * off
        self.variance += share * (off * off - self.variance)
        return sure * off / spread


@dataclass(slots=True)
class Usual:
    """How this speaker usually sounds: level in dB, pitch in octaves, pace in syllables a second."""

    level: Baseline = field(default_factory=lambda: Baseline(prior_sd=4.0))
    pitch: Baseline = field(default_factory=lambda: Baseline(prior_sd=0.25))
    pace: Baseline = field(default_factory=lambda: Baseline(prior_sd=1.2))

    def arousal(self, level_db: float, pitch_hz: float, rate_hz: float) -> float:
        """-1 (spent) .. 1 (carried away); then the half second becomes part of the usual.

        Loudness and pitch carry most of the arousal that listeners hear, pace less: Scherer 2003, "Vocal
        communication of emotion: a review of research paradigms".
        """
        level = self.level.score(level_db)
        height = self.pitch.score(math.log2(pitch_hz))
        pace = self.pace.score(rate_hz) if rate_hz > 0.0 else 0.0
        return math.tanh(0.8 * (0.45 * level + 0.35 * height + 0.2 * pace))


def _decibel(power: float) -> float:
    return 10.0 * math.log10(power + 1e-12)
