"""ONNX Runtime backend: one graph from latent to uint8 picture, on the CPU, CUDA or TensorRT provider."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from engine.backends.base import Array, BackendError, Follow
from engine.context import Context
from engine.models import Model, ModelError

T = TypeVar("T")

PROVIDERS: dict[str, str] = {
    "cpu": "CPUExecutionProvider",
    "cuda": "CUDAExecutionProvider",
    "tensorrt": "TensorrtExecutionProvider",
}
"""Backends by the name that a command line gives, and ONNX Runtime's name for them."""

GRAPH = "painter.onnx"

_FAR = 1e9
"""No bound, as a number that a graph can reckon with."""


class OnnxBackend:
    """painter.onnx in one session: UNet, and behind an `If` the decoder, so that both share one thread pool."""

    def __init__(self, session: Any, backend: str, notes: tuple[str, ...]) -> None:
        self.name = describe(backend, session.get_session_options().intra_op_num_threads)
        self.notes = notes
        self._session = session

    @classmethod
    def load(cls, model: Model, backends: Sequence[str], threads: int = 0) -> OnnxBackend:
        """The first of `backends` that can be had; BackendError with every reason where none can."""
        return cls(*first_that_works(backends, lambda backend: open_session(model.folder / GRAPH, backend, threads)))

    def load_lora(self, file: str) -> tuple[str, ...]:
        """The house family has none; raises ModelError."""
        raise ModelError(f"{file}: the house family takes no LoRA; use a Stable Diffusion model on torch")

    def denoise(self, x: Array, t: float, context: Context) -> Array:
        """x0 predicted from `x` (1, C, h, w) at flow time `t`, under `context`."""
        return np.asarray(self._run(x, t, context, None)[0])

    def finish(self, x: Array, t: float, context: Context, follow: Follow) -> tuple[Array, NDArray[np.uint8]]:
        """The last step of a frame: (latent shown, image (H, W, 3) uint8)."""
        _, shown, image = self._run(x, t, context, follow)
        return shown, image[0]

    def _run(self, x: Array, t: float, context: Context, follow: Follow | None) -> list[Any]:
        feeds = {
            "x": x,
            "t": np.array([t], np.float32),
            "context": context.tokens,
            "before": follow.before if follow else x,
            "share": np.array(follow.share if follow else 1.0, np.float32),
            "reach": np.array(min(follow.reach, _FAR) if follow else _FAR, np.float32),
            "decode": np.array(follow is not None),
        }
        return run_session(self._session, self.name, ["x0", "shown", "image"], feeds)


def run_session(session: Any, name: str, outputs: list[str], feeds: dict[str, Any]) -> list[Any]:
    """Run a session; BackendError where it fails, or where its first output is not finite."""
    try:
        results: list[Any] = session.run(outputs, feeds)
    except Exception as error:  # onnxruntime raises classes of its own, one a cause
        raise BackendError(f"{name}: {error}") from None
    if not np.isfinite(results[0]).all():
        raise BackendError(f"{name}: the prediction holds NaN or infinity; check the model's files")
    return results


def first_that_works(backends: Sequence[str], load: Callable[[str], T]) -> tuple[T, str, tuple[str, ...]]:
    """(what `load` gives, backend, notes) of the first backend it works for; BackendError with every reason."""
    reasons: list[str] = []
    for backend in backends:
        try:
            return load(backend), backend, tuple(f"fell back to {backend}: {reason}" for reason in reasons)
        except BackendError as error:
            reasons.append(str(error))
    raise BackendError("; ".join(reasons) or f"no backend was named; use one of {', '.join(PROVIDERS)}")


def open_session(graph: Path, backend: str, threads: int) -> Any:
    """A session of one graph on one backend; raises BackendError."""
    import onnxruntime

    provider = PROVIDERS.get(backend)
    if provider is None:
        raise BackendError(f"backend {backend!r}: unknown; use one of {', '.join(PROVIDERS)}")
    if provider not in onnxruntime.get_available_providers():
        raise BackendError(
            f"backend {backend!r}: this onnxruntime {onnxruntime.__version__} has no {provider}; "
            "install rhapsode[gpu] on a machine with the vendor's driver"
        )
    onnxruntime.set_default_logger_severity(3)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads or _cores()
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # the stage needs these cores too
    try:
        session = onnxruntime.InferenceSession(str(graph), options, providers=[provider])
    except Exception as error:  # onnxruntime raises classes of its own, one a cause
        raise BackendError(f"backend {backend!r}: {graph}: {error}") from None
    if provider not in session.get_providers():
        raise BackendError(f"backend {backend!r}: {provider} did not start; see the driver's and CUDA's versions")
    return session


def describe(backend: str, threads: int) -> str:
    """What runs a session, for people."""
    import onnxruntime

    where = f"{threads} CPU threads" if backend == "cpu" else backend.upper()
    return f"onnxruntime {onnxruntime.__version__}, {where}"


def _cores() -> int:
    """Cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
