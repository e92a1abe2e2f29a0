"""Bench recover: kill -9 of engine and ears in mid-show; how the picture takes it, how soon they are back."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from live.bench import Figures
from live.bench.runs import WARM_UP_S, Running, play_traced
from live.bench.stage import regularity

_BACK_WITHIN_S = 30.0


def measure(place: Path, seconds: float, backend: tuple[str, ...]) -> Figures:
    """Each child is killed once, a third of the time apart; `*_back_s` is until it says that it works again."""
    back: Figures = {}

    def act(running: Running) -> None:
        for name in ("engine", "ears"):
            back[f"{name}_back_s"] = _kill(running, name)
            time.sleep(seconds / 3)

    log = play_traced(place, seconds + 2 * _BACK_WITHIN_S, backend, act)
    pictures = regularity(log, WARM_UP_S)
    del pictures["new_hz"]  # a new engine counts its frames anew
    return back | pictures


def _kill(running: Running, name: str) -> float:
    """Seconds from kill -9 until another process of that name works; -1 where the show has none."""
    pid = getattr(running.status(), f"{name}_pid")
    if not pid:
        return -1.0
    os.kill(pid, signal.SIGKILL)
    begin = time.monotonic()
    while time.monotonic() - begin < _BACK_WITHIN_S:
        status = running.status()
        works = getattr(status, name).startswith("painting" if name == "engine" else ("hearing", "listening"))
        if works and getattr(status, f"{name}_pid") not in (0, pid):
            return time.monotonic() - begin
        time.sleep(0.05)
    raise RuntimeError(f"{name} did not come back within {_BACK_WITHIN_S:g} s of kill -9")
