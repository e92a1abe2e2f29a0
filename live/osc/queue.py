"""The bounded queue between the OSC door and the conductor; when full, what matters least goes first."""

from __future__ import annotations

import threading
from collections import Counter

from live.events import Event
from live.osc.addresses import BY_ADDRESS

_RANKS = {"heard": 1, "slow": 2, "fast": 3}


def rank(event: Event) -> int:
    """How much an event matters when not all can be kept: loudness 0, words 1, prompts 2, blackout 3."""
    return 0 if event.address == "/heard/level" else _RANKS[BY_ADDRESS[event.address].lane]


class EventQueue:
    """Events in order of arrival, at most `capacity`; put and drain from any thread, neither waits."""

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.dropped = 0
        """Events that were not kept, since the start."""
        self._events: list[Event] = []
        self._ranks: Counter[int] = Counter()
        self._lock = threading.Lock()

    def put(self, event: Event) -> None:
        """Add an event; in a full queue in place of the oldest of the lowest lower rank, or not at all.

        Among equals the newest is dropped: what comes late in a flood is the flood.
        """
        mine = rank(event)
        with self._lock:
            if len(self._events) >= self.capacity:
                self.dropped += 1
                if not self._make_room(mine):
                    return
            self._events.append(event)
            self._ranks[mine] += 1

    def drain(self) -> list[Event]:
        """All events since the last call, oldest first."""
        with self._lock:
            events, self._events = self._events, []
            self._ranks.clear()
        return events

    def _make_room(self, mine: int) -> bool:
        lowest = min(place for place, count in self._ranks.items() if count)
        if lowest >= mine:
            return False
        place = next(place for place, event in enumerate(self._events) if rank(event) == lowest)
        del self._events[place]
        self._ranks[lowest] -= 1
        return True
