"""How many pictures are worth predicting at once: measured on the device, since no table knows every one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch

from engine.backends.torch.runner import Runner, Work

_CUDA: Any = torch.cuda
"""Its streams and events are untyped."""

TRIED = (1, 2, 4)
"""Pictures at once; more make each too old when it is seen."""

_GAIN = 1.1
"""More pictures at once must give so many times the pictures a second, since each of them is seen later."""

_RUNS = 12


def best(seconds: Mapping[int, float]) -> int:
    """The number of pictures at once that pays, from the seconds that a run of each number takes; 1 is among them."""
    chosen = 1
    for count in sorted(seconds):
        if count / seconds[count] >= _GAIN * chosen / seconds[chosen]:
            chosen = count
    return chosen


def time_cuda(runner: Runner, works: Sequence[Work]) -> float:
    """Seconds that some work takes on the current CUDA device and stream, by its own events: the best of several runs,
    since others may be at work there too. Not run: no GPU was at hand.
    """
    found: list[float] = []
    for _ in range(_RUNS):
        begin = _CUDA.Event(enable_timing=True)
        end = _CUDA.Event(enable_timing=True)
        begin.record()
        for work in works:
            runner.run(work)
        end.record()
        end.synchronize()
        found.append(begin.elapsed_time(end) / 1e3)
    return min(found)
