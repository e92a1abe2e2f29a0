"""Chunks of any length at 16 kHz into the blocks of 512 that the ears work with."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from live.ears.channel import Chunk
from live.ears.clock import BLOCK, RATE_HZ, Sound


class Cutter:
    """Keeps what does not fill a block until more comes; a chunk that is `first` begins a block of its own."""

    def __init__(self) -> None:
        self._rest: Sound = np.zeros(0, np.float32)
        self._first = False

    def blocks(self, chunk: Chunk) -> Iterator[Chunk]:
        """The blocks that the chunk completes, with the times of their last samples."""
        self._first = self._first or chunk.first
        sound = chunk.sound if chunk.first else np.concatenate([self._rest, chunk.sound])
        whole = len(sound) // BLOCK * BLOCK
        self._rest = sound[whole:]
        for end in range(BLOCK, whole + BLOCK, BLOCK):
            yield Chunk(sound[end - BLOCK : end], chunk.end_s - (len(sound) - end) / RATE_HZ, self._first)
            self._first = False
