"""The script file: what is spoken, what is written beside it, and what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from live.ears.heard import EarsError
from live.follow.script import ScriptError, ScriptLine, parse_script, read_script, read_script_file, words_of

POEM = """\
# Title

  One candle calls my name.
@prompt a candle in a dark window
@mood  longing
@gloss One candle says my name
@cue dawn

# a remark
I close the door.\r
"""


def test_each_line_has_its_number_and_what_is_written_for_it() -> None:
    first, second = parse_script(POEM, "poem.txt").lines
    assert first == ScriptLine(
        1, "One candle calls my name.", "a candle in a dark window", "longing", "One candle says my name", "dawn"
    )
    assert second == ScriptLine(2, "I close the door.")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("The moon.\n@promt a moon", r"poem\.txt:2: @promt: no such directive; did you mean @prompt\?"),
        ("The moon.\n@PROMPT a moon", r"poem\.txt:2: @PROMPT: .*did you mean @prompt\?"),
        ("The moon.\n@x", r"poem\.txt:2: @x: no such directive; use @prompt, @mood, @gloss, @cue"),
        ("The moon.\n@", r"poem\.txt:2: @: no such directive; use @prompt"),
        ("\n@cue dawn\nThe moon.", r"poem\.txt:2: @cue stands before the first line; put it below the line"),
        ("The moon.\n@mood \n", r"poem\.txt:2: @mood says nothing; write it as: @mood longing"),
        ("The moon.\n@cue a\n\n@cue b", r"poem\.txt:4: a second @cue for 'The moon\.'; keep one of the two"),
        ("... 12 !", r"poem\.txt: no words in it; write the poem there"),
    ],
)
def test_what_is_wrong_is_named_with_its_row_and_a_way_out(text: str, message: str) -> None:
    with pytest.raises(ScriptError, match=message):
        parse_script(text, "poem.txt")


def test_a_script_error_stops_the_ears_as_any_wrong_setting_does() -> None:
    assert issubclass(ScriptError, EarsError)


def test_a_file_is_read_with_or_without_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "poem.txt"
    path.write_bytes(b"\xef\xbb\xbfThe moon.\n@cue dawn\n")
    assert read_script_file(path).lines == (ScriptLine(1, "The moon.", cue="dawn"),)
    assert read_script(path) == ("The moon.",)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ScriptError, match=r"nothing\.txt: No such file.*ears\.script"):
        read_script_file(tmp_path / "nothing.txt")
    path = tmp_path / "poem.txt"
    path.write_bytes(b"caf\xe9\n")
    with pytest.raises(ScriptError, match=r"poem\.txt: byte 3 is not UTF-8; save the file as UTF-8"):
        read_script_file(path)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("\u201cIt\u2019s Night\u201d \u2014 o'er 2 hills, 'tis!", ("it's", "night", "o'er", "hills", "tis")),
        ("La\u0300-bas, l'\u00c9t\u00e9 gr\u00fc\u00dft", ("l\u00e0", "bas", "l'\u00e9t\u00e9", "gr\u00fc\u00dft")),
        (
            "\u041b\u0443\u043d\u0430, \u043d\u043e\u0447\u044c!",
            ("\u043b\u0443\u043d\u0430", "\u043d\u043e\u0447\u044c"),
        ),
        ("\u1f61 \u03c6\u03af\u03bb\u03b5\u00b7", ("\u1f61", "\u03c6\u03af\u03bb\u03b5")),
        ("\u0915\u093f\u0924\u093e\u092c \u0930\u093e\u0924", ("\u0915\u093f\u0924\u093e\u092c", "\u0930\u093e\u0924")),
        ("\u6708\u304c\u51fa\u305f\u3002", ("\u6708", "\u304c", "\u51fa", "\u305f")),
        ("\ub2ec\uc774 \ub72c\ub2e4", ("\ub2ec\uc774", "\ub72c\ub2e4")),
        ("\u0627\u0644\u0642\u064e\u0645\u0631 \u060c", ("\u0627\u0644\u0642\u064e\u0645\u0631",)),
        ("... 12 !", ()),
    ],
)
def test_words_are_runs_of_letters_in_any_script(line: str, words: tuple[str, ...]) -> None:
    assert words_of(line) == words
