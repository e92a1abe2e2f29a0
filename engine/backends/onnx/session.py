"""Opens an ONNX graph on a provider of ONNX Runtime, whole on that provider where it can be."""

from __future__ import annotations

import contextlib
import importlib
import io
import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from engine.backends.faults import named
from engine.backends.onnx.graph import BoundGraph, Graph, HostGraph
from engine.backends.onnx.providers import PROVIDERS, Provider, Setting
from engine.compiled.machine import gpu
from engine.errors import BackendError

_WHOLE = "session.disable_cpu_ep_fallback"
_NOT_WHOLE = "fallback to CPU EP has been explicitly disabled"
_ASSIGNED = "session.record_ep_graph_assignment_info"


def open_session(graph: Path | bytes, provider: Provider, setting: Setting) -> Graph:
    """A graph on one provider, whole if it takes all nodes; raises BackendError.

    Where the provider leaves nodes to others, a note says which, and nothing is captured as a CUDA graph.
    """
    devices = offered(provider)
    name = describe(provider, setting)
    place = f"backend {provider.name!r}: {graph if isinstance(graph, Path) else 'a part of the graph'}"
    if provider.name == "cpu":
        return HostGraph(_create(graph, setting, [("CPUExecutionProvider", {})], [], place), name)
    try:
        chosen = [(provider.ep, provider.options(setting, True))]
        session = _create(graph, setting, chosen, devices, place, ((_WHOLE, "1"),))
    except BackendError as error:
        if _NOT_WHOLE not in str(error):
            raise
        return _open_parted(graph, provider, setting, place)
    return BoundGraph(session, name) if provider.device == "cuda" else HostGraph(session, name)


def _open_parted(graph: Path | bytes, provider: Provider, setting: Setting, place: str) -> Graph:
    """The graph with the nodes that the provider leaves on others, and a note that says so."""
    others = [PROVIDERS[name] for name in (*provider.then, "cpu")]
    chosen = [(row.ep, row.options(setting, False)) for row in (provider, *others)]
    session = _create(graph, setting, chosen, offered(provider), place, ((_ASSIGNED, "1"),))
    left: Counter[str] = Counter()
    for part in session.get_provider_graph_assignment_info():
        if part.ep_name != provider.ep:
            left.update(node.op_type for node in part.get_nodes())
    kinds = ", ".join(f"{count} {kind}" for kind, count in left.most_common(4))
    captured = ", so it is not captured as a CUDA graph" if provider.device == "cuda" else ""
    note = f"{provider.name} takes not the whole graph ({kinds} run elsewhere){captured}"
    return HostGraph(session, describe(provider, setting), (note,))


def offered(provider: Provider) -> list[Any]:
    """The plugin's device to open sessions on, empty where the provider is part of ONNX Runtime; BackendError."""
    import onnxruntime

    onnxruntime.set_default_logger_severity(4)  # errors are raised, and say the same
    place = f"backend {provider.name!r}"
    if provider.module:
        try:
            module = importlib.import_module(provider.module)
        except ImportError as error:
            raise BackendError(f"{place}: {error}; {provider.install}") from None
        _register(provider, module.get_library_path(), place)
    if provider.ep in onnxruntime.get_available_providers():
        return []
    devices = [device for device in onnxruntime.get_ep_devices() if device.ep_name == provider.ep]
    if devices:
        return devices[:1]
    if provider.module:
        raise BackendError(f"{place}: {provider.module} finds no device that it can use here")
    raise BackendError(
        f"{place}: this onnxruntime {onnxruntime.__version__} has no {provider.ep}; "
        f"{provider.install}, on a machine with the vendor's driver"
    )


def _register(provider: Provider, library: str, place: str) -> None:
    """Make a plugin's provider known to ONNX Runtime, once a process."""
    import onnxruntime

    try:
        onnxruntime.register_execution_provider_library(provider.ep, library)
    except Exception as error:  # onnxruntime raises classes of its own, one a cause
        if "already" not in str(error):
            raise named(place, error) from None


def _create(
    graph: Path | bytes,
    setting: Setting,
    chosen: Sequence[tuple[str, dict[str, str]]],
    devices: Sequence[Any],
    place: str,
    entries: Sequence[tuple[str, str]] = (),
) -> Any:
    """A session on the chosen providers, the first of them by its plugin's devices where it has some."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    options.intra_op_num_threads = setting.threads or cores()
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # the stage needs these cores too
    for name, size in setting.sides:
        options.add_free_dimension_override_by_name(name, size)
    for key, value in entries:
        options.add_session_config_entry(key, value)
    if devices:
        options.add_provider_for_devices(list(devices), chosen[0][1])
    source = str(graph) if isinstance(graph, Path) else graph
    missing = _preload(chosen) if not devices else ""
    try:
        # without enable_fallback=0 a failing provider is quietly replaced by the CPU's
        session = onnxruntime.InferenceSession(
            source, options, providers=None if devices else list(chosen), enable_fallback=0
        )
    except Exception as error:  # onnxruntime raises classes of its own, one a cause
        raise named(place, f"{error} {missing}".strip()) from None
    if chosen[0][0] not in session.get_providers():
        raise named(place, f"{chosen[0][0]} did not start: {missing or _driver()}")
    return session


def _driver() -> str:
    """What a provider that names no reason may lack."""
    here = gpu()
    return f"{here.name}, driver {here.driver}: perhaps too old" if here.name else "nvidia-smi finds no GPU here"


def _preload(chosen: Sequence[tuple[str, dict[str, str]]]) -> str:
    """Load the libraries that NVIDIA's own packages bring, where ONNX Runtime doesn't look; what is missing, in words.

    Sources: onnxruntime.ai, CUDA execution provider, 'Preload DLLs'; TensorRT's Python package loads its libraries when
    it is imported.
    """
    import onnxruntime

    names = {name for name, _ in chosen}
    if not onnxruntime.cuda_version or not names & {"CUDAExecutionProvider", "TensorrtExecutionProvider"}:
        return ""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        onnxruntime.preload_dlls()
    if "TensorrtExecutionProvider" in names:
        with contextlib.suppress(ImportError):
            importlib.import_module("tensorrt")
    return " ".join(said.getvalue().split())


def describe(provider: Provider, setting: Setting) -> str:
    """What runs a session, for people."""
    import onnxruntime

    where = f"{setting.threads or cores()} CPU threads" if provider.name == "cpu" else provider.name.upper()
    return f"onnxruntime {onnxruntime.__version__}, {where}"


def cores() -> int:
    """Cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
