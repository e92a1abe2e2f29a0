"""Models of the real architectures, tiny and with random weights, in the diffusers layout; made on the spot."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from diffusers import (
    AutoencoderKL,
    AutoencoderTiny,
    DDIMScheduler,
    DiffusionPipeline,
    EulerAncestralDiscreteScheduler,
    EulerDiscreteScheduler,
    LCMScheduler,
    StableDiffusionPipeline,
    StableDiffusionXLPipeline,
    TCDScheduler,
    UNet2DConditionModel,
)
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer

SIDE = 16
"""Cells of the latent along each side."""
WIDTH = 16
"""Of a text encoder's tokens."""
_MERGES = ["s e", "se a</w>", "f i", "r e</w>", "fi re</w>", "n i", "g h", "gh t</w>", "ni ght</w>"]
_BETAS = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear"}
_BASE = {"set_alpha_to_one": False, "steps_offset": 1, "clip_sample": False}
_TRAILING = {"timestep_spacing": "trailing", "steps_offset": 1}


@dataclass(frozen=True)
class Kind:
    """A family as its folder has it: architecture and scheduler."""

    family: str
    architecture: str
    scheduler_class: Any
    settings: dict[str, Any]
    embedded: bool = False
    more: dict[str, Any] = field(default_factory=dict)
    """What the library's pipeline must be told in a call, where the family isn't what it does by itself."""
    recipe: str = ""
    """rhapsode.json, where the folder's other files can't tell the family."""
    steps: tuple[int, ...] = (1, 2, 4)
    """Numbers of steps to compare."""

    @property
    def scheduler(self) -> Any:
        """The library's scheduler."""
        return self.scheduler_class(**_BETAS, **self.settings)


KINDS = (
    Kind("sd-turbo", "sd21", EulerDiscreteScheduler, _TRAILING),
    Kind("sdxl-turbo", "sdxl", EulerAncestralDiscreteScheduler, _TRAILING),
    Kind("lcm", "sd15", LCMScheduler, _BASE, embedded=True),
    Kind("lcm-sdxl", "sdxl", LCMScheduler, _BASE, embedded=True),
    Kind("lcm-lora", "sd15", LCMScheduler, _BASE),
    Kind("lcm-lora-sdxl", "sdxl", LCMScheduler, _BASE),
    Kind("hyper-sd", "sd15", DDIMScheduler, _BASE | _TRAILING),
    Kind("hyper-sdxl", "sdxl", DDIMScheduler, _BASE | _TRAILING),
    Kind("hyper-sd-any", "sd15", TCDScheduler, _BASE, more={"eta": 1.0}),
    Kind("hyper-sdxl-any", "sdxl", TCDScheduler, _BASE, more={"eta": 1.0}),
    Kind(
        "hyper-sdxl-unet",
        "sdxl",
        LCMScheduler,
        _BASE,
        more={"timesteps": [800]},
        steps=(1,),
        recipe='{"family": "hyper-sdxl-unet"}',
    ),
    Kind("lightning", "sd15", EulerDiscreteScheduler, _TRAILING),
    Kind("lightning-sdxl", "sdxl", EulerDiscreteScheduler, _TRAILING),
)


def make(kind: Kind, folder: Path, tiny_decoder: bool = False) -> DiffusionPipeline:
    """Write a model of that kind into `folder`, and give the library's own pipeline of the same parts."""
    torch.manual_seed(sum(map(ord, kind.family)))
    sdxl = kind.architecture == "sdxl"
    tokenizer = byte_pairs(folder)
    parts = {
        "vae": _tiny_decoder() if tiny_decoder else _decoder(),
        "unet": _unet(kind),
        "scheduler": kind.scheduler,
        "tokenizer": tokenizer,
        "text_encoder": CLIPTextModel(_text(len(tokenizer), "gelu" if kind.architecture == "sd21" else "quick_gelu")),
    }
    if sdxl:
        second = CLIPTextModelWithProjection(_text(len(tokenizer), "gelu"))
        pipeline: Any = StableDiffusionXLPipeline(
            **parts, text_encoder_2=second, tokenizer_2=tokenizer, force_zeros_for_empty_prompt=True
        )
    else:
        pipeline = StableDiffusionPipeline(
            **parts, safety_checker=None, feature_extractor=None, requires_safety_checker=False
        )
    pipeline.save_pretrained(folder, safe_serialization=True)
    if kind.recipe:
        (folder / "rhapsode.json").write_text(kind.recipe)
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


def _unet(kind: Kind) -> UNet2DConditionModel:
    more: dict[str, Any] = {}
    if kind.architecture == "sdxl":
        more = {
            "addition_embed_type": "text_time",
            "addition_time_embed_dim": 8,
            "projection_class_embeddings_input_dim": 6 * 8 + WIDTH,
            "transformer_layers_per_block": (1, 2),
        }
    return UNet2DConditionModel(
        sample_size=SIDE,
        block_out_channels=(8, 16),
        layers_per_block=1,
        norm_num_groups=4,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        cross_attention_dim=2 * WIDTH if kind.architecture == "sdxl" else WIDTH,
        attention_head_dim=4 if kind.architecture == "sd15" else (2, 4),
        use_linear_projection=kind.architecture != "sd15",
        time_cond_proj_dim=8 if kind.embedded else None,
        **more,
    )


def _decoder() -> AutoencoderKL:
    return AutoencoderKL(
        block_out_channels=(8, 8),
        norm_num_groups=4,
        down_block_types=("DownEncoderBlock2D",) * 2,
        up_block_types=("UpDecoderBlock2D",) * 2,
        latent_channels=4,
    )


def _tiny_decoder() -> AutoencoderTiny:
    return AutoencoderTiny(
        encoder_block_out_channels=(8, 8),
        decoder_block_out_channels=(8, 8),
        num_encoder_blocks=(1, 1),
        num_decoder_blocks=(1, 1),
    )


def _text(words: int, activation: str) -> CLIPTextConfig:
    return CLIPTextConfig(
        vocab_size=words,
        hidden_size=WIDTH,
        intermediate_size=2 * WIDTH,
        projection_dim=WIDTH,
        num_hidden_layers=3,
        num_attention_heads=4,
        hidden_act=activation,
        bos_token_id=words - 2,
        eos_token_id=words - 1,
        pad_token_id=words - 1,
    )


def byte_pairs(folder: Path) -> CLIPTokenizer:
    """Byte-pair encoding with hardly any pairs: letters, letters that end a word, and two or three words."""
    letters = [chr(code) for code in range(33, 127)]
    pieces = letters + [letter + "</w>" for letter in letters] + [merge.replace(" ", "") for merge in _MERGES]
    pieces += ["<|startoftext|>", "<|endoftext|>"]
    folder.mkdir(parents=True, exist_ok=True)
    vocabulary, merges = folder / "vocab.json", folder / "merges.txt"
    vocabulary.write_text(json.dumps({piece: number for number, piece in enumerate(pieces)}))
    merges.write_text("#version: 0.2\n" + "\n".join(_MERGES) + "\n")
    tokenizer = CLIPTokenizer(str(vocabulary), str(merges), model_max_length=77)
    vocabulary.unlink()
    merges.unlink()
    return tokenizer
