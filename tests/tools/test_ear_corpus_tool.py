"""The corpus tool: words are timed as flite made them, and making again gives the same."""

from __future__ import annotations

import shutil

import numpy as np
import pytest

from live.bench.ear_corpus import clips_of
from live.ears.heard import Word
from live.follow.script import words_of
from tools.ear.align import Aligner, Phone, read_phones, words_by_phones
from tools.ear.corpus import OPEN, _clip, digest, joined, manifest, write_manifest


@pytest.fixture(scope="module")
def aligner():
    return Aligner()


def test_flites_phones_are_read_without_its_silences():
    assert read_phones("pau:0.200 hh:0.300 ax:0.350 pau:0.500 l:0.600 ") == (
        Phone("HH", 0.2, 0.3),
        Phone("AH", 0.3, 0.35),
        Phone("L", 0.5, 0.6),
    )


def test_words_are_found_among_the_phones_spoken():
    phones = tuple(Phone(name, 0.1 * at, 0.1 * at + 0.1) for at, name in enumerate("SH OW M IY AH B ER N".split()))
    ways = ["SH OW", "M IY", "EY", "B ER N"]  # flite said AH where the dictionary has EY
    assert words_by_phones(("show", "me", "a", "burn"), ways, phones) == (
        Word("show", 0.0, 0.2),
        Word("me", 0.2, 0.4),
        Word("a", 0.4, 0.5),
        Word("burn", 0.5, 0.8),
    )


def test_the_alignment_finds_the_words_of_a_clip(aligner):
    clip = clips_of("script", "rms")[0]
    samples = np.round(clip.sound * 32768).astype(np.int16)
    found = aligner.align(samples, words_of(clip.text))
    assert [word.text for word in found] == [word.text for word in clip.words]
    for word, kept in zip(found, clip.words, strict=True):
        assert word.start_s == pytest.approx(kept.start_s, abs=0.05)
        assert word.end_s == pytest.approx(kept.end_s, abs=0.05)


def test_words_that_are_not_said_are_not_aligned(aligner):
    noise = np.random.default_rng(1).normal(0.0, 20.0, 1600).astype(np.int16)
    assert aligner.align(noise, words_of("a thousand birds are leaving the tower")) == ()


def test_a_clip_made_again_is_the_same(aligner):
    if shutil.which("flite") is None:
        pytest.skip("flite is not installed: apt-get install flite")
    first, again = (_clip(aligner, "open", "kal16", 1, OPEN[0]) for _ in range(2))
    assert np.array_equal(first.samples, again.samples)
    assert first.words == again.words
    assert max(first.off_s) < 0.2
    kept = clips_of("open", "kal16")[0]
    assert abs(len(first.samples) / 16000 - kept.length_s) < 0.05
    told = manifest([first, again], joined([first, again]))
    assert told["files"]["open-kal16.flac"]["sha256"] == digest(np.concatenate([first.samples, again.samples]))
    assert [row["at"] for row in told["clips"]] == [0, len(first.samples)]
    assert '"clips": [\n  {"part": "open"' in write_manifest(told)
