"""A microphone by name, through a real sound server: heard, lost, found again, hung, and not there."""

import signal
from pathlib import Path

import pytest

from live.ears.offline import read_lines
from live.show_file import load_show

POEM = "shows/crossing"


@pytest.fixture
def venue(tmp_path):
    path = tmp_path / "venue.toml"
    path.write_text('[microphone]\nname = "pulse"\n')
    return path


def test_a_voice_at_the_microphone_is_heard_at_its_time(door, start_ears, sound_server, venue):
    start_ears("--show", POEM, "--venue", venue, env=sound_server.env)
    assert "'pulse'" in door.state("listening").args[1]
    door.wait(lambda e: e.address == "/heard/level", 40.0)
    player = sound_server.play(f"{POEM}/poem.flac")
    first = door.word("candle")
    second = door.word("behind")
    player.kill()
    player.wait()
    lines = read_lines(load_show(POEM))
    between_s = lines[1].onset_s - lines[0].onset_s
    assert second.args[2] - first.args[2] == pytest.approx(between_s, abs=0.5)
    assert second.args[2] < second.args[1] < second.at_s
    said = [e.args[0] for e in door.events if e.address == "/heard/committed"]
    assert {"window", "name", "close", "behind"} <= set(" ".join(said).split())


def test_a_microphone_that_vanishes_is_told_and_heard_again_when_it_is_back(door, start_ears, sound_server, venue):
    process = start_ears("--show", POEM, "--venue", venue, env=sound_server.env)
    door.wait(lambda e: e.address == "/heard/level", 40.0)
    sound_server.kill()
    after = len(door.events)
    assert "'pulse'" in door.state("lost", 30.0, after).args[1]
    sound_server.start()
    door.state("listening", 30.0, after)
    after = len(door.events)
    player = sound_server.play(f"{POEM}/poem.flac")
    door.word("candle", 40.0, after)
    player.kill()
    player.wait()
    assert process.running()
    assert process.told() == ""  # drivers print a lot while they are probed: the terminal is for people


def test_a_sound_server_that_hangs_is_told_and_heard_again_when_it_goes_on(door, start_ears, sound_server, venue):
    process = start_ears("--show", POEM, "--venue", venue, env=sound_server.env)
    door.wait(lambda e: e.address == "/heard/level", 40.0)
    sound_server.signal(signal.SIGSTOP)
    after = len(door.events)
    assert "no sound for 0.5 s" in door.state("lost", 30.0, after).args[1]
    sound_server.signal(signal.SIGCONT)
    door.state("listening", 30.0, len(door.events))
    assert process.running()


def test_a_microphone_that_is_not_there_ends_it_with_the_names_of_those_that_are(start_ears, sound_server, tmp_path):
    venue = tmp_path / "venue.toml"
    venue.write_text('[microphone]\nname = "Neumann U87"\n')
    process = start_ears("--show", POEM, "--venue", venue, env=sound_server.env)
    assert process.status() == 2
    assert "microphone.name = 'Neumann U87': no such microphone" in process.told()
    assert "pulse" in process.told()


def test_without_any_sound_device_it_says_so(start_ears, tmp_path):
    (tmp_path / "show.toml").write_text('[show]\ntitle = "open"\n[ears]\nmode = "open"\n')
    nowhere = {"PULSE_SERVER": f"unix:{tmp_path}/none", "XDG_RUNTIME_DIR": str(tmp_path), "HOME": str(tmp_path)}
    cards = Path("/proc/asound/cards")
    if cards.exists() and "[" in cards.read_text():
        pytest.skip("this machine has a sound card, so a microphone may be found")
    process = start_ears("--show", tmp_path, env=nowhere)
    assert process.status() == 2
    message = "microphone.name = '': no such microphone; no microphone is connected, or no sound server runs"
    assert message in process.told()
