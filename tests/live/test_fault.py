"""A fault is told by its kind and place, never by words."""

from __future__ import annotations

from live.fault import fault_text
from live.show import ShowError
from live.show_file import load_show


def test_the_place_in_this_house_is_named_and_no_words() -> None:
    try:
        float("a red boat")
    except ValueError as error:
        told = fault_text(error)
    assert told.startswith("ValueError in tests/live/test_fault.py, line ")
    assert "boat" not in told


def test_an_error_from_deep_within_is_placed_where_it_came_from() -> None:
    try:
        load_show("a red boat")
    except ShowError as error:
        told = fault_text(error)
    assert told.startswith("ShowError in live/show_file.py, line ")
    assert "boat" not in told


def test_an_error_that_was_never_raised_has_no_place() -> None:
    assert fault_text(KeyError("a red boat")) == "KeyError"
