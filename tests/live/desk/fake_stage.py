"""A fake stage: fills the slots as the real one does, and answers OSC just enough for the desk to be worked on.

`python tests/live/desk/fake_stage.py DIR PORT` runs it by hand, for screenshots.
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from engine.slot import Slot
from live.events import Event
from live.osc.inbox import Inbox
from live.report import Latency, StageReport, Why, pack

CUES = ("the harbour", "dawn", "first boats", "rain over the roofs", "storm", "the drowned bell", "after")

FAKE_REPORT = StageReport(
    title="The Drowned Bell (fake stage)",
    now_s=1271.0,
    wish_id=214,
    prompt=(
        Why("a bell under the black water", 0.52, "voice"),
        Why("storm over the harbour", 0.31, "cue 'storm'"),
        Why("and the boats come", 0.17, "voice (partial)"),
    ),
    partial="and the boats come home without",
    committed=(
        "There was a town where now the herring turn.",
        "There was a tower, and in the tower a bell.",
        "Nobody rings it now.",
        "The rope went first, then the tower,",
        "then the names of those who pulled.",
        "Still, when the wind is in the north,",
        "a bell under the black water answers,",
    ),
    level=0.62,
    language="en",
    feeling="grief 0.4 (words -0.5, voice -0.2)",
    line_number=8,
    line_count=31,
    line_text="and the boats come home without a word",
    next_line_text="to harbours that have learned to do without",
    line_progress=0.6,
    line_by="voice",
    emotion=0.3,
    gate_db=-52.0,
    cue_number=5,
    cue_name="storm",
    next_cue_name="the drowned bell",
    cue_count=7,
    brightness=0.85,
    drift_hz=0.05,
    carry=0.12,
    seed=41,
    new_hz=26.4,
    presented_hz=59.8,
    late_share=0.003,
    worst_gap_ms=31.0,
    cue_to_light=Latency(48, 71.0, 118.0, 140.0, 66.0),
    word_to_light=Latency(112, 820.0, 1240.0, 1610.0, 790.0),
    engine="painting: house on onnxruntime cpu",
    ears="listening: script mode, USB Audio CODEC",
    ears_restarts=1,
    screen="EPSON EB-L200 1920x1080 60 Hz",
    rejected_packets=3,
    guard_holds=2,
    notes=("ears was killed by signal 9 after 312.4 s; starting it again",),
)


def fake_picture(at_s: float, side: int = 256) -> NDArray[np.uint8]:
    """Waves under a low moon, (side, side, 3) uint8: something that moves."""
    y, x = np.mgrid[0 : 1 : side * 1j, 0 : 1 : side * 1j].astype(np.float32)
    swell = 0.5 + 0.5 * np.sin(40 * y**2 + 6 * np.sin(3 * x + at_s) + 2 * at_s)
    sea = np.clip((y - 0.45) * 3, 0, 1)
    moon = np.exp(-(((x - 0.66) ** 2 + (y - 0.27) ** 2) * 160))
    path = np.exp(-((x - 0.66) ** 2) * 60) * swell * sea
    red = 14 + 70 * (1 - y) * (1 - sea) + 210 * moon + 150 * path
    green = 20 + 40 * (1 - y) + 190 * moon + 130 * path + 20 * swell * sea
    blue = 44 + 60 * (1 - y) + 150 * moon + 90 * path + 60 * swell * sea
    return np.clip(np.stack((red, green, blue), -1), 0, 255).astype(np.uint8)


class FakeStage:
    """The two slots that the desk reads, and an OSC door; `step` is one turn of a stage's loop."""

    def __init__(self, folder: Path, port: int = 0) -> None:
        self.status = Slot.create(folder / "status", 1 << 16)
        self.picture = Slot.create(folder / "picture", 1 << 21)
        self.inbox = Inbox(port=port, zero_s=time.monotonic())
        self.report = FAKE_REPORT
        self.events: list[Event] = []
        self._number = 0

    def step(self, at_s: float) -> None:
        """Take the events, publish report and picture."""
        for event in self.inbox.drain():
            self.events.append(event)
            self.report = answer(self.report, event)
        self.report = replace(self.report, now_s=FAKE_REPORT.now_s + at_s, rejected_packets=self.inbox.rejected)
        image = fake_picture(at_s) if not self.report.blackout else np.zeros((256, 256, 3), np.uint8)
        self._number += 1
        head = {"number": self._number, "height": image.shape[0], "width": image.shape[1]}
        self.picture.write(msgspec.json.encode(head), image.reshape(-1).data)
        self.status.write(pack(self.report))

    def close(self) -> None:
        """Free the port; the slots' files stay."""
        self.inbox.close()
        self.status.close()
        self.picture.close()


def answer(report: StageReport, event: Event) -> StageReport:
    """What the report says after an event; a fake's idea of a conductor."""
    changes: dict[str, object] = {}
    match event.address, event.args:
        case ("/blackout" | "/freeze") as way, (bool(on),):
            changes = {way[1:]: on}
        case "/brightness", (float(level), _):
            changes = {"brightness": level}
        case "/drift", (float(rate_hz),):
            changes = {"drift_hz": rate_hz}
        case "/carry", (float(share),):
            changes = {"carry": share}
        case "/prompt", (str(text), _):
            changes = {"prompt": (Why(text, 1.0, "desk"),)}
        case ("/go" | "/back") as way, ():
            number = min(max(report.cue_number + (1 if way == "/go" else -1), 0), len(CUES))
            names = ("", *CUES, "")
            changes = {"cue_number": number, "cue_name": names[number], "next_cue_name": names[number + 1]}
        case "/panic", ():
            resting = (Why("a calm sea at night", 1.0, "resting"),)
            changes = {"prompt": resting, "blackout": False, "freeze": False}
    return replace(report, **changes)


def main(folder: str, port: str) -> None:
    """Run until it is interrupted."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    stage = FakeStage(Path(folder), int(port))
    began_s = time.monotonic()
    while True:
        stage.step(time.monotonic() - began_s)
        time.sleep(1 / 15)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
