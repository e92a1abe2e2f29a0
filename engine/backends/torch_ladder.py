"""The ladder: compiles in the background what is being painted with, and hands over what proves equal.

Painting goes on meanwhile. The compiler's tracing is Python, so while it works the interpreter's lock changes hands ten
times as often as usual, and its garbage is not looked through; code for the GPU is generated in processes of its own.
"""

from __future__ import annotations

import atexit
import ctypes
import gc
import queue
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

import torch

from engine.backends.torch_desk import Desk, Plan, Size
from engine.backends.torch_graph import Graphs
from engine.backends.torch_runner import Runner, Steps, Work
from engine.backends.torch_sample import Sample, difference

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

_SWITCH_S = 0.0005
"""How long a thread keeps the interpreter's lock while there is compiling; Python's own is 0.005."""


_NEVER = 1 << 30
"""Collections of young objects until there is one of all."""


@dataclass(frozen=True, slots=True)
class Job:
    """A size of run to be made faster."""

    size: Size
    latest: Callable[[], Sample]
    """What was painted last with it."""
    used: Callable[[], tuple[Work, ...]]
    """What its runner was used for."""
    done: Callable[[Runner | None, str], None]
    """Called with the better runner, or None and why there is none."""


class Ladder:
    """One thread that takes jobs, for one net on one device."""

    def __init__(self, plain: Steps, better: Steps, plan: Plan, dtype: torch.dtype) -> None:
        """`better`: what is to replace the plain steps; compiled when they are first called."""
        self._plain = plain
        self._better = better
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
            with _gently(), self._being_busy():
                try:
                    runner = self._compiled(job)
                except Exception as error:  # compilers fail in all kinds of ways, and painting must go on
                    job.done(None, f"not compiled: {_reason(error)}")
                else:
                    job.done(*runner)

    @contextmanager
    def _being_busy(self) -> Iterator[None]:
        self.busy = True
        try:
            yield
        finally:
            self.busy = False

    def _compiled(self, job: Job) -> tuple[Runner | None, str]:
        with torch.no_grad(), self._beside():
            cuda = self._plan.device.type == "cuda"
            graphs = Graphs(self._plan.device) if cuda else None
            stage = "compiled + CUDA graph" if cuda else "compiled"
            runner = Runner(self._better, Desk(self._plan, job.size), graphs, stage)
            plain = Runner(self._plain, Desk(self._plan, job.size), None, "torch eager")
            for _ in range(_TRIES):
                found = difference(runner, plain, job.latest())
                if found <= self._bound:
                    break
            else:
                return None, f"compiled, but not used: it differs by {found:.2g}, allowed is {self._bound:.2g}"
            for work in job.used():
                runner.prepare(work)
            if cuda:
                torch.cuda.current_stream().synchronize()  # what is left to do here must not run into painting
            return runner, ""

    def _beside(self) -> Any:
        """A stream of our own, so that what is tried here does not queue up before a frame."""
        if self._plan.device.type != "cuda":
            return nullcontext()
        return torch.cuda.stream(_CUDA.Stream(self._plan.device))


@contextmanager
def _gently() -> Iterator[None]:
    """Keep the interpreter's lock and its collector of garbage from halting other threads.

    A full collection over a compiler's objects was seen to take 0.7 s. So there is none while one works, and what it
    leaves behind is never looked through.
    """
    usual_s, usual = sys.getswitchinterval(), gc.get_threshold()
    sys.setswitchinterval(_SWITCH_S)
    gc.freeze()
    gc.set_threshold(*usual[:2], _NEVER)
    try:
        yield
    finally:
        gc.freeze()
        gc.set_threshold(*usual)
        sys.setswitchinterval(usual_s)


def _reason(error: Exception) -> str:
    """What went wrong within the compiler, in one line."""
    inner = getattr(error, "inner_exception", error)
    return f"{type(inner).__name__}: {(str(inner).strip().splitlines() or [''])[0]}"
