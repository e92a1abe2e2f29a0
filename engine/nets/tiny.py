"""Tiny autoencoder: TAESD (Bohan 2023), equal to diffusers' AutoencoderTiny; its halves are networks of their own."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor, nn

from engine.nets.layers import Conv, upsample
from engine.nets.net import Net
from engine.nets.onednn import Place
from engine.nets.shapes import TinyShape


class TinyDecoder(Net):
    """Latents to pictures."""

    def __init__(self, shape: TinyShape) -> None:
        super().__init__()
        self.decoder = _Layers(_decoder(shape))

    def forward(self, latent: Tensor) -> Tensor:
        """(N, C, h, w) to (N, 3, 8 h, 8 w), about -1..1, in this network's dtype; lies channels last."""
        x = latent.to(self.decoder.dtype, memory_format=torch.channels_last)
        y: Tensor = self.decoder(torch.tanh(x / 3.0) * 3.0)
        return y * 2.0 - 1.0


class TinyEncoder(Net):
    """Pictures to latents."""

    def __init__(self, shape: TinyShape) -> None:
        super().__init__()
        self.encoder = _Layers(_encoder(shape))

    def forward(self, picture: Tensor) -> Tensor:
        """(N, 3, H, W) in -1..1 to (N, C, H / 8, W / 8), in this network's dtype."""
        x = picture.to(self.encoder.dtype, memory_format=torch.channels_last)
        y: Tensor = self.encoder((x + 1.0) / 2.0)
        return y


def _decoder(shape: TinyShape) -> Iterator[nn.Module]:
    yield Conv(shape.latent_channels, shape.widths[0], relu=True)
    yield nn.Identity()  # where the library has the ReLU
    for stage, (width, blocks) in enumerate(zip(shape.widths, shape.blocks, strict=True)):
        yield from (_Residual(width) for _ in range(blocks))
        if stage < len(shape.widths) - 1:
            yield _Double()
            yield Conv(width, width, bias=False)
        else:
            yield Conv(width, 3)


def _encoder(shape: TinyShape) -> Iterator[nn.Module]:
    for stage, (width, blocks) in enumerate(zip(shape.encoder_widths, shape.encoder_blocks, strict=True)):
        yield Conv(3, width) if stage == 0 else Conv(width, width, bias=False, place=Place(stride=2))
        yield from (_Residual(width) for _ in range(blocks))
    yield Conv(shape.encoder_widths[-1], shape.latent_channels)


class _Layers(nn.Module):
    """One after another."""

    def __init__(self, layers: Iterator[nn.Module]) -> None:
        super().__init__()
        self.layers = nn.Sequential(*layers)

    @property
    def dtype(self) -> torch.dtype:
        return next(self.parameters()).dtype

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.layers(x)
        return y


class _Double(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return upsample(x)


class _Residual(nn.Module):
    """relu(x + three convolutions, with a ReLU between them)."""

    def __init__(self, width: int) -> None:
        super().__init__()
        names = {"0": Conv(width, width, relu=True), "2": Conv(width, width, relu=True)}
        self.conv = nn.ModuleDict(names | {"4": Conv(width, width, relu=True)})

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.conv["4"](self.conv["2"](self.conv["0"](x)), plus=x)
        return y
