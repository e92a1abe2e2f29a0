"""What the desk says in numbers and lamps, and when they turn to a warning: tables, no page in sight."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from live.report import Latency, StageReport

GONE_AFTER_S = 2.0
"""A report older than this means that the stage hangs or is gone."""

GOOD, WARN, BAD, QUIET = "good", "warn", "bad", "quiet"
NOTHING = "\N{EN DASH}"


@dataclass(frozen=True, slots=True)
class Figure:
    """A value as it is shown, with its small print, and how it stands: good, warn, bad or quiet."""

    label: str
    value: str
    unit: str = ""
    small: str = ""
    mood: str = GOOD


def figures(report: StageReport) -> tuple[Figure, ...]:
    """The measurements, in the order of the page."""
    return tuple(make(label, report) for label, make in _FIGURES)


def lamps(report: StageReport) -> tuple[Figure, ...]:
    """Engine, ears and screen: their state in a word, and in `unit` whatever else they say of it."""
    return (
        _lamp("Engine", report.engine, report.engine_restarts),
        _lamp("Ears", report.ears or "off", report.ears_restarts),
        Figure("Screen", report.screen or "none", mood=GOOD if _has_screen(report.screen) else WARN),
    )


def clock(now_s: float) -> str:
    """Show time as h:mm:ss; before the start it counts down."""
    whole = math.floor(abs(now_s))
    sign = "-" if now_s < 0 and whole else ""
    return f"{sign}{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"


def gone(age_s: float, there: bool) -> str:
    """Why the report is not to be trusted; empty where it is. `there`: the stage's slot can be read."""
    if not there:
        return "stage is gone" if math.isfinite(age_s) else "waiting for the stage"
    return "stage does not answer" if age_s > GONE_AFTER_S else ""


def _lamp(label: str, state: str, restarts: int) -> Figure:
    word, _, detail = (part.strip() for part in state.partition(":"))
    mood = _MOODS.get(word.lower(), BAD if any(sign in word.lower() for sign in _BAD_SIGNS) else GOOD)
    small = f"restarted {restarts}\N{MULTIPLICATION SIGN}" if restarts else ""
    return Figure(label, word, detail, small, mood)


_MOODS = {
    "painting": GOOD,
    "listening": GOOD,
    "off": QUIET,
    "loading": WARN,
    "starting": WARN,
    "waiting": WARN,
}
_BAD_SIGNS = ("fail", "gone", "dead", "hung", "error", "lost", "killed", "silent")


def _has_screen(screen: str) -> bool:
    return bool(screen) and not screen.startswith("headless")


def _rate(value_hz: float, warn_hz: float, bad_hz: float, small: str) -> tuple[str, str, str, str]:
    mood = BAD if value_hz < bad_hz else WARN if value_hz < warn_hz else GOOD
    return f"{value_hz:.1f}", "/s", small, mood


def _high(value: float, warn: float, bad: float) -> str:
    return BAD if value > bad else WARN if value > warn else GOOD


def _painted(label: str, report: StageReport) -> Figure:
    return Figure(label, *_rate(report.new_hz, 12.0, 4.0, "new pictures"))


def _shown(label: str, report: StageReport) -> Figure:
    return Figure(label, *_rate(report.presented_hz, 29.0, 20.0, "presented"))


def _late(label: str, report: StageReport) -> Figure:
    percent = report.late_share * 100.0
    return Figure(label, f"{percent:.1f}", "%", "by more than 33 ms", _high(percent, 1.0, 5.0))


def _gap(label: str, report: StageReport) -> Figure:
    return Figure(
        label, f"{report.worst_gap_ms:.0f}", "ms", "in the last 10 s", _high(report.worst_gap_ms, 60.0, 100.0)
    )


def _way(label: str, latency: Latency, warn_ms: float, bad_ms: float) -> Figure:
    if not latency.count:
        return Figure(label, NOTHING, "", "not measured yet", QUIET)
    value, unit = (latency.p50_ms, "ms") if latency.p50_ms < 1000.0 else (latency.p50_ms / 1e3, "s")
    text = f"{value:.0f}" if unit == "ms" else f"{value:.2f}"
    return Figure(label, text, unit, f"p95 {latency.p95_ms:.0f} ms", _high(latency.p95_ms, warn_ms, bad_ms))


_FIGURES: tuple[tuple[str, Callable[[str, StageReport], Figure]], ...] = (
    ("Painted", _painted),
    ("Shown", _shown),
    ("Late", _late),
    ("Worst gap", _gap),
    ("Cue to light", lambda label, report: _way(label, report.cue_to_light, 150.0, 500.0)),
    ("Word to light", lambda label, report: _way(label, report.word_to_light, 1500.0, 4000.0)),
)
