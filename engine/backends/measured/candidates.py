"""The backends that 'auto' compares on a CPU, as far as what they need is installed."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec

from engine.backends.measured.judge import PLAIN
from engine.backends.onnx.providers import order_for
from engine.model.families import HOUSE
from engine.model.find import Model

MOST_BYTES = 200_000_000
"""Models of larger files are not compared: each of their pictures takes seconds, and they would lie in memory twice."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One row of the table."""

    backend: str
    modules: tuple[str, ...] = ()
    """What must be installed."""
    house: bool = False
    """Whether it plays the house family only."""


CANDIDATES = (
    Candidate(PLAIN),
    Candidate("cpu:int8", ("onnx",), house=True),
    Candidate("openvino:fp32", ("openvino", "onnx")),
    Candidate("openvino:bf16", ("openvino", "onnx")),
    Candidate("openvino:int8", ("openvino", "onnx"), house=True),
    Candidate("openvino:bf16-int8", ("openvino", "onnx"), house=True),
)
"""The table; onnx takes the house model's graph apart, and quantizes. ONNX Runtime reckons in bf16 on ARM alone
('mlas.enable_gemm_fastmath_arm64_bfloat16'; 1.31 has no such thing for x86), and in fp16 on no CPU that we have."""


def candidates(model: Model) -> tuple[str, ...]:
    """Names of those that can be tried for a model, plain first."""
    order, house = order_for(model.card.target), model.family.architecture == HOUSE
    return tuple(
        row.backend
        for row in CANDIDATES
        if row.backend.partition(":")[0] in order
        and (house or not row.house)
        and all(find_spec(module) is not None for module in row.modules)
    )


def comparable(model: Model) -> bool:
    """Whether a model is small enough to be compared."""
    return sum(path.stat().st_size for path in model.folder.rglob("*") if path.is_file()) <= MOST_BYTES
