"""Runs a whole show in processes of its own, as a user would, and brings home its trace."""

from __future__ import annotations

import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from live.show import Show, ShowError, load_show
from live.trace import Log, load_trace

WARM_UP_S = 6.0
"""From start until the first painted frames have settled; left out of every figure."""


def free_port() -> int:
    """A UDP port that nobody has right now."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def play_traced(
    place: Path, seconds: float, backend: tuple[str, ...], act: Callable[[int, Show], None] | None = None
) -> Log:
    """Play `place` for warm-up plus `seconds` with its window where there is a display; `act` gets the OSC port.

    Raises ShowError where the show does not run to its end.
    """
    show = load_show(place)
    port = free_port()
    with tempfile.TemporaryDirectory() as scratch:
        trace, venue = Path(scratch) / "trace.json", Path(scratch) / "venue.toml"
        venue.write_text(f"[osc]\nport = {port}\n[desk]\non = false\n", "utf-8")
        command = [sys.executable, "-m", "live", "play", str(place), "--venue", str(venue)]
        command += ["--seconds", str(WARM_UP_S + seconds), "--trace", str(trace), "--backend", *backend]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        try:
            time.sleep(WARM_UP_S)
            if act is not None:
                act(port, show)
            process.wait(seconds + 60.0)
        finally:
            process.kill()
            process.wait()
        if not trace.is_file():
            raise ShowError(f"{place}: the show ended with status {process.returncode}; play it to see why")
        return load_trace(trace)
