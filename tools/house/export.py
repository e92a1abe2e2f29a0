"""Export the house model to ONNX: one merged painter graph, the text transformer, and the config that names them."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import TensorProto, compose, helper, numpy_helper
from torch import Tensor, nn

from tools.house import autoencoder, text, unet
from tools.house.autoencoder import Autoencoder
from tools.house.config import Config
from tools.house.unet import Flow

OPSET = 20
VERSION = "0.2"
STEP_TIMES = {"1": (1.0,), "2": (1.0, 0.6), "3": (1.0, 0.75, 0.45), "4": (1.0, 0.8, 0.6, 0.35)}
"""Flow times that the student is asked at, by number of steps."""


class Denoiser(nn.Module):
    """x (1, C, h, w), t (1,), context (1, K, D) -> x0 (1, C, h, w)."""

    def __init__(self, flow: Flow) -> None:
        super().__init__()
        self.flow = flow

    def forward(self, x: Tensor, t: Tensor, context: Tensor) -> Tensor:
        return self.flow.x0(x, t, context)


class Decoder(nn.Module):
    """x0 (1, C, h, w) -> image (1, 16 h, 16 w, 3) uint8."""

    def __init__(self, model: Autoencoder) -> None:
        super().__init__()
        self.decoder = model.net.decoder
        for block in self.decoder.modules():
            if isinstance(getattr(block, "norm", None), nn.BatchNorm2d):  # a ResBlock: conv2, then norm
                block.conv2 = torch.nn.utils.fusion.fuse_conv_bn_eval(block.conv2, block.norm)
                block.norm = nn.Identity()

    def forward(self, x0: Tensor) -> Tensor:
        image = self.decoder(x0).mul(127.5).add(127.5).round().clamp(0, 255)
        return image.permute(0, 2, 3, 1).to(torch.uint8)


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


def merge(denoiser: onnx.ModelProto, decoder: onnx.ModelProto) -> onnx.ModelProto:
    """One graph: x, t, context, before, share, reach, decode -> x0, shown, image.

    What is shown is the latent before, moved by `share` of the way to x0, but by no more than `reach` (root mean
    square). The decoder stands in an If, so it runs
    only when asked for. One session has one thread pool; two sessions' pools would spin against each other.
    """
    inside = compose.add_prefix(decoder, "decoder/").graph
    graph = onnx.GraphProto()
    graph.CopyFrom(denoiser.graph)
    graph.name = "house"
    entry, image = inside.input[0].name, inside.output[0]
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


def halve(model: onnx.ModelProto, least: int = 512) -> onnx.ModelProto:
    """Store large weights as float16 and cast them back when loaded (ONNX Runtime folds the casts, once)."""
    kept, casts = [], []
    for weight in model.graph.initializer:
        if weight.data_type == TensorProto.FLOAT and np.prod(weight.dims) >= least:
            small = numpy_helper.from_array(numpy_helper.to_array(weight).astype(np.float16), weight.name + "/half")
            casts.append(helper.make_node("Cast", [small.name], [weight.name], to=TensorProto.FLOAT))
            kept.append(small)
        else:
            kept.append(weight)
    nodes = list(model.graph.node)
    del model.graph.initializer[:], model.graph.node[:]
    model.graph.initializer.extend(kept)
    model.graph.node.extend(casts + nodes)
    return model


def write(path: Path, model: onnx.ModelProto) -> None:
    """Write a model whole or not at all, without the exporter's notes on where each node came from."""
    for graph in (model.graph, *(a.g for n in model.graph.node for a in n.attribute if a.HasField("g"))):
        for node in graph.node:
            del node.metadata_props[:]
            node.doc_string = ""
        del graph.metadata_props[:]
    del model.metadata_props[:]
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    onnx.save(model, draft)
    draft.replace(path)


def painter(flow: Flow, model: Autoencoder, config: Config) -> onnx.ModelProto:
    """The merged painter graph, weights in float16."""
    sizes = config.sizes
    side = sizes.size // 16
    x = torch.randn(1, sizes.latent_channels, side, side)
    context = torch.randn(1, sizes.context_tokens, sizes.context_width)
    denoiser = to_onnx(Denoiser(flow), {"x": x, "t": torch.ones(1), "context": context}, "x0")
    return halve(merge(denoiser, to_onnx(Decoder(model), {"latent": x}, "image")))


def listener(flow: Flow) -> onnx.ModelProto:
    """The text transformer: words (1, N, 128) float32, N >= 1 -> context (1, K, D) float32."""
    count = torch.export.Dim("count", min=1, max=64)
    words = {"words": torch.randn(1, 5, 128)}
    return halve(to_onnx(flow.listener, words, "context", dynamic=({1: count},)))


def describe(config: Config, stage: str) -> dict[str, Any]:
    """What config.json says."""
    sizes, out = config.sizes, config.out
    files = ["painter.onnx", "text/transformer.onnx", "text/words.npz"]
    side = sizes.size // 16
    return {
        "family": "house",
        "version": VERSION,
        "stage": stage,
        "latent": {"channels": sizes.latent_channels, "height": side, "width": side, "scale": 16},
        "context_tokens": sizes.context_tokens,
        "context_width": sizes.context_width,
        "times": {steps: list(values) for steps, values in STEP_TIMES.items()},
        "meaning": "x_t = (1 - t) x0 + t eps; painter.onnx gives x0; again with the same eps at the next t; "
        "shown = before + min(share, reach / rms) * (x0 - before) is decoded",
        "files": {name: hashlib.sha256((out / name).read_bytes()).hexdigest() for name in files},
    }


def train(config: Config) -> None:
    """Export the furthest stage there is: the student, else the UNet, else an untrained one; and the autoencoder."""
    torch.manual_seed(0)
    stage = next((name for name in ("distil", "unet") if (config.build / f"{name}.pt").is_file()), "untrained")
    flow = Flow(config.sizes).eval() if stage == "untrained" else unet.load(config, stage)
    trained = (config.build / "autoencoder.pt").is_file()
    model = autoencoder.load(config) if trained else Autoencoder(config.sizes).eval()
    flow, model = flow.cpu().float(), model.cpu().float()
    flow.unet.save_pretrained(config.build / "diffusers/unet")
    model.net.save_pretrained(config.build / "diffusers/vae")
    words = config.out / "text/words.npz"
    if not words.is_file():
        words.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(text.SHIPPED, words)
    write(config.out / "painter.onnx", painter(flow, model, config))
    write(config.out / "text/transformer.onnx", listener(flow))
    draft = config.out / "config.part"
    draft.write_text(json.dumps(describe(config, stage), indent=2) + "\n")
    draft.replace(config.out / "config.json")
    total = sum(file.stat().st_size for file in config.out.rglob("*") if file.is_file())
    print(f"{config.out}: {stage}, {total / 2**20:.1f} MiB")
