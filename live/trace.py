"""Trace: when every picture was presented and what each answered, kept in memory and written at the end; no words."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from engine.wish import FrameInfo

_KEPT = 1_000_000


@dataclass(frozen=True, slots=True)
class Answer:
    """The first presented picture of a wish: stamps in show time, in the order of the way."""

    wish_id: int
    sound_s: float
    """Capture of the sound that caused it; 0 where none did."""
    cause_s: float
    """Arrival of the event that caused it; 0 where only time did."""
    made_s: float
    seen_s: float
    denoise_s: float
    decoded_s: float
    taken_s: float
    presented_s: float


@dataclass(frozen=True, slots=True)
class Made:
    """A wish that the conductor made."""

    wish_id: int
    made_s: float
    sound_s: float
    """Capture of the sound that caused it; 0 where none did."""
    line: int = 0
    """The script's line that it paints; 0 where none does."""


@dataclass(frozen=True, slots=True)
class Log:
    """A whole trace. `zero_s` is show time 0 on the machine's monotonic clock."""

    zero_s: float
    rate_hz: float = 60.0
    screen: str = ""
    presented_s: list[float] = field(default_factory=list)
    black: list[bool] = field(default_factory=list)
    """Whether picture i of `presented_s` was black all over."""
    painted: list[int] = field(default_factory=list)
    """Number of the painted frame that picture i was on its way to; 0 before the first."""
    answers: list[Answer] = field(default_factory=list)
    wishes: list[Made] = field(default_factory=list)
    blackouts_s: list[float] = field(default_factory=list)
    """Arrival of every /blackout that asked for black."""


class Trace:
    """Collects a Log while the show runs."""

    def __init__(self, zero_s: float, rate_hz: float, screen: str) -> None:
        self._log = Log(zero_s, rate_hz, screen)
        self._pictures: deque[tuple[float, bool, int]] = deque(maxlen=_KEPT)

    def picture(self, presented_s: float, *, black: bool, painted: int) -> None:
        """A picture was presented."""
        self._pictures.append((presented_s, black, painted))

    def wish(self, made: Made) -> None:
        """The conductor made a wish."""
        self._log.wishes.append(made)

    def blackout(self, at_s: float) -> None:
        """Black was asked for."""
        self._log.blackouts_s.append(at_s)

    def answer(self, info: FrameInfo, taken_s: float, presented_s: float) -> None:
        """The first picture that answers a wish was presented."""
        self._log.answers.append(
            Answer(
                info.wish_id,
                info.sound_s,
                info.cause_s,
                info.wish_made_s,
                info.wish_seen_s,
                info.denoise_s,
                info.decoded_s,
                taken_s,
                presented_s,
            )
        )

    def save(self, path: Path) -> None:
        """Write all of it as JSON."""
        for presented_s, black, painted in self._pictures:
            self._log.presented_s.append(presented_s)
            self._log.black.append(black)
            self._log.painted.append(painted)
        path.write_bytes(msgspec.json.encode(self._log))


def load_trace(path: Path) -> Log:
    """A saved trace."""
    return msgspec.json.decode(path.read_bytes(), type=Log)
