"""What a runtime's error text means: ask again, ask for less, or start a new process; the text alone decides."""

from __future__ import annotations

import re
from dataclasses import dataclass

from engine.errors import BackendError, BackendFault


@dataclass(frozen=True, slots=True)
class Sign:
    """One kind of error: how its text is known, what is raised, and the way out."""

    pattern: re.Pattern[str]
    error: type[BackendError]
    way_out: str


def _sign(pattern: str, error: type[BackendError], way_out: str) -> Sign:
    return Sign(re.compile(pattern, re.IGNORECASE), error, way_out)


_LIBRARIES = "a library is missing: pip install 'rhapsode[gpu]', for TensorRT also 'tensorrt-cu13<11'"

SIGNS = (
    _sign(r"cuda (?:failure|error:?) (?:46|214|220|7\d\d|80[0-24-9])\b|cudaErrorIllegal|cudaErrorLaunch"
          r"|illegal memory access|unspecified launch failure|misaligned address|device-side assert|uncorrectable"
          r"|cu(?:dnn|blas)\w* failure \d+: \w*(?:EXECUTION_FAILED|INTERNAL_ERROR|MAPPING_ERROR)",
          BackendFault, "the device is at fault: only a new process helps"),
    _sign(r"cuda (?:failure|error:?) 2\b|cudaErrorMemoryAllocation|out of memory|failed to allocate|bad_?alloc"
          r"|ALLOC_FAILED|requested allocation|can't allocate",
          BackendError, "out of memory: use a smaller size, fp16, or end what else uses the device"),
    _sign(r"cuda (?:failure|error:?) (?:35|803)\b|driver version is insufficient|driver\b.{0,40} is too old"
          r"|unsupported display driver",
          BackendError, "the vendor's driver is too old for this runtime: update the driver"),
    _sign(r"libcuda\.so|nvcuda\.dll|no CUDA-capable device|cuda (?:failure|error:?) 100\b",
          BackendError, "no GPU's driver is here"),
    _sign(r"cannot open shared object file|LoadLibrary failed|error 126|image not found|Failed to load (?:shared )?lib"
          r"|install TensorRT libraries",
          BackendError, _LIBRARIES),
)  # fmt: skip
"""First match wins. Numbers are cudaError_t's (CUDA Runtime API, data types): 2 memory, 35 and 803 driver, 100 no
device, 46, 214, 220 and the 700s what poisons a context; ONNX Runtime writes them as 'CUDA failure 700: ...'."""


def sign_of(text: str) -> Sign | None:
    """The kind of error that a text tells of, where it is a known one."""
    return next((sign for sign in SIGNS if sign.pattern.search(text)), None)


def named(place: str, error: BaseException | str) -> BackendError:
    """The error to raise for what a runtime raised at `place`: BackendFault where only a new process helps."""
    text = " ".join(str(error).split())
    sign = sign_of(text)
    if sign is None:
        return BackendError(f"{place}: {text}")
    return sign.error(f"{place}: {sign.way_out} ({text})")
