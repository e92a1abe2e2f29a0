"""A graph that is ready to run: on the host, or bound to buffers on a device."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from engine.backends.faults import named
from engine.errors import BackendError

Arrays = Mapping[str, NDArray[Any]]
Shape = tuple[int | str | None, ...]
"""Lengths of an array's axes; a free one is its name, or None."""

_NUMPY: dict[str, type[Any]] = {
    "tensor(float)": np.float32,
    "tensor(float16)": np.float16,
    "tensor(uint8)": np.uint8,
    "tensor(int64)": np.int64,
    "tensor(bool)": np.bool_,
}
_OF_A_PROMPT = {"context", "tokens", "pooled"}
"""Inputs that are drawn from a Context: such an array never changes, so the same one isn't sent twice in a row."""


class Graph(Protocol):
    """A graph on some runtime, ready to run."""

    name: str
    """What runs it, for people."""
    notes: tuple[str, ...]
    shapes: dict[str, Shape]
    """Of its inputs, by name."""
    outputs: tuple[str, ...]

    def run(self, outputs: Sequence[str], feeds: Arrays) -> list[NDArray[Any]]:
        """The named outputs; raises BackendError or BackendFault."""


class HostGraph:
    """A session whose inputs and outputs lie in the host's memory."""

    def __init__(self, session: Any, name: str, notes: tuple[str, ...] = ()) -> None:
        self.name = name
        self.notes = notes
        self.shapes: dict[str, Shape] = {entry.name: tuple(entry.shape) for entry in session.get_inputs()}
        self.outputs: tuple[str, ...] = tuple(entry.name for entry in session.get_outputs())
        self.session = session

    def run(self, outputs: Sequence[str], feeds: Arrays) -> list[NDArray[Any]]:
        """The named outputs; raises BackendError or BackendFault."""
        try:
            results: list[NDArray[Any]] = self.session.run(list(outputs), dict(feeds))
        except Exception as error:  # onnxruntime raises classes of its own, one a cause
            raise named(self.name, error) from None
        return results


class BoundGraph:
    """A session with all inputs and outputs in buffers of its own on the device, at addresses that never change.

    So a CUDA graph that was captured once can be replayed: ONNX Runtime captures in the first runs and replays from
    then on. Shapes are the graph's own and fixed. To be used from one thread.
    """

    def __init__(self, session: Any, name: str, notes: tuple[str, ...] = (), device: str = "cuda") -> None:
        self.name = name
        self.notes = notes
        self.shapes: dict[str, Shape] = {entry.name: tuple(entry.shape) for entry in session.get_inputs()}
        self.outputs: tuple[str, ...] = tuple(entry.name for entry in session.get_outputs())
        self.session = session
        self._sent: dict[str, Any] = {}
        try:
            self._binding = session.io_binding()
            self._in = {entry.name: self._buffer(entry, device) for entry in session.get_inputs()}
            self._out = {entry.name: self._buffer(entry, device) for entry in session.get_outputs()}
            for entry, value in self._in.items():
                self._binding.bind_ortvalue_input(entry, value)
            for entry, value in self._out.items():
                self._binding.bind_ortvalue_output(entry, value)
        except BackendError:
            raise
        except Exception as error:  # onnxruntime raises classes of its own, one a cause
            raise named(name, error) from None

    def run(self, outputs: Sequence[str], feeds: Mapping[str, Any]) -> list[NDArray[Any]]:
        """The named outputs, copied to the host, for feeds as `run_there` takes them; raises BackendError or
        BackendFault.
        """
        values = self.run_there(feeds)
        try:
            return [values[name].numpy().copy() for name in outputs]
        except Exception as error:  # onnxruntime raises classes of its own, one a cause
            raise named(self.name, error) from None

    def run_there(self, feeds: Mapping[str, Any]) -> dict[str, Any]:
        """All outputs as OrtValues that stay on the device and are overwritten by the next run.

        Fed are arrays, or OrtValues that lie on the device already (engine/backends/onnx/dlpack.py).
        """
        if feeds.keys() != self._in.keys():
            raise BackendError(f"{self.name}: fed {', '.join(feeds)} of {', '.join(self._in)}")
        try:
            for name, value in feeds.items():
                if name in _OF_A_PROMPT and self._sent.get(name) is value:
                    continue
                array = isinstance(value, np.ndarray)
                self._in[name].update_inplace(np.ascontiguousarray(value) if array else value)
                self._sent[name] = value
            self.session.run_with_iobinding(self._binding)
            return self._out
        except Exception as error:  # onnxruntime raises classes of its own, one a cause
            raise named(self.name, error) from None

    def _buffer(self, entry: Any, device: str) -> Any:
        if not all(isinstance(side, int) for side in entry.shape):
            raise BackendError(
                f"{self.name}: {entry.name} has free dimensions {entry.shape}; a device needs them fixed"
            )
        import onnxruntime

        # of no session's own, so that another session may be fed with it
        return onnxruntime.OrtValue.ortvalue_from_shape_and_type(entry.shape, _NUMPY[entry.type], device)


def finite(graph: Graph, results: list[NDArray[Any]]) -> list[NDArray[Any]]:
    """The results; BackendError where the first of them holds NaN or infinity."""
    if not np.isfinite(results[0]).all():
        raise BackendError(f"{graph.name}: the prediction holds NaN or infinity; check the model's files")
    return results
