"""Keeps the sines that tell a UNet the time in float32 where the rest of its graph is reckoned in bf16.

Their arguments reach into the hundreds, where bf16 knows whole numbers only: in bf16 they alone take the house model's
one-step pictures from 53 dB of float32's down to 34.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.backends.onnx.graph import Arrays, Graph
from engine.backends.onnx.house_graph import fed_with, waves_of
from engine.backends.onnx.open import open_graph
from engine.backends.onnx.providers import Setting

_MOST = 64
"""Times whose waves are remembered; a show uses four, and more while it starts from pictures."""


class WithWaves:
    """A graph that takes t, made of one that takes t and its waves."""

    def __init__(self, rest: Graph, waves: Graph, name: str) -> None:
        """`name`: of the waves among the inputs of `rest`."""
        self.name = rest.name
        self.notes = rest.notes
        self.shapes = {each: shape for each, shape in rest.shapes.items() if each != name}
        self.outputs = rest.outputs
        self._rest, self._waves, self._name = rest, waves, name
        self._known: dict[float, NDArray[Any]] = {}

    def run(self, outputs: Sequence[str], feeds: Arrays) -> list[NDArray[Any]]:
        """The named outputs; raises BackendError."""
        return self._rest.run(outputs, {**feeds, self._name: self._of(feeds["t"])})

    def _of(self, t: NDArray[Any]) -> NDArray[Any]:
        time = float(t[0])
        if time not in self._known:
            if len(self._known) >= _MOST:
                self._known.clear()
            self._known[time] = self._waves.run([self._name], {"t": t})[0]
        return self._known[time]


def open_with_waves(graph: bytes, backend: str, setting: Setting) -> Graph:
    """A graph on a backend, its time told in float32; just the graph where it is told no time. Raises BackendError."""
    found = waves_of(graph)
    if found is None:
        return open_graph(graph, backend, setting)
    told, name = found
    waves = open_graph(told, "cpu", Setting(threads=1))
    shape = waves.run([name], {"t": np.ones(1, np.float32)})[0].shape
    return WithWaves(open_graph(fed_with(graph, name, shape), backend, setting), waves, name)
