"""The table of providers: every runtime that plays ONNX models, by the name that a command line gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.errors import BackendError

Options = dict[str, str]


@dataclass(frozen=True, slots=True)
class Setting:
    """How a graph is opened."""

    threads: int = 0
    """Of the CPU; 0 takes one a core."""
    sides: tuple[tuple[str, int], ...] = ()
    """Sizes of a graph's free dimensions, by their names."""
    cache: Path | None = None
    """A private folder for what this provider compiles out of this graph."""
    half: bool = False
    """Whether the graph may reckon in half precision where its own types leave that open."""


@dataclass(frozen=True, slots=True)
class Provider:
    """One row of the table."""

    name: str
    ep: str
    """ONNX Runtime's name for it; empty where another runtime reads the same files."""
    install: str
    """What to install where it is missing."""
    options: Callable[[Setting, bool], Options]
    """Its options for a setting; the flag: whether runs are captured as CUDA graphs."""
    device: str = "cpu"
    """Where its inputs and outputs lie."""
    module: str = ""
    """The Python module that brings its library, where it isn't part of ONNX Runtime."""
    kinds: tuple[str, ...] = ()
    """Number types that may follow its name: NAME:TYPE."""
    packages: tuple[str, ...] = ()
    """Distributions whose versions tell whether something compiled still fits."""
    compiles: bool = False
    """Whether it keeps something compiled between runs."""
    sealed: bool = True
    """Whether what it keeps is whole once a session is open. TensorRT-RTX writes when a session ends, and checks what
    it reads itself."""
    ahead: bool = False
    """Whether engines can be built for it ahead of time (engine/compiled/ahead.py)."""
    then: tuple[str, ...] = ()
    """Providers that take what it leaves, where it can't take a whole graph."""
    tried: str = "not run: no such device was at hand; written from its documentation"


def _none(setting: Setting, captured: bool) -> Options:
    return {}


def _cuda(setting: Setting, captured: bool) -> Options:
    """onnxruntime.ai, CUDA execution provider, configuration options."""
    return {
        "device_id": "0",
        "enable_cuda_graph": _flag(captured),
        "arena_extend_strategy": "kSameAsRequested",
        "cudnn_conv_algo_search": "EXHAUSTIVE",
        "cudnn_conv_use_max_workspace": "1",
    }


def _tensorrt(setting: Setting, captured: bool) -> Options:
    """onnxruntime.ai, TensorRT execution provider, configurations; engines take minutes to build, so they are kept."""
    options = {
        "device_id": "0",
        "trt_fp16_enable": _flag(setting.half),
        "trt_cuda_graph_enable": _flag(captured),
        "trt_context_memory_sharing_enable": "1",
        "trt_builder_optimization_level": "4",
    }
    if setting.cache is not None:
        options |= {
            "trt_engine_cache_enable": "1",
            "trt_engine_cache_path": str(setting.cache),
            "trt_timing_cache_enable": "1",
            "trt_timing_cache_path": str(setting.cache),
        }
    return options


def _tensorrt_rtx(setting: Setting, captured: bool) -> Options:
    """nvidia.github.io/TensorRT-RTX-EP-ABI, provider options (release 0.5.0)."""
    options = {"enable_cuda_graph": _flag(captured), "nv_persistent_context_memory": "1"}
    if setting.cache is not None:
        options["nv_runtime_cache_path"] = str(setting.cache)
    return options


def _coreml(setting: Setting, captured: bool) -> Options:
    """onnxruntime.ai, CoreML execution provider, available options."""
    options = {"ModelFormat": "MLProgram", "MLComputeUnits": "ALL", "RequireStaticInputShapes": "1"}
    if setting.cache is not None:
        options["ModelCacheDirectory"] = str(setting.cache)
    return options


def _flag(yes: bool) -> str:
    return "1" if yes else "0"


_ROWS = (
    Provider("cpu", "CPUExecutionProvider", "pip install onnxruntime", _none, kinds=("fp32", "int8"),
             tried="run in every test"),
    Provider("openvino", "", "pip install 'rhapsode[openvino]'", _none, module="openvino",
             kinds=("fp32", "bf16", "int8", "bf16-int8"),
             tried="run in tests where it is installed; needs no Intel processor"),
    Provider("cuda", "CUDAExecutionProvider", "pip install 'rhapsode[gpu]' in place of onnxruntime", _cuda, "cuda"),
    Provider("tensorrt", "TensorrtExecutionProvider", "pip install 'rhapsode[gpu]' 'tensorrt-cu13<11'", _tensorrt,
             "cuda", packages=("onnxruntime-gpu", "tensorrt-cu13", "tensorrt"), compiles=True, then=("cuda",)),
    Provider("tensorrt-rtx", "NvTensorRTRTXExecutionProvider", "pip install 'rhapsode[tensorrt-rtx]'", _tensorrt_rtx,
             "cuda", "onnxruntime_ep_nv_tensorrt_rtx",
             packages=("onnxruntime", "onnxruntime-ep-nv-tensorrt-rtx-cu13"), compiles=True, sealed=False,
             ahead=True,
             tried="engines are built in tests; not run: no GeForce RTX GPU was at hand"),
    Provider("coreml", "CoreMLExecutionProvider", "pip install onnxruntime, on macOS", _coreml,
             packages=("onnxruntime",), compiles=True),
)  # fmt: skip

PROVIDERS: dict[str, Provider] = {row.name: row for row in _ROWS}
"""Rows by name."""

AUTO = "auto"
"""A backend's name: the first of an order that this machine has."""

ORDERS: dict[str, tuple[str, ...]] = {
    "tensorrt": ("tensorrt-rtx", "tensorrt", "cuda", "openvino", "cpu"),
    "cuda": ("cuda", "cpu"),
    "": ("cuda", "openvino", "cpu"),
}
"""What 'auto' tries, by what a model was exported for: graphs fused for CUDA hold nodes that only ONNX Runtime has,
and CoreML is left out until it has been run."""

TORCH_ORDER = ("cuda", "mps", "cpu")
"""What 'auto' tries for a model that torch paints."""


def order_for(target: str) -> tuple[str, ...]:
    """What 'auto' tries for a model exported for `target`."""
    return ORDERS.get(target, ORDERS[""])


def expand(backends: Sequence[str], order: tuple[str, ...]) -> tuple[str, ...]:
    """The backends to try, in turn: 'auto' becomes `order`, a name stands once."""
    tried = [name for backend in backends for name in (order if backend == AUTO else (backend,))]
    return tuple(dict.fromkeys(tried))


def find(backend: str) -> Provider:
    """The row of a backend's name, NAME or NAME:TYPE; BackendError says what there is."""
    name, colon, kind = backend.partition(":")
    row = PROVIDERS.get(name)
    if row is None:
        known = ", ".join((AUTO, *PROVIDERS))
        raise BackendError(f"backend {backend!r}: unknown; use one of {known} (mps: diffusers folders only, on torch)")
    if colon and kind not in row.kinds:
        known = ", ".join(row.kinds) or "none: leave the colon away"
        raise BackendError(f"backend {backend!r}: {name} takes no type {kind!r}; use {known}")
    return row
