"""What a row of the bench is loaded with, and which ceilings it is held to."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from functools import cache

from engine.backends.base import Settling
from engine.backends.onnx.providers import TORCH_ORDER, expand
from engine.bench.ceilings import measure
from engine.bench.floor import Ceilings
from engine.bench.random_models import is_random, random_painter
from engine.errors import BackendError
from engine.painter import Painter
from engine.wish import Wish

Size = tuple[int, int]

_TYPES = {"fp32": "float32", "fp16": "float16", "bf16": "bfloat16", "fp8": "float16"}
"""Number types as backends name them, and the one whose matrix rate they are held to. With fp8 only part of the
products are in it, so that row may come closer to the floor of fp16 than its own units are used."""


def load(model: str, backends: Sequence[str], size: Size | None = None, threads: int = 0) -> Painter:
    """A painter of a name, a folder or random:NAME on the first backend that works; ModelError, BackendError."""
    if not is_random(model):
        painter = Painter.load(model, backends, threads, size)
        if isinstance(painter.backend, Settling):
            painter.backend.settle()
        return painter
    reasons: list[str] = []
    for backend in expand(backends, TORCH_ORDER):
        try:
            return random_painter(model, backend, size, threads)
        except BackendError as error:
            reasons.append(str(error))
    raise BackendError("; ".join(reasons) or "no backend was named; use cpu or cuda")


def wait_compiled(painter: Painter, most_s: float) -> float:
    """Paint until what is compiled in the background has been handed over or given up; how many seconds that took."""
    begin = time.perf_counter()
    number = 0
    while time.perf_counter() - begin < most_s:
        number += 1
        painter.paint(Wish(drift_hz=0.2), number / 60.0)
        if not any("compiling" in note for note in painter.backend.notes):
            break
        time.sleep(0.1)
    return time.perf_counter() - begin


def number_type(backend_name: str) -> tuple[str, str]:
    """(device, dtype) that a backend computes on and in, as its name tells: ('cuda', 'float16').

    Raises ValueError for one in two types: there is no one ceiling to hold it to.
    """
    if "int8" in backend_name:
        raise ValueError(f"{backend_name}: in two number types")
    found = re.search(rf"\b({'|'.join(_TYPES)})\b", backend_name)
    if re.search(r"\bMPS\b", backend_name):
        device = "mps"
    else:
        device = "cuda" if re.search(r"\b(CUDA|TENSORRT|TensorRT)", backend_name) else "cpu"
    usual = "float32" if device == "cpu" else "float16"
    return device, _TYPES[found[1]] if found else usual


def ceilings_of(backend_name: str) -> Ceilings:
    """What this machine can do at most, on that backend's device and in its number type; measured once.

    Raises ImportError where measuring them needs torch and there is none.
    """
    threads = re.search(r"(\d+) CPU threads", backend_name)
    return _measured(*number_type(backend_name), int(threads[1]) if threads else 0)


@cache
def _measured(device: str, dtype: str, threads: int) -> Ceilings:
    return measure(device, dtype, threads)
