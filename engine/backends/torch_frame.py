"""The tensor work of a frame in torch: UNet, guidance, following, decoder, packing to uint8.

Numbers that change from frame to frame enter as one tensor and no line branches on a value, so that the whole can be
captured once (CUDA graphs) or compiled, and replayed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from engine.backends.knobs import GUIDANCE, LAND_X, LAND_X0, OF_OUTPUT, OF_X, REACH, SHARE, TIME


@dataclass(frozen=True, slots=True)
class Conditions:
    """What the UNet is conditioned on: N is 1, or 2 with guidance by contrast (first the negative prompt)."""

    tokens: Tensor
    """(N, K, D)"""
    pooled: Tensor | None
    """(N, P), where the architecture takes it"""
    sizes: Tensor | None
    """(N, 6), SDXL's sizes and crops: height, width, top, left, height, width in pixels"""


class FrameNet(nn.Module):
    """A diffusers UNet and decoder as the two functions that a backend needs."""

    def __init__(self, unet: nn.Module, decoder: Any, scale: float, shift: float, guidance_width: int | None):
        """Latents are divided by `scale` and moved by `shift` before the decoder.

        `guidance_width`: of the embedded guidance scale, where the UNet takes one.
        """
        super().__init__()
        self.unet = unet
        self.decoder = decoder
        self._scale = scale
        self._shift = shift
        self._guidance_width = guidance_width
        self._dtype = next(unet.parameters()).dtype

    def predict(self, x: Tensor, knobs: Tensor, conditions: Conditions) -> Tensor:
        """x0 (1, C, h, w) float32 predicted from x (1, C, h, w) float32."""
        count = conditions.tokens.shape[0]
        more: dict[str, object] = {}
        if conditions.pooled is not None:
            more["added_cond_kwargs"] = {"text_embeds": conditions.pooled, "time_ids": conditions.sizes}
        if self._guidance_width is not None:
            scale = guidance_embedding(knobs[GUIDANCE], self._guidance_width)
            more["timestep_cond"] = scale.expand(count, -1).to(self._dtype)
        rows = x.expand(count, -1, -1, -1).to(self._dtype)
        time = knobs[TIME].expand(count)
        tokens = conditions.tokens
        output: Tensor = self.unet(rows, time, encoder_hidden_states=tokens, return_dict=False, **more)[0].float()
        if count == 2:
            against, towards = output.chunk(2)
            output = against + knobs[GUIDANCE] * (towards - against)
        return knobs[OF_X] * x + knobs[OF_OUTPUT] * output

    def show(self, x: Tensor, x0: Tensor, before: Tensor, knobs: Tensor) -> tuple[Tensor, Tensor]:
        """(latent shown (1, C, h, w) float32, image (H, W, 3) uint8 sRGB)."""
        way = knobs[LAND_X0] * x0 + knobs[LAND_X] * x - before
        length = way.square().mean().sqrt()
        shown = before + torch.minimum(knobs[SHARE], knobs[REACH] / (length + 1e-12)) * way
        decoded = self.decoder.decode((shown / self._scale + self._shift).to(self._dtype), return_dict=False)[0]
        image = (decoded[0].float() * 127.5 + 127.5).clamp(0.0, 255.0).round().to(torch.uint8)
        return shown, image.permute(1, 2, 0).contiguous()


def guidance_embedding(scale: Tensor, width: int) -> Tensor:
    """The sinusoidal embedding of a guidance scale (): (1, width) float32 (Meng et al. 2023, section 3.1).

    As latent consistency models take it: of 1000 * (scale - 1), sines first, then cosines.
    """
    half = width // 2
    rates = torch.exp(torch.arange(half, device=scale.device) * (-math.log(10_000.0) / (half - 1)))
    angles = 1000.0 * (scale - 1.0) * rates
    embedded = torch.cat([torch.sin(angles), torch.cos(angles)])
    return nn.functional.pad(embedded, (0, width - 2 * half)).unsqueeze(0)
