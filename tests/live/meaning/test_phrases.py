"""Key phrases of real lines: what is kept, in which order, and what it is worth."""

from __future__ import annotations

import pytest

from live.meaning.phrases import MAX_CONTENT, key_phrases


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("White lightning writes your name, and takes it back.", ["white lightning", "your name"]),
        ("put flowers on my little boat", ["flowers", "my little boat"]),
        ("The moon climbs up, a coin that no one spends.", ["moon", "coin"]),
        ("they will call your name", ["your name"]),
        ("you gave me a handful of stars", ["handful of stars"]),
        ("the fall of snow on a thousand roofs", ["fall of snow", "thousand roofs"]),
        ("Its waves are full of voices.", ["its waves", "full", "voices"]),
        ("um so like I was thinking about the ocean", ["ocean"]),
        ("dance with me in the burning house", ["dance", "burning house"]),
        ("rain", ["rain"]),
        ("I don\u2019t know what you mean", []),
        ("", []),
        ("\u2026 \u2014 !", []),
    ],
)
def test_lines_part_into_what_can_be_painted(line: str, wanted: list[str]) -> None:
    assert [key.text for key in key_phrases(line)] == wanted


def worth(line: str, phrase: str) -> float:
    return next(key.salience for key in key_phrases(line) if key.text == phrase)


def test_things_with_colour_are_worth_more_than_things_and_these_more_than_thoughts() -> None:
    line = "white lightning, a window, your name"
    assert 1.0 >= worth(line, "white lightning") > worth(line, "window") > worth(line, "your name") > 0.0


def test_what_is_said_not_to_be_there_is_faint() -> None:
    assert worth("under it no ground", "ground") < 0.5 * worth("under it the ground", "ground")
    assert worth("a room without windows", "windows") < 0.5 * worth("a room without windows", "room")


def test_phrases_know_where_in_the_line_they_end() -> None:
    keys = key_phrases("The river carries lanterns to the sea")
    assert [(key.text, round(key.at * 7)) for key in keys] == [("river", 2), ("lanterns", 4), ("sea", 7)]


def test_a_phrase_said_twice_stands_where_it_was_said_last() -> None:
    keys = key_phrases("rain, a road, rain")
    assert [(key.text, key.at) for key in keys] == [("road", 0.75), ("rain", 1.0)]


def test_a_phrase_holds_few_words_and_never_only_an_owner() -> None:
    for line in ("old gold lantern moth garden window stone", "my, your, one, two"):
        for key in key_phrases(line):
            assert 1 <= len(key.text.split()) <= MAX_CONTENT
    assert key_phrases("my, your, one, two") == ()
