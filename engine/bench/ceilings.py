"""Ceilings: how fast this machine multiplies matrices and moves memory, measured in place.

A frame can't be painted faster than its operations over the one, or its bytes over the other. A data sheet's figures
are for other clocks and other libraries, so both are measured with what the painter itself would use: torch where it
is installed, else numpy (CPU, float32 only).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.bench.floor import Ceilings

_SIDES = {"cpu": (1024, 2048), "cuda": (4096, 8192), "mps": (2048, 4096)}
"""Sides of the square matrices that are tried; the best counts."""
_COPY_BYTES = {"cpu": 1 << 27, "cuda": 1 << 31, "mps": 1 << 28}
"""Bytes copied from one place to another: well over what a last-level cache holds."""


@dataclass(frozen=True, slots=True)
class _Tools:
    """What is timed: a product of two matrices of a side, and a copy of so many bytes; each ends when it is done."""

    product: Callable[[int], Callable[[], None]]
    copy: Callable[[int], Callable[[], None]]
    what: str


def measure(device: str = "cpu", dtype: str = "float32", threads: int = 0) -> Ceilings:
    """The ceilings of a device ('cpu', 'cuda', 'mps') in a dtype ('float32', 'float16', 'bfloat16').

    `threads`: of the CPU; 0 leaves torch's setting. About two seconds. Raises ImportError where torch is needed and
    not installed.
    """
    try:
        tools = _of_torch(device, dtype, threads)
    except ImportError:
        if (device, dtype) != ("cpu", "float32"):
            raise
        tools = _of_numpy()
    rates = [2.0 * side**3 / _best_s(tools.product(side)) for side in _SIDES[device]]
    size = _COPY_BYTES[device]
    moved_hz = 2.0 * size / _best_s(tools.copy(size))  # read once, written once
    return Ceilings(max(rates), moved_hz, f"{tools.what}, {dtype}")


def _of_torch(device: str, dtype: str, threads: int) -> _Tools:
    import torch

    kind: torch.dtype = getattr(torch, dtype)
    if device == "cpu" and threads:
        torch.set_num_threads(threads)
    wait: dict[str, Callable[[], None]] = {
        "cpu": lambda: None,
        "cuda": torch.cuda.synchronize,
        "mps": torch.mps.synchronize,
    }

    def product(side: int) -> Callable[[], None]:
        a, b = (torch.randn(side, side, device=device).to(kind) for _ in range(2))
        out = torch.empty(side, side, device=device, dtype=kind)

        def once() -> None:
            torch.mm(a, b, out=out)
            wait[device]()

        return once

    def copy(size: int) -> Callable[[], None]:
        start = torch.randint(-128, 127, (size,), device=device, dtype=torch.int8)
        end = torch.empty_like(start)

        def once() -> None:
            end.copy_(start)
            wait[device]()

        return once

    return _Tools(product, copy, f"torch {torch.__version__}, {_named(device)}")


def _named(device: str) -> str:
    import torch

    return torch.cuda.get_device_name() if device == "cuda" else f"{device}, {torch.get_num_threads()} threads"


def _of_numpy() -> _Tools:
    def product(side: int) -> Callable[[], None]:
        draw = np.random.default_rng(0)
        a, b = (draw.standard_normal((side, side), np.float32) for _ in range(2))
        out = np.empty_like(a)

        def once() -> None:
            np.matmul(a, b, out=out)

        return once

    def copy(size: int) -> Callable[[], None]:
        start = np.random.default_rng(0).integers(-128, 127, size, np.int8)
        end = np.empty_like(start)
        return lambda: np.copyto(end, start)

    return _Tools(product, copy, f"numpy {np.__version__}, cpu")


def _best_s(call: Callable[[], None], seconds: float = 0.3, least: int = 3) -> float:
    """Shortest time of a call, after two that don't count: a ceiling is the best that was seen."""
    for _ in range(2):
        call()
    times_s: list[float] = []
    begin = time.perf_counter()
    while len(times_s) < least or time.perf_counter() - begin < seconds:
        start = time.perf_counter()
        call()
        times_s.append(time.perf_counter() - start)
    return min(times_s)
