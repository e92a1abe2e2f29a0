"""From what the ears told to the wall's lines: the conductor's own fold, as the stage runs it."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace

from live.bench.ear_queue import Told
from live.bench.ear_score import Move
from live.conductor import start, step
from live.ears.offline import event_of
from live.kit import Kit
from live.show import Show


def moves(show: Show, kit: Kit, told: Iterable[Told]) -> list[Move]:
    """Every wish that goes to another line of the script, and when it was made, on the audio clock.

    The conductor's own computing time is measured and counted. The way from the ears to the stage (a datagram,
    and the wait for the stage's next turn of 17 ms at most) is not in it; `rhapsode bench words` has that.
    """
    state = start(show, kit)
    found: list[Move] = []
    line = 0
    for each in told:
        event = replace(event_of(each.heard), at_s=each.at_s)
        before = state.wish.id
        clock_s = time.perf_counter()
        state, wish, _ = step(state, [event], each.at_s)
        took_s = time.perf_counter() - clock_s
        number = state.line.number if state.line else 0
        if wish.id != before and number != line:
            line = number
            found.append(Move(number, each.at_s + took_s))
    return found
