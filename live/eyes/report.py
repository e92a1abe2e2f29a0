"""The eyes' report: their heartbeat, what they look at, and what went wrong; small enough for the stage to import."""

from __future__ import annotations

from typing import Literal

import msgspec

REPORT_BYTES = 65_536
"""What the slot "eyes" must hold."""

State = Literal["asleep", "opening", "looking", "lost"]


class EyesReport(msgspec.Struct, frozen=True):
    """What the eyes say of themselves, about twice a second."""

    pid: int = 0
    beat_s: float = 0.0
    """Show time of this report."""
    state: State = "asleep"
    """asleep: no picture is asked for; lost: it can't be had now, and is tried again."""
    source: str = ""
    """The wish's `image`."""
    fps: float = 0.0
    """Pictures a second of the last two seconds; 0 of a still image."""
    note: str = ""
    """One line for a person: the camera's name, why a source is lost, what of a movie is damaged."""
    began_s: float | None = None
    """Show time at which the movie's first picture was due, so that fresh eyes go on where these stopped."""


def pack(report: EyesReport) -> bytes:
    """The report as JSON bytes, for a slot."""
    return msgspec.json.encode(report)


def unpack(data: bytes) -> EyesReport:
    """The report in `data`; raises msgspec.ValidationError where it doesn't fit."""
    return msgspec.json.decode(data, type=EyesReport)
