"""A show that really plays: its own processes, ports and slots, as a user would start it."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
import pytest

from engine.slot import Slot
from live.bench.runs import Running, free_port
from live.report import StageReport

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Played:
    """A playing show, and the eyes to look at it with."""

    process: subprocess.Popen[str]
    running: Running

    @property
    def port(self) -> int:
        return self.running.port

    def status(self) -> StageReport:
        return self.running.status()

    def picture(self) -> np.ndarray:
        """The picture last shown on the desk: (H, W, 3) uint8."""
        slot = Slot.open(self.running.slots / "picture")
        try:
            snapshot = slot.read()
        finally:
            slot.close()
        assert snapshot is not None
        head = msgspec.json.decode(snapshot.head)
        return np.frombuffer(snapshot.body, np.uint8).reshape(head["height"], head["width"], 3)

    def wait(self, condition: Callable[[StageReport], object], within_s: float = 60.0) -> StageReport:
        """The first status that meets the condition."""
        end = time.monotonic() + within_s
        while not condition(status := self.status()):
            assert self.process.poll() is None, "the show has ended"
            assert time.monotonic() < end, f"it did not come to pass: {status}"
            time.sleep(0.05)
        return status

    def oscsend(self, *message: str) -> None:
        """A real OSC client: liblo's."""
        subprocess.run(["oscsend", "127.0.0.1", str(self.port), *message], check=True)


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Callable[..., Played]]:
    """Starts shows; ends them afterwards and expects each to have ended well."""
    started: list[subprocess.Popen[str]] = []

    def start(show: Path | str, *flags: str, venue: str = "[desk]\non = false\n") -> Played:
        port = free_port()
        room = tmp_path / "venue.toml"
        room.write_text(f"[osc]\nport = {port}\n{venue}")
        plain = () if "--backend" in flags else ("--backend", "cpu")  # nothing is measured beside what a test looks at
        command = [sys.executable, "-m", "live", "play", str(show), "--venue", str(room), *plain, *flags]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        started.append(process)
        assert process.stdout
        slots = next(Path(line.split()[1]) for line in process.stdout if line.startswith("slots"))
        return Played(process, Running(port, slots))

    yield start
    for process in started:
        process.terminate()
        process.communicate(timeout=20)
