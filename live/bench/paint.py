"""Bench paint: the painter alone: whole frames, their stages, and what share of the machine's floor that is."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from live.bench import Figures
from live.show import ShowError
from live.show_file import load_show

if TYPE_CHECKING:
    from engine.bench.floor import Ceilings
    from engine.bench.rows import Row
    from engine.bench.work_of import Stages
    from engine.painter import Painter

LARGE = (512, 512)
"""Measured beside the house model's own size, in pixels."""


@dataclass(frozen=True, slots=True)
class Painting:
    """What of the painter is to be measured."""

    model: str = ""
    """A name, a folder, or random:NAME (engine/bench/random_models.py); empty: the show's model."""
    size: tuple[int, int] | None = None
    """(width, height) in pixels; None: the model's own, and for the house model 512x512 as well."""
    steps: int = 0
    """0: every number of steps that the model knows."""


def measure(place: Path, seconds: float, backend: tuple[str, ...], asked: Painting | None = None) -> Figures:
    """New frames a second and ms a frame, by number of steps; their stages, and the share of the floor reached.

    `seconds` is shared by all rows. Figures of a row are named by its steps, `steps1_p50_ms`, and where a second size
    is measured by that too: `512x512_steps1_p50_ms`. Raises ShowError for what can't be had.
    """
    from engine.errors import BackendError, ModelError

    asked = asked or Painting()
    try:
        return _figures(asked.model or load_show(place).picture.model, seconds, backend, asked)
    except (ModelError, BackendError) as error:
        raise ShowError(str(error)) from None


def _figures(model: str, seconds: float, backend: tuple[str, ...], asked: Painting) -> Figures:
    from engine.backends.measured.live import Measured
    from engine.bench.load import load
    from engine.bench.rows import Plan, against_floor, known_steps, measure

    begin = time.perf_counter()
    painter = load(model, backend, asked.size)
    figures: Figures = {"model": model, "backend": painter.backend.name, "load_s": time.perf_counter() - begin}
    width, height = painter.model.card.latent.pixels[::-1]
    figures["size"] = f"{width}x{height}"
    rows = [("", painter, _floor(painter), steps) for steps in known_steps(painter, asked.steps)]
    if model == "house" and asked.size is None:
        large = load(model, backend, LARGE)
        rows.append((f"{LARGE[0]}x{LARGE[1]}_", large, _floor(large), asked.steps or 1))
    for prefix, each, floor, steps in rows:
        row = measure(each, Plan(steps, seconds / len(rows) / 1.5, smooth=each.backend.rows > 1))
        named = _row_figures(row)
        if isinstance(floor, str):
            figures["floor"] = floor
        else:
            named |= against_floor(row, *floor)
            figures |= _machine_figures(floor[1])
        figures |= {f"{prefix}steps{steps}_{name}": value for name, value in named.items()}
    if isinstance(painter.backend, Measured) and painter.backend.choice is not None:
        figures |= {f"auto_{trial.backend}_hz": trial.new_hz for trial in painter.backend.choice.trials}
    if painter.backend.notes:
        figures["notes"] = "; ".join(painter.backend.notes)
    return figures


_OF_ROW = ("new_hz", "p50_ms", "p95_ms", "p99_ms", "text_ms", "unet_ms", "decode_ms", "copy_ms")
_IF_SMOOTH = ("smooth_hz", "smooth_age_ms")


def _row_figures(row: Row) -> Figures:
    found = asdict(row)
    names = _OF_ROW + (_IF_SMOOTH if row.smooth_hz else ())
    return {name: found[name] for name in names}


def _machine_figures(ceilings: Ceilings) -> Figures:
    return {
        "machine_gflops": ceilings.flops_hz / 1e9,
        "machine_gb_s": ceilings.bytes_hz / 1e9,
        "machine_measured_by": ceilings.what,
    }


def _floor(painter: Painter) -> tuple[Stages, Ceilings] | str:
    """The work of the painter's frames and the machine's ceilings, or in one line why they aren't known."""
    from engine.bench.load import ceilings_of, number_type
    from engine.bench.work_of import work_of

    name = painter.backend.name
    try:
        return work_of(painter.model, number_type(name)[1]), ceilings_of(name)
    except (ImportError, ValueError) as error:
        return f"not known: {error}"
