"""Tries backends with one model: how far their pictures lie from plain float32's, and how fast they are.

Run in a process of its own by engine/backends/measured/survey.py, since a runtime may end the process it fails in.
"""

from __future__ import annotations

import argparse
import math
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from engine import lifeline
from engine.backends.base import Array, Backend, Follow
from engine.backends.measured.judge import PLAIN, Trial
from engine.backends.measured.survey import AT, TRIALS
from engine.context import Context
from engine.model.find import Model, find_model, with_size
from engine.painter import Painter
from engine.sizes import size

Pictures = list[NDArray[np.float32]]

PROMPTS = (
    "a boat in fog, ink wash",
    "a red house under old trees, oil painting",
    "two birds over a winter field",
    "rain on a street at night",
    "grief",
    "a bright abstract field of circles",
)
"""A picture each is compared; none of them is among those that scales of int8 are taken from."""

_WALK = 6
_STEP = 0.002
"""Pictures of a walk, and radians between their noises: as in a drift of 0.02 Hz at 30 frames a second."""

_ROUNDS = 15
_LEAST_ROUNDS = 3
_ENOUGH_S = 6.0
"""Frames timed of each, in turn; fewer where all together take longer."""

_EQUAL_DB = 99.0


@dataclass(frozen=True, slots=True)
class Ask:
    """What every backend is asked to paint."""

    stills: tuple[tuple[Array, Context], ...]
    walk: tuple[Array, ...]
    """Noises that hardly differ, under the first still's context."""
    t: float

    def paint(self, backend: Backend) -> tuple[Pictures, Pictures]:
        """(the stills, the walk), each (H, W, 3) float32 in levels of 255."""
        stills = [self._one(backend, x, context) for x, context in self.stills]
        return stills, [self._one(backend, x, self.stills[0][1]) for x in self.walk]

    def seconds(self, backend: Backend) -> float:
        """How long one frame takes."""
        begin = time.perf_counter()
        self._one(backend, *self.stills[0])
        return time.perf_counter() - begin

    def _one(self, backend: Backend, x: Array, context: Context) -> NDArray[np.float32]:
        return backend.finish(x, self.t, context, Follow(x))[1].astype(np.float32)


def ask(painter: Painter) -> Ask:
    """Fixed noises and words, for the size of the painter's model."""
    latent = painter.model.card.latent
    shape = (1, latent.channels, latent.height, latent.width)
    draw = np.random.default_rng(21)
    stills = tuple((draw.standard_normal(shape, np.float32), painter.encode(prompt)) for prompt in PROMPTS)
    start, end = (draw.standard_normal(shape, np.float32) for _ in range(2))
    angles = [number * _STEP for number in range(_WALK)]
    walk = tuple(np.float32(math.cos(angle)) * start + np.float32(math.sin(angle)) * end for angle in angles)
    return Ask(stills, walk, painter.model.schedule.times[1][-1])


def trials(model: Model, names: Sequence[str], threads: int, at: Path) -> list[Trial]:
    """What is found of each backend, plain first; the file `at` always holds the name of the one being tried."""
    found: dict[str, Trial] = {}
    opened: dict[str, Backend] = {}
    asked: Ask | None = None
    plain: tuple[Pictures, Pictures] | None = None
    for name in names:
        at.write_text(name)
        try:
            painter = Painter.load(str(model.folder), [name], threads, model.card.latent.pixels[::-1])
            asked = asked or ask(painter)
            painted = asked.paint(painter.backend)
        except Exception as error:  # whatever a runtime raises, the others are still to be tried
            if name == PLAIN:
                raise
            found[name] = Trial(name, trouble=" ".join(str(error).split())[:200])
            continue
        plain = plain or painted
        found[name], opened[name] = compared(name, painted, plain), painter.backend
    if asked is not None:
        rates = _rates({name: opened[name] for name in opened if not _off(found[name])}, asked, at)
        found |= {name: replace(found[name], new_hz=rate) for name, rate in rates.items()}
    return [found[name] for name in names]


def compared(name: str, painted: tuple[Pictures, Pictures], plain: tuple[Pictures, Pictures]) -> Trial:
    """How far a backend's pictures lie from plain's."""
    apart = [ours - theirs for ours, theirs in zip(painted[0], plain[0], strict=True)]
    worst = max(float(np.mean(np.square(difference))) for difference in apart)
    return Trial(
        name,
        psnr_db=min(_EQUAL_DB, 10.0 * math.log10(255.0**2 / worst)) if worst else _EQUAL_DB,
        mean_levels=max(float(np.abs(difference).mean()) for difference in apart),
        shimmer_levels=max(0.0, _change(painted[1]) - _change(plain[1])),
    )


def _change(pictures: Pictures) -> float:
    """Mean change from a picture to the next, in levels."""
    return float(np.mean([np.abs(after - before).mean() for before, after in pairwise(pictures)]))


def _off(trial: Trial) -> bool:
    """Whether the picture alone rules a backend out, so that it needn't be timed."""
    return bool(replace(trial, new_hz=1.0).objection)


def _rates(backends: dict[str, Backend], asked: Ask, at: Path) -> dict[str, float]:
    """Frames a second, by the median, timed in turn so that what else runs here slows all alike."""
    taken_s: dict[str, list[float]] = {name: [] for name in backends}
    begin = time.perf_counter()
    for number in range(_ROUNDS):
        if number >= _LEAST_ROUNDS and time.perf_counter() - begin > _ENOUGH_S:
            break
        for name, backend in backends.items():
            if number == 0:
                at.write_text(name)
            taken_s[name].append(asked.seconds(backend))
    return {name: 1.0 / statistics.median(times) for name, times in taken_s.items()}


def main() -> int:
    """Try the backends named, and leave what was found in a folder."""
    parser = argparse.ArgumentParser(prog="engine.bench.backends", description=__doc__)
    parser.add_argument("--model", required=True, help="its folder")
    parser.add_argument("--size", type=size, required=True, help="WIDTHxHEIGHT in pixels")
    parser.add_argument("--threads", type=int, default=0, help="0: one a core")
    parser.add_argument("--into", type=Path, required=True, help="folder that what is found is left in")
    parser.add_argument("names", nargs="+", help="backends, plain first")
    options = parser.parse_args()
    lifeline.hold()
    model = with_size(find_model(options.model), options.size)
    found = trials(model, options.names, options.threads, options.into / AT)
    (options.into / TRIALS).write_bytes(msgspec.json.encode(found))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
