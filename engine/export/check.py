"""Whether an exported graph gives on the CPU what the module gave on torch."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray

from engine.errors import ModelError
from engine.export.graphs import Graph
from engine.export.options import FP16, FP32, INT8
from engine.export.spell import spell_out

Array = NDArray[np.float32]

BOUNDS: dict[str, float] = {FP32: 1e-4, FP16: 2e-2, INT8: 1e-1}
"""Largest difference from torch in float32, over the largest number that torch gave."""


@torch.inference_mode()
def expected(graph: Graph) -> tuple[Array, ...]:
    """What the module gives for the graph's example inputs."""
    given = graph.module.eval()(*graph.inputs.values())
    results = given if isinstance(given, tuple) else (given,)
    return tuple(np.asarray(result.float().numpy(), np.float32) for result in results)


def compare(path: Path, inputs: dict[str, torch.Tensor], wanted: tuple[Array, ...], dtype: str) -> float:
    """The largest relative difference of the graph's outputs; raises ModelError beyond the type's bound.

    ONNX Runtime's CPU provider runs the graph; nodes which only CUDA has are spelled out for it.
    """
    feeds = {name: tensor.numpy() for name, tensor in inputs.items()}
    found = _run(path, feeds)
    error = max(_difference(*pair) for pair in zip(found, wanted, strict=True))
    if not error <= BOUNDS[dtype]:
        raise ModelError(
            f"{path}: differs from torch by {error:.1e} of its largest number, {BOUNDS[dtype]:.0e} is allowed in "
            f"{dtype}; export with --dtype fp32, and report it with the model's name"
        )
    return error


def _difference(ours: NDArray[np.generic], theirs: Array) -> float:
    """The largest difference over the largest number; of pictures, beyond the one level that rounding may give."""
    free = 1.0 if ours.dtype == np.uint8 else 0.0
    away = float(np.abs(np.asarray(ours, np.float32) - theirs).max())
    return max(away - free, 0.0) / max(float(np.abs(theirs).max()), 1e-6) if np.isfinite(away) else float("inf")


def _run(path: Path, feeds: dict[str, NDArray[np.generic]]) -> list[NDArray[np.generic]]:
    import onnxruntime

    model = onnx.load(str(path), load_external_data=False)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    spelled = path.with_suffix(".spelled.onnx")  # its weights lie in that folder
    try:
        spelled.write_bytes(spell_out(model).SerializeToString())
        session = onnxruntime.InferenceSession(str(spelled), options, providers=["CPUExecutionProvider"])
        results: list[NDArray[np.generic]] = session.run(None, feeds)
    finally:
        spelled.unlink(missing_ok=True)
    return results
