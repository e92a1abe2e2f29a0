"""KL autoencoder: Stable Diffusion's own (Rombach et al. 2022), equal to diffusers' AutoencoderKL, in two halves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import torch
from torch import Tensor, nn

from engine.nets.blocks import Down, Resnet, Up
from engine.nets.layers import Conv, Norm, Pointwise, image_of, rows_of
from engine.nets.net import Fused, Net
from engine.nets.shapes import KlShape
from engine.nets.transformer import SelfAttention

_EPS = 1e-6
"""Of every group norm."""

_OLD_NAMES = {"query": "to_q", "key": "to_k", "value": "to_v", "proj_attn": "to_out.0"}
"""What the first releases of diffusers called the attention's layers; many files still do."""


class KlNet(Net):
    """What both halves share: the older names of the attention's layers are understood."""

    def load(self, tensors: Mapping[str, Tensor], place: str = "weights") -> None:
        """As Net.load."""
        renamed = dict(tensors)
        for name in tensors:
            parts = name.split(".")
            if "attentions" in parts and parts[-2] in _OLD_NAMES:
                renamed[".".join([*parts[:-2], _OLD_NAMES[parts[-2]], parts[-1]])] = renamed.pop(name)
        super().load(renamed, place)


class KlDecoder(KlNet):
    """Latents to pictures."""

    def __init__(self, shape: KlShape) -> None:
        super().__init__()
        channels = shape.latent_channels
        self.post_quant_conv = Pointwise(channels, channels) if shape.quantised else None
        self.decoder = _Decoder(shape)

    def forward(self, latent: Tensor) -> Tensor:
        """(N, C, h, w) to (N, 3, 8 h, 8 w), about -1..1, in this network's dtype; lies channels last."""
        x = latent.to(self.decoder.conv_in.weight.dtype, memory_format=torch.channels_last)
        if self.post_quant_conv is not None:
            x = image_of(self.post_quant_conv(rows_of(x)), *x.shape[2:])
        y: Tensor = self.decoder(x)
        return y


class KlEncoder(KlNet):
    """Pictures to latents: the mean of their distribution, noise left out."""

    def __init__(self, shape: KlShape) -> None:
        super().__init__()
        self.encoder = _Encoder(shape)
        self.quant_conv = Pointwise(*(2 * (2 * shape.latent_channels,))) if shape.quantised else None

    def forward(self, picture: Tensor) -> Tensor:
        """(N, 3, H, W) in -1..1 to (N, C, H / 8, W / 8), in this network's dtype."""
        x: Tensor = self.encoder(picture.to(self.encoder.conv_in.weight.dtype, memory_format=torch.channels_last))
        if self.quant_conv is not None:
            x = image_of(self.quant_conv(rows_of(x)), *x.shape[2:])
        return x.chunk(2, dim=1)[0]


class _Decoder(nn.Module):
    def __init__(self, shape: KlShape) -> None:
        super().__init__()
        before, levels = shape.widths[-1], len(shape.widths)
        self.conv_in = Conv(shape.latent_channels, before)
        self.mid_block = _Middle(before, shape)
        self.up_blocks = nn.ModuleList()
        for level in reversed(range(levels)):
            width = shape.widths[level]
            block = _Level(shape.layers + 1, before, width, shape.groups)
            block.upsamplers = nn.ModuleList([Up(width)] if level else [])
            self.up_blocks.append(block)
            before = width
        self.conv_norm_out = Norm(shape.groups, shape.widths[0], _EPS)
        self.conv_out = Conv(shape.widths[0], 3)

    def forward(self, x: Tensor) -> Tensor:
        x = self.mid_block(self.conv_in(x))
        for block in self.up_blocks:
            x = block(x)
        y: Tensor = self.conv_out(self.conv_norm_out(x))
        return y


class _Encoder(nn.Module):
    def __init__(self, shape: KlShape) -> None:
        super().__init__()
        before, levels = shape.widths[0], len(shape.widths)
        self.conv_in = Conv(3, before)
        self.down_blocks = nn.ModuleList()
        for level, width in enumerate(shape.widths):
            block = _Level(shape.layers, before, width, shape.groups)
            block.downsamplers = nn.ModuleList([Down(width, lopsided=True)] if level < levels - 1 else [])
            self.down_blocks.append(block)
            before = width
        self.mid_block = _Middle(before, shape)
        self.conv_norm_out = Norm(shape.groups, before, _EPS)
        self.conv_out = Conv(before, 2 * shape.latent_channels)

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv_in(x)
        for block in self.down_blocks:
            x = block(x)
        y: Tensor = self.conv_out(self.conv_norm_out(self.mid_block(x)))
        return y


class _Level(nn.Module):
    """ResNet blocks of one size, then a change of size."""

    def __init__(self, layers: int, before: int, width: int, groups: int) -> None:
        super().__init__()
        inputs = [before] + [width] * (layers - 1)
        self.resnets = nn.ModuleList(Resnet(count, width, groups, _EPS) for count in inputs)

    def forward(self, x: Tensor) -> Tensor:
        for layers in self.children():
            for layer in layers.children():
                x = layer(x)
        return x


class _Middle(nn.Module):
    def __init__(self, width: int, shape: KlShape) -> None:
        super().__init__()
        self.resnets = nn.ModuleList(Resnet(width, width, shape.groups, _EPS) for _ in range(2))
        self.attentions = nn.ModuleList([_Attention(width, shape.groups)] if shape.attention else [])

    def forward(self, x: Tensor) -> Tensor:
        x = self.resnets[0](x)
        for attention in self.attentions:
            x = attention(x)
        y: Tensor = self.resnets[1](x)
        return y


class _Attention(Fused):
    """Attention of one head among pixels, beside the image itself."""

    def __init__(self, width: int, groups: int) -> None:
        super().__init__()
        self.group_norm = Norm(groups, width, _EPS, silu=False)
        self.attention = SelfAttention(width, heads=1, bias=True)

    def named_views(self) -> Iterator[tuple[str, Tensor]]:
        """Norm and attention side by side."""
        yield from self.attention.named_views()
        for name, tensor in self.group_norm.named_parameters():
            yield f"group_norm.{name}", tensor

    def forward(self, x: Tensor) -> Tensor:
        """(N, C, h, w) to the same."""
        rows = self.attention(rows_of(self.group_norm(x)), rows_of(x))
        return image_of(rows, *x.shape[2:])
