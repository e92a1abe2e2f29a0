"""CUDA graphs: work recorded once and replayed as a whole, without a launch for each of its hundreds of kernels."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import torch

_CUDA: Any = torch.cuda
"""Its streams and events are untyped."""

_WARM_UPS = 3
"""Runs before a capture, in which libraries choose their kernels and take their workspaces."""

_ONE_AT_A_TIME = threading.Lock()
"""Of captures in this process, as torch.cuda.graph wants it."""


_KEPT: list[Any] = []
"""Graphs whose capture failed: letting go of them aborts some releases of torch (pytorch/pytorch#180395)."""


class Graphs:
    """Captures on one device, all from one private memory pool.

    They may share it because each writes what it gives to buffers outside the pool and no two are replayed at once.
    Not run: no GPU was at hand.
    """

    def __init__(self, device: torch.device) -> None:
        self._device = device
        self._pool: Any = torch.cuda.graph_pool_handle()
        self._stream = _CUDA.Stream(device)

    failed = ""
    """Why a capture failed in this process: some releases of torch bear no other one after that."""

    def capture(self, work: Callable[[], None]) -> Callable[[], None]:
        """What replays `work` on the stream that is current then; RuntimeError where it can't be captured.

        `work` reads and writes buffers that stay where they are, and asks the device for nothing.
        """
        with _ONE_AT_A_TIME:
            if Graphs.failed:
                raise RuntimeError(f"a capture failed before: {Graphs.failed}")
            self._stream.wait_stream(torch.cuda.current_stream(self._device))
            with torch.cuda.stream(self._stream):
                for _ in range(_WARM_UPS):
                    work()
            self._stream.synchronize()
            graph: Any = torch.cuda.CUDAGraph()
            # thread_local: a capture in the background must not be spoilt by what the painting thread asks for
            try:
                with torch.cuda.graph(graph, pool=self._pool, stream=self._stream, capture_error_mode="thread_local"):
                    work()
            except RuntimeError as error:
                Graphs.failed = str(error).split("\n", 1)[0]
                _KEPT.append(graph)
                raise
        replay: Callable[[], None] = graph.replay
        return replay
