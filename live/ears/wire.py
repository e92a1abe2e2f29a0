"""What a capture process says to the ears, through a pipe: a small header, then the bytes it announces."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import Enum
from typing import IO

_HEADER = struct.Struct("<BdI")


class Kind(Enum):
    """What a message is about."""

    DEVICES = 1
    """All devices that can record, as JSON."""
    OPENED = 2
    """The device that was opened, as JSON; sound follows."""
    SOUND = 3
    """Samples, (n, channels) little-endian float32 at the device's rate."""
    MISSING = 4
    """What was asked for is not there; a text with the way out."""
    FAILED = 5
    """It is there, and can't be used now; a text with the reason."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message; `end_s`: when the last of its samples was captured (time.monotonic), 0 for texts."""

    kind: Kind
    body: bytes
    end_s: float = 0.0

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")


def write(pipe: IO[bytes], message: Message) -> None:
    """Send it; waits while the pipe is full. Raises OSError where nobody reads any more."""
    pipe.write(_HEADER.pack(message.kind.value, message.end_s, len(message.body)) + message.body)
    pipe.flush()


def read(pipe: IO[bytes]) -> Message | None:
    """The next message; None where the writer has ended, be it in the middle of one."""
    head = pipe.read(_HEADER.size)
    if len(head) < _HEADER.size:
        return None
    kind, end_s, size = _HEADER.unpack(head)
    body = pipe.read(size)
    return Message(Kind(kind), body, end_s) if len(body) == size else None
