"""The picture as JPEG for browsers: encoded only while one is watching, and once however many watch."""

from __future__ import annotations

import asyncio
import io
import time
from dataclasses import dataclass

import msgspec
from fastapi import Response
from PIL import Image

from engine.slot import Snapshot
from live.desk.watch import SlotWatch

QUALITY = 82
LARGEST = 640
"""Longest side of a preview in pixels; larger pictures are scaled down."""
_WAIT_S = 2.0
"""How long a browser's request waits for a new picture before it is told that there is none."""
_STEP_S = 0.03


@dataclass(frozen=True, slots=True)
class Shape:
    """The head of a picture slot: what its body, (height, width, 3) uint8 sRGB, is."""

    number: int
    height: int
    width: int


def to_jpeg(snapshot: Snapshot) -> bytes:
    """The picture slot's value as JPEG; raises msgspec.ValidationError or ValueError where it is none."""
    shape = msgspec.json.decode(snapshot.head, type=Shape)
    image = Image.frombytes("RGB", (shape.width, shape.height), snapshot.body)
    image.thumbnail((LARGEST, LARGEST), Image.Resampling.BILINEAR, reducing_gap=2.0)
    file = io.BytesIO()
    image.save(file, "JPEG", quality=QUALITY)
    return file.getvalue()


class Preview:
    """The latest picture for any number of browsers."""

    def __init__(self, watch: SlotWatch) -> None:
        self._watch = watch
        self._tag = ""
        self._jpeg = b""

    async def respond(self, after: str) -> Response:
        """The picture after the one tagged `after`, as soon as there is one; 204 where none comes."""
        until_s = time.monotonic() + _WAIT_S
        while time.monotonic() < until_s:
            snapshot = self._watch.read(time.monotonic())
            tag = self._watch.tag
            if snapshot is not None and tag != after:
                headers = {"X-Tag": tag, "Cache-Control": "no-store"}
                return Response(self._encoded(snapshot, tag), media_type="image/jpeg", headers=headers)
            await asyncio.sleep(_STEP_S)
        return Response(status_code=204)

    def _encoded(self, snapshot: Snapshot, tag: str) -> bytes:
        if tag != self._tag:
            self._jpeg, self._tag = to_jpeg(snapshot), tag
        return self._jpeg
