"""Stages: for each size of run the best runner there is so far, swapped when a better one is ready."""

from __future__ import annotations

from engine.backends.torch_desk import Desk, Plan, Size
from engine.backends.torch_frame import FrameNet
from engine.backends.torch_graph import Graphs
from engine.backends.torch_runner import Runner, Steps


class Stages:
    """Runners of one net, made when they are first asked for."""

    def __init__(self, net: FrameNet, plan: Plan) -> None:
        self._plan = plan
        self._steps = Steps.plain(net)
        self._graphs = Graphs(plan.device) if plan.device.type == "cuda" else None
        self._runners: dict[Size, Runner] = {}

    @property
    def notes(self) -> tuple[str, ...]:
        """How the work is run, and what went wrong with running it better."""
        runners = list(self._runners.values())
        stages = {runner.stage for runner in runners}
        troubles = [runner.trouble for runner in runners if runner.trouble]
        return tuple(dict.fromkeys((*sorted(stages), *troubles)))

    def runner(self, size: Size) -> Runner:
        """The one to use now for runs of that size."""
        if size not in self._runners:
            stage = "CUDA graph" if self._graphs else "torch eager"
            self._runners[size] = Runner(self._steps, Desk(self._plan, size), self._graphs, stage)
        return self._runners[size]
