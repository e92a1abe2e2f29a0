"""The filter's own files: allow, deny and artists; one word or phrase a line, '#' begins a comment."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path

from live.filter.filter import Line
from live.filter.text import split
from live.show import ShowError

LONGEST_LINE = 120
"""Letters of a line; a longer one is prose, put there by mistake."""
LONGEST_LIST = 20_000
"""Lines of a file."""
SHORTEST_PART = 3
"""Letters that a word with '*' must have: shorter ones would flag half the language."""

DEFAULT_ARTISTS = Path(__file__).with_name("artists.txt")
"""The list of artists that every show starts with: empty but for its explanation."""


def read_list(path: Path, called: str) -> tuple[Line, ...]:
    """The lines of a file; `called`: the setting that names it, for errors. Raises ShowError with place and way out."""
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise ShowError(f"{called} = {str(path)!r}: {error.strerror}; put the file there or correct the name") from None
    except UnicodeDecodeError as error:
        raise ShowError(f"{path}: byte {error.start} is not UTF-8; save the file as UTF-8") from None
    numbered = ((number, line.partition("#")[0].strip()) for number, line in enumerate(text.splitlines(), 1))
    lines = tuple(Line(line, f"{path.name} line {number}") for number, line in numbered if line)
    if len(lines) > LONGEST_LIST:
        raise ShowError(f"{path}: {len(lines)} lines; use at most {LONGEST_LIST}")
    for line in lines:
        _check(line, path)
    return lines


def _check(line: Line, path: Path) -> None:
    """The first thing wrong with a line. Its words stay out of the error: it may be read aloud in a foyer."""
    for is_wrong, way_out in _WRONGS:
        if is_wrong(line.text):
            raise ShowError(f"{path.parent / line.place}: {way_out}")


def _letters(word: str) -> int:
    """Its letters; one of a script that writes syllables or words says as much as three."""
    return sum(3 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in word)


_WRONGS: tuple[tuple[Callable[[str], bool], str], ...] = (
    (lambda text: len(text) > LONGEST_LINE, f"longer than {LONGEST_LINE} letters; write one word or phrase a line"),
    (lambda text: not any(word.strip("*") for word in split(text)), "no letter in it; write a word, or '#' before it"),
    (lambda text: "*" in text.strip("*"), "'*' inside; put it before or after a word"),
    (lambda text: "*" in text and len(split(text)) > 1, "'*' in a phrase; it goes with a single word"),
    (
        lambda text: "*" in text and _letters(text.strip("*")) < SHORTEST_PART,
        f"'*' beside fewer than {SHORTEST_PART} letters would flag half the language; write the words out",
    ),
)
