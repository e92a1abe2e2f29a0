"""Fused nodes that only CUDA has, spelled out in plain ONNX again, so that a CPU can check a graph made for CUDA.

What each node means is taken from ONNX Runtime's contrib operator documentation (ContribOperators.md).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

Node = onnx.NodeProto


class _Pen:
    """Writes the nodes that stand for one fused node; they reckon in float32, whatever comes in and goes out."""

    def __init__(self, node: Node, number: int, dtype: int) -> None:
        """`dtype`: of what goes out."""
        self.nodes: list[Node] = []
        self.constants: list[onnx.TensorProto] = []
        self.given: dict[str, Any] = {part.name: helper.get_attribute_value(part) for part in node.attribute}
        self._name = f"spelled_{number}_"
        self._dtype = dtype
        self.inputs = [self.op("Cast", name, to=TensorProto.FLOAT) for name in node.input if name]

    def out(self, value: str, name: str) -> None:
        """Give a result the name that the fused node gave it."""
        self.op("Cast", value, out=name, to=self._dtype)

    def op(self, kind: str, *inputs: str, out: str = "", **attributes: Any) -> str:
        """A node with one output; its name."""
        out = out or f"{self._name}{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [out], **attributes))
        return out

    def shape(self, *sides: int) -> str:
        """A shape as a constant; its name."""
        name = f"{self._name}shape_{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.array(sides, np.int64), name))
        return name

    def number(self, value: float) -> str:
        """A float32 number as a constant; its name."""
        name = f"{self._name}number_{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.array(value, np.float32), name))
        return name


def _group_norm(pen: _Pen, node: Node) -> None:
    """Y = activation(group norm of X * gamma + beta), X (N, H, W, C); Skip: of X + skip + bias, which is output too."""
    x, gamma, beta, *skips = pen.inputs
    for skip in skips:
        x = pen.op("Add", x, skip)
    if len(node.output) > 1 and node.output[1]:
        pen.out(x, node.output[1])
    groups = pen.given["groups"]
    last = bool(pen.given.get("channels_last", 1))
    planes = pen.op("Transpose", x, perm=[0, 3, 1, 2]) if last else x
    flat = pen.op("Reshape", planes, pen.shape(0, groups, -1))
    away = pen.op("Sub", flat, pen.op("ReduceMean", flat, axes=[2], keepdims=1))
    spread = pen.op("ReduceMean", pen.op("Mul", away, away), axes=[2], keepdims=1)
    root = pen.op("Sqrt", pen.op("Add", spread, pen.number(pen.given.get("epsilon", 1e-5))))
    normal = pen.op("Reshape", pen.op("Div", away, root), pen.op("Shape", planes))
    normal = pen.op("Transpose", normal, perm=[0, 2, 3, 1]) if last else normal
    affine = pen.op("Add", pen.op("Mul", normal, gamma), beta)
    if pen.given["activation"]:
        affine = pen.op("Mul", affine, pen.op("Sigmoid", affine))
    pen.out(affine, node.output[0])


def _nhwc_conv(pen: _Pen, node: Node) -> None:
    """Conv of X (N, H, W, C) with W (M, kH, kW, C)."""
    x, weight, *bias = pen.inputs
    planes, weight = (pen.op("Transpose", name, perm=[0, 3, 1, 2]) for name in (x, weight))
    result = pen.op("Conv", planes, weight, *bias, **pen.given)
    pen.out(pen.op("Transpose", result, perm=[0, 2, 3, 1]), node.output[0])


def _bias_split_gelu(pen: _Pen, node: Node) -> None:
    """The halves of X + bias, the second through gelu, multiplied."""
    both = pen.op("Add", *pen.inputs)
    size = pen.op("Div", pen.op("Gather", pen.op("Shape", both), pen.shape(2)), pen.shape(2))
    left = pen.op("Slice", both, pen.shape(0), size, pen.shape(2))
    right = pen.op("Slice", both, size, pen.shape(1 << 40), pen.shape(2))
    error = pen.op("Erf", pen.op("Mul", right, pen.number(0.5**0.5)))
    gelu = pen.op("Mul", pen.op("Mul", right, pen.number(0.5)), pen.op("Add", error, pen.number(1.0)))
    pen.out(pen.op("Mul", left, gelu), node.output[0])


def _bias_add(pen: _Pen, node: Node) -> None:
    """X + bias + skip."""
    x, bias, skip = pen.inputs
    pen.out(pen.op("Add", pen.op("Add", x, bias), skip), node.output[0])


def _packed_attention(pen: _Pen, node: Node) -> None:
    """Attention of (N, L, heads, 3, D), or of a query (N, L, heads * D) and (N, K, heads, 2, D)."""
    packed, heads = pen.inputs, pen.given["num_heads"]
    parts = 3 if len(packed) == 1 else 2
    split = [f"{packed[-1]}_{part}" for part in range(parts)]
    pen.nodes.append(helper.make_node("Split", [packed[-1]], split, axis=3))
    rows = [pen.op("Squeeze", name, pen.shape(3)) for name in split]
    if parts == 2:
        rows.insert(0, pen.op("Reshape", packed[0], pen.shape(0, 0, heads, -1)))
    query, key, value = (pen.op("Transpose", name, perm=[0, 2, 1, 3]) for name in rows)
    scores = pen.op("MatMul", query, pen.op("Transpose", key, perm=[0, 1, 3, 2]))
    width = pen.op("Cast", pen.op("Gather", pen.op("Shape", query), pen.shape(3)), to=1)
    shares = pen.op("Softmax", pen.op("Div", scores, pen.op("Sqrt", width)), axis=-1)
    mixed = pen.op("Transpose", pen.op("MatMul", shares, value), perm=[0, 2, 1, 3])
    pen.out(pen.op("Reshape", mixed, pen.shape(0, 0, -1)), node.output[0])


_SPELLINGS: dict[str, Callable[[_Pen, Node], None]] = {
    "GroupNorm": _group_norm,
    "SkipGroupNorm": _group_norm,
    "NhwcConv": _nhwc_conv,
    "BiasSplitGelu": _bias_split_gelu,
    "BiasAdd": _bias_add,
    "MultiHeadAttention": _packed_attention,
}


def spell_out(model: onnx.ModelProto) -> onnx.ModelProto:
    """Replace, in a graph of opset 17, what has no CPU kernel; changes `model`, and gives it back."""
    half = any(weight.data_type == TensorProto.FLOAT16 for weight in model.graph.initializer)
    nodes: list[Node] = []
    for number, node in enumerate(model.graph.node):
        spelling = _SPELLINGS.get(node.op_type) if node.domain == "com.microsoft" else None
        if spelling is None or (node.op_type == "MultiHeadAttention" and len([n for n in node.input if n]) > 2):
            nodes.append(node)
            continue
        pen = _Pen(node, number, TensorProto.FLOAT16 if half else TensorProto.FLOAT)
        spelling(pen, node)
        nodes.extend(pen.nodes)
        model.graph.initializer.extend(pen.constants)
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    return model
