"""Stages: for each size of run the best runner there is so far, swapped when a better one is ready."""

from __future__ import annotations

from functools import partial

from engine.backends.torch.compile import make_ready, note_fault, rungs
from engine.backends.torch.desk import Desk, Plan, Size
from engine.backends.torch.frame import FrameNet
from engine.backends.torch.graph import Graphs
from engine.backends.torch.ladder import Job, Ladder
from engine.backends.torch.runner import Runner, Steps
from engine.backends.torch.sample import Sample


class Stages:
    """Runners of one net, made when they are first asked for."""

    def __init__(self, net: FrameNet, plan: Plan, compiler: str) -> None:
        """`compiler`: of torch.compile, for better runners; empty: there will be none."""
        self._plan = plan
        self._steps = Steps.plain(net)
        self._graphs = Graphs(plan.device) if plan.device.type == "cuda" else None
        self._runners: dict[Size, Runner] = {}
        self._samples: dict[Size, Sample] = {}
        self._state: dict[Size, str] = {}
        self._ladder: Ladder | None = None
        if compiler:
            make_ready()
            self._ladder = Ladder(self._steps, rungs(compiler, plan.device), plan, net.dtype)

    @property
    def notes(self) -> tuple[str, ...]:
        """How the work is run, and what went wrong with running it better."""
        lines = []
        for size, runner in list(self._runners.items()):
            state = self._state.get(size, "")
            lines.append(f"{_words(size)}: {runner.stage}{f'; {state}' if state else ''}")
            if runner.trouble:
                lines.append(runner.trouble)
        return tuple(dict.fromkeys(lines))

    def runner(self, size: Size) -> Runner:
        """The one to use now for runs of that size."""
        if size not in self._runners:
            stage = "CUDA graph" if self._graphs else "torch eager"
            self._runners[size] = Runner(self._steps, Desk(self._plan, size), self._graphs, stage)
        return self._runners[size]

    def forget(self, size: Size) -> None:
        """Let go of a runner and its memory."""
        self._runners.pop(size, None)

    def painted(self, size: Size, sample: Sample) -> None:
        """Tell what was painted with a runner; the first time, work on a better one begins."""
        self._samples[size] = sample
        if self._ladder is not None and size not in self._state:
            self._state[size] = "compiling"
            used = self._runners[size]
            better, tell = partial(self._runners.__setitem__, size), partial(self._state.__setitem__, size)
            # one assignment swaps: the next frame asks for its runner anew, one under way has its own
            self._ladder.climb(Job(size, lambda: self._samples[size], lambda: used.used, better, tell))

    def faulted(self) -> None:
        """Tell that the device failed."""
        if self._ladder is not None and self._ladder.busy:
            note_fault()

    def close(self) -> None:
        """End what goes on in the background."""
        if self._ladder is not None:
            self._ladder.close()


def _words(size: Size) -> str:
    """A size of run, for people."""
    several = "" if size.count == 1 else f"{size.count} at once, "
    return f"{several}{'with' if size.sides > 1 else 'no'} guidance" if size.sides > 1 or several else "painting"
