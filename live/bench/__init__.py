"""Benches: what a run measures of itself, as a table and as one JSON object."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

KINDS = ("latency", "stage", "paint", "recover", "words", "ear")

BUNDLED = Path(__file__).parents[2] / "shows/crossing"
"""The show that is measured with where none is named: painter, ears and conductor all have work in it."""

Figures = dict[str, float | int | str]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be measured."""

    kind: str
    show: Path | None = None
    seconds: float = 20.0
    backend: tuple[str, ...] = ("cpu",)
    quick: bool = False
    """Less of it; ear only."""
    whisper: str = ""
    """Folder of a Whisper model to measure as well; ear only."""
    model: str = ""
    """Name or folder of a model, or random:NAME; empty: the show's; paint only."""
    size: tuple[int, int] | None = None
    """(width, height) in pixels; paint only."""
    steps: int = 0
    """Denoising steps a frame; 0: all that the model knows; paint only."""


def run(asked: Asked, *, as_json: bool) -> int:
    """Run one bench, print its table, and with `as_json` its figures as one object on the last line."""
    from live.bench import ear, latency, paint, recover, stage, words

    place = asked.show or BUNDLED
    benches: dict[str, Callable[[Path, float, tuple[str, ...]], Figures]] = {
        "latency": latency.measure,
        "stage": stage.measure,
        "paint": partial(paint.measure, asked=paint.Painting(asked.model, asked.size, asked.steps)),
        "recover": recover.measure,
        "words": words.measure,
        "ear": partial(ear.measure, quick=asked.quick, whisper=asked.whisper),
    }
    figures = benches[asked.kind](place, asked.seconds, asked.backend)
    width = max(len(name) for name in figures)
    for name, value in figures.items():
        print(f"{name:{width}}  {value:10.2f}" if isinstance(value, float) else f"{name:{width}}  {value!s:>10}")
    if as_json:
        print(json.dumps(figures), flush=True)
    return 0
