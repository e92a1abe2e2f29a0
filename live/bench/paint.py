"""Bench paint: the painter alone, for every number of steps its model knows."""

from __future__ import annotations

import time
from pathlib import Path

from live.bench import Figures
from live.measure import percentiles
from live.show import load_show


def measure(place: Path, seconds: float, backend: tuple[str, ...]) -> Figures:
    """New frames a second and milliseconds a frame, by number of steps, and the backend they ran on."""
    from engine.painter import Painter

    show = load_show(place)
    begin = time.perf_counter()
    painter = Painter.load(show.picture.model, backend)
    figures: Figures = {"backend": painter.backend.name, "load_s": time.perf_counter() - begin}
    counts = sorted(int(steps) for steps in painter.model.card.times)
    for steps in counts:
        frame_ms = _frame_times_ms(painter, steps, seconds / len(counts))
        p50, p95, p99 = percentiles(frame_ms, (50, 95, 99))
        figures |= {
            f"steps{steps}_new_hz": 1e3 * len(frame_ms) / sum(frame_ms),
            f"steps{steps}_p50_ms": p50,
            f"steps{steps}_p95_ms": p95,
            f"steps{steps}_p99_ms": p99,
        }
    return figures


def _frame_times_ms(painter: object, steps: int, seconds: float) -> list[float]:
    """Times of single frames, a prompt in motion, after a short warm-up."""
    from engine.painter import Painter
    from engine.wish import Phrase, Wish

    assert isinstance(painter, Painter)
    wish = Wish(id=steps, phrases=(Phrase("the sea at night"),), drift_hz=0.2, steps=steps)
    for warm in range(5):
        painter.paint(wish, steps * 1e4 + warm * 1e-3)
    times_ms: list[float] = []
    begin = time.perf_counter()
    while (now := time.perf_counter()) - begin < seconds:
        painter.paint(wish, steps * 1e4 + 1.0 + now - begin)
        times_ms.append((time.perf_counter() - now) * 1e3)
    return times_ms
