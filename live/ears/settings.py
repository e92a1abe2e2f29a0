"""What the stage tells the ears while they listen, through the `ears` slot: the latest value counts."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

OPEN_DB = -80.0
"""A gate at this level lets all sound through."""


@dataclass(frozen=True, slots=True)
class EarSettings:
    """How the sound is taken; all of it may change at any moment."""

    gain_db: float = 0.0
    """Added to whatever is heard, a recording too, -40..40."""
    gate_db: float = OPEN_DB
    """Blocks whose RMS, after the gain, is below this (dB of full scale, -80..0) count as silence."""
    mute: bool = False
    """Hear nothing at all."""


def pack(settings: EarSettings) -> bytes:
    """The settings as JSON bytes, for a slot."""
    return msgspec.json.encode(settings)


def unpack(data: bytes | memoryview) -> EarSettings:
    """The settings in `data`; raises msgspec.ValidationError where it holds none."""
    return msgspec.json.decode(data, type=EarSettings)
