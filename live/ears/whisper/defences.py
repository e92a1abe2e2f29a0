"""Whisper invents text where nobody speaks: the tests that its words must pass, each a small pure function."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np

from live.ears.clock import BLOCK, Sound
from live.ears.whisper.hypothesis import Hypothesis, Spoken

SILENT_DB = -120.0
"""Where decibels end."""
QUIET_DB = -60.0
"""Sound whose loudest 32 ms stay below this (dB of full scale) holds no voice that a room would notice."""
FAR_DB = 35.0
"""Sound so far below the utterance's loudest is the room, or somebody else."""
NO_SPEECH = 0.6
FAINT_LOGPROB = -1.0
"""Whisper's own thresholds (Radford et al. 2022, section 4.5): likely no speech, and unsure of the words."""
IMPROBABLE = 0.15
SHORT_S, LONG_S = 0.06, 2.5
"""A word shorter or longer than this was hardly spoken."""
ANOMALOUS = 0.75
"""A hypothesis is invented if its words score this on average."""
COMPRESSION, COMPRESSED_BYTES = 2.4, 60
"""Text that zlib shrinks by more is caught in a loop (Radford et al. 2022); short texts are not judged."""
LOOP_WORDS = 6
"""Words a loop may have."""
LOOP_TIMES, FIRM_TIMES = 4, 9
"""A loop is cut after so many rounds if its words are faint or hurried; after so many in any case."""


def rms_db(sound: Sound) -> float:
    """RMS of the loudest 32 ms of the sound, in dB of full scale; -120 at least."""
    if len(sound) == 0:
        return SILENT_DB
    whole = sound[: len(sound) - len(sound) % BLOCK] if len(sound) >= BLOCK else sound
    frames = whole.reshape(-1, BLOCK) if len(sound) >= BLOCK else whole[None]
    power = float(np.einsum("ij,ij->i", frames, frames).max()) / frames.shape[1]
    return float(10.0 * np.log10(max(power, 1e-12)))


def quiet(sound: Sound, loudest_db: float = SILENT_DB) -> bool:
    """RMS gate: too quiet to hold a voice, or the voice of an utterance that was once as loud as `loudest_db`."""
    return rms_db(sound) < max(QUIET_DB, loudest_db - FAR_DB)


def no_speech(hypothesis: Hypothesis) -> bool:
    """Whisper thinks that nobody spoke, and is unsure of its words."""
    return hypothesis.no_speech_prob > NO_SPEECH and hypothesis.avg_logprob < FAINT_LOGPROB


def anomaly(word: Spoken) -> float:
    """How unlike a spoken word it is, from 0: improbable, or too short, or too long.

    The idea is that of faster-whisper's hallucination_silence_threshold (and whisper.cpp's token checks).
    """
    length_s = word.end_s - word.start_s
    hurried = min(1.0, max(0.0, SHORT_S - length_s) / SHORT_S)
    dragged = max(0.0, length_s - LONG_S)
    return float(word.probability < IMPROBABLE) + hurried + dragged


def anomalous(words: Sequence[Spoken]) -> bool:
    """The words are on average like no spoken words."""
    return bool(words) and sum(map(anomaly, words)) >= ANOMALOUS * len(words)


def without_faint_end(words: Sequence[Spoken]) -> tuple[Spoken, ...]:
    """The words up to the last one that is like a spoken one: for an end that no second hypothesis confirms."""
    kept = tuple(words)
    while kept and anomaly(kept[-1]) >= ANOMALOUS:
        kept = kept[:-1]
    return kept


def compressed(words: Sequence[Spoken]) -> bool:
    """The text repeats itself so much that zlib shrinks it like no speech."""
    text = " ".join(word.text for word in words).encode()
    return len(text) >= COMPRESSED_BYTES and len(text) / len(zlib.compress(text)) > COMPRESSION


def without_loop(words: Sequence[Spoken]) -> tuple[Spoken, ...]:
    """The words up to the first round of a loop: the same 1 to 6 words again and again.

    A poem may say a word five times. So up to 8 rounds stay if they were spoken clearly: probable, each word as
    long as words are, and not so much of it that zlib laughs.
    """
    texts = [word.text for word in words]
    for start in range(len(texts)):
        for size in range(1, LOOP_WORDS + 1):
            rounds = _rounds(texts, start, size)
            looped = words[start + size : start + rounds * size]
            firm = rounds < FIRM_TIMES and not compressed(words) and not anomalous(looped)
            if rounds >= LOOP_TIMES and not firm:
                return tuple(words[: start + size])
    return tuple(words)


def _rounds(texts: list[str], start: int, size: int) -> int:
    """How often in a row the `size` texts at `start` come."""
    pattern = texts[start : start + size]
    rounds = 1
    while len(pattern) == size and texts[start + rounds * size : start + (rounds + 1) * size] == pattern:
        rounds += 1
    return rounds
