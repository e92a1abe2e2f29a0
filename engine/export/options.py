"""How to export: for which runtime, opset, type, size; what the table of runtimes allows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from engine.errors import ModelError

FP32, FP16, INT8 = "fp32", "fp16", "int8"
LEGACY, DYNAMO = 17, 23
"""Opsets. 17, by torch's older exporter, spells attention and group norm out in the way that ONNX Runtime's transformer
optimiser recognises; 23, by torch's dynamo exporter, has them as single nodes."""


@dataclass(frozen=True, slots=True)
class Target:
    """One row of the table of runtimes: what it is usually given, and what it can be given."""

    name: str
    opset: int
    dtype: str
    opsets: tuple[int, ...]
    dtypes: tuple[str, ...]
    fuses: bool
    """Whether opset 17 is fused into ONNX Runtime's own nodes (com.microsoft)."""
    fixed_rows: bool
    """Whether several rows are a fixed number, since an engine is built for each shape."""


TARGETS: dict[str, Target] = {
    row.name: row
    for row in (
        Target("cpu", LEGACY, FP32, (LEGACY, DYNAMO), (FP32, FP16, INT8), fuses=True, fixed_rows=False),
        Target("cuda", LEGACY, FP16, (LEGACY, DYNAMO), (FP32, FP16), fuses=True, fixed_rows=False),
        Target("tensorrt", DYNAMO, FP16, (LEGACY, DYNAMO), (FP32, FP16), fuses=False, fixed_rows=True),
    )
}
"""Runtimes by the name that --for takes. 'tensorrt' is TensorRT >= 10.14 and TensorRT-RTX. What is made for 'cpu' has
no node that only one provider knows, so it plays on all of ONNX Runtime's."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to export one model."""

    target: str = "cpu"
    opset: int = 0
    """0: the target's usual one."""
    dtype: str = ""
    """Empty: the target's usual one."""
    bake_time: bool = False
    """Whether the one-step time becomes a constant; the model then paints in one step, and carries nothing over."""
    loras: tuple[Path, ...] = ()
    """LoRAs that the graph mixes live."""
    size: tuple[int, int] | None = None
    """(width, height) of the picture in pixels; None: the model's own."""
    rows: int = 1
    """Frames that predict.onnx denoises at once, at most."""
    check: bool = True
    """Whether the graphs are run on the CPU and compared with torch before the export counts as done."""

    def settled(self) -> Options:
        """The same with the target's usual opset and type filled in; raises ModelError on what it can't be given."""
        target = TARGETS.get(self.target)
        if target is None:
            raise ModelError(f"--for {self.target}: unknown; use one of {', '.join(TARGETS)}")
        opset, dtype = self.opset or target.opset, self.dtype or target.dtype
        if opset not in target.opsets:
            raise ModelError(f"opset = {opset}; use one of {', '.join(map(str, target.opsets))}")
        if dtype not in target.dtypes:
            raise ModelError(f"--dtype {dtype} for {self.target}: use one of {', '.join(target.dtypes)}")
        if dtype == INT8 and opset != LEGACY:
            raise ModelError(f"--dtype int8 at opset {opset}: use opset {LEGACY}")
        if dtype == INT8 and self.rows > 1:
            raise ModelError(f"--dtype int8 with --rows {self.rows}: use fp32, or one row")
        if not 1 <= self.rows <= 64:
            raise ModelError(f"--rows {self.rows}: use 1..64")
        return replace(self, opset=opset, dtype=dtype)

    @property
    def fuses(self) -> bool:
        """Whether graphs are fused into ONNX Runtime's own nodes."""
        return TARGETS[self.target].fuses and self.opset == LEGACY

    @property
    def free_rows(self) -> bool:
        """Whether the number of rows is left open in predict.onnx."""
        return self.rows > 1 and not TARGETS[self.target].fixed_rows
