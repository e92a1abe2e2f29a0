"""Bench stage: the whole show running, how many new frames and how regular the presented pictures."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from live.bench import Figures
from live.bench.runs import WARM_UP_S, play_traced
from live.measure import LATE_S, percentiles
from live.trace import Log


def measure(place: Path, seconds: float, backend: tuple[str, ...]) -> Figures:
    """Frames and pictures a second, share of late pictures, worst gap; after the warm-up."""
    return regularity(play_traced(place, seconds, backend), WARM_UP_S)


def regularity(log: Log, from_s: float) -> Figures:
    """Figures of a trace from show time `from_s` on."""
    first = next(i for i, at_s in enumerate(log.presented_s) if at_s >= from_s)
    times, painted = log.presented_s[first:], log.painted[first:]
    gaps = [b - a for a, b in pairwise(times)]
    lasted_s = times[-1] - times[0]
    p50, p99 = percentiles(gaps, (50, 99))
    first_light = next((at for at, frame in zip(log.presented_s, log.painted, strict=True) if frame), -1.0)
    return {
        "seconds": lasted_s,
        "new_hz": (painted[-1] - painted[0]) / lasted_s,
        "presented_hz": len(gaps) / lasted_s,
        "late_share": sum(gap > 1.0 / log.rate_hz + LATE_S for gap in gaps) / len(gaps),
        "gap_p50_ms": p50 * 1e3,
        "gap_p99_ms": p99 * 1e3,
        "worst_gap_ms": max(gaps) * 1e3,
        "first_picture_s": log.presented_s[0],
        "first_painted_s": first_light,
        "screen": log.screen,
    }
