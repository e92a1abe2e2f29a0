"""Sight: what the eyes saw last, as it travels in a slot: a camera's, movie's or image file's newest picture."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
import numpy as np
from numpy.typing import NDArray

from engine.slot import Slot

Image = NDArray[np.uint8]

_HEAD_ROOM = 16_384
"""Bytes for the head: the longest path there is, with every sign of it escaped."""
_BUFFERS = 3
"""Values that a slot keeps."""


class Sight(msgspec.Struct, frozen=True):
    """Head of a sight; the body is its picture, (height, width, 3) uint8 sRGB, row by row."""

    number: int = 0
    """Counts from 1, also over restarts of the eyes."""
    source: str = ""
    """The wish's `image` that it comes from; empty: what was seen has been wiped."""
    captured_s: float = 0.0
    """When it was captured, show time: a camera's picture when it arrived, a movie's when it was due, an image
    file's when it was read."""
    height: int = 0
    width: int = 0


@dataclass(frozen=True, slots=True)
class Seen:
    """A sight with its picture, and its place among the slot's values."""

    sequence: int
    sight: Sight
    image: Image
    """(H, W, 3) uint8 sRGB, of the size that the eyes were told; (0, 0, 3) where it was wiped."""


def sight_capacity(width: int, height: int) -> int:
    """Bytes that a slot for sights of that size must hold."""
    return _HEAD_ROOM + width * height * 3


def write_sight(slot: Slot, source: str, captured_s: float, image: Image) -> Sight:
    """Publish a picture (H, W, 3) uint8 as the newest sight; raises SlotError where the slot is too small."""
    height, width = image.shape[:2]
    sight = Sight(slot.sequence() + 1, source, captured_s, height, width)
    slot.write(msgspec.json.encode(sight), np.ascontiguousarray(image).reshape(-1).data)
    return sight


def wipe_sights(slot: Slot) -> None:
    """Leave nothing of what was seen in the slot's memory: the newest sight is then of no source and no size."""
    for _ in range(_BUFFERS):
        head = msgspec.json.encode(Sight(slot.sequence() + 1))
        slot.write(head, bytes(slot.capacity - len(head)))


def read_sight(slot: Slot, after: int = 0) -> Seen | None:
    """The newest sight, if it is newer than sequence number `after`."""
    snapshot = slot.read(after)
    if snapshot is None:
        return None
    sight = msgspec.json.decode(snapshot.head, type=Sight)
    size = sight.height * sight.width * 3
    image = np.frombuffer(snapshot.body, np.uint8, size).reshape(sight.height, sight.width, 3)
    return Seen(snapshot.sequence, sight, image)
