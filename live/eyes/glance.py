"""A glance at a source before the show: can it be had, and what does it look like?"""

from __future__ import annotations

import time

from live.eyes.choose import choose_source
from live.eyes.source import Leash, Size

_SIZE = Size(256, 256)


def glance(image: str) -> str:
    """Look at a wish's `image` once: how long its first picture took, in words. Raises SourceError."""
    begin_s = time.monotonic()
    source = choose_source(image, _SIZE)
    glimpses = source.glimpses(Leash(lambda: time.monotonic() - begin_s))
    first = next(glimpses, None)
    took_ms = (time.monotonic() - begin_s) * 1e3
    note = f", {source.note}" if source.note else ""
    return f"seen after {took_ms:.0f} ms{note}" if first is not None else f"no picture{note}"
