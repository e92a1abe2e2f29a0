"""Loading a model on torch: a folder in the diffusers layout, or a single file, into our networks or the library's.

Only classes that are known here are made, only from local safetensors files: no remote code, no pickle. A folder is
loaded with torch, safetensors and transformers alone; a single file needs diffusers, for the names of its tensors.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer

from engine.backends.torch.single import Single
from engine.backends.torch.words import learn_words
from engine.errors import ModelError
from engine.model.layout import Layout, text_folders
from engine.model.weights import find_weights
from engine.nets.kl import KlDecoder, KlEncoder
from engine.nets.net import Net
from engine.nets.shapes import KlShape, TinyShape, UnetShape
from engine.nets.tiny import TinyDecoder, TinyEncoder
from engine.nets.unet import Unet

AnyNet = TypeVar("AnyNet", bound=Net)

_HALVES: dict[str, tuple[Any, Any, Any]] = {
    "AutoencoderKL": (KlShape, KlDecoder, KlEncoder),
    "AutoencoderTiny": (TinyShape, TinyDecoder, TinyEncoder),
}
"""By the class in vae/config.json: its shape here, its decoder and its encoder."""

_OF_DECODER = ("decoder.", "post_quant_conv.")
"""How the tensors of an autoencoder begin that belong to its decoder; the others belong to its encoder."""


@dataclass(frozen=True, slots=True)
class TextPart:
    """One text encoder and its tokenizer."""

    tokenizer: Any
    encoder: nn.Module


@dataclass(frozen=True, slots=True)
class Parts:
    """A loaded model."""

    unet: nn.Module
    """engine.nets.unet.Unet, or diffusers' own."""
    decoder: Any
    """Latents to pictures: a network of engine/nets, or diffusers' whole autoencoder."""
    texts: tuple[TextPart, ...]
    encoder: nn.Module | None = None
    """Pictures to latents; None with diffusers' autoencoder, which has both halves."""


def load_nets(layout: Layout, device: torch.device, dtype: torch.dtype) -> Parts:
    """All parts of a model, the UNet and the autoencoder as our own networks, on a device; raises ModelError."""
    single = Single(layout)
    folder = layout.folder / "unet"
    shape = UnetShape.of(_config(folder), f"{folder / 'config.json'}")
    unet = _filled(Unet, shape, _tensors(single, "unet", folder), device, dtype)
    kind, decoder, encoder = _halves(layout)
    shape = kind.of(_config(layout.decoder), f"{layout.decoder / 'config.json'}")
    tensors = _tensors(single, "vae", layout.decoder)
    halves = [
        _filled(half, shape, tensors.part(of_decoder), device, dtype)
        for half, of_decoder in ((decoder, True), (encoder, False))
    ]
    return Parts(unet, halves[0], _texts(layout, single, device, dtype), halves[1])


def load_parts(layout: Layout, device: torch.device, dtype: torch.dtype) -> Parts:
    """The same in diffusers' own modules, whose patterns optimisers of exported graphs know; raises ModelError."""
    from diffusers import AutoencoderKL, AutoencoderTiny, UNet2DConditionModel

    kinds: dict[str, Any] = {"AutoencoderKL": AutoencoderKL, "AutoencoderTiny": AutoencoderTiny}
    _halves(layout)
    single = Single(layout)
    unet = _library(single, "unet", UNet2DConditionModel, layout.folder / "unet", dtype)
    decoder = _library(single, "vae", kinds[layout.vae.kind], layout.decoder, dtype)
    return Parts(unet.to(device, dtype), decoder.to(device, dtype), _texts(layout, single, device, dtype))


def _halves(layout: Layout) -> tuple[Any, Any, Any]:
    if layout.vae.kind not in _HALVES:
        place = layout.decoder / "config.json"
        raise ModelError(f"{place}: _class_name = {layout.vae.kind!r}; use one of {', '.join(_HALVES)}")
    return _HALVES[layout.vae.kind]


@dataclass(frozen=True, slots=True)
class _Tensors:
    """Tensors of a part, where they come from, and how to say that they don't fit."""

    tensors: dict[str, Tensor]
    place: str
    single: Single | None
    name: str

    def part(self, of_decoder: bool) -> _Tensors:
        """Those of an autoencoder's decoder, or of its encoder."""
        chosen = {key: self.tensors[key] for key in self.tensors if key.startswith(_OF_DECODER) == of_decoder}
        return _Tensors(chosen, self.place, self.single, self.name)


def _tensors(single: Single, name: str, folder: Path) -> _Tensors:
    if single.has(name):
        return _Tensors(single.tensors(name), single.place(name), single, name)
    found: dict[str, Tensor] = {}
    for file in find_weights(folder).files:
        found |= load_file(file)
    return _Tensors(found, f"{folder}", None, name)


def _filled(net: type[AnyNet], shape: Any, tensors: _Tensors, device: torch.device, dtype: torch.dtype) -> AnyNet:
    """A network on a device, with its weights; made there at once, so that nothing lies in memory twice."""
    with torch.device("meta"):
        made = net(shape)
    made = made.to(dtype).to_empty(device=device)
    try:
        made.load(tensors.tensors, tensors.place)
    except ModelError as error:
        raise (error if tensors.single is None else tensors.single.error(tensors.name, error)) from None
    return made.eval()


def _config(folder: Path) -> dict[str, Any]:
    config: dict[str, Any] = json.loads((folder / "config.json").read_bytes())
    return config


def _texts(layout: Layout, single: Single, device: torch.device, dtype: torch.dtype) -> tuple[TextPart, ...]:
    kinds = (CLIPTextModel, CLIPTextModelWithProjection)
    texts = tuple(
        TextPart(_tokenizer(folder), _text(single, kind, folder, dtype).to(device, dtype))
        for folder, kind in zip(text_folders(layout.folder, layout.family), kinds, strict=False)
    )
    learn_words(texts, layout.recipe.embeddings, layout.home)
    return texts


def _text(single: Single, kind: Any, folder: Path, dtype: torch.dtype) -> nn.Module:
    if not single.has(folder.name):
        return _pretrained(kind, folder, dtype)
    encoder = kind(CLIPTextConfig.from_pretrained(folder, local_files_only=True))
    return _with(encoder, single, folder.name, single.text(folder.name, encoder))


def _library(single: Single, name: str, kind: Any, folder: Path, dtype: torch.dtype) -> nn.Module:
    if not single.has(name):
        return _pretrained(kind, folder, dtype)
    return _with(kind.from_config(kind.load_config(folder)), single, name, single.tensors(name))


def _with(module: nn.Module, single: Single, name: str, tensors: dict[str, Tensor]) -> nn.Module:
    """The module with the single file's tensors, in evaluation mode."""
    try:
        module.load_state_dict(tensors)
    except Exception as error:  # missing, strange and misshapen tensors raise errors of several kinds
        raise single.error(name, error) from None
    return module.eval().requires_grad_(False)


def _pretrained(kind: Any, folder: Path, dtype: torch.dtype) -> nn.Module:
    variant = find_weights(folder).variant or None
    try:
        part, info = kind.from_pretrained(
            folder,
            torch_dtype=dtype,
            variant=variant,
            use_safetensors=True,
            local_files_only=True,
            output_loading_info=True,
        )
    except Exception as error:  # the libraries raise all kinds on a folder that doesn't fit
        raise ModelError(f"{folder}: {_first_line(error)}; compare config.json with the weights") from None
    for what in ("missing_keys", "unexpected_keys", "mismatched_keys"):
        if found := info.get(what):
            some = ", ".join(str(key) for key in sorted(found, key=str)[:3])
            raise ModelError(
                f"{folder}: {len(found)} {what.replace('_', ' ')} ({some}); "
                "the weights are of another architecture than config.json: copy both from one place"
            )
    module: nn.Module = part.eval().requires_grad_(False)
    return module


def _tokenizer(encoder: Path) -> Any:
    """The tokenizer that belongs to a text encoder's folder: text_encoder_2 -> tokenizer_2."""
    folder = encoder.parent / encoder.name.replace("text_encoder", "tokenizer")
    if not folder.is_dir():
        raise ModelError(f"{folder}: no such folder; copy the model's whole folder")
    try:
        return CLIPTokenizer.from_pretrained(folder, local_files_only=True)
    except Exception as error:  # the library raises all kinds on a damaged file
        raise ModelError(f"{folder}: {_first_line(error)}; copy the folder again") from None


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n", 1)[0] or type(error).__name__
