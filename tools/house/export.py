"""Export the house model to ONNX: painter, encoder of pictures, text transformer, and the config that names them.

Painter and encoder take every height and width that the UNet can halve and double again. A model with a base leaves the
encoder and the words to it.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from typing import Any

import onnx
import torch
from torch import Tensor, nn

from engine.model.find import NAMES
from engine.words import MAX_WORDS
from tools.house import base, decoder, text, unet
from tools.house.autoencoder import Autoencoder
from tools.house.config import CELL, Config, Sizes
from tools.house.graph import merge, name_sides, to_onnx
from tools.house.stored import rounded, shrink, write
from tools.house.unet import Flow
from tools.house.work import parameters, work

VERSION = "0.7"
STEP_TIMES = {"1": (1.0,), "2": (1.0, 0.6), "3": (1.0, 0.75, 0.45), "4": (1.0, 0.8, 0.6, 0.35)}
"""Flow times that the UNet is asked at, by number of steps."""
LONGEST = 2048
"""Pixels of the longest side that the graphs are exported for."""
ENCODER, LISTENER, WORDS = "encoder.onnx", "text/transformer.onnx", "text/words.npz"
"""What a model with a base takes from there."""


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


class Encoder(nn.Module):
    """image (H, W, 3) uint8 -> latent (1, C, H/16, W/16), with the mean and spread that the UNet learned from."""

    def __init__(self, model: Autoencoder) -> None:
        super().__init__()
        self.model = model

    def forward(self, image: Tensor) -> Tensor:
        latent: Tensor = self.model.encode(image.permute(2, 0, 1).unsqueeze(0).float().div(255))
        return latent


def halvings(sizes: Sizes) -> int:
    """How often the UNet halves the latent: its way up meets its way down at multiples of 2**halvings cells."""
    return len(sizes.unet_widths) - 1


def free(step: int, longest: int) -> tuple[Any, Any]:
    """Height and width as a graph's free dimensions: multiples of `step`, up to `longest`."""
    height, width = (torch.export.Dim(name, min=1, max=longest // step) for name in ("rows", "columns"))
    return step * height, step * width


def denoiser(flow: Flow, sizes: Sizes) -> onnx.ModelProto:
    """The graph of a step, weights in float32: x, t, context -> x0."""
    side, step = sizes.size // CELL, 2 ** halvings(sizes)
    height, width = free(step, LONGEST // CELL)
    x = torch.randn(1, sizes.latent_channels, side, side + step)
    context = torch.randn(1, sizes.context_tokens, sizes.context_width)
    inputs = {"x": x, "t": torch.ones(1), "context": context}
    return to_onnx(Denoiser(flow), inputs, "x0", dynamic=({2: height, 3: width}, None, None))


def painter(flow: Flow, model: Autoencoder, config: Config) -> onnx.ModelProto:
    """The merged painter graph, weights as the config stores them."""
    sizes = config.sizes
    side, step = sizes.size // CELL, 2 ** halvings(sizes)
    height, width = free(step, LONGEST // CELL)
    latent = {"latent": torch.randn(1, sizes.latent_channels, side, side + step)}
    shown = to_onnx(Decoder(model), latent, "image", dynamic=({2: height, 3: width},))
    return shrink(merge(denoiser(flow, sizes), shown, CELL), config.stored)


def encoder(model: Autoencoder, config: Config) -> onnx.ModelProto:
    """The graph from picture to latent, weights in float16."""
    sizes = config.sizes
    cell = CELL * 2 ** halvings(sizes)
    image = torch.zeros(sizes.size, sizes.size + cell, 3, dtype=torch.uint8)
    height, width = free(cell, LONGEST)
    graph = to_onnx(Encoder(model), {"image": image}, "latent", dynamic=({0: height, 1: width},))
    name_sides(graph.graph.input[0], (0, 1), CELL)
    name_sides(graph.graph.output[0], (2, 3))
    del graph.graph.value_info[:]
    return shrink(graph, "float16")


def listener(flow: Flow) -> onnx.ModelProto:
    """The text transformer, weights in float32: words (1, N, 128) float32, N >= 1 -> context (1, K, D) float32."""
    count = torch.export.Dim("count", min=1, max=MAX_WORDS)
    words = {"words": torch.randn(1, 5, 128)}
    return to_onnx(flow.listener, words, "context", dynamic=({1: count},))


def base_of(config: Config) -> dict[str, str]:
    """What config.json says of the base: its name in the package, or else its path from the model's folder."""
    if config.base is None:
        return {}
    name = config.base.out.name
    shipped = NAMES.get(name) == config.base.out
    return {"base": name if shipped else os.path.relpath(config.base.out, config.out)}


def describe(config: Config, stage: str, model: Autoencoder, names: list[str]) -> dict[str, Any]:
    """What config.json says; `names`: of the files in the model's own folder."""
    sizes = config.sizes
    side = sizes.size // CELL
    places = {name: config.out / name for name in names}
    if config.base is not None:
        places |= {name: config.base.out / name for name in (ENCODER, LISTENER, WORDS)}
    return {
        "family": "house",
        "version": VERSION,
        "stage": stage,
        **base_of(config),
        "latent": {"channels": sizes.latent_channels, "height": side, "width": side, "scale": CELL},
        "any_size": True,
        "halvings": halvings(sizes),
        "context_tokens": sizes.context_tokens,
        "context_width": sizes.context_width,
        "times": {steps: list(values) for steps, values in STEP_TIMES.items()},
        "meaning": "x_t = (1 - t) x0 + t eps; painter.onnx gives x0; again with the same eps at the next t; "
        "shown = before + min(share, reach / rms) * (x0 - before) is decoded",
        "spread": base.spread(model),
        "stored": config.stored,
        "parameters": parameters(sizes),
        "gflop": work(config),
        "files": {name: hashlib.sha256(place.read_bytes()).hexdigest() for name, place in places.items()},
    }


def train(config: Config) -> None:
    """Export UNet, listener and autoencoder; what is not trained yet goes out untrained, and the config says so."""
    torch.manual_seed(0)
    base.train(config)
    stage = "unet" if (config.build / "unet.pt").is_file() else "untrained"
    flow = Flow(config.sizes).eval() if stage == "untrained" else unet.load(config)
    trained = (config.build / "autoencoder.pt").is_file()
    model = decoder.load(config) if trained else Autoencoder(config.sizes).eval()
    flow, model = flow.cpu().float(), model.cpu().float()
    flow.unet.save_pretrained(config.build / "diffusers/unet")
    model.net.save_pretrained(config.build / "diffusers/vae")
    if config.stored == "int8":
        rounded(flow)
        rounded(model.net.decoder)
    files = write(config.out / "painter.onnx", painter(flow, model, config), config.largest_file)
    if config.base is None:
        files += write(config.out / LISTENER, shrink(listener(flow), config.stored), config.largest_file)
        words = config.out / WORDS
        if words.resolve() != text.TABLE:
            shutil.copyfile(text.TABLE, words)
        files += [*write(config.out / ENCODER, encoder(model, config)), words]
    names = [file.relative_to(config.out).as_posix() for file in files]
    card = describe(config, stage, model, names)
    draft = config.out / "config.part"
    draft.write_text(json.dumps(card, indent=2) + "\n")
    draft.replace(config.out / "config.json")
    sizes = [file.stat().st_size / 2**20 for file in files]
    counts = ", ".join(f"{name} {count / 1e6:.2f} M" for name, count in card["parameters"].items())
    print(f"{config.out}: {stage}, {sum(sizes):.1f} MiB, largest file {max(sizes):.1f} MiB; {counts}")
    for shape, parts in card["gflop"].items():
        print(f"  {shape}: " + ", ".join(f"{name} {value} GFLOP" for name, value in parts.items()))
