"""Moves casts from and to uint8 to the ends of a graph: TensorRT takes uint8 in inputs and outputs only."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

_LAYOUT = {"Transpose", "Squeeze", "Unsqueeze", "Reshape", "Identity", "Flatten", "Gather"}
"""Nodes that only lay numbers out anew, so that a cast gives the same before and after them."""


def casts_outside(path: Path) -> tuple[bytes, tuple[str, ...]]:
    """(an ONNX file's graph, serialized, with casts of uint8 first and last; names of the files its weights lie in)."""
    onnx = importlib.import_module("onnx")
    model = onnx.load(str(path), load_external_data=False)
    graph = model.graph
    for value in graph.output:
        if value.type.tensor_type.elem_type == onnx.TensorProto.UINT8:
            _cast_last(onnx, graph, value.name)
    for value in graph.input:
        if value.type.tensor_type.elem_type == onnx.TensorProto.UINT8:
            _cast_first(onnx, graph, value.name)
    entries = (entry for weight in graph.initializer for entry in weight.external_data if entry.key == "location")
    return model.SerializeToString(), tuple(sorted({entry.value for entry in entries}))


def _cast_last(onnx: Any, graph: Any, output: str) -> None:
    """Cast, lay out -> lay out, cast."""
    made_by = {name: node for node in graph.node for name in node.output}
    chain, node = [], made_by[output]
    while node.op_type in _LAYOUT:
        chain.append(node)
        node = made_by[node.input[0]]
    if node.op_type != "Cast" or not chain or len(_users(graph, node.output[0])) > 1:
        return
    chain[-1].input[0] = node.input[0]
    graph.node.remove(node)
    _forget_types(graph, [name for kept in chain for name in kept.output])
    inside = f"{output}/unpacked"
    chain[0].output[0] = inside
    graph.node.append(onnx.helper.make_node("Cast", [inside], [output], to=onnx.TensorProto.UINT8))


def _cast_first(onnx: Any, graph: Any, entry: str) -> None:
    """Lay out, cast -> cast, lay out."""
    chain: list[Any] = []
    name = entry
    while True:
        users = _users(graph, name)
        if len(users) != 1:
            return
        if users[0].op_type == "Cast":
            break
        if users[0].op_type not in _LAYOUT:
            return
        chain.append(users[0])
        name = users[0].output[0]
    if not chain:
        return
    cast = users[0]
    _forget_types(graph, [out for kept in chain for out in kept.output])
    inside = f"{entry}/unpacked"
    chain[0].input[0] = inside
    chain[-1].output[0] = cast.output[0]
    cast.input[0], cast.output[0] = entry, inside
    graph.node.remove(cast)
    graph.node.insert(0, onnx.helper.make_node("Cast", [entry], [inside], to=_target(cast)))


def _target(cast: Any) -> int:
    return int(next(attribute.i for attribute in cast.attribute if attribute.name == "to"))


def _users(graph: Any, name: str) -> list[Any]:
    return [node for node in graph.node if name in node.input]


def _forget_types(graph: Any, names: list[str]) -> None:
    """What was noted of the type of values that now have another one."""
    for value in [value for value in graph.value_info if value.name in names]:
        graph.value_info.remove(value)
