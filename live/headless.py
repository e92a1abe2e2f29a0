"""A screen where there is none: it keeps time as a display would, and says why it shows nothing."""

from __future__ import annotations

from live.pacer import Pacer
from live.pixels import Image
from live.screen import Press


class Headless:
    """Takes pictures at `rate_hz` and shows them to nobody."""

    def __init__(self, rate_hz: float, reason: str) -> None:
        self.name = f"headless: {reason}"
        self.rate_hz = rate_hz
        self.closed = False
        self._pacer = Pacer(rate_hz)

    def present(self, picture: Image) -> None:
        """Waits until the picture would be on the wall."""
        self._pacer.wait()

    def poll(self) -> list[Press]:
        """Nobody presses keys here."""
        return []

    def close(self) -> None:
        """Nothing to give back."""
        self.closed = True
