"""Which line of the script would the wall show? The conductor's fold over what the ears tell, without a stage."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace

from live.conductor import start, step
from live.ears.offline import event_of
from live.kit import Kit
from live.show import Show
from live.told import Told


@dataclass(frozen=True, slots=True)
class Move:
    """The wall went to a line: a wish was made that paints line `line`; 0 is before the first."""

    line: int
    at_s: float
    """When that wish was made, on the audio clock."""


class Wall:
    """Takes what is told in order, and says when the wall goes to another line."""

    def __init__(self, show: Show, kit: Kit) -> None:
        self._state = start(show, kit)
        self._line = 0

    def take(self, told: Told) -> Move | None:
        """The move that it causes, if it does.

        The conductor's own computing time is measured and counted. The way from the ears to the stage (a datagram,
        and the wait for the stage's next turn of 17 ms at most) is not in it; `rhapsode bench words` has that.
        """
        event = replace(event_of(told.heard), at_s=told.at_s)
        before = self._state.wish.id
        clock_s = time.perf_counter()
        self._state, wish, _ = step(self._state, [event], told.at_s)
        took_s = time.perf_counter() - clock_s
        number = self._state.line.number if self._state.line else 0
        if wish.id == before or number == self._line:
            return None
        self._line = number
        return Move(number, told.at_s + took_s)


def moves(show: Show, kit: Kit, told: Iterable[Told]) -> list[Move]:
    """All moves that they cause, in order."""
    wall = Wall(show, kit)
    return [move for each in told if (move := wall.take(each))]
