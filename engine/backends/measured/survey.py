"""Has the candidates tried in a process of its own, since a runtime may end the process it fails in."""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO

import msgspec

from engine.backends.measured.judge import PLAIN, Trial
from engine.errors import BackendError
from engine.model.find import Model

CHILD = "engine.bench.backends"
"""The module that is run."""

AT, TRIALS, WORDS = "at", "trials.json", "words"
"""Files that it leaves: the candidate that it is at, what it found in the end, and what was said on its way."""

MOST_S = 30.0
"""How long a process may take for each candidate; what it is at after that hangs."""


class Survey:
    """Trials of a model's backends; can be stopped from another thread."""

    def __init__(self, model: Model, threads: int) -> None:
        self._model = model
        self._threads = threads
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = False

    def run(self, candidates: Sequence[str]) -> tuple[Trial, ...]:
        """What was found of each; one that ended the process is left out of the next try. Raises BackendError.

        `candidates`: plain first.
        """
        left, lost = list(candidates), list[Trial]()
        while True:
            trials, at, ended = self._try(left)
            if trials is not None:
                return (*trials, *lost)
            if self._stopped or at in ("", PLAIN) or at not in left:
                raise BackendError(f"backends could not be compared: {ended}")
            lost.append(Trial(at, trouble=ended))
            left.remove(at)

    def stop(self) -> None:
        """End the process, if there is one."""
        self._stopped = True
        if self._process is not None:
            self._process.kill()

    def _try(self, candidates: Sequence[str]) -> tuple[list[Trial] | None, str, str]:
        """(trials, or none where the process failed; the candidate it was at; how it ended)."""
        with tempfile.TemporaryDirectory(prefix="rhapsode-choice-") as name:
            folder = Path(name)
            with (folder / WORDS).open("wb") as words:
                ended = self._wait(self._command(folder, candidates), words, MOST_S * len(candidates))
            try:
                return msgspec.json.decode((folder / TRIALS).read_bytes(), type=list[Trial]), "", ended
            except (OSError, msgspec.DecodeError):
                said = (folder / WORDS).read_text(errors="replace").strip().splitlines()
                at = (folder / AT).read_text() if (folder / AT).is_file() else ""
                return None, at, f"{ended}: {said[-1]}" if said else ended

    def _command(self, folder: Path, candidates: Sequence[str]) -> list[str]:
        height, width = self._model.card.latent.pixels
        place = ("--model", str(self._model.folder.absolute()), "--size", f"{width}x{height}")
        return [
            sys.executable,
            "-m",
            CHILD,
            *place,
            "--threads",
            str(self._threads),
            "--into",
            str(folder),
            *candidates,
        ]

    def _wait(self, command: list[str], words: IO[bytes], most_s: float) -> str:
        """Run it; gives how it ended, for people. Its end of the pipe tells it when this process is gone."""
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=words) as process:
            self._process = process
            if self._stopped:
                process.kill()
            try:
                status = process.wait(most_s)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                return f"took longer than {most_s:g} s"
            finally:
                self._process = None
        return _fate(status)


def _fate(status: int) -> str:
    if status >= 0:
        return f"ended with status {status}"
    try:
        return f"crashed ({signal.Signals(-status).name})"
    except ValueError:
        return f"crashed (signal {-status})"
