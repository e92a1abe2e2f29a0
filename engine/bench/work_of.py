"""The work in a frame of a loaded model, by stage, counted from its own files; and which ceilings it is held to."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from engine.bench.floor import Work
from engine.bench.flops import kl_decoder_work, tiny_decoder_work, unet_work, words_work
from engine.bench.onnx_work import count_onnx
from engine.bench.random_models import is_random, random_work
from engine.model.families import HOUSE
from engine.model.find import Model
from engine.nets.shapes import KlShape, TinyShape, UnetShape

Stages = dict[str, Work]
"""Work by stage: words (once a prompt, or once a frame while words fade), unet (one step), decode."""

BYTES_EACH: dict[str, int] = {"float32": 4, "float16": 2, "bfloat16": 2}
"""Bytes a weight, by number type."""


def work_of(model: Model, dtype: str) -> Stages:
    """The work of a frame of one step; ValueError with the reason where it can't be counted."""
    latent = model.card.latent
    if is_random(model.name):
        return random_work(model.name, latent.pixels, 1, BYTES_EACH[dtype])
    if model.layout is not None:
        return _of_layout(model, BYTES_EACH[dtype])
    if model.family.architecture == HOUSE:
        return _of_house(model)
    raise ValueError("an exported graph: its work isn't counted; count the folder it was exported from")


def frame_work(stages: Stages, steps: int) -> Work:
    """A whole frame of so many steps, words standing still."""
    return stages["unet"] * steps + stages["decode"]


def _of_layout(model: Model, bytes_each: int) -> Stages:
    assert model.layout is not None
    size = model.card.latent.height, model.card.latent.width
    unet = UnetShape.of(_config(model.layout.folder / "unet" / "config.json"))
    vae = _config(model.layout.decoder / "config.json")
    if vae.get("_class_name") == "AutoencoderTiny":
        decode = tiny_decoder_work(TinyShape.of(vae), size, bytes_each)
    else:
        decode = kl_decoder_work(KlShape.of(vae), size, bytes_each)
    return {
        "words": words_work(unet, bytes_each),
        "unet": unet_work(unet, size, bytes_each),
        "decode": decode + _picture(model),
    }


def _config(place: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(place.read_text(encoding="utf-8"))
    return found


def _picture(model: Model) -> Work:
    """The picture, written once and read once on its way out."""
    height, width = model.card.latent.pixels
    return Work(0.0, 2.0 * 3.0 * height * width)


def _of_house(model: Model) -> Stages:
    """Run once with the decoder and once without; the decoder's weights are the smaller part and counted there."""
    card = model.card
    draw = np.random.default_rng(0)
    x = draw.standard_normal((1, card.latent.channels, card.latent.height, card.latent.width), np.float32)
    feeds: dict[str, Any] = {
        "x": x,
        "t": np.ones(1, np.float32),
        "context": draw.standard_normal((1, card.context_tokens, card.context_width), np.float32),
        "before": x,
        "share": np.float32(1.0),
        "reach": np.float32(1.0),
    }
    graph = model.folder / "painter.onnx"
    unet = count_onnx(graph, feeds | {"decode": np.array(False)})
    both = count_onnx(graph, feeds | {"decode": np.array(True)})
    return {"unet": unet, "decode": Work(both.flops - unet.flops, 0.0) + _picture(model)}
