"""The ears' part of the preflight: everything they need is there, and a microphone brings sound."""

from __future__ import annotations

from live.ears.choose import choose_recogniser, choose_source
from live.ears.heard import EarsError
from live.show import Show, Venue

_WAIT_BLOCKS = 10


def look(show: Show, venue: Venue) -> str:
    """One line on what will listen to what; raises EarsError with what stands in the way."""
    if show.ears.mode == "off":
        return "off"
    recogniser = choose_recogniser(show)
    source = choose_source(show, venue)
    source.open()
    try:
        for count, _ in enumerate(source.blocks(_silent), start=1):
            if count >= _WAIT_BLOCKS:
                break
    finally:
        source.close()
    return f"{source.name}; {recogniser.name}"


def _silent(state: str, detail: str) -> None:
    """A microphone that is lost during the preflight is an error at once."""
    if state == "lost":
        raise EarsError(f"{detail}; see that it is connected and not muted")
