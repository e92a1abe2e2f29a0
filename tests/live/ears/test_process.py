"""The EARS process over real OSC: a recording played as if live, and every wrong setting told and left."""

import time
from pathlib import Path

import pytest

from engine.slot import Slot
from live.ears.settings import EarSettings, pack

POEM = "shows/crossing"


def test_the_poem_is_played_as_if_live_and_heard_on_the_shows_clock(door, start_ears):
    process = start_ears("--show", POEM)
    status = door.state("listening")
    assert "poem.flac" in status.args[1]
    assert "16 lines" in status.args[1]
    event = door.word("candle")
    words, sound_s, onset_s = event.args
    assert words
    assert status.at_s < onset_s < sound_s < event.at_s
    assert any(e.address == "/heard/partial" for e in door.events)
    assert any(e.address == "/heard/level" and e.args[0] > 0.5 for e in door.events)
    onsets = {e.args[2] for e in door.events if e.address in ("/heard/partial", "/heard/committed")}
    assert len(onsets) == 1  # the stage knows an utterance by its onset
    process.let_go()
    assert process.status() == 0


def test_a_file_given_by_hand_goes_before_the_shows_own(door, start_ears, tmp_path):
    copy = tmp_path / "rehearsal.flac"
    copy.write_bytes(Path(POEM, "poem.flac").read_bytes())
    start_ears("--show", POEM, "--file", copy)
    assert "rehearsal.flac" in door.state("listening").args[1]


def test_a_show_that_does_not_listen_hears_a_file_in_open_mode(door, start_ears, tmp_path):
    (tmp_path / "show.toml").write_text('[show]\ntitle = "silent"\n')
    start_ears("--show", tmp_path, "--file", f"{POEM}/poem.flac")
    assert "open vocabulary" in door.state("listening").args[1]


BAD_SHOW = '[show]\ntitle = "t"\n[ears]\nmode = "open"\nrecording = "voice.flac"\n'


@pytest.mark.parametrize(
    ("files", "arguments", "message"),
    [
        ({}, (), "show.toml: No such file"),
        ({"show.toml": BAD_SHOW, "voice.flac": "noise"}, (), "voice.flac': unreadable as sound"),
        ({"show.toml": BAD_SHOW, "voice.flac": "x"}, ("--file", "gone.wav"), "--file = 'gone.wav': no such file"),
        (
            {"show.toml": BAD_SHOW, "voice.flac": "x"},
            ("--whisper", "models/tiny"),
            "ears.whisper = 'models/tiny': not downloaded; while online, run",
        ),
        (
            {"show.toml": '[show]\ntitle = "t"\n[ears]\nmode = "script"\nscript = "p.txt"\n', "p.txt": "été"},
            ("--file", f"{POEM}/poem.flac"),
            "letter 'é' is not English",
        ),
        ({"show.toml": '[show]\ntitle = "t"\n'}, (), "ears.mode = 'off'"),
    ],
    ids=["no show", "unreadable recording", "no such file", "no model", "script not English", "deaf show"],
)
def test_a_wrong_setting_ends_it_with_status_2_and_a_message(start_ears, tmp_path, files, arguments, message):
    for name, text in files.items():
        (tmp_path / name).write_text(text, "utf-8")
    process = start_ears("--show", tmp_path, *arguments)
    assert process.status() == 2
    assert message in process.told()
    assert "Traceback" not in process.told()


def test_the_desk_is_told_why_it_ended(door, start_ears, tmp_path):
    process = start_ears("--show", POEM, "--file", tmp_path / "gone.wav")
    assert "no such file" in door.state("failed").args[1]
    assert process.status() == 2


@pytest.mark.parametrize("place", ["9000", "localhost:", ":9000", "localhost:99999", "localhost:nine"])
def test_a_place_that_is_none_is_named(start_ears, place):
    process = start_ears("--show", POEM, "--osc", place)
    assert process.status() == 2
    assert f"--osc = {place!r}: not a place; use HOST:PORT" in process.told()


def test_the_desk_turns_it_up_and_mutes_it_while_it_listens(door, start_ears, tmp_path):
    slot = Slot.create(tmp_path / "ears", 1024)

    def level_where(fits, after):
        return door.wait(lambda e: e.address == "/heard/level" and fits(e.args[0]), 20.0, after)

    slot.write(pack(EarSettings(gate_db=0.0)))
    start_ears("--show", POEM, "--slots", tmp_path)
    level_where(lambda level: level > 0.5, 0)  # the meter shows what the gate keeps from the recogniser
    time.sleep(2.0)
    assert not [e for e in door.events if e.address in ("/heard/partial", "/heard/committed")]
    slot.write(pack(EarSettings(mute=True, gate_db=0.0)))
    muted = len(door.events)
    silence = level_where(lambda level: level == 0.0, muted)
    time.sleep(1.0)
    after = [e.args[0] for e in door.events if e.address == "/heard/level" and e.at_s > silence.at_s]
    assert after
    assert not any(after)  # the voice goes on, and none of it comes through
    slot.write(pack(EarSettings(gain_db=40.0)))
    level_where(lambda level: level > 0.95, len(door.events))  # far louder than it was recorded
    slot.write(pack(EarSettings()))
    door.wait(lambda e: e.address == "/heard/committed", 20.0)
    slot.close()
