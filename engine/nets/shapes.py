"""Shapes: all that the architecture of a network needs, read from its config.json; and those of the real models."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.errors import ModelError

_PLAIN: dict[str, tuple[object, ...]] = {
    "mid_block_type": ("UNetMidBlock2DCrossAttn", None),
    "act_fn": ("silu",),
    "center_input_sample": (False,),
    "downsample_padding": (1,),
    "mid_block_scale_factor": (1,),
    "only_cross_attention": (False,),
    "encoder_hid_dim": (None,),
    "encoder_hid_dim_type": (None,),
    "dual_cross_attention": (False,),
    "class_embed_type": (None,),
    "num_class_embeds": (None,),
    "addition_embed_type": (None, "text_time"),
    "resnet_time_scale_shift": ("default",),
    "resnet_skip_time_act": (False,),
    "resnet_out_scale_factor": (1,),
    "time_embedding_type": ("positional",),
    "time_embedding_dim": (None,),
    "time_embedding_act_fn": (None,),
    "timestep_post_act": (None,),
    "conv_in_kernel": (3,),
    "conv_out_kernel": (3,),
    "attention_type": ("default",),
    "class_embeddings_concat": (False,),
    "cross_attention_norm": (None,),
    "num_attention_heads": (None,),
}
"""Settings of UNet2DConditionModel that these networks know but these values of; left out, a setting has the first."""


@dataclass(frozen=True, slots=True)
class UnetShape:
    """Architecture of a conditional UNet as Stable Diffusion has it (Rombach et al. 2022; SDXL: Podell et al. 2023)."""

    widths: tuple[int, ...] = (320, 640, 1280, 1280)
    """Channels of each level, from the full size down; a level halves each side of the one before."""
    heads: tuple[int, ...] = (8, 8, 8, 8)
    """Attention heads of each level."""
    transformers: tuple[int, ...] = (1, 1, 1, 0)
    """Transformer blocks after each ResNet block of a level; 0: the level has no attention."""
    middle: int | None = 1
    """Transformer blocks in the middle; None: there is no middle."""
    cross: int = 768
    """Width of the text tokens."""
    linear: bool = False
    """Whether transformers are entered and left by a linear layer; else by a convolution of one pixel."""
    layers: int = 2
    """ResNet blocks of a level on the way down; one more on the way up."""
    channels: int = 4
    """Of the latent."""
    out_channels: int = 4
    groups: int = 32
    """Of the group norms."""
    eps: float = 1e-5
    """Of the ResNet blocks' group norms."""
    cosine_first: bool = True
    """Whether time embeddings have their cosines before their sines."""
    frequency_shift: float = 0.0
    """Of the time embeddings: taken off the number of frequencies."""
    guidance_width: int | None = None
    """Of the embedded guidance scale, where the network takes one (LCM)."""
    added_time_width: int | None = None
    """Of the embedding of each of SDXL's sizes and crops, where the network takes them."""
    added_width: int = 0
    """Of the pooled text and those embeddings together."""

    @property
    def scale(self) -> int:
        """What the latent's sides must be multiples of."""
        return int(2 ** (len(self.widths) - 1))

    @classmethod
    def of(cls, config: Mapping[str, Any], place: str = "unet/config.json") -> UnetShape:
        """The shape that a UNet2DConditionModel's configuration describes; ModelError where these nets differ."""
        _check(config, place)
        widths = tuple(config.get("block_out_channels", (320, 640, 1280, 1280)))
        levels = len(widths)
        down = config.get("down_block_types", ("CrossAttnDownBlock2D",) * 3 + ("DownBlock2D",))
        up = config.get("up_block_types", ("UpBlock2D",) + ("CrossAttnUpBlock2D",) * 3)
        cross = [kind == "CrossAttnDownBlock2D" for kind in down]
        known = {"CrossAttnDownBlock2D", "DownBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"}
        if {*down, *up} - known or cross != [kind == "CrossAttnUpBlock2D" for kind in reversed(up)]:
            raise ModelError(f"{place}: blocks {list(down)} and {list(up)} don't mirror each other; {_WAY_OUT}")
        depths = _each(config.get("transformer_layers_per_block", 1), levels, "transformer_layers_per_block", place)
        sdxl = config.get("addition_embed_type") == "text_time"
        return cls(
            widths=widths,
            heads=_each(config.get("attention_head_dim", 8), levels, "attention_head_dim", place),
            transformers=tuple(depth if has else 0 for depth, has in zip(depths, cross, strict=True)),
            middle=None if _plain(config, "mid_block_type") is None else depths[-1],
            cross=_one(config.get("cross_attention_dim", 1280), "cross_attention_dim", place),
            linear=bool(config.get("use_linear_projection", False)),
            layers=_one(config.get("layers_per_block", 2), "layers_per_block", place),
            channels=config.get("in_channels", 4),
            out_channels=config.get("out_channels", 4),
            groups=config.get("norm_num_groups", 32),
            eps=config.get("norm_eps", 1e-5),
            cosine_first=bool(config.get("flip_sin_to_cos", True)),
            frequency_shift=config.get("freq_shift", 0),
            guidance_width=config.get("time_cond_proj_dim"),
            added_time_width=config["addition_time_embed_dim"] if sdxl else None,
            added_width=config["projection_class_embeddings_input_dim"] if sdxl else 0,
        )


_WAY_OUT = "use a model of the Stable Diffusion 1, 2 or XL architecture"


def _plain(config: Mapping[str, Any], name: str) -> object:
    return config.get(name, _PLAIN[name][0])


def _check(config: Mapping[str, Any], place: str) -> None:
    for name, allowed in _PLAIN.items():
        value = _plain(config, name)
        if value not in allowed:
            raise ModelError(f"{place}: {name} = {value!r}; {_WAY_OUT}")


def _each(value: Any, count: int, name: str, place: str) -> tuple[int, ...]:
    """One number a level."""
    values = (value,) * count if isinstance(value, int) else tuple(value)
    if len(values) != count or not all(isinstance(number, int) for number in values):
        raise ModelError(f"{place}: {name} = {value!r} for {count} levels; {_WAY_OUT}")
    return values


def _one(value: Any, name: str, place: str) -> int:
    """One number for all levels."""
    values = {value} if isinstance(value, int) else set(value)
    if len(values) != 1:
        raise ModelError(f"{place}: {name} = {value!r} differs from level to level; {_WAY_OUT}")
    return int(values.pop())


REAL: dict[str, UnetShape] = {
    "sd15": UnetShape(),
    "sd21": UnetShape(heads=(5, 10, 20, 20), cross=1024, linear=True),
    "sdxl": UnetShape(
        widths=(320, 640, 1280),
        heads=(5, 10, 20),
        transformers=(0, 2, 10),
        middle=10,
        cross=2048,
        linear=True,
        added_time_width=256,
        added_width=2816,
    ),
}
"""The released models' shapes: SD 1.5 (859.5 M parameters), SD 2.1 and SD-Turbo (865.9 M), SDXL (2567.5 M)."""


@dataclass(frozen=True, slots=True)
class TinyShape:
    """Architecture of a tiny autoencoder, TAESD (Bohan 2023), as AutoencoderTiny has it."""

    widths: tuple[int, ...] = (64, 64, 64, 64)
    """Channels of each stage of the decoder, from the latent's size up."""
    blocks: tuple[int, ...] = (3, 3, 3, 1)
    """Residual blocks of each stage of the decoder."""
    encoder_widths: tuple[int, ...] = (64, 64, 64, 64)
    encoder_blocks: tuple[int, ...] = (1, 3, 3, 3)
    latent_channels: int = 4

    @classmethod
    def of(cls, config: Mapping[str, Any], place: str = "vae/config.json") -> TinyShape:
        """The shape that an AutoencoderTiny's configuration describes; ModelError where these nets differ."""
        wanted = {"act_fn": "relu", "upsample_fn": "nearest", "upsampling_scaling_factor": 2}
        wanted |= {"in_channels": 3, "out_channels": 3}
        for name, value in wanted.items():
            if config.get(name, value) != value:
                raise ModelError(f"{place}: {name} = {config[name]!r}; use a decoder with {value!r}, as TAESD has")
        made = cls()
        return cls(
            widths=tuple(config.get("decoder_block_out_channels", made.widths)),
            blocks=tuple(config.get("num_decoder_blocks", made.blocks)),
            encoder_widths=tuple(config.get("encoder_block_out_channels", made.encoder_widths)),
            encoder_blocks=tuple(config.get("num_encoder_blocks", made.encoder_blocks)),
            latent_channels=config.get("latent_channels", 4),
        )


@dataclass(frozen=True, slots=True)
class KlShape:
    """Architecture of Stable Diffusion's own autoencoder (Rombach et al. 2022), as AutoencoderKL has it."""

    widths: tuple[int, ...] = (128, 256, 512, 512)
    """Channels of each level, from the picture's size down."""
    layers: int = 2
    """ResNet blocks of a level in the encoder; one more in the decoder."""
    latent_channels: int = 4
    groups: int = 32
    attention: bool = True
    """Whether there is attention in the middle."""
    quantised: bool = True
    """Whether convolutions of one pixel lie between the latent and the rest (quant_conv, post_quant_conv)."""

    @classmethod
    def of(cls, config: Mapping[str, Any], place: str = "vae/config.json") -> KlShape:
        """The shape that an AutoencoderKL's configuration describes; ModelError where these nets differ."""
        for name, kind in (("down_block_types", "DownEncoderBlock2D"), ("up_block_types", "UpDecoderBlock2D")):
            if set(config.get(name, (kind,))) != {kind}:
                raise ModelError(f"{place}: {name} = {config[name]!r}; use {kind} alone, as Stable Diffusion has")
        if config.get("act_fn", "silu") != "silu" or config.get("in_channels", 3) != config.get("out_channels", 3):
            raise ModelError(f"{place}: another activation than silu, or no picture in and out; {_WAY_OUT}")
        return cls(
            widths=tuple(config.get("block_out_channels", (64,))),
            layers=config.get("layers_per_block", 1),
            latent_channels=config.get("latent_channels", 4),
            groups=config.get("norm_num_groups", 32),
            attention=config.get("mid_block_add_attention", True),
            quantised=config.get("use_post_quant_conv", True),
        )
