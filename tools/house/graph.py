"""ONNX graphs of the house model: torch modules as graphs, joined."""

from __future__ import annotations

import tempfile
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import TensorProto, compose, helper, numpy_helper
from torch import Tensor, nn

from tools.house.config import SIDES

OPSET = 20


def to_onnx(module: nn.Module, inputs: dict[str, Tensor], output: str, dynamic: Any = None) -> onnx.ModelProto:
    """A module as an ONNX model with named inputs and one named output."""
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path = Path(folder) / "model.onnx"
        torch.onnx.export(
            module.eval(),
            tuple(inputs.values()),
            str(path),
            input_names=list(inputs),
            output_names=[output],
            dynamic_shapes=dynamic,
            opset_version=OPSET,
            dynamo=True,
            external_data=False,
            verbose=False,
        )
        return onnx.load(path)


def name_sides(value: onnx.ValueInfoProto, at: tuple[int, int], pixels: int = 1) -> None:
    """Name the two free dimensions in the shape of a graph's input or output, `pixels` a latent cell."""
    for place, name in zip(at, SIDES, strict=True):
        value.type.tensor_type.shape.dim[place].dim_param = f"{pixels}*{name}" if pixels > 1 else name


def merge(denoiser: onnx.ModelProto, decoder: onnx.ModelProto, cell: int) -> onnx.ModelProto:
    """One graph: x, t, context, before, share, reach, decode -> x0, shown, image of `cell` pixels a latent cell.

    What is shown is the latent before, moved by `share` of the way to x0, but by no more than `reach` (root mean
    square). The decoder stands in an If, so it runs only when asked for. One session has one thread pool; two sessions'
    pools would spin against each other.
    """
    inside = compose.add_prefix(decoder, "decoder/").graph
    graph = onnx.GraphProto()
    graph.CopyFrom(denoiser.graph)
    graph.name = "house"
    entry, image = inside.input[0].name, inside.output[0]
    for value, at, pixels in ((graph.input[0], (2, 3), 1), (graph.output[0], (2, 3), 1), (image, (1, 2), cell)):
        name_sides(value, at, pixels)
    for node in inside.node:
        node.input[:] = ["shown" if name == entry else name for name in node.input]
    graph.initializer.extend(inside.initializer)
    nothing = numpy_helper.from_array(np.zeros((0, 0, 0, 3), np.uint8), "nothing")
    empty = helper.make_tensor_value_info("no_image", TensorProto.UINT8, [0, 0, 0, 3])
    yes = helper.make_graph(inside.node, "decoder", [], [image])
    no = helper.make_graph([helper.make_node("Constant", [], ["no_image"], value=nothing)], "nothing", [], [empty])
    before = graph.input.add()
    before.CopyFrom(next(value for value in graph.input if value.name == "x"))
    before.name = "before"
    for name in ("share", "reach"):
        graph.input.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, []))
    graph.initializer.append(numpy_helper.from_array(np.array(1e-9, np.float32), "least"))
    graph.input.append(helper.make_tensor_value_info("decode", TensorProto.BOOL, []))
    for kind, inputs, output in (
        ("Sub", ["x0", "before"], "way"),
        ("Mul", ["way", "way"], "square"),
        ("ReduceMean", ["square"], "mean_square"),
        ("Sqrt", ["mean_square"], "length"),
        ("Max", ["length", "least"], "some_length"),
        ("Div", ["reach", "some_length"], "allowed"),
        ("Min", ["share", "allowed"], "pace"),
        ("Mul", ["way", "pace"], "step"),
        ("Add", ["before", "step"], "shown"),
    ):
        graph.node.append(helper.make_node(kind, inputs, [output], **({"keepdims": 0} if kind == "ReduceMean" else {})))
    shown = graph.output.add()
    shown.CopyFrom(graph.output[0])
    shown.name = "shown"
    graph.node.append(helper.make_node("If", ["decode"], ["image"], then_branch=yes, else_branch=no))
    graph.output.append(helper.make_tensor_value_info("image", TensorProto.UINT8, ["batch", "height", "width", 3]))
    del graph.value_info[:]
    model = helper.make_model(graph, opset_imports=denoiser.opset_import, ir_version=denoiser.ir_version)
    onnx.checker.check_model(model, full_check=False)
    return model
