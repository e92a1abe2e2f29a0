"""The Whisper recogniser, plumbed through the real faster-whisper with models that know no words."""

import importlib.util
import json

import numpy as np
import pytest

from live.ears.blocks import read_sound
from live.ears.choose import choose_recogniser
from live.ears.clock import RATE_HZ
from live.ears.gate import Gate
from live.ears.hear import cut, hear
from live.ears.heard import EarsError
from live.ears.recogniser import Update
from live.ears.whisper import WhisperRecogniser
from live.ears.whisper.abilities import check_translation
from live.ears.whisper.decode import Decoder, Task, join_names
from live.ears.whisper.hypothesis import Hypothesis, plain
from live.ears.whisper.model import find_model, load_model
from live.show_file import load_show

POEM = "shows/crossing"


@pytest.fixture(scope="module")
def build():
    missing = [name for name in ("torch", "transformers") if importlib.util.find_spec(name) is None]
    if missing:
        pytest.skip(f"{' and '.join(missing)} not installed: a Whisper model can't be made (make setup with train)")
    from tests.live.ears import tiny_whisper

    return tiny_whisper.build


@pytest.fixture(scope="module")
def model(build, tmp_path_factory):
    return build(tmp_path_factory.mktemp("whisper"))


@pytest.fixture(scope="module")
def many(build, tmp_path_factory):
    return build(tmp_path_factory.mktemp("whisper"), ("en", "de", "fr", "es"))


@pytest.fixture(scope="module")
def sound():
    return read_sound(load_show(POEM).path("poem.flac"), "recording")[: 5 * RATE_HZ]


@pytest.mark.train
def test_it_is_a_recogniser_like_the_other_and_believes_nothing_of_a_model_that_knows_nothing(model, sound):
    recogniser = choose_recogniser(load_show(POEM), whisper=str(model))
    assert recogniser.name.startswith("Whisper tiny, cpu, int8")
    heard = list(hear(cut(sound), recogniser, Gate()))
    assert not {one.kind for one in heard} & {"partial", "committed"}
    assert recogniser.dropped["anomaly"] > 0


@pytest.mark.train
def test_words_come_with_times_within_the_sound_and_with_doubts(model, sound):
    found = Decoder(load_model(str(model)).model).run(sound[: 3 * RATE_HZ], 2.0, Task("en"))
    assert found.words
    assert found.avg_logprob < -1.0
    assert 0.0 <= found.no_speech_prob <= 1.0
    for word in found.words:
        assert 2.0 <= word.start_s <= word.end_s <= 5.0
        assert word.text == plain(word.written)
        assert 0.0 <= word.probability < 0.1


@pytest.mark.train
def test_nothing_is_heard_in_no_sound_or_hardly_any(model):
    recogniser = WhisperRecogniser(str(model))
    recogniser.start()
    assert recogniser.update() == Update()
    recogniser.feed(np.full(4000, 1e-4, np.float32))
    assert recogniser.update() == Update() == recogniser.finish()
    assert Decoder(load_model(str(model)).model).run(np.ones(1000, np.float32), 0.0, Task("en")) == Hypothesis()


@pytest.mark.train
def test_a_slow_machine_updates_less_often_when_sound_keeps_coming(model, sound):
    recogniser = WhisperRecogniser(str(model), "en", paced=True)
    assert recogniser.update_s == 0.3
    recogniser.start()
    recogniser.feed(np.tile(sound, 5))
    recogniser.update()
    took_s = recogniser._took_s
    assert took_s > 0.0
    assert recogniser.update_s == max(0.3, 1.2 * took_s)
    assert WhisperRecogniser(str(model), "en").update_s == 0.3


@pytest.mark.train
def test_the_language_is_detected_and_told(many, sound):
    recogniser = WhisperRecogniser(str(many), "auto")
    assert recogniser.name.endswith("language auto")
    recogniser.start()
    recogniser.feed(sound[:RATE_HZ])
    assert recogniser.update().language == ""
    recogniser.feed(sound[RATE_HZ : 3 * RATE_HZ])
    language = recogniser.update().language
    assert language in ("en", "de", "fr", "es")
    assert recogniser.finish().language == language
    recogniser.start()
    recogniser.feed(sound[:RATE_HZ])
    assert recogniser.update().language == language


@pytest.mark.train
def test_each_task_is_asked_of_the_model_and_names_change_the_prompt(many, sound):
    decoder = Decoder(load_model(str(many)).model)
    probabilities = decoder.languages(sound)
    assert set(probabilities) == {"en", "de", "fr", "es"}
    assert sum(probabilities.values()) == pytest.approx(1.0, abs=1e-3)
    tasks = [Task("de"), Task("de", english=True), Task("de", names=join_names(("Ophelia", "Elsinore")))]
    found = [decoder.run(sound, 0.0, task) for task in tasks]
    assert found[0] == decoder.run(sound, 0.0, tasks[0])
    assert len({one.avg_logprob for one in found}) == 3


@pytest.mark.train
def test_when_told_to_stop_it_answers_at_once_with_nothing(many, sound):
    recogniser = WhisperRecogniser(str(many), "auto", translate=True)
    recogniser.start()
    recogniser.feed(sound)
    recogniser.stop()
    assert recogniser.update() == Update() == recogniser.finish()
    assert recogniser.dropped == {}


@pytest.mark.train
@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"language": "de"}, r"ears\.language = 'de'.*knows English only; use 'en'"),
        ({"language": "auto"}, r"ears\.language = 'auto'.*knows English only"),
        ({"translate": True}, r"ears\.translate = true.*knows English only; use one that can"),
        ({"names": ("The sea stands up. Its waves",)}, r"ears\.names: .*not a name; use proper names of 1 to 4 words"),
        ({"names": ("",)}, r"ears\.names: '': not a name"),
        ({"names": ("Ann",) * 41}, r"ears\.names: 41 names; use at most 40"),
    ],
)
def test_what_an_english_model_cannot_do_is_said_before_the_show(model, options, message):
    with pytest.raises(EarsError, match=message):
        WhisperRecogniser(str(model), **options)


@pytest.mark.train
def test_a_language_that_the_model_lacks_is_an_error_with_a_way_out(many):
    with pytest.raises(EarsError, match=r"ears\.language = 'it'.*does not know it; use an ISO 639-1 code"):
        WhisperRecogniser(str(many), "it")


@pytest.mark.train
def test_models_that_were_not_taught_to_translate_are_known_by_name(many):
    model = load_model(str(many)).model
    check_translation(model, "small", many)
    for name in ("large-v3-turbo", "owner/faster-distil-whisper-large-v2"):
        with pytest.raises(EarsError, match=r"ears\.translate = true.*was not trained to translate; use one"):
            check_translation(model, name, many)


class PrunedLarge:
    """Stands in for the loaded large-v3-turbo, 1.6 GB: what CTranslate2 tells of its shape."""

    is_multilingual = True
    n_mels = 128

    @property
    def model(self):
        return self


def test_a_renamed_turbo_is_known_by_its_shape(tmp_path):
    place = tmp_path / "ours"
    place.mkdir()
    (place / "config.json").write_text(json.dumps({"alignment_heads": [[2, 4], [3, 11]]}))
    with pytest.raises(EarsError, match="pruned decoder"):
        check_translation(PrunedLarge(), "ours", place)
    (place / "config.json").write_text(json.dumps({"alignment_heads": [[7, 0], [25, 6]]}))
    check_translation(PrunedLarge(), "large-v3", place)
    (place / "config.json").unlink()
    check_translation(PrunedLarge(), "large-v3", place)


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


def test_a_name_of_a_model_that_is_not_on_this_machine_is_an_error_with_a_way_out(tmp_path, monkeypatch):
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(EarsError, match=r"'small': not downloaded; while online, run python"):
        find_model("small")
    with pytest.raises(EarsError, match=r"'nobody/has-this': not downloaded"):
        find_model("nobody/has-this")


@pytest.mark.parametrize("model", ["smal", "no such place", "/not/there", "a/b/c"])
def test_what_is_neither_folder_nor_name_is_an_error_with_a_way_out(model):
    with pytest.raises(EarsError, match=r"no such folder, and no model's name; correct the path, or use one of tiny"):
        find_model(model)


@pytest.mark.parametrize(
    ("written", "word"), [(" Moon,", "moon"), ("\u201cIt's", "it's"), (" -- ", ""), ("No-one!?", "no-one")]
)
def test_words_come_as_the_other_recogniser_writes_them(written, word):
    assert plain(written) == word
