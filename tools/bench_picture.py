"""Benchmark of what the stage does for each picture: crossfade, flash guard, opening picture, drawing.

Prints a table of milliseconds of processor time; with --json one object on the last line. A window is timed too
where there is a display (`xvfb-run -s "-screen 0 1280x720x24" python tools/bench_picture.py`).
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from live.guard import Guard
from live.look import Look
from live.opener import open_screen
from live.opening import opening
from live.picture import Picture
from live.pixels import Image
from live.show import Display

TURNS = 300
RATE_HZ = 60.0


def paintings(size: int) -> list[Image]:
    """A few pictures that differ as painted ones do."""
    return [opening(0.1 * number, 1, size) for number in range(8)]


def steps_ms(step: Callable[[int], object]) -> list[float]:
    """Processor time of each of many steps, after a few to warm up."""
    for number in range(10):
        step(number)
    spent = []
    for number in range(10, TURNS):
        start_s = time.process_time()
        step(number)
        spent.append((time.process_time() - start_s) * 1000.0)
    return spent


def crossfade(size: int, look: Look) -> Callable[[int], object]:
    """A new image at every third picture."""
    picture, images = Picture(), paintings(size)

    def step(number: int) -> Image:
        if number % 3 == 0:
            picture.show(images[number // 3 % len(images)], number / RATE_HZ)
        return picture.step(look, number / RATE_HZ)

    return step


def wandering(size: int) -> Callable[[int], object]:
    """No new image any more."""
    picture = Picture()
    picture.show(paintings(size)[0], -10.0)
    return lambda number: picture.step(Look(), number / RATE_HZ)


def guarding(size: int, *, strobe: bool) -> Callable[[int], object]:
    """Harmless pictures, or a strobe at 10 Hz."""
    guard, images = Guard(), paintings(size)
    if strobe:
        images = [np.zeros_like(images[0])] * 3 + [np.full_like(images[0], 255)] * 3
    return lambda number: guard.step(images[number % len(images)], number / RATE_HZ)


def cases() -> dict[str, Callable[[int], object]]:
    """What is timed, by name."""
    table: dict[str, Callable[[int], object]] = {"opening_256": lambda number: opening(number / 30, 1, 256)}
    for size in (256, 512):
        table[f"crossfade_{size}"] = crossfade(size, Look())
        table[f"crossfade_dimmed_{size}"] = crossfade(size, Look(brightness=0.5))
        table[f"wandering_{size}"] = wandering(size)
        table[f"guard_{size}"] = guarding(size, strobe=False)
        table[f"guard_strobe_{size}"] = guarding(size, strobe=True)
    return table


def main() -> None:
    """Time everything and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
    options = parser.parse_args()
    found: dict[str, object] = {}
    table = cases()
    screen = open_screen(Display())
    if not screen.name.startswith("headless"):
        images = paintings(256)
        table["present_256"] = lambda number: screen.present(images[number % len(images)])
    for name, step in table.items():
        spent = sorted(steps_ms(step))
        p50, p95 = statistics.median(spent), spent[int(0.95 * len(spent))]
        print(f"{name:26} p50 {p50:6.2f} ms   p95 {p95:6.2f} ms", flush=True)
        found[f"{name}_p50_ms"], found[f"{name}_p95_ms"] = round(p50, 3), round(p95, 3)
    print(f"screen: {screen.name}")
    screen.close()
    if options.json:
        print(json.dumps({**found, "screen": screen.name}))


if __name__ == "__main__":
    main()
