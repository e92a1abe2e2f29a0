"""Draw the loss curves of all stages from a run's log: a panel a stage, losses over minutes of training."""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from tools.house.config import CPU

Point = tuple[float, float]
NOT_LOSSES = frozenset({"stage", "step", "minutes", "progress", "rate", "samples_hz", "scenes", "scenes_hz"})
PANEL = (560, 320)
"""Pixels of a panel with its labels, (width, height)."""
MARGINS = (58, 30, 14, 30)
"""Left, top, right, bottom: room for the labels."""
ACROSS = 2
PAPER, INK, RULE = (255, 255, 255), (40, 40, 44), (226, 226, 230)
COLOURS = ((31, 90, 150), (200, 90, 30), (60, 140, 70), (150, 60, 140), (120, 100, 40), (90, 90, 100), (200, 50, 70))


@dataclass(frozen=True, slots=True)
class Curve:
    """One loss of one stage: its name and points (minutes, loss)."""

    name: str
    points: tuple[Point, ...]


def read(log: Path) -> dict[str, list[Curve]]:
    """Stage -> its curves, in the order in which they came. SystemExit where there is no log.

    A stage that was taken up again at an earlier minute, or from nothing, was gone on with from there: what the log
    holds of later minutes before is left out.
    """
    if not log.is_file():
        raise SystemExit(f"{log}: no log; it is written by: python -m tools.house.train")
    rows: dict[str, list[dict[str, float]]] = {}
    for line in log.read_text().splitlines():
        entry = json.loads(line)
        if "minutes" in entry and "loss" in entry:
            kept = rows.setdefault(entry["stage"], [])
            while kept and kept[-1]["minutes"] >= entry["minutes"]:
                kept.pop()
            kept.append(entry)
    return {stage: _curves(entries) for stage, entries in rows.items()}


def _curves(entries: Sequence[dict[str, float]]) -> list[Curve]:
    names = dict.fromkeys(name for entry in entries for name in entry if name not in NOT_LOSSES)
    return [
        Curve(name, tuple((entry["minutes"], entry[name]) for entry in entries if entry.get(name, 0.0) > 0.0))
        for name in names
    ]


def drawn(stages: dict[str, list[Curve]]) -> Image.Image:
    """All panels on one sheet, the losses on a logarithmic scale."""
    width, height = PANEL
    page = Image.new("RGB", (ACROSS * width, -(-len(stages) // ACROSS) * height), PAPER)
    for k, (stage, curves) in enumerate(stages.items()):
        page.paste(panel(stage, curves), (k % ACROSS * width, k // ACROSS * height))
    return page


def panel(title: str, curves: Sequence[Curve]) -> Image.Image:
    """One stage: its curves, with their names and last values."""
    image = Image.new("RGB", PANEL, PAPER)
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(12)
    left, top, right, bottom = MARGINS
    box = (left, top, PANEL[0] - right, PANEL[1] - bottom)
    shown = [curve for curve in curves if curve.points]
    every = [point for curve in shown for point in curve.points]
    longest = max((minutes for minutes, _ in every), default=1.0) or 1.0
    low, high = (limit(loss for _, loss in every) for limit in (min, max)) if every else (0.1, 1.0)
    draw.text((left, 8), f"{title}: {longest:.3g} minutes", INK, ImageFont.load_default(14))
    if low == high:
        low, high = low / 2, high * 2

    def at(point: Point) -> Point:
        along = point[0] / longest
        up = math.log(point[1] / low) / math.log(high / low)
        return box[0] + along * (box[2] - box[0]), box[3] - up * (box[3] - box[1])

    for value in ticks(low, high):
        y = at((0.0, value))[1]
        draw.line((box[0], y, box[2], y), RULE)
        draw.text((box[0] - 6, y), f"{value:g}", INK, font, anchor="rm")
    for minutes in even(longest):
        x = at((minutes, low))[0]
        draw.line((x, box[1], x, box[3]), RULE)
        draw.text((x, box[3] + 6), f"{minutes:g}", INK, font, anchor="mt")
    for k, curve in enumerate(shown):
        colour = COLOURS[k % len(COLOURS)]
        draw.line([at(point) for point in curve.points], colour, 2)
        draw.text(
            (box[2] - 4, box[1] + 4 + 15 * k), f"{curve.name} {curve.points[-1][1]:.3g}", colour, font, anchor="rt"
        )
    return image


def ticks(low: float, high: float) -> list[float]:
    """Round values (1, 2, 5 times a power of ten) from `low` to `high`, both over 0; the ends where there is none."""
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    found = [lead * 10.0**power for power in powers for lead in (1, 2, 5) if low <= lead * 10.0**power <= high]
    return found or [float(f"{low:.3g}"), float(f"{high:.3g}")]


def even(longest: float, most: int = 6) -> list[float]:
    """At most `most` round, evenly spaced values from 0 to `longest`, which is over 0."""
    power = 10.0 ** (math.floor(math.log10(longest)) - 1)
    step = next(lead * power for lead in (1, 2, 5, 10, 20, 50, 100) if longest / (lead * power) < most)
    return [round(k * step, 9) for k in range(int(longest / step) + 1)]


def main() -> None:
    """Write one picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--log", type=Path, default=CPU.build / "log.jsonl")
    parser.add_argument("--out", type=Path, default=Path("docs/pictures/house-curves.png"))
    options = parser.parse_args()
    stages = read(options.log)
    if not stages:
        raise SystemExit(f"{options.log}: no losses in it yet; a stage writes its first after 15 seconds")
    drawn(stages).save(options.out, optimize=True)


if __name__ == "__main__":
    main()
