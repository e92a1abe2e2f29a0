"""The work in an ONNX graph: its convolutions and matrix products, counted from the shapes of one run of it.

ONNX Runtime's profiler notes the shapes that every node was given, so graphs of any size and with any branch are
counted as they ran. Its optimisations are switched off for that run; fused nodes that a file holds are known.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Mapping
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.bench.floor import Work

Shape = tuple[int, ...]
_Count = Callable[[list[Shape], Shape], float]


def _conv(inputs: list[Shape], output: Shape, weight: int = 1) -> float:
    return 2.0 * prod(output) * prod(inputs[weight][1:])


def _attention(inputs: list[Shape], _: Shape) -> float:
    """Query (B, S, N * D) or (B, N, S, D), key likewise: two products of B x S x L x (N * D)."""
    query, key = inputs[:2]
    length = key[-2]
    return 4.0 * prod(query) * length


_COUNTS: dict[str, _Count] = {
    "Conv": _conv,
    "FusedConv": _conv,
    "QLinearConv": lambda inputs, output: _conv(inputs, output, weight=3),
    "NhwcConv": _conv,
    "ConvTranspose": lambda inputs, output: 2.0 * prod(inputs[0]) * prod(inputs[1][1:]),
    "MatMul": lambda inputs, output: 2.0 * prod(output) * inputs[0][-1],
    "FusedMatMul": lambda inputs, output: 2.0 * prod(output) * inputs[0][-1],
    "MatMulInteger": lambda inputs, output: 2.0 * prod(output) * inputs[0][-1],
    "Gemm": lambda inputs, output: 2.0 * prod(output) * prod(inputs[0]) / output[0],
    "Attention": _attention,
    "MultiHeadAttention": _attention,
}
"""FLOPs of a node, by kind, from its inputs' and its first output's shapes. Everything else is next to nothing."""


def count_onnx(path: Path, feeds: Mapping[str, NDArray[Any]]) -> Work:
    """The work of one run with these inputs on the CPU; weights are taken to pass through memory once."""
    import onnxruntime

    with tempfile.TemporaryDirectory() as folder:
        options = onnxruntime.SessionOptions()
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
        options.add_session_config_entry("session.disable_prepacking", "1")  # packed weights have no shape to note
        options.enable_profiling = True
        options.profile_file_prefix = str(Path(folder) / "run")
        session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        session.run(None, {name: np.asarray(value) for name, value in feeds.items()})
        events = json.loads(Path(session.end_profiling()).read_text(encoding="utf-8"))
    weights = path.stat().st_size + sum(extra.stat().st_size for extra in path.parent.glob(f"{path.name}.data*"))
    return Work(sum(map(_flops, events)), float(weights))


def _flops(event: dict[str, Any]) -> float:
    """Of one noted event; only the runs of nodes that multiply count."""
    args = event.get("args", {})
    count = _COUNTS.get(args.get("op_name", ""))
    if count is None or not event["name"].endswith("_kernel_time"):
        return 0.0
    shapes = {side: [_shape(each) for each in args[f"{side}_type_shape"]] for side in ("input", "output")}
    return count(shapes["input"], shapes["output"][0])


def _shape(noted: dict[str, list[int]]) -> Shape:
    """Of the profiler's {"float": [1, 16, 16, 16]}."""
    return tuple(next(iter(noted.values())))
