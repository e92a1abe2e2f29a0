"""The tensor work of a frame in torch: words, UNet, guidance, following, decoder, packing to uint8.

Numbers that change from frame to frame enter as tensors and no line branches on a value, so that the whole can be
captured once (CUDA graphs) or compiled, and replayed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from engine.backends.knobs import GUIDANCE, KNOBS, LAND_X, LAND_X0, OF_OUTPUT, OF_X, REACH, SHARE, TIME
from engine.backends.torch.fp8 import Float8
from engine.backends.torch.library import LibraryDecoder, LibraryUnet
from engine.backends.torch.mix import slerp
from engine.nets.net import Net
from engine.nets.unet import Unet

KeysValues = tuple[Tensor, ...]
"""What every cross-attention reads of the words: reckoned once while the words stand still."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """What the UNet is conditioned on: N rows, twice as many as pictures with guidance (the negative prompts first)."""

    tokens: Tensor
    """(N, K, D)"""
    pooled: Tensor | None
    """(N, P), where the architecture takes it"""
    sizes: Tensor | None
    """(N, 6), SDXL's sizes and crops: height, width, top, left, height, width in pixels"""


class FrameNet(nn.Module):
    """A UNet and a decoder as the few functions that a backend needs; M pictures, N rows: M, or 2 M with guidance."""

    def __init__(self, unet: nn.Module, decoder: Any, scale: float, shift: float, guidance_width: int | None):
        """Latents are divided by `scale` and moved by `shift` before the decoder.

        `guidance_width`: of the embedded guidance scale, where the UNet takes one.
        """
        super().__init__()
        self.unet = unet
        self.decoder = decoder
        self.encoder: Any = None
        self.float8: list[Float8] = []
        """Layers of the UNet that hold a copy of their weight (engine/backends/torch/fp8.py)."""
        self._run: Any = unet if isinstance(unet, Unet) else LibraryUnet(unet)
        self._decode: Any = decoder if isinstance(decoder, Net) else LibraryDecoder(decoder)
        self._scale = scale
        self._shift = shift
        self._guidance_width = guidance_width
        self.dtype: torch.dtype = next(unet.parameters()).dtype

    def words(self, start: Tensor, target: Tensor, share: Tensor) -> KeysValues:
        """Keys and values of tokens `share` (N, 1, 1) of the way from `start` to `target` (N, K, D) float32."""
        return self.keys_values(slerp(start, target, share))

    def keys_values(self, tokens: Tensor) -> KeysValues:
        """Keys and values of tokens (N, K, D)."""
        return tuple(self._run.keys_values(tokens.to(self.dtype)))

    def predict(self, x: Tensor, knobs: Tensor, conditions: Conditions) -> Tensor:
        """x0 (M, C, h, w) float32 predicted from x (M, C, h, w) float32 and knobs (M, 8), or (8,) for one picture."""
        return self.step(x, knobs, self.keys_values(conditions.tokens), conditions.pooled, conditions.sizes)

    def step(
        self, x: Tensor, knobs: Tensor, keys_values: KeysValues, pooled: Tensor | None, sizes: Tensor | None
    ) -> Tensor:
        """`predict` with keys and values at hand; their number of rows tells whether there is guidance."""
        knobs = knobs.reshape(-1, KNOBS)
        sides = keys_values[0].shape[0] // x.shape[0]
        rows = x.repeat(sides, 1, 1, 1).to(self.dtype)
        time = knobs[:, TIME].repeat(sides)
        guidance = None
        if self._guidance_width is not None:
            embedded = guidance_embedding(knobs[:, GUIDANCE], self._guidance_width)
            guidance = embedded.repeat(sides, 1).to(self.dtype)
        added = None if pooled is None or sizes is None else (pooled.to(self.dtype), sizes)
        output: Tensor = self._run(rows, time, keys_values, added, guidance).float()
        if sides == 2:
            against, towards = output.chunk(2)
            output = against + _each(knobs, GUIDANCE) * (towards - against)
        return _each(knobs, OF_X) * x + _each(knobs, OF_OUTPUT) * output

    def show(self, x: Tensor, x0: Tensor, before: Tensor, knobs: Tensor) -> tuple[Tensor, Tensor]:
        """(latent shown (1, C, h, w) float32, image (H, W, 3) uint8 sRGB) of one picture."""
        shown = self.follow(x, x0, before, knobs)
        return shown, self.decode(shown)[0]

    def follow(self, x: Tensor, x0: Tensor, before: Tensor, knobs: Tensor) -> Tensor:
        """The latent (1, C, h, w) to show: from `before` towards where the sampler lands, within the knobs' reach."""
        knobs = knobs.reshape(KNOBS)
        way = knobs[LAND_X0] * x0 + knobs[LAND_X] * x - before
        length = way.square().mean().sqrt()
        return before + torch.minimum(knobs[SHARE], knobs[REACH] / (length + 1e-12)) * way

    def decode(self, latents: Tensor) -> Tensor:
        """Pictures (M, H, W, 3) uint8 sRGB of latents (M, C, h, w) float32."""
        decoded: Tensor = self._decode((latents / self._scale + self._shift).to(self.dtype))
        images = (decoded.float() * 127.5 + 127.5).clamp(0.0, 255.0).round().to(torch.uint8)
        return images.permute(0, 2, 3, 1).contiguous()

    def encode(self, images: Tensor) -> Tensor:
        """Latents (M, C, h, w) float32 of pictures (M, H, W, 3) uint8 sRGB; needs `encoder`, a network's, to be set."""
        pixels = images.permute(0, 3, 1, 2).to(self.dtype) / 127.5 - 1.0
        encoded: Tensor = self.encoder(pixels).float()
        return (encoded - self._shift) * self._scale


def _each(knobs: Tensor, place: int) -> Tensor:
    """One knob of every picture, to multiply latents with: (M, 1, 1, 1)."""
    return knobs[:, place].reshape(-1, 1, 1, 1)


def guidance_embedding(scales: Tensor, width: int) -> Tensor:
    """The sinusoidal embedding of guidance scales (M,): (M, width) float32 (Meng et al. 2023, section 3.1).

    As latent consistency models take it: of 1000 * (scale - 1), sines first, then cosines.
    """
    half = width // 2
    rates = torch.exp(torch.arange(half, device=scales.device) * (-math.log(10_000.0) / (half - 1)))
    angles = 1000.0 * (scales[:, None] - 1.0) * rates
    embedded = torch.cat([torch.sin(angles), torch.cos(angles)], dim=1)
    return nn.functional.pad(embedded, (0, width - 2 * half))
