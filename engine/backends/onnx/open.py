"""Opens a graph on the runtime that a backend's name stands for."""

from __future__ import annotations

from pathlib import Path

from engine.backends.onnx.graph import Graph
from engine.backends.onnx.providers import Setting, find
from engine.backends.onnx.session import open_session


def open_graph(graph: Path | bytes, backend: str, setting: Setting) -> Graph:
    """A graph, by its file or serialized, on a backend; raises BackendError."""
    provider = find(backend)
    if provider.ep:
        return open_session(graph, provider, setting)
    from engine.backends.onnx.openvino_graph import open_openvino

    return open_openvino(graph, backend, setting)
