"""Takes the house model's one graph apart, for runtimes that want no branches and every size fixed.

painter.onnx holds UNet, following and, behind an If, the decoder. CUDA graphs, TensorRT and OpenVINO take none of
that: they get a graph that predicts, one that paints a whole frame, and one that only decodes. Where the decoder is in
other number types, one paints up to the latent that is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.errors import BackendError

Sides = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Parts:
    """The graphs, serialized; every dimension is a number."""

    predict: bytes
    """x, t, context -> x0"""
    frame: bytes
    """x, t, context, before, share, reach -> x0, shown, image"""
    follow: bytes
    """x, t, context, before, share, reach -> x0, shown"""
    decode: bytes
    """shown -> image"""


def take_apart(graph: Path, sides: Sides, image: tuple[int, int]) -> Parts:
    """The parts of painter.onnx for one size: `sides` of the latent by name, `image` (height, width) in pixels."""
    onnx = _onnx()
    model = onnx.load(str(graph))
    _fix(model.graph, dict(sides))
    _inline(model.graph)
    shape = (1, *image, 3)
    for value in model.graph.output:
        if value.name == "image":
            value.CopyFrom(onnx.helper.make_tensor_value_info("image", onnx.TensorProto.UINT8, shape))
    shown = next(value for value in model.graph.output if value.name == "shown")
    fed = ("x", "t", "context", "before", "share", "reach")
    return Parts(
        _part(model, fed[:3], ("x0",)).SerializeToString(),
        _part(model, fed, ("x0", "shown", "image")).SerializeToString(),
        _part(model, fed, ("x0", "shown")).SerializeToString(),
        _part(model, ("shown",), ("image",), shown).SerializeToString(),
    )


def waves_of(graph: bytes) -> tuple[bytes, str] | None:
    """(graph t -> waves, the waves' name); None where a graph has no such thing.

    Waves are the sines and cosines that a UNet is told the time by (Vaswani et al. 2017, section 3.5).
    """
    onnx = _onnx()
    model = onnx.load_from_string(graph)
    name = _waves(model.graph)
    if not name:
        return None
    del model.graph.output[:]
    model.graph.output.append(onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None))
    return _part(model, ("t",), (name,)).SerializeToString(), name


def fed_with(graph: bytes, name: str, shape: Sequence[int]) -> bytes:
    """The graph with the value of that name and shape as one more input."""
    onnx = _onnx()
    model = onnx.load_from_string(graph)
    value = onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, shape)
    inputs = (*(entry.name for entry in model.graph.input), name)
    outputs = tuple(entry.name for entry in model.graph.output)
    rest: bytes = _part(model, inputs, outputs, value).SerializeToString()
    return rest


def _waves(graph: Any) -> str:
    """What the first matrix product behind a sine of the time alone is fed with; empty where there is none."""
    ends, timed, near = {"Gemm", "MatMul", "Conv"}, {"t"}, set[str]()
    given = {"", *(weight.name for weight in graph.initializer)}
    for node in graph.node:  # in the order of reckoning
        names = set(node.input)
        if names <= given:
            given.update(node.output)
            continue
        if not names <= given | timed:  # it hangs on more than the time
            continue
        timed.update(node.output)
        fed = near & names
        if node.op_type in ("Sin", "Cos"):
            near.update(node.output)
        elif fed and node.op_type in ends:
            return fed.pop()
        elif fed:
            near.update(node.output)
    return ""


def fixed(graph: Path, sides: Sides, scale: int) -> bytes:
    """encoder.onnx for one size; its picture spans `scale` pixels a side of the latent."""
    onnx = _onnx()
    model = onnx.load(str(graph))
    _fix(model.graph, dict(sides) | {f"{scale}*{name}": scale * size for name, size in sides})
    data: bytes = model.SerializeToString()
    return data


def _onnx() -> Any:
    try:
        import onnx
    except ImportError as error:
        raise BackendError(f"the house model on this backend: {error}; pip install onnx") from None
    return onnx


def _fix(graph: Any, sides: dict[str, int]) -> None:
    """Give the free dimensions of a graph's inputs and outputs their sizes, where they are known by name."""
    for value in (*graph.input, *graph.output):
        for side in value.type.tensor_type.shape.dim:
            if side.dim_param in sides:
                side.dim_value = sides[side.dim_param]


def _inline(graph: Any) -> None:
    """Put the branch that decodes in the place of the If: names in a branch are unique in the whole graph."""
    nodes = list(graph.node)
    del graph.node[:]
    for node in nodes:
        if node.op_type != "If":
            graph.node.append(node)
            continue
        branch = next(attribute.g for attribute in node.attribute if attribute.name == "then_branch")
        renamed = {branch.output[0].name: node.output[0]}
        graph.initializer.extend(branch.initializer)
        for inner in branch.node:
            inner.output[:] = [renamed.get(name, name) for name in inner.output]
            graph.node.append(inner)


def _part(model: Any, inputs: Sequence[str], outputs: Sequence[str], extra: Any = None) -> Any:
    """The nodes between these inputs and outputs, with the weights they need; `extra`: an input that was an output."""
    onnx = _onnx()
    made_by = {name: node for node in model.graph.node for name in node.output}
    needed: list[Any] = []
    open_names, seen = list(outputs), set(inputs)
    while open_names:
        name = open_names.pop()
        if name in seen:
            continue
        seen.add(name)
        node = made_by.get(name)
        if node is not None and not any(node is kept for kept in needed):
            needed.append(node)
            open_names.extend(node.input)
    kept = {id(node) for node in needed}
    values = {value.name: value for value in (*model.graph.input, *([extra] if extra is not None else []))}
    ends = {value.name: value for value in model.graph.output}
    graph = onnx.helper.make_graph(
        [node for node in model.graph.node if id(node) in kept],
        "house",
        [values[name] for name in inputs],
        [ends[name] for name in outputs],
        [weight for weight in model.graph.initializer if weight.name in seen],
    )
    return onnx.helper.make_model(graph, opset_imports=model.opset_import, ir_version=model.ir_version)
