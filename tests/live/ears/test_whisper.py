"""The Whisper recogniser, plumbed through the real faster-whisper with a model that knows no words."""

import importlib.util

import numpy as np
import pytest

from live.ears.blocks import read_sound
from live.ears.choose import choose_recogniser
from live.ears.clock import RATE_HZ
from live.ears.gate import Gate
from live.ears.hear import cut, hear
from live.ears.heard import EarsError
from live.ears.recogniser import Update
from live.ears.whisper import WhisperRecogniser, plain
from live.show import load_show

POEM = "shows/crossing"


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    missing = [name for name in ("torch", "transformers") if importlib.util.find_spec(name) is None]
    if missing:
        pytest.skip(f"{' and '.join(missing)} not installed: a Whisper model can't be made (make setup with train)")
    from tests.live.ears.tiny_whisper import build

    return build(tmp_path_factory.mktemp("whisper"))


@pytest.fixture(scope="module")
def sound():
    return read_sound(load_show(POEM).path("poem.flac"), "recording")[: 8 * RATE_HZ]


@pytest.mark.train
def test_it_is_a_recogniser_like_the_other(model, sound):
    recogniser = choose_recogniser(load_show(POEM), whisper=str(model))
    assert recogniser.name.startswith("Whisper tiny, cpu")
    first = list(hear(cut(sound), recogniser, Gate()))
    assert list(hear(cut(sound), recogniser, Gate())) == first
    for heard in first:
        if heard.kind == "committed":
            assert heard.words
            assert heard.onset_s <= heard.sound_s <= heard.at_s


@pytest.mark.train
def test_words_are_timed_within_the_sound_and_plain(model, sound):
    recogniser = WhisperRecogniser(str(model), "en")
    recogniser.start()
    recogniser.feed(sound[: 3 * RATE_HZ])
    words = recogniser.update().partial
    assert words == recogniser.finish().committed
    for word in words:
        assert 0.0 <= word.start_s <= word.end_s <= 30.0
        assert word.text == plain(word.text)
    recogniser.start()
    assert recogniser.update() == Update()


@pytest.mark.train
def test_a_slow_machine_updates_less_often_when_sound_keeps_coming(model, sound):
    recogniser = WhisperRecogniser(str(model), "en", paced=True)
    assert recogniser.update_s == 0.5
    recogniser.start()
    recogniser.feed(np.tile(sound, 2))
    recogniser.update()
    assert recogniser.update_s >= 0.5
    unpaced = WhisperRecogniser(str(model), "en")
    assert unpaced.update_s == 0.5


@pytest.mark.train
def test_the_process_uses_it_when_told_to(model, door, start_ears):
    start_ears("--show", POEM, "--whisper", model)
    assert "Whisper tiny" in door.state("listening", 60.0).args[1]


def test_a_folder_that_holds_no_model_is_an_error_with_a_way_out(tmp_path):
    with pytest.raises(EarsError, match=r"ears\.whisper = .*no model\.bin there; name the folder"):
        WhisperRecogniser(str(tmp_path), "en")


def test_a_broken_model_is_an_error_with_a_way_out(tmp_path):
    (tmp_path / "model.bin").write_bytes(b"not a model")
    with pytest.raises(EarsError, match=r"ears\.whisper = .*convert or download the model again"):
        WhisperRecogniser(str(tmp_path), "en")


@pytest.mark.parametrize(
    ("written", "word"), [(" Moon,", "moon"), ("\u201cIt's", "it's"), (" -- ", ""), ("No-one!?", "no-one")]
)
def test_words_come_as_the_other_recogniser_writes_them(written, word):
    assert plain(written) == word
