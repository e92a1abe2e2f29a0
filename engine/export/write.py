"""From a module to a graph on disk: torch's exporter, what the runtime wants of the graph, one file of weights."""

from __future__ import annotations

import contextlib
import io
import logging
import shutil
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import onnx
import torch

from engine.export.fuse import count
from engine.export.graphs import Graph
from engine.export.options import DYNAMO

Finish = Callable[[onnx.ModelProto], onnx.ModelProto]


def write(graph: Graph, path: Path, opset: int, finish: Finish | None = None) -> dict[str, int]:
    """Export to `path`, weights in one file beside it (path.onnx.data); how many nodes of each fused kind it has.

    `finish` is given what torch exported, and gives what is to be written.
    """
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


def settle(path: Path, finish: Finish | None, sibling: Path) -> dict[str, int]:
    """The second half of `write`. Weights that `sibling` has too, by name and content, are read from its file."""
    raw = _raw(path)
    model = onnx.load(str(raw / "raw.onnx"))
    shutil.rmtree(raw)
    _forget_sources(model)
    if finish is not None:
        model = finish(model)
    found = count(model)
    location = f"{path.name}.data"
    shared = share(model, sibling) if sibling != path else []
    onnx.save_model(model, str(path), save_as_external_data=True, all_tensors_to_one_file=True, location=location)
    if shared:
        graph = onnx.load(str(path), load_external_data=False)
        graph.graph.initializer.extend(shared)
        path.write_bytes(graph.SerializeToString())
    return found


def _forget_sources(model: onnx.ModelProto) -> None:
    """Drop the exporter's notes on the lines of Python, with their paths, that each node came from."""
    for node in model.graph.node:
        del node.metadata_props[:]
        node.doc_string = ""


def share(model: onnx.ModelProto, sibling: Path) -> list[onnx.TensorProto]:
    """Take out of `model` the weights that lie in the sibling's file already; they, as that file has them."""
    theirs = {
        weight.name: weight
        for weight in onnx.load(str(sibling), load_external_data=False).graph.initializer
        if weight.data_location == onnx.TensorProto.EXTERNAL
    }
    kept, shared = [], []
    with sibling.with_name(f"{sibling.name}.data").open("rb") as data:
        for weight in model.graph.initializer:
            other = theirs.get(weight.name)
            if other is not None and _same(weight, other, data):
                shared.append(other)
            else:
                kept.append(weight)
    del model.graph.initializer[:]
    model.graph.initializer.extend(kept)
    return shared


def _same(weight: onnx.TensorProto, other: onnx.TensorProto, data: BinaryIO) -> bool:
    place = {entry.key: entry.value for entry in other.external_data}
    if (weight.data_type, list(weight.dims)) != (other.data_type, list(other.dims)):
        return False
    data.seek(int(place["offset"]))
    return data.read(int(place["length"])) == weight.raw_data


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
