"""float16 inside a float32 graph: weights and reckoning in half, inputs, outputs and islands of nodes in float32.

Casts are put where a number passes from one to the other. Types are followed from the graph's inputs through its nodes,
which need no shapes, so that a graph with nodes of ONNX Runtime's own is converted too. Weights are not touched: which
of them become float16 is told, so that they are converted one by one when they are saved.
"""

from __future__ import annotations

from collections.abc import Callable

import onnx
from onnx import TensorProto, helper, numpy_helper

from engine.export.save import in_half

FLOAT, HALF = TensorProto.FLOAT, TensorProto.FLOAT16

_ALWAYS_FLOAT: dict[str, tuple[int, ...]] = {"GroupNorm": (1, 2), "SkipGroupNorm": (1, 2), "Resize": (1, 2)}
"""Inputs that are float32 whatever the node reckons in: scale and shift of ONNX Runtime's group norm, Resize's
scales."""

_GIVES: dict[str, int] = {"Shape": TensorProto.INT64, "Equal": TensorProto.BOOL, "Less": TensorProto.BOOL}
"""What nodes give whose output has not the type of their first input."""


def to_half(model: onnx.ModelProto, island: Callable[[str], bool]) -> set[str]:
    """Turn a graph to float16, but for nodes whose name is of an `island`; the weights that are to be float16."""
    return _Half(model.graph, island).convert()


class _Half:
    """One conversion. `kinds` are the types as they were, `now` as they have become."""

    def __init__(self, graph: onnx.GraphProto, island: Callable[[str], bool]) -> None:
        self._graph = graph
        self._island = island
        self._weights = {weight.name: weight for weight in graph.initializer}
        self._kinds = {name: weight.data_type for name, weight in self._weights.items()}
        self._kinds |= {entry.name: entry.type.tensor_type.elem_type for entry in graph.input}
        self._now = dict(self._kinds)
        self._nodes: list[onnx.NodeProto] = []
        self._cast: dict[tuple[str, int], str] = {}

    def convert(self) -> set[str]:
        """Convert all nodes in their order, then the outputs."""
        nodes = list(self._graph.node)
        halved = self._halved(nodes)
        self._now |= dict.fromkeys(halved, HALF)
        for node in nodes:
            self._convert(node)
        for output in self._graph.output:
            if self._now[output.name] == HALF and output.type.tensor_type.elem_type == FLOAT:
                self._output(output.name)
        del self._graph.node[:]
        self._graph.node.extend(self._nodes)
        del self._graph.value_info[:]  # they tell the types that were
        return halved

    def _wants(self, node: onnx.NodeProto, place: int) -> int:
        always = place in _ALWAYS_FLOAT.get(node.op_type, ())
        return FLOAT if always or self._island(node.name) else HALF

    def _halved(self, nodes: list[onnx.NodeProto]) -> set[str]:
        """Weights that a node wants in half; the few wanted in both types are cast when they are read."""
        return {
            name
            for node in nodes
            for place, name in enumerate(node.input)
            if self._kinds.get(name) == FLOAT and name in self._weights and self._wants(node, place) == HALF
        }

    def _convert(self, node: onnx.NodeProto) -> None:
        half = not self._island(node.name)
        gives = self._given(node)
        for place, name in enumerate(node.input):
            if name and self._kinds.get(name) == FLOAT and (wants := self._wants(node, place)) != self._now[name]:
                node.input[place] = self._as(name, wants)
        for name in filter(None, node.output):
            self._kinds[name] = gives
            self._now[name] = HALF if half and gives == FLOAT else gives
        if half and gives == FLOAT:
            _halve_attributes(node)
        self._nodes.append(node)

    def _given(self, node: onnx.NodeProto) -> int:
        """The type of a node's outputs, as it was."""
        for attribute in node.attribute:
            if node.op_type == "Cast" and attribute.name == "to":
                return int(attribute.i)
            if attribute.name == "value" and attribute.type == onnx.AttributeProto.TENSOR:
                return int(attribute.t.data_type)
        if node.op_type in _GIVES:
            return _GIVES[node.op_type]
        return int(self._kinds[node.input[1 if node.op_type == "Where" else 0]])

    def _as(self, name: str, kind: int) -> str:
        """The same numbers as another type."""
        if (name, kind) not in self._cast:
            cast = self._cast[name, kind] = f"{name}_as_{'half' if kind == HALF else 'float'}"
            self._nodes.append(helper.make_node("Cast", [name], [cast], name=cast, to=kind))
        return self._cast[name, kind]

    def _output(self, name: str) -> None:
        """Give an output's name to its cast."""
        inner = f"{name}_in_half"
        for node in self._nodes:
            for names in (node.input, node.output):
                for place, other in enumerate(names):
                    if other == name:
                        names[place] = inner
        self._nodes.append(helper.make_node("Cast", [inner], [name], name=f"{name}_out", to=FLOAT))


def _halve_attributes(node: onnx.NodeProto) -> None:
    for attribute in node.attribute:
        if node.op_type == "Cast" and attribute.name == "to":
            attribute.i = HALF
        elif attribute.type == onnx.AttributeProto.TENSOR and attribute.t.data_type == FLOAT:
            attribute.t.CopyFrom(numpy_helper.from_array(in_half(numpy_helper.to_array(attribute.t)), attribute.t.name))
