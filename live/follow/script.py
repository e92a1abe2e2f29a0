"""Read the text that will be spoken: a plain text file, one line of the poem a line, with '@' directives."""

from __future__ import annotations

import difflib
import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from live.ears.heard import EarsError

DIRECTIVES = {
    "prompt": "a candle in a dark window",
    "mood": "longing",
    "gloss": "One candle says my name",
    "cue": "dawn",
}
"""What may follow '@' below a spoken line, each with an example of its value."""

_APOSTROPHES = "'\u2019\u02bc"
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
"""Soft hyphen, zero-width space, joiners and byte order mark: inside a word they part nothing."""
_UNSPACED = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Myanmar
    (0x1780, 0x17FF),  # Khmer
    (0x3040, 0x30FF),  # Hiragana, Katakana
    (0x3400, 0x4DBF),  # Han, extension A
    (0x4E00, 0x9FFF),  # Han
    (0xF900, 0xFAFF),  # Han, compatibility
    (0x20000, 0x323AF),  # Han, further extensions
)
"""Scripts that put no space between words: there each letter, with its marks, counts as a word."""


class ScriptError(EarsError):
    """A script file can't be used; the text names file, line, value and way out."""


@dataclass(frozen=True, slots=True)
class ScriptLine:
    """One spoken line and what the poet wrote for it."""

    number: int
    """Counted from 1."""
    text: str
    prompt: str = ""
    """What to paint in place of the line's own words."""
    mood: str = ""
    gloss: str = ""
    """What the line means, in English."""
    cue: str = ""
    """Name of the cue that the line fires."""


@dataclass(frozen=True, slots=True)
class Script:
    """The text that will be spoken, line by line; `lines[n - 1].number` is n."""

    lines: tuple[ScriptLine, ...]

    def texts(self) -> tuple[str, ...]:
        """The spoken lines alone, in order."""
        return tuple(line.text for line in self.lines)


def read_script_file(path: Path) -> Script:
    """The script in the file. Raises ScriptError where it can't be read, or as `parse_script` does."""
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise ScriptError(f"{path}: {error.strerror}; correct ears.script in the show file") from None
    except UnicodeDecodeError as error:
        raise ScriptError(f"{path}: byte {error.start} is not UTF-8; save the file as UTF-8") from None
    return parse_script(text, str(path))


def parse_script(text: str, place: str) -> Script:
    """The script that the text holds; `place` is the file's name for errors.

    Blank lines part stanzas, '#' begins a remark, '@' a directive for the spoken line above it:
    `@prompt a candle in a dark window`. Raises ScriptError where a directive is unknown, empty, given twice or
    stands before the first spoken line, and where there are no words at all.
    """
    lines: list[ScriptLine] = []
    for row, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        if line.startswith("@"):
            name, value = _directive(line, f"{place}:{row}")
            if not lines:
                raise ScriptError(
                    f"{place}:{row}: @{name} stands before the first line; put it below the line it is for"
                )
            if getattr(lines[-1], name):
                raise ScriptError(f"{place}:{row}: a second @{name} for '{lines[-1].text}'; keep one of the two")
            written: dict[str, Any] = {name: value}
            lines[-1] = replace(lines[-1], **written)
        elif line and not line.startswith("#"):
            lines.append(ScriptLine(len(lines) + 1, line))
    if not any(words_of(line.text) for line in lines):
        raise ScriptError(f"{place}: no words in it; write the poem there, one line a line")
    return Script(tuple(lines))


def read_script(path: Path) -> tuple[str, ...]:
    """The spoken lines of the file, in order. Raises ScriptError as `read_script_file` does."""
    return read_script_file(path).texts()


def words_of(line: str) -> tuple[str, ...]:
    """The words of a line in lower case, without punctuation and digits: "It's Night." as ('it's', 'night').

    A word is a run of letters of any script with their marks, and apostrophes between them.
    """
    letters = []
    for letter in unicodedata.normalize("NFC", line):
        if letter in _INVISIBLE:
            continue
        if letter in _APOSTROPHES:
            letters.append("'")
        elif unicodedata.category(letter)[0] == "M":
            letters.append(letter)
        elif unicodedata.category(letter)[0] != "L":
            letters.append(" ")
        else:
            letters.append(f" {letter}" if _unspaced(letter) else letter)
    words = (word.strip("'") for word in "".join(letters).lower().split())
    return tuple(word for word in words if word)


def _unspaced(letter: str) -> bool:
    return any(first <= ord(letter) <= last for first, last in _UNSPACED)


def _directive(line: str, where: str) -> tuple[str, str]:
    """Name and value of the line '@name value'."""
    name, _, rest = line[1:].partition(" ")
    value = rest.strip()
    known = ", ".join(f"@{each}" for each in DIRECTIVES)
    if name not in DIRECTIVES:
        near = difflib.get_close_matches(name.lower(), DIRECTIVES, n=1)
        way_out = f"did you mean @{near[0]}?" if near else f"use {known}"
        raise ScriptError(f"{where}: @{name}: no such directive; {way_out}")
    if not value:
        raise ScriptError(f"{where}: @{name} says nothing; write it as: @{name} {DIRECTIVES[name]}")
    return name, value
