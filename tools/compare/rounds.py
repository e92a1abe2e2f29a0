"""Rounds: several sides timed in turn within one run, so that what the machine does meanwhile meets them all."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from live.measure import percentiles

Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Timing:
    """Times of one side, ms a frame."""

    rounds: tuple[tuple[float, ...], ...]
    """Of every frame that counts, round by round."""

    @property
    def every_ms(self) -> tuple[float, ...]:
        """Of every frame that counts."""
        return tuple(each for one in self.rounds for each in one)

    @property
    def median_ms(self) -> float:
        """Of all frames."""
        return statistics.median(self.every_ms)

    def percentile_ms(self, rank: float) -> float:
        """Nearest rank."""
        return percentiles(self.every_ms, (rank,))[0]


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many times as fast one side is as another: the other's time over its own."""

    median: float
    """Of the ratios of the two sides' medians within each round, since a machine's mood changes between rounds."""
    least: float
    most: float


def take_turns(
    sides: Mapping[str, Callable[[], object]],
    rounds: int,
    frames: int,
    warm: int = 1,
    clock: Clock = time.perf_counter,
    say: Callable[[str], None] = lambda _: None,
) -> dict[str, Timing]:
    """A B A B ...: in every round each side makes `warm` frames that don't count and `frames` that do.

    A side's call returns when its frame is on the host. Every other round goes the other way about. `say` gets a line
    after each side's turn.
    """
    kept: dict[str, list[tuple[float, ...]]] = {name: [] for name in sides}
    for number in range(rounds):
        for name in list(sides) if number % 2 == 0 else list(reversed(sides)):
            for _ in range(warm):
                sides[name]()
            kept[name].append(tuple(_time_ms(sides[name], clock) for _ in range(frames)))
            say(f"round {number + 1}, {name}: {statistics.median(kept[name][-1]):.1f} ms")
    return {name: Timing(tuple(times)) for name, times in kept.items()}


def take_spells(
    sides: Mapping[str, Callable[[], int]], rounds: int, seconds: float, clock: Clock = time.perf_counter
) -> dict[str, tuple[float, ...]]:
    """A B A B ... for throughput: frames a second of each side in each round, in spells of so many seconds.

    A side's call returns how many frames reached the host with it, perhaps none yet.
    """
    kept: dict[str, list[float]] = {name: [] for name in sides}
    for number in range(rounds):
        for name in list(sides) if number % 2 == 0 else list(reversed(sides)):
            sides[name]()
            begin, frames = clock(), 0
            while clock() - begin < seconds or not frames:
                frames += sides[name]()
            kept[name].append(frames / (clock() - begin))
    return {name: tuple(rates) for name, rates in kept.items()}


def _time_ms(call: Callable[[], object], clock: Clock) -> float:
    begin = clock()
    call()
    return (clock() - begin) * 1e3


def ratio(ours: Timing, theirs: Timing) -> Ratio:
    """How many times as fast ours is."""
    each = [statistics.median(b) / statistics.median(a) for a, b in zip(ours.rounds, theirs.rounds, strict=True)]
    return Ratio(statistics.median(each), min(each), max(each))


def table(timings: Mapping[str, Timing], against: Sequence[str]) -> str:
    """All sides as Markdown; with how many times as fast each is as those named in `against`."""
    heads = ["", "p50 ms", "p95 ms", "frames a second", *(f"times as fast as {name} (by round)" for name in against)]
    lines = [f"| {' | '.join(heads)} |", f"|{' --- |' * len(heads)}"]
    for name, timing in timings.items():
        cells = [name, f"{timing.median_ms:.2f}", f"{timing.percentile_ms(95):.2f}", f"{1e3 / timing.median_ms:.2f}"]
        for other in against:
            found = ratio(timing, timings[other])
            cells.append("" if other == name else f"{found.median:.2f} ({found.least:.2f}..{found.most:.2f})")
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)
