"""Look at a source for a moment before the show: does it open, and how often does it give a picture?"""

from __future__ import annotations

import time

from live.eyes.looker import Looker
from live.eyes.source import Image, Size, SourceError

LOOK_S = 3.0
"""How long a source is looked at."""
PATIENCE_S = 8.0
"""How long its first picture may take."""


def check_source(wanted: str, size: Size, look_s: float = LOOK_S, patience_s: float = PATIENCE_S) -> str:
    """One line about what a wish's `image` names: 'FaceTime Camera: 29.9 pictures a second'. Raises SourceError.

    `size`: of the painter's pictures. Takes up to `look_s`, or `patience_s` where no picture comes.
    """
    shown: list[float] = []

    def show(_image: Image, _captured_s: float) -> None:
        shown.append(time.monotonic())

    looker = Looker(wanted, size, None, show, time.monotonic)
    began_s = time.monotonic()
    try:
        while not shown and looker.state != "lost" and time.monotonic() - began_s < patience_s:
            time.sleep(0.02)
        if not shown:
            raise SourceError(looker.trouble or f"{wanted}: no picture came in {patience_s:g} s; is it in use?")
        time.sleep(max(0.0, look_s - (time.monotonic() - began_s)))
    finally:
        looker.end(1.0)
    name = looker.note or wanted
    if len(shown) < 3:
        return f"{name}: an image"
    return f"{name}: {(len(shown) - 1) / (shown[-1] - shown[0]):.1f} pictures a second"
