"""The preflight says in one line what will listen to what, or what stands in the way."""

import msgspec
import pytest

from live.ears.heard import EarsError
from live.ears.preflight import look
from live.show import Microphone, Venue, load_show

POEM = "shows/crossing"


def test_the_bundled_poem_is_ready():
    assert look(load_show(POEM), Venue()) == "recording poem.flac; pocketsphinx, script of 16 lines"


def test_a_show_that_does_not_listen_says_off():
    show = load_show(POEM)
    assert look(msgspec.structs.replace(show, ears=msgspec.structs.replace(show.ears, mode="off")), Venue()) == "off"


def test_a_microphone_that_is_not_there_stands_in_the_way():
    with pytest.raises(EarsError, match=r"microphone\.name = 'Neumann U87': no such microphone"):
        look(load_show(POEM), Venue(microphone=Microphone(name="Neumann U87")))
