"""From a module to a graph on disk: torch's exporter, then what the runtime wants of the graph."""

from __future__ import annotations

import contextlib
import io
import logging
import shutil
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import onnx
import torch

from engine.export.fuse import count
from engine.export.graphs import Graph
from engine.export.options import DYNAMO
from engine.export.save import save

Finish = Callable[[onnx.ModelProto], set[str]]
"""Changes a graph as the runtime wants it, and gives the names of the weights that are to be saved in float16."""


def write(graph: Graph, path: Path, opset: int, finish: Finish) -> dict[str, int]:
    """Export to `path`, weights in one file beside it (path.onnx.data); how many nodes of each fused kind it has."""
    trace(graph, path, opset)
    return settle(path, finish, path)


@torch.inference_mode()
def trace(graph: Graph, path: Path, opset: int) -> None:
    """Torch's own export, in a folder beside `path` until `settle` is called: the module may be let go in between."""
    raw = _raw(path)
    raw.mkdir(parents=True)
    axes = {name: {axis: "rows"} for name, axis in (graph.free_axes or {}).items()}
    with _quiet():
        torch.onnx.export(
            graph.module.eval(),
            tuple(graph.inputs.values()),
            str(raw / "raw.onnx"),
            input_names=list(graph.inputs),
            output_names=list(graph.outputs),
            opset_version=opset,
            dynamo=opset == DYNAMO,
            dynamic_axes=axes or None,
            do_constant_folding=True,
        )


def settle(path: Path, finish: Finish, sibling: Path) -> dict[str, int]:
    """The second half of `write`. Weights that `sibling` has too, by name and content, are read from its file."""
    raw = _raw(path)
    model = onnx.load(str(raw / "raw.onnx"), load_external_data=False)
    _forget_sources(model)
    with contextlib.chdir(raw):  # where weights that stay on disk are looked for
        halved = finish(model)
    found = count(model)
    save(model, path, raw, halved, None if sibling == path else sibling)
    shutil.rmtree(raw)
    return found


def _forget_sources(model: onnx.ModelProto) -> None:
    """Drop the exporter's notes on the lines of Python, with their paths, that each node came from."""
    for node in model.graph.node:
        del node.metadata_props[:]
        node.doc_string = ""


def _raw(path: Path) -> Path:
    return path.with_suffix(".raw")


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Without the exporters' remarks: on shapes that are constant here by design, on packages that are not needed."""
    exporter = logging.getLogger("torch.onnx")
    level = exporter.level
    exporter.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            yield
    finally:
        exporter.setLevel(level)
