"""The script file: what is spoken, and what is wrong with it."""

import pytest

from live.ears.heard import EarsError
from live.ears.script import read_script, words_of


def test_blank_lines_and_remarks_are_not_spoken(tmp_path):
    path = tmp_path / "poem.txt"
    path.write_text("# Title\n\n  The moon.\r\n\nIt's late\n", "utf-8")
    assert read_script(path) == ("The moon.", "It's late")


def test_words_lose_case_and_punctuation_and_keep_their_apostrophe():
    assert words_of("\u201cIt\u2019s Night\u201d \u2014 o'er 2 hills, l\u00e0-bas!") == (
        "it's",
        "night",
        "o'er",
        "hills",
        "l\u00e0",
        "bas",
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", r"poem\.txt: no words in it; write the poem there"),
        (b"# only a title\n\n", "no words"),
        (b"... 12 !\n", "no words"),
        (b"caf\xe9\n", r"poem\.txt: byte 3 is not UTF-8; save the file as UTF-8"),
    ],
)
def test_a_script_without_words_is_an_error_with_a_way_out(tmp_path, content, message):
    path = tmp_path / "poem.txt"
    path.write_bytes(content)
    with pytest.raises(EarsError, match=message):
        read_script(path)


def test_a_missing_script_is_named(tmp_path):
    with pytest.raises(EarsError, match=r"nothing\.txt: No such file.*ears\.script"):
        read_script(tmp_path / "nothing.txt")
