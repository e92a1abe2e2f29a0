"""A fault told without words: which error, and where. What an exception says of itself may quote what was heard."""

from __future__ import annotations

import sys
from contextlib import suppress
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


def tell_faults_without_words(name: str) -> None:
    """From now on an error that ends this process is told in one line, with no words of it."""

    def tell(_kind: type[BaseException], error: BaseException, _traceback: object) -> None:
        print(f"{name}: {fault_text(error)}", file=sys.stderr, flush=True)

    sys.excepthook = tell


def no_core_dumps() -> None:
    """A process that crashes leaves no image of its memory, in which what was said could be read."""
    with suppress(ImportError, OSError, ValueError):  # Windows has no such limits
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


_HOUSE = Path(__file__).resolve().parent.parent
