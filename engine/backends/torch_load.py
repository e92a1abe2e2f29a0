"""Loading a folder in the diffusers layout, or a single file: the one file that touches diffusers and transformers.

Only classes that these libraries ship are made, only from local safetensors files: no remote code, no pickle.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from diffusers import AutoencoderKL, AutoencoderTiny, UNet2DConditionModel
from diffusers.loaders import single_file_utils
from safetensors.torch import load_file
from torch import nn
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer

from engine.errors import ModelError
from engine.layout import Layout, text_folders
from engine.weights import find_weights

_RENAMED: Any = single_file_utils
"""The library's renaming of tensors; its functions have no types."""

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
    single = _Single(layout)
    unet = single.part("unet") or _part(UNet2DConditionModel, layout.folder / "unet", dtype)
    if layout.vae.kind not in _DECODERS:
        place = layout.decoder / "config.json"
        raise ModelError(f"{place}: _class_name = {layout.vae.kind!r}; use one of {', '.join(_DECODERS)}")
    decoder = single.part("vae") or _part(_DECODERS[layout.vae.kind], layout.decoder, dtype)
    encoder_kinds = (CLIPTextModel, CLIPTextModelWithProjection)
    texts = tuple(
        TextPart(_tokenizer(folder), (single.part(folder.name) or _part(kind, folder, dtype)).to(device, dtype))
        for folder, kind in zip(text_folders(layout.folder, layout.family), encoder_kinds, strict=False)
    )
    return Parts(unet.to(device, dtype), decoder.to(device, dtype), texts)


class _Single:
    """The parts that a single file gives, renamed to what diffusers calls them."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._tensors = load_file(layout.single) if layout.single and layout.in_single else {}

    def part(self, name: str) -> nn.Module | None:
        """The part in evaluation mode on the CPU, or None where the file lacks it; raises ModelError."""
        if name not in self._layout.in_single:
            return None
        place = f"{self._layout.single}: {name}"
        try:
            module, tensors = self._named(name)
            module.load_state_dict({key: value for key, value in tensors.items() if "position_ids" not in key})
        except Exception as error:  # missing, strange and misshapen tensors raise errors of several kinds
            raise ModelError(
                f"{place}: {_first_line(error)}; the file is of another architecture than its recipe's base"
            ) from None
        return module.eval().requires_grad_(False)

    def _named(self, name: str) -> tuple[nn.Module, dict[str, Any]]:
        """An empty part after the base's configuration, and its tensors under their names there."""
        folder = self._layout.folder / name
        if name == "unet":
            unet: Any = UNet2DConditionModel
            config = unet.load_config(folder)
            bare = any(key.startswith("down_blocks.") for key in self._tensors)
            tensors = self._tensors if bare else _RENAMED.convert_ldm_unet_checkpoint(self._tensors, config)
            return unet.from_config(config), tensors
        if name == "vae":
            vae: Any = AutoencoderKL
            config = vae.load_config(folder)
            return vae.from_config(config), _RENAMED.convert_ldm_vae_checkpoint(self._tensors, config)
        kind = CLIPTextModelWithProjection if name == "text_encoder_2" else CLIPTextModel
        encoder = kind(CLIPTextConfig.from_pretrained(folder, local_files_only=True))
        return encoder, self._text(encoder, "1" if name == "text_encoder_2" else "0")

    def _text(self, encoder: Any, number: str) -> dict[str, Any]:
        """Tensors of a text encoder, whether the file has them as CLIP's or as OpenCLIP's."""
        for prefix in ("cond_stage_model.", f"conditioner.embedders.{number}."):
            if any(key.startswith(f"{prefix}model.") for key in self._tensors):
                tensors = _RENAMED.convert_open_clip_checkpoint(encoder, self._tensors, prefix=f"{prefix}model.")
                break
        else:
            tensors = _RENAMED.convert_ldm_clip_checkpoint(self._tensors)
        wanted = encoder.state_dict()
        return {key if key in wanted else key.removeprefix("text_model."): value for key, value in tensors.items()}


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
