"""The ladder: compiles in the background what is being painted with, and hands over what proves equal.

Painting goes on meanwhile. The compiler's tracing is Python, so while it works the interpreter's lock changes hands ten
times as often as usual, and its garbage is not looked through; code for the GPU is generated in processes of its own.
"""

from __future__ import annotations

import atexit
import ctypes
import math
import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

import torch

from engine.backends.torch.compile import Rung, compiled
from engine.backends.torch.desk import Desk, Plan, Size
from engine.backends.torch.gently import gently
from engine.backends.torch.graph import Graphs
from engine.backends.torch.rows import time_cuda
from engine.backends.torch.runner import Runner, Steps, Work
from engine.backends.torch.sample import Sample, difference, lay

_CUDA: Any = torch.cuda
"""Its streams and events are untyped."""

BOUNDS: dict[torch.dtype, float] = {torch.float32: 1e-3, torch.float16: 3e-2, torch.bfloat16: 8e-2}
"""How far compiled work may lie from plain work, by the type it is done in (`torch_sample.difference`).

Both round, at different places; the bounds are some times the rounding that a UNet gathers in that type.
"""

_TRIES = 3
"""Weights may change (LoRAs) while two results are compared; then they are compared again."""

_STOP_S = 10.0
"""How long to wait for a compiler that was told to stop."""


@dataclass(frozen=True, slots=True)
class Job:
    """A size of run to be made faster."""

    size: Size
    latest: Callable[[], Sample]
    """What was painted last with it."""
    used: Callable[[], tuple[Work, ...]]
    """What its runner was used for."""
    better: Callable[[Runner], None]
    """Called with each better runner."""
    tell: Callable[[str], None]
    """Called at the end with what did not work, for people; empty: nothing."""


class Ladder:
    """One thread that takes jobs, for one net on one device."""

    def __init__(self, plain: Steps, rungs: Sequence[Rung], plan: Plan, dtype: torch.dtype) -> None:
        """`rungs`: ways to compile the plain steps, tried in turn; each that proves equal and faster is handed over."""
        self._plain = plain
        self._rungs = [(rung, compiled(plain, rung)) for rung in rungs]
        self._plan = plan
        self._bound = BOUNDS[dtype]
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self.busy = False
        """Whether there is compiling now."""

    def climb(self, job: Job) -> None:
        """Take on a job; returns at once."""
        self._jobs.put(job)
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="compile", daemon=True)
            self._thread.start()
            atexit.register(self.close)

    def close(self) -> None:
        """Stop at once, in the midst of compiling: an interpreter that ends under a compiler aborts."""
        thread, self._thread = self._thread, None
        if thread is None or thread.ident is None:
            return
        atexit.unregister(self.close)
        self._jobs.put(None)
        if self.busy:
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident), ctypes.py_object(SystemExit))
        thread.join(_STOP_S)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            with gently(), self._being_busy():
                job.tell("; ".join(self._climb(job)))

    @contextmanager
    def _being_busy(self) -> Iterator[None]:
        self.busy = True
        try:
            yield
        finally:
            self.busy = False

    def _climb(self, job: Job) -> list[str]:
        """Try every rung; gives what did not work."""
        told = []
        best_s = self._plain_seconds(job)
        for rung, steps in self._rungs:
            try:
                with torch.no_grad(), self._beside():
                    runner = self._runner(job, steps, rung.stage)
                    taken_s = self._seconds(runner, job)
            except Exception as error:  # compilers fail in all kinds of ways, and painting must go on
                told.append(f"not {rung.stage}: {_reason(error)}")
                continue
            if taken_s <= best_s:
                best_s = taken_s
                job.better(runner)
            else:
                told.append(f"{rung.stage}, but not used: {taken_s * 1e3:.2f} ms, before {best_s * 1e3:.2f} ms")
        return told

    def _runner(self, job: Job, steps: Steps, stage: str) -> Runner:
        """A runner that was compiled and proved equal; RuntimeError where it isn't."""
        cuda = self._plan.device.type == "cuda"
        graphs = Graphs(self._plan.device) if cuda else None
        runner = Runner(steps, Desk(self._plan, job.size), graphs, f"{stage} + CUDA graph" if cuda else stage)
        plain = Runner(self._plain, Desk(self._plan, job.size), None, "torch eager")
        found = math.inf
        for _ in range(_TRIES):
            found = difference(runner, plain, job.latest())
            if found <= self._bound:
                break
        else:
            raise RuntimeError(f"its result differs by {found:.2g}, allowed is {self._bound:.2g}")
        for work in job.used():
            runner.prepare(work)
        return runner

    def _plain_seconds(self, job: Job) -> float:
        """How long a run takes that was not compiled, but captured."""
        if self._plan.device.type != "cuda":
            return math.inf
        with torch.no_grad(), self._beside():
            runner = Runner(self._plain, Desk(self._plan, job.size), Graphs(self._plan.device), "CUDA graph")
            lay(runner, job.latest())
            runner.run("words")
            return self._seconds(runner, job)

    def _seconds(self, runner: Runner, job: Job) -> float:
        """How long a run takes; 0 where that can't be told while painting goes on (no events of the device's own)."""
        if self._plan.device.type != "cuda":
            return 0.0
        works: tuple[Work, ...] = ("predict", "decode") if job.size.count > 1 else ("finish",)
        taken_s = time_cuda(runner, works)
        torch.cuda.current_stream().synchronize()  # what is left to do here must not run into painting
        return taken_s

    def _beside(self) -> Any:
        """A stream of our own, so that what is tried here does not queue up before a frame."""
        if self._plan.device.type != "cuda":
            return nullcontext()
        return torch.cuda.stream(_CUDA.Stream(self._plan.device))


def _reason(error: Exception) -> str:
    """What went wrong within the compiler, in one line."""
    inner = getattr(error, "inner_exception", error)
    return f"{type(inner).__name__}: {(str(inner).strip().splitlines() or [''])[0]}"
