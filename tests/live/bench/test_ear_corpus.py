"""The corpus is whole: what the manifest says of its sounds, words and times is so."""

from __future__ import annotations

import hashlib
import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import soundfile

from live.bench.ear_corpus import PLACE, accent, clips_of, load_corpus, voices
from live.ears.heard import EarsError
from live.follow.script import read_script, words_of

POEM = Path(__file__).parents[3] / "shows/crossing/poem.txt"


def test_the_sounds_are_those_of_the_manifest():
    files = json.loads((PLACE / "manifest.json").read_text())["files"]
    assert {path.name for path in PLACE.glob("*.flac")} == {*files}
    for name, told in files.items():
        samples, rate_hz = soundfile.read(PLACE / name, dtype="int16")
        assert rate_hz == 16000
        assert hashlib.sha256(samples.astype("<i2").tobytes()).hexdigest() == told["sha256"]


def test_it_is_small():
    assert sum(path.stat().st_size for path in PLACE.iterdir()) <= 4e6


def test_four_voices_speak_the_poem_and_a_fifth_has_an_accent():
    poem = read_script(POEM)
    assert len(voices("script")) == 4
    assert voices("open") == (*voices("script"), accent())
    for voice in voices("script"):
        assert tuple(clip.text for clip in clips_of("script", voice)) == poem


@pytest.mark.parametrize("clip", load_corpus()[::7], ids=lambda clip: f"{clip.voice}-{clip.part}-{clip.line}")
def test_words_are_those_of_the_text_in_order_and_within_the_sound(clip):
    assert tuple(word.text for word in clip.words) == words_of(clip.text)
    assert all(word.start_s < word.end_s for word in clip.words)
    assert all(before.end_s <= after.start_s + 0.011 for before, after in pairwise(clip.words))
    assert clip.words[0].start_s >= 0.0
    assert clip.words[-1].end_s <= clip.length_s + 1e-3
    assert clip.truth in ("alignment", "flite phones")


def test_every_clip_is_as_loud_as_the_others():
    for clip in load_corpus():
        loud = clip.sound[np.abs(clip.sound) > 0.02 * np.abs(clip.sound).max()]
        assert 20 * np.log10(np.sqrt(np.mean(loud**2))) == pytest.approx(-23.0, abs=1.0)


def test_the_pauses_of_a_line_lie_between_its_words():
    """'I close the door. I do not look behind.': the long silence is after 'door', by the times as by the ear."""
    clip = clips_of("script", "slt")[1]
    gaps = [after.start_s - before.end_s for before, after in pairwise(clip.words)]
    assert clip.words[int(np.argmax(gaps))].text == "door"
    start = round((clip.words[3].end_s + 0.02) * 16000)
    end = round((clip.words[4].start_s - 0.02) * 16000)
    assert np.abs(clip.sound[start:end]).max() < 0.1 * np.abs(clip.sound).max()


def test_a_corpus_that_is_not_there_says_how_to_make_it(tmp_path):
    with pytest.raises(EarsError, match=r"manifest\.json.*python -m tools\.ear\.corpus"):
        load_corpus(tmp_path)
    (tmp_path / "manifest.json").write_text("{}")
    with pytest.raises(EarsError, match=r"make it again"):
        load_corpus(tmp_path / ".")
