"""Microphones are found by name, or the error names those there are."""

import pytest

from live.ears.devices import Device, find_device
from live.ears.heard import EarsError

DEVICES = [
    Device(0, "HDA Intel: ALC (hw:0,0)", 2, 44100.0),
    Device(3, "USB Audio: Shure MV7 (hw:1,0)", 1, 48000.0),
    Device(5, "Shure", 1, 48000.0),
    Device(7, "pulse", 32, 44100.0, default=True),
]


@pytest.mark.parametrize(
    ("name", "index"), [("pulse", 7), ("shure mv7", 3), ("Shure", 5), ("shu", 3), ("", 7), ("HDA", 0)]
)
def test_the_whole_name_goes_before_a_part_of_it(name, index):
    assert find_device(name, DEVICES).index == index


def test_without_a_default_the_first_is_taken():
    assert find_device("", DEVICES[:2]).index == 0


def test_an_unknown_name_is_an_error_that_names_those_there_are():
    with pytest.raises(EarsError, match=r"microphone\.name = 'Neumann': no such.*Shure MV7.*; pulse"):
        find_device("Neumann", DEVICES)


def test_no_device_at_all_says_so():
    with pytest.raises(EarsError, match="no microphone is connected"):
        find_device("", [])
