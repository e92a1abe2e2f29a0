"""The ears' part of the preflight: everything they need is there, and what the microphone brings."""

from __future__ import annotations

import time

from live.ears.choose import choose_dials, choose_recogniser, choose_source
from live.ears.clock import BLOCK_S, Sound
from live.ears.heard import EarsError
from live.ears.microphones import MicrophoneSource
from live.ears.recorder import list_devices
from live.ears.source import Source
from live.ears.survey import survey
from live.show import Show, Venue

LISTEN_S = 3.0
"""The microphone is listened to for so long; a sentence fits in."""
_FEW_S = 0.3
"""Enough of a recording: its level is known to be right."""


def look(show: Show, venue: Venue) -> str:
    """One line on what will listen to what, and how loud it is; raises EarsError with what stands in the way."""
    if show.ears.mode == "off":
        return "off"
    recogniser = choose_recogniser(show)
    source = choose_source(show, venue)
    source.open()
    if not isinstance(source, MicrophoneSource):
        _listen(source, _FEW_S)
        return f"{source.name}; {recogniser.name}"
    _all_there(source)
    levels = survey(_listen(source, LISTEN_S))
    _all_there(source)
    settings = choose_dials(venue).settings
    devices = ", ".join(repr(device.name) for device in list_devices())
    return f"{source.name}: {levels.text(settings)}; {recogniser.name}; microphones there are: {devices}"


def _all_there(source: MicrophoneSource) -> None:
    """In a show the others would go on without one that is lost; a preflight says so."""
    if source.troubles:
        source.close()
        raise EarsError("; ".join(source.troubles))


def _listen(source: Source, seconds: float) -> list[Sound]:
    """The sound of the next seconds; a microphone that is lost during the preflight is an error at once."""

    def tell(state: str, detail: str) -> None:
        if state == "lost":
            raise EarsError(f"{detail}; see that it is connected and not muted")

    sounds: list[Sound] = []
    until_s = time.monotonic() + seconds + 1.0
    try:
        for block in source.blocks(tell):
            sounds.append(block.sound)
            if len(sounds) * BLOCK_S >= seconds or time.monotonic() > until_s:
                break
    finally:
        source.close()
    return sounds
