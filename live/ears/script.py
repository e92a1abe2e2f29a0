"""Read the text that will be spoken: a plain text file, one line of the poem a line."""

from __future__ import annotations

import re
from pathlib import Path

from live.ears.heard import EarsError

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")


def read_script(path: Path) -> tuple[str, ...]:
    """The spoken lines of the file, in order; blank lines and lines that begin with '#' are not spoken.

    Raises EarsError where the file can't be read or holds no words.
    """
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise EarsError(f"{path}: {error.strerror}; correct ears.script in the show file") from None
    except UnicodeDecodeError as error:
        raise EarsError(f"{path}: byte {error.start} is not UTF-8; save the file as UTF-8") from None
    stripped = (line.strip() for line in text.splitlines())
    lines = tuple(line for line in stripped if line and not line.startswith("#"))
    if not any(words_of(line) for line in lines):
        raise EarsError(f"{path}: no words in it; write the poem there, one line a line")
    return lines


def words_of(line: str) -> tuple[str, ...]:
    """The words of a line in lower case, without punctuation: "It's Night." as ('it's', 'night')."""
    return tuple(word.lower().replace("\u2019", "'") for word in _WORD.findall(line))
