"""Builds TensorRT-RTX engines without a GPU, for the GPUs that are named, and finds the ones that still fit.

An engine lies beside the model, in the folder `ahead`, with a graph of one EPContext node that ONNX Runtime's
TensorRT-RTX provider loads it by (onnxruntime.ai, EP context design). Sources: NVIDIA TensorRT-RTX documentation,
'CPU-only AOT and TensorRT-RTX engines'; the provider's attributes as its sources name them (release 0.5.0).
"""

from __future__ import annotations

import importlib
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from engine.compiled.folder import write
from engine.compiled.uint8 import casts_outside
from engine.errors import BackendError
from engine.shelf.hashes import sha256

FOLDER = "ahead"
MANIFEST = "ahead.json"
INSTALL = "pip install 'rhapsode[tensorrt-rtx]'"
CAPABILITY = re.compile(r"SM(\d+)(\d)")


class Engine(msgspec.Struct, frozen=True):
    """One engine, as the manifest notes it."""

    engine: str
    """The engine's file, in the folder of the manifest."""
    graph: str
    """The file with the EPContext node."""
    sources: dict[str, str]
    """SHA-256 of the ONNX file and of the files with its weights, by name."""
    sha256: dict[str, str]
    """Of both files."""
    capabilities: tuple[str, ...]
    """CUDA compute capabilities that it was built for; none: 8.0, 8.6, 8.9, 12.0 and later."""
    runtime: str
    """Version of TensorRT-RTX, major.minor."""


class Manifest(msgspec.Struct, frozen=True):
    """All engines of a model, by the name of the graph that each was built from."""

    engines: dict[str, Engine] = {}


@dataclass(frozen=True, slots=True)
class Built:
    """What building one engine took."""

    name: str
    seconds: float
    size_bytes: int


def build(graph: Path, capabilities: Sequence[str] = ()) -> Built:
    """Build the engine of one ONNX file into the folder `ahead` beside it; raises BackendError.

    `capabilities`: CUDA compute capabilities, '8.9'; with none the engine serves all from 8.0 on that TensorRT-RTX
    knows. Memory: about three times the weights.
    """
    trt = _library()
    wanted = [_capability(trt, capability) for capability in capabilities]
    begin_s = time.monotonic()
    model, weights = casts_outside(graph)
    plan, network = _compile(trt, graph, model, wanted)
    folder = graph.parent / FOLDER
    folder.mkdir(exist_ok=True)
    engine, wrapper = f"{graph.stem}.engine", graph.name
    write(folder / engine, memoryview(plan))
    write(folder / wrapper, _wrapper(network, engine, graph.name, capabilities))
    sources = {name: sha256(graph.with_name(name)) for name in (graph.name, *weights)}
    noted = Engine(
        engine,
        wrapper,
        sources,
        {name: sha256(folder / name) for name in (engine, wrapper)},
        tuple(capabilities),
        _release(trt.__version__),
    )
    engines = read(graph.parent).engines | {graph.name: noted}
    write(folder / MANIFEST, msgspec.json.format(msgspec.json.encode(Manifest(engines))))
    return Built(graph.name, time.monotonic() - begin_s, plan.nbytes)


def read(model: Path) -> Manifest:
    """The manifest in a model's folder, empty where there is none; BackendError where it can't be read."""
    path = model / FOLDER / MANIFEST
    if not path.is_file():
        return Manifest()
    try:
        return msgspec.json.decode(path.read_bytes(), type=Manifest)
    except (msgspec.DecodeError, OSError) as error:
        raise BackendError(f"{path}: {error}; build the engines again, or remove the folder") from None


def find(graph: Path, noted: dict[str, str], capability: str, runtime: str) -> tuple[Path | None, tuple[str, ...]]:
    """(the graph to load in the place of `graph`, notes): an engine that was built ahead, where there is one that fits.

    `noted`: SHA-256 of the model's files, by name; `capability` of the GPU here; `runtime`: major.minor of
    TensorRT-RTX here. A note says why one that is there isn't taken.
    """
    try:
        engine = read(graph.parent).engines.get(graph.name)
    except BackendError as error:
        return None, (str(error),)
    if engine is None:
        return None, ()
    folder = graph.parent / FOLDER
    reason = _unfit(engine, folder, noted, capability, runtime)
    if reason:
        return None, (f"{folder / engine.engine}: {reason}; compiled anew",)
    return folder / engine.graph, ()


def _unfit(engine: Engine, folder: Path, noted: dict[str, str], capability: str, runtime: str) -> str:
    """Why an engine can't be used; empty where it can."""
    if not engine.sources or any(noted.get(name) != digest for name, digest in engine.sources.items()):
        return "built from other weights"
    if runtime != engine.runtime:
        return f"built by TensorRT-RTX {engine.runtime}, here is {runtime or 'none'}"
    if engine.capabilities and capability not in engine.capabilities:
        return f"built for compute capability {', '.join(engine.capabilities)}, here is {capability or 'no GPU'}"
    for name, digest in engine.sha256.items():
        if not (folder / name).is_file() or sha256(folder / name) != digest:
            return f"{name} is missing, damaged or altered"
    return ""


def _release(version: str) -> str:
    """major.minor of a version: engines of one serve all its patches."""
    return ".".join(version.split(".")[:2])


def _library() -> Any:
    try:
        return importlib.import_module("tensorrt_rtx")
    except ImportError as error:
        raise BackendError(f"engines ahead of time: {error}; {INSTALL}") from None


def _capability(trt: Any, capability: str) -> Any:
    """TensorRT-RTX's name for a compute capability; BackendError where it has none."""
    known = {".".join(match.groups()): name for name in trt.ComputeCapability.__members__
             if (match := CAPABILITY.fullmatch(name))}  # fmt: skip
    if capability not in known:
        raise BackendError(f"compute capability {capability!r}: TensorRT-RTX builds for {', '.join(sorted(known))}")
    return trt.ComputeCapability.__members__[known[capability]]


def _compile(trt: Any, graph: Path, model: bytes, capabilities: Sequence[Any]) -> tuple[Any, Any]:
    """(the serialized engine, its network) of an ONNX file; the graph's own types are kept."""
    said: list[str] = []

    class Log(trt.ILogger):  # type: ignore[misc]
        def log(self, severity: Any, message: str) -> None:
            if severity <= trt.ILogger.Severity.ERROR:
                said.append(message)

    log = Log()
    builder = trt.Builder(log)
    network = builder.create_network(1 << int(trt.NetworkDefinitionCreationFlag.STRONGLY_TYPED))
    parser = trt.OnnxParser(network, log)
    if not parser.parse(model, str(graph)):
        errors = [parser.get_error(place) for place in range(parser.num_errors)]
        first = "; ".join(f"{error.node_operator()} {error.node_name()}: {error.desc()}" for error in errors[:3])
        raise BackendError(f"{graph}: TensorRT-RTX takes not all of its nodes: {first or said[:1]}")
    config = builder.create_builder_config()
    if capabilities:
        config.num_compute_capabilities = len(capabilities)
        for place, capability in enumerate(capabilities):
            config.set_compute_capability(capability, place)
    plan = builder.build_serialized_network(network, config)
    if plan is None:
        raise BackendError(f"{graph}: TensorRT-RTX builds no engine: {'; '.join(said[:3])}")
    return plan, network


def _wrapper(network: Any, engine: str, source: str, capabilities: Sequence[str]) -> bytes:
    """A graph of one EPContext node with the engine's inputs and outputs."""
    onnx = importlib.import_module("onnx")
    trt = importlib.import_module("tensorrt_rtx")
    types = {
        trt.DataType.FLOAT: onnx.TensorProto.FLOAT,
        trt.DataType.HALF: onnx.TensorProto.FLOAT16,
        trt.DataType.UINT8: onnx.TensorProto.UINT8,
        trt.DataType.INT64: onnx.TensorProto.INT64,
    }

    def value(tensor: Any) -> Any:
        return onnx.helper.make_tensor_value_info(tensor.name, types[tensor.dtype], list(tensor.shape))

    inputs = [value(network.get_input(place)) for place in range(network.num_inputs)]
    outputs = [value(network.get_output(place)) for place in range(network.num_outputs)]
    node = onnx.helper.make_node(
        "EPContext",
        [entry.name for entry in inputs],
        [entry.name for entry in outputs],
        name=Path(engine).stem,
        domain="com.microsoft",
        embed_mode=0,
        ep_cache_context=engine,
        main_context=1,
        source="NvTensorRTRTXExecutionProvider",
        partition_name=Path(engine).stem,
        ep_sdk_version=_release(trt.__version__),
        hardware_architecture=",".join(f"sm{capability.replace('.', '')}" for capability in capabilities),
        onnx_model_filename=source,
    )
    graph = onnx.helper.make_graph([node], "ahead", inputs, outputs)
    opsets = [onnx.helper.make_opsetid("", 20), onnx.helper.make_opsetid("com.microsoft", 1)]
    data: bytes = onnx.helper.make_model(graph, opset_imports=opsets, ir_version=10).SerializeToString()
    return data
