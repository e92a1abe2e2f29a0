"""The filter's files: read strictly, with errors that name the line and quote none of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from live.filter.files import DEFAULT_ARTISTS, read_list
from live.filter.filter import Filter, Line, Rules
from live.show import ShowError


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "deny.txt"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_lines_comments_and_blanks(tmp_path: Path) -> None:
    path = written(tmp_path, "\ufeff# what not\n\nwalrus   # the animal\n green smoke \nstorm*\n")
    assert read_list(path, "public.deny") == (
        Line("walrus", "deny.txt line 3"),
        Line("green smoke", "deny.txt line 4"),
        Line("storm*", "deny.txt line 5"),
    )


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("?!", "no letter in it; write a word"),
        ("* *", "no letter in it; write a word"),
        ("w" * 121, "longer than 120 letters; write one word or phrase a line"),
        ("wal*rus", r"'\*' inside; put it before or after a word"),
        ("green smok*", r"'\*' in a phrase; it goes with a single word"),
        ("ab*", r"'\*' beside fewer than 3 letters"),
    ],
)
def test_a_wrong_line_is_named_and_not_quoted(tmp_path: Path, line: str, error: str) -> None:
    path = written(tmp_path, f"walrus\n{line}\n")
    with pytest.raises(ShowError, match=rf"{path} line 2: {error}") as raised:
        read_list(path, "public.deny")
    assert line not in str(raised.value)


def test_a_missing_file_and_a_wrong_encoding(tmp_path: Path) -> None:
    with pytest.raises(ShowError, match=r"public\.deny = '.*': No such file or directory; put the file there"):
        read_list(tmp_path / "none.txt", "public.deny")
    with pytest.raises(ShowError, match="byte 6 is not UTF-8; save the file as UTF-8"):
        read_list(written(tmp_path, b"walrus\xff"), "public.deny")


def test_the_list_of_artists_that_we_ship_names_nobody() -> None:
    assert read_list(DEFAULT_ARTISTS, "artists") == ()
    examples = [line.lstrip("#") for line in DEFAULT_ARTISTS.read_text("utf-8").splitlines() if line[1:2].isalpha()]
    assert examples  # each is right once its '#' is taken away
    assert all(line.partition("#")[0].strip() for line in examples)


def test_the_lists_of_the_bundled_show_read_well() -> None:
    folder = Path(__file__).parents[3] / "shows" / "commons"
    deny, allow = (read_list(folder / name, f"public.{name}") for name in ("deny.txt", "allow.txt"))
    judge = Filter(Rules(deny=deny, allow=allow)).judge
    for text in ("Moby Dick turns over in his sleep", "a nightingale's torso of snow", "denuded hills"):
        assert judge(text).ok, text
    assert judge("a naked tree").kind == "denied"
