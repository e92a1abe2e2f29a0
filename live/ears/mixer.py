"""Several microphones on one clock: pieces that come when they come, out go blocks that belong together.

The common clock is the machine's own (time.monotonic), since any microphone may be lost. Each microphone's
pieces say when they were captured. A device's clock runs up to some hundred parts in a million fast or slow,
so its pieces slide along the common clock by up to a second an hour. A slide is taken back by resampling a
touch faster or slower (`speed`; at most 0.5 %, see live.ears.resample), which nobody hears. Silence is put in
only where a driver has lost more than 50 ms, and sound is dropped only where it is more than 0.3 s behind the
others (the machine slept), or from before a microphone joins: two microphones slightly out of step cost
nothing, lost sound may cost a word. Pure: no clock is read.
"""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray

from live.ears.blend import Blend
from live.ears.channel import Chunk, settled
from live.ears.clock import BLOCK, BLOCK_S, RATE_HZ, Sound

LATE_S = 0.12
"""A microphone whose sound is later than this is left out of a block, rather than the others wait for it."""
HOLE_S = 0.05
"""Where more than this is missing, silence takes its place."""
BEHIND_S = 0.3
"""What is further behind than this is dropped."""
PULL = 0.2
"""Share of a slide that is taken back a second."""
_PIECES = 64
"""Pieces remembered to tell their delay, about a second."""


class Track:
    """One microphone's sound that waits to be mixed."""

    def __init__(self) -> None:
        self._sound: Sound = np.zeros(0, np.float32)
        self._taken = 0
        self._offsets: deque[float] = deque(maxlen=_PIECES)
        self._joined = False
        self.live = False
        """Whether the others wait for it."""

    def put(self, piece: Chunk) -> None:
        """Add a piece."""
        if piece.first:
            self.drop()
        self.live = True
        self._sound = np.concatenate([self._sound, piece.sound])
        self._offsets.append(piece.end_s - (self._taken + len(self._sound)) / RATE_HZ)

    def drop(self) -> None:
        """It is lost: forget all of it."""
        self._sound = np.zeros(0, np.float32)
        self._offsets.clear()
        self._taken, self._joined, self.live = 0, False, False

    @property
    def begins_s(self) -> float:
        """When the oldest sample that waits was captured."""
        return settled(self._offsets) + self._taken / RATE_HZ

    def has(self, begin_s: float) -> bool:
        """Whether `take` would find all of the block."""
        shift = self._shift(begin_s)
        return len(self._sound) >= BLOCK - shift

    def take(self, begin_s: float) -> Sound:
        """The (512,) block that was captured from `begin_s` on; silence where there is nothing."""
        block = np.zeros(BLOCK, np.float32)
        if not self._offsets:
            return block
        shift = self._shift(begin_s)
        self._joined = shift < BLOCK
        self._skip(max(0, -shift))
        begin = max(0, shift)
        found = self._sound[: BLOCK - begin]
        block[begin : begin + len(found)] = found
        self._skip(len(found))
        return block

    def _shift(self, begin_s: float) -> int:
        """Samples of silence to put in, up to a block of them, or, below 0, samples to drop before the block."""
        slid_s = self.begins_s - begin_s
        if self._joined and -BEHIND_S <= slid_s <= HOLE_S:
            return 0
        return min(round(slid_s * RATE_HZ), BLOCK)

    def _skip(self, count: int) -> None:
        self._taken += min(count, len(self._sound))
        self._sound = self._sound[count:]


class Mixer:
    """`put` pieces, `drop` what is lost, and take the `blocks` that are complete."""

    def __init__(self, count: int, blend: Blend) -> None:
        """For `count` microphones."""
        self._tracks = [Track() for _ in range(count)]
        self._blend = blend
        self._begin_s: float | None = None

    def put(self, number: int, piece: Chunk) -> None:
        """A piece of microphone `number`, from 0: mono at 16 kHz, of any length."""
        self._tracks[number].put(piece)

    def drop(self, number: int) -> None:
        """Microphone `number` is lost."""
        self._tracks[number].drop()

    def speed(self, number: int) -> float:
        """How fast the device's samples of microphone `number` should be taken: near 1, above it where they pile up."""
        track = self._tracks[number]
        if self._begin_s is None or not track.live:
            return 1.0
        return 1.0 - PULL * (track.begins_s - self._begin_s)

    def blocks(self, now_s: float) -> list[Chunk]:
        """The blocks that are complete, or that can't wait any longer at `now_s`, on the clock of the pieces' times."""
        live = [track for track in self._tracks if track.live]
        if not live:
            self._begin_s = None
            return []
        begin_s, first = self._begin_s, self._begin_s is None
        foremost_s = max(track.begins_s for track in live)
        if begin_s is None:
            begin_s = min(track.begins_s for track in live)
        elif foremost_s < begin_s - HOLE_S:
            begin_s = foremost_s  # all are behind, since one that was not is lost: blocks must not be in the future
        blocks = []
        while self._ready(live, begin_s + BLOCK_S, now_s):
            rows: NDArray[np.float32] = np.stack([track.take(begin_s) for track in self._tracks])
            begin_s += BLOCK_S
            blocks.append(Chunk(self._blend.step(rows), begin_s, first))
            first = False
        self._begin_s = None if first else begin_s
        return blocks

    def _ready(self, live: list[Track], end_s: float, now_s: float) -> bool:
        """Whether every microphone has brought its share of the block, or some have and the others are too late."""
        there = [track.has(end_s - BLOCK_S) for track in live]
        return all(there) or (any(there) and now_s >= end_s + LATE_S)
