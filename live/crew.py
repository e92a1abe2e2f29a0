"""The crew: the stage's child processes; started, watched, and started anew when they die or go silent."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

BAD_SETUP = 2
"""Exit status of a child that can't have what it was asked for: starting it again soon would not help."""

_BACKOFF_S = (0.0, 0.25, 0.5, 1.0, 2.0, 5.0)
_BAD_SETUP_BACKOFF_S = 30.0
_DYING_S = 2.0
_HEALTHY_AFTER_S = 20.0
"""A child that lived so long starts again at the first back-off."""


@dataclass(frozen=True, slots=True)
class Job:
    """One child: `python -m module arguments...`; silent for longer than `silence_s` means hung (0: not watched)."""

    name: str
    module: str
    arguments: tuple[str, ...] = ()
    silence_s: float = 0.0
    start_silence_s: float = 60.0
    """Silence allowed until its first sign of life: loading a model takes its time."""


class Member:
    """One child and its fate."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.restarts = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._started_s = 0.0
        self._again_s = 0.0
        self._failures = 0
        self._alive_s: float | None = None
        self._ended_by_us_s: float | None = None

    @property
    def pid(self) -> int:
        """Its process id, 0 while it is down."""
        return self._process.pid if self._process else 0

    def alive(self, at_s: float) -> None:
        """Note a sign of life."""
        if at_s >= self._started_s:
            self._alive_s = at_s

    def tend(self, now_s: float) -> str | None:
        """Start it, or see to it; gives a line for people when something happened to it."""
        if self._process is None:
            if now_s >= self._again_s:
                self._start(now_s)
            return None
        status = self._process.poll()
        if status is not None:
            return self._ended(status if self._ended_by_us_s is None else None, now_s)
        if self._ended_by_us_s is not None:
            # a process stuck in a driver can't be killed; the picture does not wait for it
            return self._ended(None, now_s) if now_s - self._ended_by_us_s > _DYING_S else None
        if self._hung(now_s):
            self._process.kill()
            self._ended_by_us_s = now_s
        return None

    def stop(self) -> None:
        """End it for good: first by closing its lifeline, then by force."""
        if self._process is None:
            return
        if self._process.stdin:
            self._process.stdin.close()
        try:
            self._process.wait(0.5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(_DYING_S)
        self._process = None

    def _start(self, now_s: float) -> None:
        command = [sys.executable, "-m", self.job.module, *self.job.arguments]
        # a group of its own: a terminal's ctrl-c is the stage's to answer, not the children's
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, process_group=0)
        self._started_s = now_s
        self._alive_s = None
        self._ended_by_us_s = None

    def _hung(self, now_s: float) -> bool:
        if not self.job.silence_s:
            return False
        if self._alive_s is None:
            return now_s - self._started_s > self.job.start_silence_s
        return now_s - self._alive_s > self.job.silence_s

    def _ended(self, status: int | None, now_s: float) -> str:
        if self._process and self._process.stdin:
            self._process.stdin.close()
        self._process = None
        lived_s = now_s - self._started_s
        self._failures = 0 if lived_s > _HEALTHY_AFTER_S else min(self._failures + 1, len(_BACKOFF_S) - 1)
        self.restarts += 1
        wait_s = _BAD_SETUP_BACKOFF_S if status == BAD_SETUP else _BACKOFF_S[self._failures]
        self._again_s = now_s + wait_s
        again = "starting it again" if wait_s < 0.1 else f"starting it again in {wait_s:g} s"
        return f"{self.job.name} {_fate(status)} after {lived_s:.1f} s; {again}"


class Crew:
    """All children of a stage."""

    def __init__(self, jobs: Sequence[Job]) -> None:
        self.members = {job.name: Member(job) for job in jobs}

    def add(self, job: Job) -> None:
        """One more child, started when everyone is next seen to."""
        self.members[job.name] = Member(job)

    def tend(self, now_s: float) -> list[str]:
        """See to everyone; gives lines for people."""
        return [line for member in self.members.values() if (line := member.tend(now_s))]

    def stop(self) -> None:
        """End everyone."""
        for member in self.members.values():
            member.stop()


def _fate(status: int | None) -> str:
    if status is None:
        return "hung and was ended"
    if status < 0:
        return f"was killed by signal {-status}"
    return f"exited with status {status}"
