"""A run of the ear's bench: how much is measured, what it needs, what it costs."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from live.bench.ear_corpus import voices
from live.bench.ear_scenes import CLEAN, READINGS, ROOMS_10, ROOMS_20, Room
from live.ears.clock import RATE_HZ, Sound
from live.ears.gate import Gate
from live.ears.recogniser import Recogniser
from live.kit import Kit
from live.measure import percentiles
from live.show import Show
from live.told import Session, listen_live

NOISE_S, QUICK_NOISE_S = 600.0, 60.0

Make = Callable[[], Recogniser]
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured."""

    rooms: tuple[Room, ...] = (CLEAN, *ROOMS_20, *ROOMS_10)
    """Straight readings and open lines."""
    aside_rooms: tuple[Room, ...] = (CLEAN, ROOMS_20[2])
    """Readings with ad-libs."""
    other_rooms: tuple[Room, ...] = (ROOMS_20[2],)
    """The other ways to read."""
    headline: tuple[Room, ...] = (CLEAN, *ROOMS_20)
    noise_s: float = NOISE_S
    readings: tuple[str, ...] = tuple(READINGS)
    voices: int = 9
    """The first so many voices of each part speak."""
    script_lines: int = 16
    open_lines: int = 24
    """The first so many lines are said; with noise, one voice says the odd ones, the next the even ones."""

    def rooms_of(self, reading: str) -> tuple[Room, ...]:
        """Where the poem is read in this way."""
        return {"straight": self.rooms, "ad-libs": self.aside_rooms}.get(reading, self.other_rooms)

    def said(self, voice: int, room: Room) -> tuple[int, ...]:
        """Numbers of the open lines that the voice with this number, from 0, says in the room."""
        lines = range(1, self.open_lines + 1)
        return tuple(lines if room == CLEAN else (line for line in lines if line % 2 != voice % 2))


FULL = Plan()
QUICK = Plan(
    rooms=(CLEAN, ROOMS_20[2]),
    aside_rooms=(ROOMS_20[2],),
    headline=(CLEAN, ROOMS_20[2]),
    noise_s=QUICK_NOISE_S,
    readings=("straight", "ad-libs"),
    open_lines=8,
)


@dataclass(slots=True)
class Cost:
    """What the recognisers cost, summed up."""

    sound_s: float = 0.0
    busy_s: float = 0.0
    worst_lag_s: float = 0.0

    def add(self, sound_s: float, session: Session) -> None:
        """One more scene."""
        self.sound_s += sound_s
        self.busy_s += session.busy_s
        self.worst_lag_s = max(self.worst_lag_s, session.worst_lag_s)


@dataclass(slots=True)
class Bench:
    """What one run of the bench needs and gathers."""

    show: Show
    kit: Kit
    plan: Plan
    say: Say
    costs: dict[str, Cost] = field(default_factory=dict)

    def voices(self, part: str) -> tuple[str, ...]:
        """Who speaks this part."""
        return voices(part)[: self.plan.voices]

    def hear(self, sound: Sound, make: Make, mode: str) -> Session:
        """The sound heard with fresh ears; `mode`: where its cost is put down."""
        session = listen_live(sound, make(), Gate())
        self.costs.setdefault(mode, Cost()).add(len(sound) / RATE_HZ, session)
        return session


def ranks(values: Sequence[float], wanted: tuple[float, ...]) -> tuple[float, ...]:
    """Percentiles; not-a-number where there are no values."""
    return percentiles(values, wanted) if values else (math.nan,) * len(wanted)
