"""Streaming Whisper on a model that knows our own lines: what it commits, when, in which language, and in English.

tests/live/ears/whisper holds its weights and a German line of espeak-ng's; tools/ear/whisper/train.py made them.
"""

from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from live.ears.blocks import read_sound
from live.ears.clock import RATE_HZ
from live.ears.gate import Gate
from live.ears.hear import cut, hear
from live.ears.offline import read_lines
from live.ears.whisper import WhisperRecogniser
from live.ears.whisper.decode import Task
from live.follow.script import words_of
from live.show_file import load_show
from tools.ear.whisper.folder import read_weights, write_folder

KEPT = Path(__file__).parent / "whisper"
SHOW = load_show("shows/crossing")
LINES = read_lines(SHOW)
LAST = 4
"""Lines of the recording that are heard here."""


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    text = Tokenizer.from_file(str(KEPT / "text.json"))
    return write_folder(read_weights(KEPT / "weights.npz"), text, tmp_path_factory.mktemp("whisper") / "lines")


@pytest.fixture(scope="module")
def poem():
    return read_sound(SHOW.path("poem.flac"), "recording")[: round((LINES[LAST - 1].end_s + 1.0) * RATE_HZ)]


@pytest.fixture(scope="module")
def german():
    return read_sound(KEPT / "german.flac", "german")


@pytest.fixture(scope="module")
def heard(model, poem):
    return list(hear(cut(poem), WhisperRecogniser(str(model)), Gate()))


def committed(heard):
    return tuple(word for one in heard if one.kind == "committed" for word in one.timed)


def test_what_is_committed_while_it_is_spoken_is_what_the_whole_line_says(model, heard, poem):
    decoder = WhisperRecogniser(str(model))._decoder
    whole = []
    for line in LINES[:LAST]:
        sound = poem[round((line.onset_s - 0.3) * RATE_HZ) : round((line.end_s + 0.5) * RATE_HZ)]
        whole += [word.text for word in decoder.run(sound, 0.0, Task("en")).words]
    assert [word.text for word in committed(heard)] == whole
    assert whole == [word for line in LINES[:LAST] for word in words_of(line.text)]


def test_words_come_while_the_line_is_spoken_and_their_times_are_those_of_the_voice(heard):
    words = committed(heard)
    first = next(one for one in heard if one.kind == "committed")
    assert first.at_s < LINES[0].end_s
    at = 0
    for line in LINES[:LAST]:
        count = len(words_of(line.text))
        of_line = words[at : at + count]
        at += count
        assert line.onset_s - 1.0 <= of_line[0].start_s <= line.onset_s + 0.35
        assert of_line[1].start_s >= line.onset_s
        assert of_line[-1].end_s == pytest.approx(line.end_s, abs=0.35)
        assert list(of_line) == sorted(of_line, key=lambda word: word.start_s)


def test_partial_words_come_before_the_committed_ones(heard):
    kinds = [one.kind for one in heard if one.kind in ("partial", "committed")]
    assert kinds[0] == "partial"
    assert kinds.count("committed") >= LAST


def test_the_buffer_is_cut_where_a_committed_sentence_ends(model, poem):
    recogniser = WhisperRecogniser(str(model))
    line = next(line for line in LINES if line.text.startswith("I close the door."))
    sound = poem[round((line.onset_s - 0.3) * RATE_HZ) : round((line.end_s + 0.3) * RATE_HZ)]
    recogniser.start()
    words = []
    for at in range(0, len(sound), RATE_HZ // 4):
        recogniser.feed(sound[at : at + RATE_HZ // 4])
        words += recogniser.update().committed
    assert recogniser._buffer.from_s > 0.8
    words += recogniser.finish().committed
    assert [word.text for word in words] == list(words_of(line.text))


def test_the_language_is_heard_and_the_line_is_also_said_in_english(model, german):
    recogniser = WhisperRecogniser(str(model), "auto", translate=True)
    heard = list(hear(cut(german), recogniser, Gate()))
    assert [one.words for one in heard if one.kind == "language"] == ["de"]
    assert " ".join(word.text for word in committed(heard)) == "die sonne geht auf und jede blume weiß es"
    assert [one.words for one in heard if one.kind == "translated"] == ["The sun comes up, and every flower knows."]


def test_nothing_is_translated_from_english_or_unasked(model, german, poem):
    told = WhisperRecogniser(str(model), "en", translate=True)
    english = hear(cut(poem[: 5 * RATE_HZ]), told, Gate())
    assert not [one for one in english if one.kind == "translated"]
    unasked = WhisperRecogniser(str(model), "de")
    assert not [one for one in hear(cut(german), unasked, Gate()) if one.kind in ("translated", "language")]


@pytest.mark.parametrize("level", [0.0, 0.1])
def test_no_word_in_silence_or_noise_even_with_no_gate(model, level):
    recogniser = WhisperRecogniser(str(model))
    recogniser.start()
    noise = level * np.random.default_rng(1).standard_normal(4 * RATE_HZ).astype(np.float32)
    words = []
    for at in range(0, len(noise), RATE_HZ):
        recogniser.feed(noise[at : at + RATE_HZ])
        words += recogniser.update().committed
    assert not [*words, *recogniser.finish().committed]
