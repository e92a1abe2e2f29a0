"""Runs a whole show in processes of its own, as a user would, and brings home its trace."""

from __future__ import annotations

import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from engine.slot import Slot
from live.report import StageReport, unpack
from live.show import ShowError
from live.show_file import load_show
from live.trace import Log, load_trace

WARM_UP_S = 6.0
"""From start until the first painted frames have settled; left out of every figure."""


def free_port() -> int:
    """A UDP port that nobody has right now."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True, slots=True)
class Running:
    """A show that is playing: where to send to, and where its slots are."""

    port: int
    slots: Path

    def status(self) -> StageReport:
        """What the stage says of itself right now."""
        slot = Slot.open(self.slots / "status")
        try:
            snapshot = slot.read()
            return unpack(snapshot.head) if snapshot else StageReport()
        finally:
            slot.close()


def play_traced(
    place: Path,
    seconds: float,
    backend: tuple[str, ...],
    act: Callable[[Running], None] | None = None,
    room: str = "",
) -> Log:
    """Play `place` for warm-up plus `seconds`, with its window where there is a display.

    `act` runs after the warm-up, and the show ends when it is done; `room` is added to the venue file.

    Raises ShowError where the show does not run to its end.
    """
    load_show(place)  # a broken show is named before anything starts
    port = free_port()
    with tempfile.TemporaryDirectory() as scratch:
        trace, venue = Path(scratch) / "trace.json", Path(scratch) / "venue.toml"
        venue.write_text(f"[osc]\nport = {port}\n[desk]\non = false\n{room}", "utf-8")
        command = [sys.executable, "-m", "live", "play", str(place), "--venue", str(venue)]
        command += ["--seconds", str(WARM_UP_S + seconds), "--trace", str(trace), "--backend", *backend]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            slots = _slots_of(process, place)
            time.sleep(WARM_UP_S)
            if act is not None:
                act(Running(port, slots))
                process.terminate()
            process.communicate(timeout=seconds + 60.0)
        finally:
            process.kill()
            process.wait()
        if not trace.is_file():
            raise ShowError(f"{place}: the show ended with status {process.returncode}; play it to see why")
        return load_trace(trace)


def _slots_of(process: subprocess.Popen[str], place: Path) -> Path:
    """The folder that the stage names when it is up."""
    assert process.stdout
    for line in process.stdout:
        word, _, rest = line.partition(" ")
        if word == "slots":
            return Path(rest.strip())
    raise ShowError(f"{place}: the show ended before it began, status {process.wait()}; play it to see why")
