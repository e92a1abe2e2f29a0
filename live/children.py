"""The stage's children as the stage sees them: started when they are needed, heard, and told of in the report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from engine.sight import sight_capacity
from engine.slot import Slot
from engine.wish import EngineReport, Wish, unpack
from live.crew import Crew, Job
from live.eyes.report import REPORT_BYTES, EyesReport
from live.eyes.report import unpack as unpack_eyes
from live.report import StageReport
from live.setup import Setup, eyes_job, jobs, picture_size

MAX_SIDE = 1024
"""The slots hold pictures of so many pixels squared, or of the show's own size where that is larger."""

_SILENT_FRAMES = 8.0
"""Four steps in place of one take four times as long, and twice as long on a busy machine."""

_HEAD_ROOM = 1 << 14
"""Bytes for what a picture says of itself; the engine's worker needs 4096 of them (engine.worker.frame_capacity)."""


class Children:
    """Engine, ears, eyes and desk. `note` takes lines for people."""

    def __init__(self, slots: dict[str, Slot], crew: Crew, eyes: Job, note: Callable[[str], None]) -> None:
        """`eyes`: the job that is added when a wish first asks for a picture."""
        self._slots = slots
        self._crew = crew
        self._eyes_job = eyes
        self._note = note
        self._engine_sequence = self._eyes_sequence = 0
        self._engine = EngineReport(state="starting")
        self._eyes = EyesReport()

    @classmethod
    def start(
        cls, setup: Setup, slots: dict[str, Slot], door: tuple[int, float], note: Callable[[str], None]
    ) -> Children:
        """The children of a show; `door`: the OSC port, and show time 0 on the monotonic clock."""
        folder = slots["wish"].path.parent
        eyes = eyes_job(picture_size(setup.show), folder, door[1])
        return cls(slots, Crew(jobs(setup, folder, *door)), eyes, note)

    def need(self, wish: Wish) -> None:
        """Start the eyes for the first wish that asks for a picture: most shows never do."""
        if wish.image and "eyes" not in self._crew.members:
            self._crew.add(self._eyes_job)

    def tend(self, now_s: float) -> list[str]:
        """Start and restart them; gives lines for people."""
        return self._crew.tend(now_s)

    def hear(self) -> None:
        """Take what they say of themselves."""
        self._hear_engine()
        self._hear_eyes()

    def stop(self) -> None:
        """End them all."""
        self._crew.stop()

    def told(self, report: StageReport) -> StageReport:
        """The report with what the children say."""
        engine, members = self._engine, self._crew.members
        ears, eyes = members.get("ears"), members.get("eyes")
        seen = self._eyes
        return replace(
            report,
            new_hz=engine.new_hz,
            engine=f"{engine.state}: {engine.model} on {engine.backend}" if engine.backend else engine.state,
            engine_restarts=members["engine"].restarts,
            engine_pid=members["engine"].pid,
            ears_restarts=ears.restarts if ears else 0,
            ears_pid=ears.pid if ears else 0,
            eyes=(f"{seen.state}: {seen.note}" if seen.note else seen.state) if eyes else "",
            eyes_restarts=eyes.restarts if eyes else 0,
            eyes_pid=eyes.pid if eyes else 0,
        )

    def _hear_engine(self) -> None:
        snapshot = self._slots["engine"].read(self._engine_sequence)
        if snapshot is None:
            return
        self._engine_sequence = snapshot.sequence
        engine = unpack(EngineReport, snapshot.head)
        if engine.state == "painting":
            # it says nothing while it paints: a model that takes seconds a frame does not hang
            self._crew.members["engine"].alive(engine.beat_s + _SILENT_FRAMES * engine.frame_ms * 1e-3)
        for note in engine.notes:
            if note not in self._engine.notes:
                self._note(f"engine: {note}")
        self._engine = engine

    def _hear_eyes(self) -> None:
        snapshot = self._slots["eyes"].read(self._eyes_sequence)
        if snapshot is None or "eyes" not in self._crew.members:
            return
        self._eyes_sequence = snapshot.sequence
        eyes = unpack_eyes(snapshot.head)
        self._crew.members["eyes"].alive(eyes.beat_s)
        if eyes.note and eyes.note != self._eyes.note:
            self._note(f"eyes: {eyes.note}")
        self._eyes = eyes


def make_slots(setup: Setup, folder: Path) -> dict[str, Slot]:
    """The slots of a stage, in its private folder."""
    width, height = picture_size(setup.show)
    image = max(MAX_SIDE * MAX_SIDE, width * height) * 3 + _HEAD_ROOM
    sizes = {
        "wish": 1 << 18,
        "engine": 1 << 16,
        "frame": image,
        "picture": image,
        "sight": sight_capacity(width, height),
        "status": 1 << 17,
        "ears": 1 << 10,
        "eyes": REPORT_BYTES,
    }
    return {name: Slot.create(folder / name, size) for name, size in sizes.items()}
