"""Runs the same ONNX files on OpenVINO, for CPUs: in bf16 where the processor multiplies it natively.

The package is used directly: its plugin for ONNX Runtime takes Intel's processors only, and the build of ONNX Runtime
that holds it replaces the usual one.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from engine.backends.faults import named
from engine.backends.onnx.graph import Arrays, Shape
from engine.backends.onnx.providers import PROVIDERS, Setting
from engine.backends.onnx.session import cores
from engine.errors import BackendError

_TELEMETRY = "openvino_telemetry"
_KINDS = {"fp32": "f32", "bf16": "bf16"}


class OpenVinoGraph:
    """A model compiled for the CPU, with one request that is used again and again."""

    def __init__(self, compiled: Any, name: str) -> None:
        self.name = name
        self.notes: tuple[str, ...] = ()
        # a port has one name or several, and any_name is any of them
        self._in = {name: place for place, port in enumerate(compiled.inputs) for name in port.names}
        self.shapes: dict[str, Shape] = {name: _shape(port) for port in compiled.inputs for name in port.names}
        self.outputs: tuple[str, ...] = tuple(port.any_name for port in compiled.outputs)
        self._request = compiled.create_infer_request()
        self._out = {name: place for place, port in enumerate(compiled.outputs) for name in port.names}

    def run(self, outputs: Sequence[str], feeds: Arrays) -> list[NDArray[Any]]:
        """The named outputs; raises BackendError."""
        given = {self._in[name]: array for name, array in feeds.items()}
        if len(given) < len(set(self._in.values())):
            raise BackendError(f"{self.name}: fed {', '.join(feeds)} of {', '.join(sorted(self.shapes))}")
        try:
            self._request.infer(given, share_inputs=True)
            return [self._request.get_output_tensor(self._out[name]).data.copy() for name in outputs]
        except Exception as error:  # openvino raises plain RuntimeError and TypeError
            raise named(self.name, error) from None


def open_openvino(graph: Path | bytes, backend: str, setting: Setting) -> OpenVinoGraph:
    """A graph on OpenVINO's CPU runtime, 'openvino' or 'openvino:TYPE'; raises BackendError."""
    place = f"backend {backend!r}"
    try:
        openvino = library()
    except ImportError as error:
        raise BackendError(f"{place}: {error}; {PROVIDERS['openvino'].install}") from None
    threads = setting.threads or cores()
    try:
        core = openvino.Core()
        kind = backend.partition(":")[2] or _usual(core)
        model = core.read_model(graph if isinstance(graph, bytes) else str(graph))
        config = {
            "INFERENCE_PRECISION_HINT": _KINDS[kind],
            "PERFORMANCE_HINT": "LATENCY",
            "INFERENCE_NUM_THREADS": threads,
            "ENABLE_CPU_PINNING": False,
            # else what goes into a matrix that is stored in int8 is rounded to int8 too, whatever the hint says
            "DYNAMIC_QUANTIZATION_GROUP_SIZE": "0",
        }
        compiled = core.compile_model(model, "CPU", config)
    except Exception as error:  # openvino raises plain RuntimeError
        raise named(f"{place}: {graph if isinstance(graph, Path) else 'graph'}", error) from None
    version = openvino.__version__.split("-")[0]
    return OpenVinoGraph(compiled, f"openvino {version}, {kind} on {threads} CPU threads")


def library() -> Any:
    """The package, kept from telling its maker that it was imported, which it does unless its telemetry is missing.

    `openvino/tools/ovc/telemetry_utils.py` takes a stub of its own where openvino_telemetry can't be imported. Raises
    ImportError.
    """
    sys.modules.setdefault(_TELEMETRY, None)  # type: ignore[arg-type]  # the import system's own mark for "not to be had"
    return importlib.import_module("openvino")


def _usual(core: Any) -> str:
    """bf16 where the processor has instructions for it, else fp32."""
    return "bf16" if "BF16" in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES") else "fp32"


def _shape(port: Any) -> Shape:
    return tuple(None if side.is_dynamic else side.get_length() for side in port.partial_shape)
