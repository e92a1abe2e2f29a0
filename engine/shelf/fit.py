"""Whether weights fit their architecture: names and shapes in the files' headers against a network without memory."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from engine.errors import ModelError
from engine.model.layout import Layout
from engine.model.weights import check, find_weights


def fits(layout: Layout) -> str:
    """What was compared, for people; raises ModelError where names or shapes differ. Reads headers only."""
    if not find_spec("torch"):
        return "not compared: torch is not installed"
    parts = [part for part in ("unet", "vae") if part not in layout.in_single]
    for part in parts:
        _unet(layout.folder / "unet") if part == "unet" else _decoder(layout)
    if not parts:
        return "not compared: a single file's names are told when it is loaded"
    return f"names and shapes of {' and '.join(parts)} as their config.json has them"


def _unet(folder: Path) -> None:
    from engine.nets.shapes import UnetShape
    from engine.nets.unet import Unet

    config = json.loads((folder / "config.json").read_bytes())
    _load(Unet, UnetShape.of(config, f"{folder / 'config.json'}"), _promised(folder), folder)


def _decoder(layout: Layout) -> None:
    from engine.nets.kl import KlDecoder
    from engine.nets.shapes import KlShape, TinyShape
    from engine.nets.tiny import TinyDecoder

    kinds: dict[str, tuple[Any, Any]] = {
        "AutoencoderKL": (KlShape, KlDecoder),
        "AutoencoderTiny": (TinyShape, TinyDecoder),
    }
    folder = layout.decoder
    if layout.vae.kind not in kinds:
        raise ModelError(f"{folder / 'config.json'}: _class_name = {layout.vae.kind!r}; use one of {', '.join(kinds)}")
    shape, net = kinds[layout.vae.kind]
    config = json.loads((folder / "config.json").read_bytes())
    own = {name: tensor for name, tensor in _promised(folder).items()
           if name.startswith(("decoder.", "post_quant_conv."))}  # fmt: skip
    _load(net, shape.of(config, f"{folder / 'config.json'}"), own, folder)


def _promised(folder: Path) -> dict[str, Any]:
    """Tensors of the shapes that the headers promise, which hold nothing."""
    import torch

    return {
        name: torch.empty(tensor.shape, device="meta")
        for file in find_weights(folder).files
        for name, tensor in check(file).items()
    }


def _load(net: Any, shape: Any, tensors: dict[str, Any], folder: Path) -> None:
    import torch

    with torch.device("meta"):
        made = net(shape)
    made.load(tensors, f"{folder}")
