"""A recording played to the ears as if it were spoken now: paced by the clock, again and again."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from live.ears.blocks import read_sound
from live.ears.channel import Channel, Chunk
from live.ears.clock import BLOCK_S, RATE_HZ, Sound
from live.ears.hear import cut
from live.ears.heard import FaultError
from live.ears.source import Tell

LEAD_S = 1.0
"""Silence before the recording begins for the first time: the stage is just waking up."""
PAUSE_S = 6.0
"""Silence before it begins again."""
ROOM_BLOCKS = 250
"""8 s of sound may wait for a slow recogniser."""


class Player:
    """A live.ears.source.Source that plays a sound file. It makes no sound itself."""

    def __init__(self, path: Path, called: str) -> None:
        """`called`: the setting that named the file, for errors."""
        self._path = path
        self._called = called
        self._sound: Sound = np.zeros(0, np.float32)
        self._channel = Channel(ROOM_BLOCKS)
        self._ended = threading.Event()
        self.name = f"recording {path.name}"

    @property
    def dropped(self) -> int:
        """Blocks lost because the recogniser was too slow."""
        return self._channel.dropped

    def open(self) -> None:
        """Read the file; raises EarsError."""
        self._sound = read_sound(self._path, self._called)

    def blocks(self, tell: Tell) -> Iterator[Chunk]:
        """Its blocks, each no sooner than it would have been spoken."""
        length_s = len(self._sound) / RATE_HZ
        detail = f"{self.name}, {length_s:.0f} s, again after {PAUSE_S:.0f} s of silence"
        thread = threading.Thread(target=self._play, name="player", daemon=True)
        thread.start()
        tell("listening", detail)
        while True:
            chunk = self._channel.get(1.0)
            if chunk:
                yield chunk
            elif not thread.is_alive():
                raise FaultError(f"{self.name}: the player stopped; the ears must start anew")

    def close(self) -> None:
        """Stop playing."""
        self._ended.set()

    def _play(self) -> None:
        """Put every block into the channel at its time."""
        due_s = time.monotonic()
        for block in rounds(self._sound):
            due_s += BLOCK_S
            if self._ended.wait(max(0.0, due_s - time.monotonic())):
                return
            self._channel.put(Chunk(block, due_s))


def rounds(sound: Sound) -> Iterator[Sound]:
    """Blocks of the sound for ever: a short silence, the sound, a longer silence, the sound, ..."""
    yield from cut(np.zeros(round(LEAD_S * RATE_HZ), np.float32))
    while True:
        yield from cut(sound)
        yield from cut(np.zeros(round(PAUSE_S * RATE_HZ), np.float32))
