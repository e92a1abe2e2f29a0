"""How weights are kept on disk: as float16 or int8, in the graph's own file or in several beside it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, external_data_helper, helper, numpy_helper
from torch import nn

LEAST = 512
"""Numbers in a weight that is worth keeping small."""
BY_CHANNEL = (2, 4)
"""Dimensions of what may be kept in int8: matrices and kernels, output channels first."""
STEPS = 127
"""Int8 weights are -STEPS..STEPS times the scale of their output channel."""
ALIGNED = 64
"""Bytes that weights in a file of their own begin at a multiple of."""
Array = NDArray[np.float32]


def rounded(module: nn.Module) -> nn.Module:
    """The module itself, its kernels and matrices rounded to what int8 can keep, one scale an output channel (Jacob et
    al. 2018, arXiv:1712.05877, section 2.1, without zero points)."""
    with torch.no_grad():
        for weight in module.parameters():
            if weight.ndim in BY_CHANNEL and weight.numel() >= LEAST:
                whole, scale = _bytes(weight.float().cpu().numpy(), 0)
                weight.copy_(torch.from_numpy(whole * scale))
    return module


def shrink(model: onnx.ModelProto, kind: str) -> onnx.ModelProto:
    """Keep a graph's large weights as `kind`, float16 or int8, and turn them back to float32 when it is loaded (ONNX
    Runtime folds that, once). In int8 only kernels and matrices are kept; other weights are float16 then too."""
    kept: list[onnx.TensorProto] = []
    before: list[onnx.NodeProto] = []
    for weight in model.graph.initializer:
        if weight.data_type != TensorProto.FLOAT or np.prod(weight.dims) < LEAST:
            kept.append(weight)
            continue
        in_bytes = kind == "int8" and len(weight.dims) in BY_CHANNEL
        tensors, nodes = (_as_bytes if in_bytes else _as_halves)(weight)
        kept.extend(tensors)
        before.extend(nodes)
    nodes = list(model.graph.node)
    del model.graph.initializer[:], model.graph.node[:]
    model.graph.initializer.extend(kept)
    model.graph.node.extend(before + nodes)
    return model


def read(model: onnx.ModelProto) -> dict[str, Array]:
    """The weights of a graph by their names, turned back from what `shrink` keeps them as: float32."""
    there = {weight.name: weight for weight in model.graph.initializer}
    found = {}
    for name, weight in there.items():
        plain, _, kept = name.rpartition("/")
        if kept == "bytes":
            scale = numpy_helper.to_array(there[f"{plain}/scale"])
            found[plain] = numpy_helper.to_array(weight) * scale
        elif kept == "half":
            found[plain] = numpy_helper.to_array(weight).astype(np.float32)
        elif weight.data_type == TensorProto.FLOAT and kept != "scale":
            found[name] = numpy_helper.to_array(weight)
    return found


def _bytes(weight: Array, axis: int) -> tuple[Array, Array]:
    """Whole numbers in -STEPS..STEPS, and the scale of each channel along an axis, by which they give the weight."""
    others = tuple(k for k in range(weight.ndim) if k != axis)
    scale = np.maximum(np.abs(weight).max(others, keepdims=True), 1e-12) / np.float32(STEPS)
    return np.clip(np.round(weight / scale), -STEPS, STEPS), scale


def _as_bytes(weight: onnx.TensorProto) -> tuple[list[onnx.TensorProto], list[onnx.NodeProto]]:
    """An exported matrix may lie either way: its channels are along the axis that keeps it more exactly."""
    values, name = numpy_helper.to_array(weight), weight.name
    found = [_bytes(values, axis) for axis in range(2 if values.ndim == 2 else 1)]
    whole, scale = min(found, key=lambda pair: float(np.square(pair[0] * pair[1] - values).sum()))
    tensors = [
        numpy_helper.from_array(whole.astype(np.int8), f"{name}/bytes"),
        numpy_helper.from_array(scale.astype(np.float32), f"{name}/scale"),
    ]
    cast = helper.make_node("Cast", [f"{name}/bytes"], [f"{name}/whole"], to=TensorProto.FLOAT)
    return tensors, [cast, helper.make_node("Mul", [f"{name}/whole", f"{name}/scale"], [name])]


def _as_halves(weight: onnx.TensorProto) -> tuple[list[onnx.TensorProto], list[onnx.NodeProto]]:
    name = f"{weight.name}/half"
    small = numpy_helper.from_array(numpy_helper.to_array(weight).astype(np.float16), name)
    return [small], [helper.make_node("Cast", [name], [weight.name], to=TensorProto.FLOAT)]


def write(path: Path, model: onnx.ModelProto, largest: int | None = None) -> list[Path]:
    """Write a model, without the exporter's notes on where each node came from; gives the files it lies in.

    A model above `largest` bytes keeps its weights in files beside it, GRAPH.data-1, GRAPH.data-2 and so on, none
    larger than that; its own file then notes their hash, so that it differs where they do. Each file is written whole
    or not at all, the graph last.
    """
    for graph in (model.graph, *(a.g for n in model.graph.node for a in n.attribute if a.HasField("g"))):
        for node in graph.node:
            del node.metadata_props[:]
            node.doc_string = ""
        del graph.metadata_props[:]
    del model.metadata_props[:]
    path.parent.mkdir(parents=True, exist_ok=True)
    parts = []
    if largest is not None and model.ByteSize() > largest:
        digest = hashlib.sha256()
        for number, data in enumerate(_packed(model, path.name, largest), 1):
            parts.append(path.with_name(f"{path.name}.data-{number}"))
            digest.update(data)
            _replace(parts[-1], data)
        model.metadata_props.add(key="weights", value=digest.hexdigest())
    _replace(path, model.SerializeToString())
    for old in set(path.parent.glob(f"{path.name}.data-*")) - set(parts):
        old.unlink()
    return [path, *parts]


def _packed(model: onnx.ModelProto, name: str, largest: int) -> Iterator[bytes]:
    """The bytes of one file after the other, as the graph's large weights are moved there, in order."""
    data, number = bytearray(), 1
    for weight in model.graph.initializer:
        if np.prod(weight.dims) < LEAST:
            continue
        raw = numpy_helper.to_array(weight).tobytes()
        if len(raw) > largest:
            raise ValueError(f"{weight.name}: {len(raw)} bytes, which no file of {largest} holds")
        if len(data) + len(raw) > largest:
            yield bytes(data)
            data, number = bytearray(), number + 1
        weight.raw_data = raw
        external_data_helper.set_external_data(weight, f"{name}.data-{number}", len(data), len(raw))
        weight.ClearField("raw_data")
        data += raw + bytes(-len(raw) % ALIGNED)
    yield bytes(data)


def _replace(path: Path, data: bytes) -> None:
    draft = path.with_name(f"{path.name}.part")
    draft.write_bytes(data)
    draft.replace(path)
