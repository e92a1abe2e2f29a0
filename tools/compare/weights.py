"""One set of random weights for both sides: made in our networks, lent to the peer's by diffusers' names."""

from __future__ import annotations

from typing import Any

import torch
from diffusers import AutoencoderTiny, EulerDiscreteScheduler, UNet2DConditionModel
from torch import Tensor

from engine.backends.torch.frame import FrameNet
from engine.bench.random_models import Made
from engine.nets.net import Net
from engine.nets.shapes import TinyShape, UnetShape
from tools.compare.peer import Parts


def lent(net: FrameNet, plan: Made, tokens: Tensor) -> Parts:
    """The peer's parts with the weights of `net`, on the same device and in the same number type.

    Matrices are lent and not copied; convolutions are, where they lie channels last here: the peer has its own layout.
    """
    with torch.device("meta"):
        unet = UNet2DConditionModel(**unet_config(plan.unet))
        vae = AutoencoderTiny(**_tiny_config(plan.decoder))
    _fill(unet, net.unet)
    vae.encoder = torch.nn.Identity()  # text to picture never encodes one
    _fill(vae, net.decoder)
    scheduler = EulerDiscreteScheduler(
        beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", timestep_spacing="trailing"
    )
    return Parts(unet.eval(), vae.eval(), scheduler, tokens.to(net.dtype))


def copied(net: Net, into: Net) -> None:
    """The weights of one of our networks in another of the same shape, in its number type."""
    into.load(net.tensors())


def _fill(module: torch.nn.Module, net: Any) -> None:
    tensors = {name: tensor.contiguous() for name, tensor in net.tensors().items()}
    module.load_state_dict(tensors, assign=True)
    module.requires_grad_(False)


def unet_config(shape: UnetShape) -> dict[str, Any]:
    """diffusers' configuration of a shape without added conditions."""
    if shape.added_time_width is not None or shape.guidance_width is not None:
        raise ValueError("StreamDiffusion takes no added conditions; compare with random:sd-turbo")
    crossing = [depth > 0 for depth in shape.transformers]
    return {
        "block_out_channels": shape.widths,
        "attention_head_dim": shape.heads,
        "layers_per_block": shape.layers,
        "cross_attention_dim": shape.cross,
        "use_linear_projection": shape.linear,
        "norm_num_groups": shape.groups,
        "in_channels": shape.channels,
        "out_channels": shape.out_channels,
        "transformer_layers_per_block": [max(1, depth) for depth in shape.transformers],
        "down_block_types": ["CrossAttnDownBlock2D" if here else "DownBlock2D" for here in crossing],
        "up_block_types": ["CrossAttnUpBlock2D" if here else "UpBlock2D" for here in reversed(crossing)],
    }


def _tiny_config(shape: TinyShape) -> dict[str, Any]:
    return {
        "decoder_block_out_channels": shape.widths,
        "num_decoder_blocks": shape.blocks,
        "latent_channels": shape.latent_channels,
    }
