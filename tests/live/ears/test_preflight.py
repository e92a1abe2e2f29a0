"""The preflight says in one line what will listen to what, or what stands in the way."""

import msgspec
import pytest

from live.ears.heard import EarsError
from live.ears.preflight import look
from live.show import Microphone, Venue
from live.show_file import load_show

POEM = "shows/crossing"


def test_the_bundled_poem_is_ready():
    assert look(load_show(POEM), Venue()) == "recording poem.flac; pocketsphinx, script of 16 lines"


def test_a_show_that_does_not_listen_says_off():
    show = load_show(POEM)
    assert look(msgspec.structs.replace(show, ears=msgspec.structs.replace(show.ears, mode="off")), Venue()) == "off"


def test_a_microphone_that_is_not_there_stands_in_the_way():
    with pytest.raises(EarsError, match=r"microphone\.name = 'Neumann U87': no such microphone"):
        look(load_show(POEM), Venue(microphone=Microphone(name="Neumann U87")))


def test_a_microphone_is_listened_to_and_the_line_says_how_loud_it_is(sound_server, monkeypatch):
    for name, value in sound_server.env.items():
        monkeypatch.setenv(name, value)
    player = sound_server.play(f"{POEM}/poem.flac")
    line = look(load_show(POEM), Venue(microphone=Microphone(name="wall")))
    player.kill()
    player.wait()
    assert line.startswith("microphone 'wall': noise -")
    assert ", try gain_db = " in line
    assert "; pocketsphinx, script of 16 lines; microphones there are: " in line
    assert "'wall'" in line.rpartition(": ")[2]
    with pytest.raises(EarsError, match=r"^microphone\.also = 'balcony': no such microphone"):
        look(load_show(POEM), Venue(microphone=Microphone(name="wall", also=("balcony",))))
