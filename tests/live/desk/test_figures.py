"""What is said and when it warns, without a page."""

from __future__ import annotations

import math

import pytest

from live.desk.figures import NOTHING, clock, figures, gone, lamps
from live.report import Latency, StageReport


def moods(report: StageReport) -> dict[str, str]:
    return {figure.label: figure.mood for figure in (*figures(report), *lamps(report))}


def test_a_good_evening():
    report = StageReport(
        new_hz=26.0,
        presented_hz=60.0,
        worst_gap_ms=20.0,
        cue_to_light=Latency(5, 70.0, 120.0, 130.0, 66.0),
        word_to_light=Latency(5, 800.0, 1200.0, 1300.0, 790.0),
        engine="painting: house on onnxruntime cpu",
        ears="listening",
        screen="EPSON",
    )
    assert set(moods(report).values()) == {"good"}
    values = {figure.label: (figure.value, figure.unit, figure.small) for figure in figures(report)}
    assert values["Painted"] == ("26.0", "/s", "new pictures")
    assert values["Cue to light"] == ("70", "ms", "p95 120 ms")


def test_nothing_is_claimed_before_it_is_measured():
    by_label = {figure.label: figure for figure in figures(StageReport())}
    assert by_label["Cue to light"].value == by_label["Word to light"].value == NOTHING
    assert by_label["Cue to light"].mood == "quiet"


WORSE = [
    ("Painted", StageReport(new_hz=8.0), "warn"),
    ("Painted", StageReport(new_hz=0.0), "bad"),
    ("Shown", StageReport(presented_hz=24.0), "warn"),
    ("Late", StageReport(late_share=0.02), "warn"),
    ("Late", StageReport(late_share=0.2), "bad"),
    ("Worst gap", StageReport(worst_gap_ms=140.0), "bad"),
    ("Cue to light", StageReport(cue_to_light=Latency(1, 90.0, 200.0)), "warn"),
    ("Engine", StageReport(engine="loading"), "warn"),
    ("Engine", StageReport(engine="failed: no such model 'huose'"), "bad"),
    ("Ears", StageReport(ears="microphone lost: USB Audio CODEC"), "bad"),
    ("Ears", StageReport(ears="off"), "quiet"),
    ("Screen", StageReport(screen=""), "warn"),
    ("Screen", StageReport(screen="headless: no display"), "warn"),
]


@pytest.mark.parametrize(("label", "report", "mood"), WORSE)
def test_a_bad_one(label: str, report: StageReport, mood: str):
    assert moods(report)[label] == mood


def test_restarts_are_told():
    engine, ears, _ = lamps(StageReport(engine="painting: house", engine_restarts=2))
    assert (engine.value, engine.unit, engine.small) == ("painting", "house", "restarted 2\N{MULTIPLICATION SIGN}")
    assert ears.small == ""


@pytest.mark.parametrize(
    ("now_s", "text"),
    [(0.0, "0:00:00"), (61.9, "0:01:01"), (36_000.0, "10:00:00"), (-4.0, "-0:00:04"), (-0.2, "0:00:00")],
)
def test_clock(now_s: float, text: str):
    assert clock(now_s) == text


def test_whether_the_report_is_to_be_trusted():
    assert gone(0.3, there=True) == ""
    assert gone(3.0, there=True) == "stage does not answer"
    assert gone(0.3, there=False) == "stage is gone"
    assert gone(math.inf, there=False) == "waiting for the stage"
