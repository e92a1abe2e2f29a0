"""The poem's recording through the real gate and recogniser: words, times, repeatability, and bad files."""

import math
import statistics
from collections import Counter

import msgspec
import numpy as np
import pytest
import soundfile

from live.ears.blocks import read_sound
from live.ears.choose import choose_recogniser
from live.ears.clock import BLOCK_S, RATE_HZ
from live.ears.gate import Gate
from live.ears.hear import cut, hear
from live.ears.heard import EarsError
from live.ears.offline import hear_show, line_latencies, read_lines
from live.follow.script import read_script, words_of
from live.osc.check import to_event
from live.osc.decode import decode
from live.osc.send import encode
from live.show_file import load_show


@pytest.fixture(scope="module")
def poem():
    return load_show("shows/crossing")


@pytest.fixture(scope="module")
def events(poem):
    return hear_show(poem)


def words_of_kind(events, kind):
    return [event for event in events if event.address == f"/heard/{kind}"]


def test_the_truth_beside_the_recording_is_the_script(poem):
    lines = read_lines(poem)
    assert tuple(line.text for line in lines) == read_script(poem.path("poem.txt"))
    assert len(lines) == 16
    times = [time for line in lines for time in (line.onset_s, line.end_s)]
    assert times == sorted(times)
    assert soundfile.info(poem.path(poem.ears.recording)).duration > times[-1]


def test_nearly_every_word_of_every_line_is_committed_in_its_line(poem, events):
    lines = read_lines(poem)
    ends_s = [*(line.onset_s for line in lines[1:]), math.inf]
    kept = 0
    for line, until_s in zip(lines, ends_s, strict=True):
        said = Counter[str]()
        for event in words_of_kind(events, "committed"):
            if line.onset_s < event.at_s <= until_s:
                said.update(event.args[0].split())
        wanted = Counter(words_of(line.text))
        found = (said & wanted).total()
        assert found >= 0.5 * wanted.total(), (line.text, said)
        kept += found
    assert kept >= 0.9 * sum(len(words_of(line.text)) for line in lines)


def test_every_line_is_heard_and_most_within_a_second(poem):
    latencies = line_latencies(poem)
    assert len(latencies) == 16
    assert max(latencies) < math.inf
    assert 0.1 < statistics.median(latencies) < 0.8  # the audio clock's time: the same on every machine


def test_times_are_in_order_and_belong_together(events):
    at_s = [event.at_s for event in events]
    assert at_s == sorted(at_s)
    for event in words_of_kind(events, "committed"):
        _, sound_s, onset_s = event.args
        assert onset_s < sound_s <= event.at_s < sound_s + 1.0


def test_an_utterance_keeps_its_onset_and_the_onset_is_the_lines(poem, events):
    onsets = {event.args[2] for event in words_of_kind(events, "committed")}
    lines = read_lines(poem)
    assert len(onsets) == len(lines)
    for onset_s, line in zip(sorted(onsets), lines, strict=True):
        assert onset_s == pytest.approx(line.onset_s, abs=0.15)


def test_a_partial_is_sent_only_when_it_changed(events):
    last = ""
    for event in events:
        if event.address == "/heard/partial":
            assert event.args[0] != last
            last = event.args[0]
        elif event.address == "/heard/committed":
            assert event.args[0]
            last = ""


def test_levels_come_ten_times_a_second_within_their_range(poem, events):
    levels = words_of_kind(events, "level")
    length_s = soundfile.info(poem.path(poem.ears.recording)).duration
    assert len(levels) == pytest.approx(length_s / (3 * BLOCK_S), abs=2)
    assert min(event.args[0] for event in levels) == 0.0
    assert 0.5 < max(event.args[0] for event in levels) <= 1.0


def test_hearing_it_again_is_the_same(poem, events):
    assert hear_show(poem) == events


def test_the_strict_door_lets_every_event_in_unchanged(events):
    for event in events[:200]:
        (message,) = decode(encode(event.address, *event.args))
        assert to_event(message, event.at_s, event.source) == event


def test_noise_tones_and_silence_commit_no_word(poem):
    chance, length = np.random.default_rng(7), 20 * RATE_HZ
    at = np.arange(length) / RATE_HZ
    sounds = {
        "silence": np.zeros(length),
        "white noise": 0.1 * chance.standard_normal(length),
        "hum and tones": 0.2 * np.sin(2 * np.pi * 50 * at) + 0.2 * np.sin(2 * np.pi * 440 * at) * (at % 1 < 0.5),
        "clicks": 0.9 * (np.arange(length) % RATE_HZ < 40),
    }
    recogniser = choose_recogniser(poem)
    for name, sound in sounds.items():
        heard = [thing for thing in hear(cut(sound.astype(np.float32)), recogniser, Gate()) if thing.words]
        assert heard == [], name


def test_speech_without_a_pause_is_cut_and_no_word_is_said_twice(poem):
    sound = read_sound(poem.path(poem.ears.recording), "recording")
    lines = read_lines(poem)
    spoken = [sound[int(line.onset_s * RATE_HZ) : int(line.end_s * RATE_HZ)] for line in lines]
    heard = [h for h in hear(cut(np.concatenate(spoken)), choose_recogniser(poem), Gate()) if h.kind == "committed"]
    words = " ".join(h.words for h in heard).split()
    truth = [word for line in lines for word in words_of(line.text)]
    assert len(words) == pytest.approx(len(truth), rel=0.1)
    assert (Counter(words) & Counter(truth)).total() > 0.85 * len(truth)
    ends_s = [h.sound_s for h in heard]
    assert ends_s == sorted(ends_s)
    assert len({h.onset_s for h in heard}) >= 3  # 43 s of speech are no single utterance


def test_open_mode_hears_some_of_it_too(poem):
    ears = msgspec.structs.replace(poem.ears, mode="open")
    events = hear_show(msgspec.structs.replace(poem, ears=ears))
    said = Counter(word for event in words_of_kind(events, "committed") for word in event.args[0].split())
    truth = Counter(word for line in read_lines(poem) for word in words_of(line.text))
    assert (said & truth).total() > 0.6 * truth.total()


def test_a_show_that_does_not_listen_hears_nothing(poem):
    off = msgspec.structs.replace(poem, ears=msgspec.structs.replace(poem.ears, mode="off"))
    assert hear_show(off) == []


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("missing.flac", None, r"missing\.flac': no such file"),
        ("broken.flac", b"fLaC" + bytes(100), r"broken\.flac': unreadable as sound.*use a FLAC"),
        ("text.wav", b"not a sound at all", r"text\.wav': unreadable"),
        ("empty.wav", b"", r"empty\.wav': unreadable"),
    ],
)
def test_an_unreadable_recording_is_an_error_with_a_way_out(tmp_path, name, content, message):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(EarsError, match=rf"ears\.recording = .*{message}"):
        read_sound(path, "ears.recording")


def test_a_recording_without_a_sample_is_an_error(tmp_path):
    soundfile.write(tmp_path / "nothing.wav", np.zeros((0, 1)), 48000)
    with pytest.raises(EarsError, match="no sound in it"):
        read_sound(tmp_path / "nothing.wav", "--file")


def test_any_rate_and_channel_count_is_read_as_mono_at_16_khz(tmp_path):
    at = np.arange(44100) / 44100
    soundfile.write(tmp_path / "tone.ogg", np.stack([np.sin(2000 * at), np.sin(2000 * at)], axis=1) * 0.5, 44100)
    sound = read_sound(tmp_path / "tone.ogg", "--file")
    assert sound.dtype == np.float32
    assert len(sound) == pytest.approx(RATE_HZ, abs=2)


def test_another_language_needs_another_recogniser(poem):
    show = msgspec.structs.replace(poem, ears=msgspec.structs.replace(poem.ears, language="de"))
    with pytest.raises(EarsError, match=r"ears\.language = 'de': the embedded recogniser knows English only"):
        choose_recogniser(show)


def test_lines_that_do_not_fit_are_an_error(poem, tmp_path):
    show = msgspec.structs.replace(poem, folder=str(tmp_path))
    with pytest.raises(EarsError, match=r"lines\.json: No such file.*tools/voice\.py"):
        read_lines(show)
    (tmp_path / "lines.json").write_text('{"lines": [{"text": 3}]}')
    with pytest.raises(EarsError, match=r"lines\.json: .*make it again"):
        read_lines(show)
