"""Benches: what a run measures of itself, as a table and as one JSON object."""

from __future__ import annotations

import json
from pathlib import Path

KINDS = ("latency", "stage", "paint", "recover", "words")

BUNDLED = Path(__file__).parents[2] / "shows/crossing"
"""The show that is measured with where none is named: painter, ears and conductor all have work in it."""

Figures = dict[str, float | int | str]


def run(kind: str, show: Path | None, seconds: float, backend: tuple[str, ...], *, as_json: bool) -> int:
    """Run one bench, print its table, and with `as_json` its figures as one object on the last line."""
    from live.bench import latency, paint, recover, stage, words

    place = show or BUNDLED
    benches = {
        "latency": latency.measure,
        "stage": stage.measure,
        "paint": paint.measure,
        "recover": recover.measure,
        "words": words.measure,
    }
    figures = benches[kind](place, seconds, backend)
    width = max(len(name) for name in figures)
    for name, value in figures.items():
        print(f"{name:{width}}  {value:10.2f}" if isinstance(value, float) else f"{name:{width}}  {value!s:>10}")
    if as_json:
        print(json.dumps(figures), flush=True)
    return 0
