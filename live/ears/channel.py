"""The one way from a source of sound to the recogniser: a bounded queue that never makes the source wait."""

from __future__ import annotations

import queue
from collections import deque
from collections.abc import Collection
from dataclasses import dataclass

from live.ears.clock import Sound


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of sound, float32 in -1..1, and when its last sample was captured (time.monotonic, s)."""

    sound: Sound
    end_s: float
    first: bool = False
    """Nothing joins it to what came before: a stream begins here."""


class Channel:
    """Chunks in order; what finds it full is dropped and counted."""

    def __init__(self, length: int) -> None:
        """Room for `length` chunks."""
        self._queue: queue.Queue[Chunk] = queue.Queue(length)
        self.dropped = 0
        """Chunks lost since the start."""

    def put(self, chunk: Chunk) -> None:
        """Add a chunk, or drop it; never waits."""
        try:
            self._queue.put_nowait(chunk)
        except queue.Full:
            self.dropped += 1

    def get(self, wait_s: float) -> Chunk | None:
        """The oldest chunk; None where none came within `wait_s`."""
        try:
            return self._queue.get(timeout=wait_s)
        except queue.Empty:
            return None

    @property
    def waiting(self) -> bool:
        """Whether a chunk is there to be taken."""
        return not self._queue.empty()


class Anchor:
    """Ties the audio clock to the clock on the wall: the difference of the last blocks, as `settled` sees it."""

    def __init__(self, blocks: int = 64) -> None:
        """`blocks`: how many of them are remembered."""
        self._offsets: deque[float] = deque(maxlen=blocks)

    def tie(self, audio_s: float, chunk: Chunk) -> float:
        """Wall time at which the audio clock stood at 0, given what it shows at the chunk's end."""
        if chunk.first:
            self._offsets.clear()
        self._offsets.append(chunk.end_s - audio_s)
        return settled(self._offsets)


def settled(offsets: Collection[float]) -> float:
    """The true one of differences that are mostly right or too large, and now and then too small.

    A block may come late, which makes its difference larger. It can't come early, but PulseAudio's ALSA bridge
    says at times that sound is older than it is (0.3 s were measured): so a tenth may lie below.
    """
    return sorted(offsets)[len(offsets) // 10]
