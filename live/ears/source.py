"""Where sound comes from: what every source offers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

from live.ears.channel import Chunk

Tell = Callable[[str, str], None]
"""Takes the state of the ears and its detail, for the desk."""


class Source(Protocol):
    """Gives blocks of 512 samples at 16 kHz, as they are captured."""

    @property
    def name(self) -> str:
        """For the status line: 'recording poem.flac'."""

    def open(self) -> None:
        """Make it ready. Raises EarsError where it can't be had."""

    def blocks(self, tell: Tell) -> Iterator[Chunk]:
        """Blocks for ever; a change of its state is told. Raises FaultError if it must start anew."""

    def close(self) -> None:
        """Let go of it. Raises FaultError where that hangs."""

    @property
    def dropped(self) -> int:
        """Chunks lost because the recogniser was too slow."""
