"""Loading a folder in the diffusers layout: the one file that touches diffusers and transformers.

Only classes that these libraries ship are made, only from local safetensors files: no remote code, no pickle.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from diffusers import AutoencoderKL, AutoencoderTiny, UNet2DConditionModel
from diffusers.models.attention_processor import AttnProcessor
from torch import nn
from transformers import CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer

from engine.errors import ModelError
from engine.layout import Layout, text_folders
from engine.weights import find_weights

_DECODERS: dict[str, Any] = {"AutoencoderKL": AutoencoderKL, "AutoencoderTiny": AutoencoderTiny}


@dataclass(frozen=True, slots=True)
class TextPart:
    """One text encoder and its tokenizer."""

    tokenizer: Any
    encoder: nn.Module


@dataclass(frozen=True, slots=True)
class Parts:
    """A loaded model."""

    unet: nn.Module
    decoder: Any
    texts: tuple[TextPart, ...]


def load_parts(layout: Layout, device: torch.device, dtype: torch.dtype) -> Parts:
    """All parts of a model, in evaluation mode on a device; raises ModelError."""
    unet = _part(UNet2DConditionModel, layout.folder / "unet", dtype)
    if layout.vae.kind not in _DECODERS:
        place = layout.decoder / "config.json"
        raise ModelError(f"{place}: _class_name = {layout.vae.kind!r}; use one of {', '.join(_DECODERS)}")
    decoder = _part(_DECODERS[layout.vae.kind], layout.decoder, dtype)
    encoder_kinds = (CLIPTextModel, CLIPTextModelWithProjection)
    texts = tuple(
        TextPart(_tokenizer(folder), _part(kind, folder, dtype).to(device))
        for folder, kind in zip(text_folders(layout.folder, layout.family), encoder_kinds, strict=False)
    )
    return Parts(unet.to(device), decoder.to(device), texts)


def use_plain_attention(parts: Parts) -> None:
    """Attention spelt out in matrix products: the form that graph optimisers recognise."""
    unet: Any = parts.unet
    unet.set_attn_processor(AttnProcessor())


def _part(kind: Any, folder: Path, dtype: torch.dtype) -> nn.Module:
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
