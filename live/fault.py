"""A fault told without words: which error, and where. What an exception says of itself may quote what was heard."""

from __future__ import annotations

from pathlib import Path
from traceback import walk_tb


def fault_text(error: BaseException) -> str:
    """'ValueError in words.py, line 31': the kind of error and the innermost place in this house that it passed."""
    places = [(Path(frame.f_code.co_filename), line) for frame, line in walk_tb(error.__traceback__)]
    ours = [place for place in places if _HOUSE in place[0].parents]
    if not places:
        return type(error).__name__
    path, line = (ours or places)[-1]
    return f"{type(error).__name__} in {path.relative_to(_HOUSE) if ours else path.name}, line {line}"


_HOUSE = Path(__file__).resolve().parent.parent
