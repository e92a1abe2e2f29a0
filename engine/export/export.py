"""Exports a whole model: graphs, tokenizers and a card with the SHA-256 of every file."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import torch

from engine.backends.knobs import sizes
from engine.backends.onnx_frame import PREDICT, SHOW
from engine.backends.onnx_text import ENCODER, NAMES, TOKENIZER
from engine.backends.torch_backend import fuse_recipe
from engine.backends.torch_frame import Conditions, FrameNet
from engine.backends.torch_load import Parts, TextPart, load_parts
from engine.errors import ModelError
from engine.export.graphs import Graph, Words, predict_graph, show_graph, write
from engine.models import Model


@dataclass(frozen=True, slots=True)
class Options:
    """How to export."""

    opset: int = 17
    bake_time: bool = False
    """Whether the one-step time becomes a constant; the model then paints in one step, and carries nothing over."""


def export(model: Model, out: Path, options: Options = Options()) -> None:
    """Write an ONNX model to the new folder `out`, in float32; raises ModelError."""
    if model.layout is None:
        raise ModelError(f"{model.folder}: not in the diffusers layout, so there is nothing to export")
    if out.exists():
        raise ModelError(f"{out}: exists; name a new folder")
    parts = load_parts(model.layout, torch.device("cpu"), torch.float32)
    fuse_recipe(parts, model.layout)
    net = FrameNet(parts.unet, parts.decoder, *model.layout.scaling, model.layout.unet.time_cond_proj_dim).eval()
    latent = (1, model.card.latent.channels, model.card.latent.height, model.card.latent.width)
    baked = model.card.times["1"][0] if options.bake_time else None
    write(predict_graph(net, _example(model, parts), latent, baked), out / PREDICT, options.opset)
    write(show_graph(net, latent), out / SHOW, options.opset)
    for name, part in zip(NAMES, parts.texts, strict=False):
        _write_text(part, out / name, options.opset, several=len(parts.texts) > 1)
    _write_card(model, out, options)


def _example(model: Model, parts: Parts) -> Conditions:
    """Zeros of the shapes that the UNet is conditioned on."""
    tokens = torch.zeros(1, model.card.context_tokens, model.card.context_width)
    if len(parts.texts) == 1:
        return Conditions(tokens, None, None)
    encoder: Any = parts.texts[-1].encoder
    width = int(encoder.config.projection_dim)
    return Conditions(tokens, torch.zeros(1, width), torch.from_numpy(sizes(*model.card.latent.pixels, 1)))


def _write_text(part: TextPart, folder: Path, opset: int, several: bool) -> None:
    pooled = several and folder.name == NAMES[-1]
    words = Words(part.encoder, last=not several, pooled=pooled)
    end = int(part.tokenizer.eos_token_id)
    length = int(part.tokenizer.model_max_length)
    inputs = {"ids": torch.full((1, length), end)}
    write(Graph(words, inputs, ("tokens", "pooled") if pooled else ("tokens",)), folder / ENCODER, opset)
    tokenizer = part.tokenizer.backend_tokenizer
    tokenizer.enable_truncation(length)
    tokenizer.enable_padding(
        length=length, pad_id=int(part.tokenizer.pad_token_id), pad_token=str(part.tokenizer.pad_token)
    )
    tokenizer.save(str(folder / TOKENIZER))


def _write_card(model: Model, out: Path, options: Options) -> None:
    files = {}
    for path in sorted(out.rglob("*")):
        if path.is_file():
            with path.open("rb") as stream:
                files[path.relative_to(out).as_posix()] = hashlib.file_digest(stream, "sha256").hexdigest()
    times = {"1": model.card.times["1"]} if options.bake_time else model.card.times
    version = f"{model.card.version}, opset {options.opset}"
    card = msgspec.structs.replace(model.card, version=version, times=times, files=files, baked_time=options.bake_time)
    (out / "config.json").write_bytes(msgspec.json.format(msgspec.json.encode(card), indent=2))
