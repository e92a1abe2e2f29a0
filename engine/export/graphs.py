"""The modules that become graphs: from x to x0, from x0 to the picture, from a picture to a latent, from ids to tokens.

Inputs and outputs are float32 (pictures uint8, ids int64), whatever the networks inside reckon in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from engine.backends.knobs import GUIDANCE, KNOBS, LAND_X, LAND_X0, OF_OUTPUT, OF_X, REACH, SHARE, TIME
from engine.backends.torch.frame import guidance_embedding
from engine.export.beside import Scales

Shape = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Graph:
    """A module to export, example inputs, and the names of what goes in and out."""

    module: nn.Module
    inputs: dict[str, Tensor]
    outputs: tuple[str, ...]
    free_axes: dict[str, int] | None = None
    """Inputs and outputs whose axis of that place may have any length."""


class Predict(nn.Module):
    """The UNet and what turns its output into x0; N rows, each with knobs of its own.

    Inputs by name: x (N, C, h, w), knobs (N, 8) or (8,) where N is 1, tokens (N, K, D), and where the architecture
    takes them pooled (N, P) and sizes (N, 6); lora_scales (L,) where LoRAs lie beside the layers.
    """

    def __init__(self, unet: Any, names: tuple[str, ...], guidance_width: int | None, baked_time: float | None) -> None:
        """`guidance_width`: of the embedded guidance scale, where the UNet takes one."""
        super().__init__()
        self.unet = unet
        self.scales: Scales | None = None
        self._names = names
        self._guidance_width = guidance_width
        self._baked_time = baked_time

    def forward(self, *inputs: Tensor) -> Tensor:
        """x0 (N, C, h, w) float32."""
        given = dict(zip(self._names, inputs, strict=True))
        dtype = next(self.unet.parameters()).dtype
        x, knobs = given["x"], given["knobs"].reshape(-1, KNOBS)
        if self.scales is not None:
            self.scales.now = given["lora_scales"].to(dtype)
        more: dict[str, object] = {}
        if "pooled" in given:
            # both float32, as the network joins them before it takes them to its own type
            more["added_cond_kwargs"] = {"text_embeds": given["pooled"], "time_ids": given["sizes"]}
        if self._guidance_width is not None:
            more["timestep_cond"] = guidance_embedding(knobs[:, GUIDANCE], self._guidance_width).to(dtype)
        time = knobs[:, TIME] if self._baked_time is None else torch.full((1,), self._baked_time, device=x.device)
        output: Tensor = self.unet(
            x.to(dtype),
            time,
            encoder_hidden_states=given["tokens"].to(dtype),
            return_dict=False,
            **more,
        )[0].float()
        return _each(knobs, OF_X) * x + _each(knobs, OF_OUTPUT) * output


class Show(nn.Module):
    """Following, decoder, packing."""

    def __init__(self, decoder: Any, scale: float, shift: float) -> None:
        """Latents are divided by `scale` and moved by `shift` before the decoder."""
        super().__init__()
        self.decoder = decoder
        self._scale, self._shift = scale, shift

    def forward(self, x: Tensor, x0: Tensor, before: Tensor, knobs: Tensor) -> tuple[Tensor, Tensor]:
        """(shown (1, C, h, w) float32, image (H, W, 3) uint8) from three latents (1, C, h, w) and knobs (8,)."""
        way = knobs[LAND_X0] * x0 + knobs[LAND_X] * x - before
        length = way.square().mean().sqrt()
        shown = before + torch.minimum(knobs[SHARE], knobs[REACH] / (length + 1e-12)) * way
        latent = (shown / self._scale + self._shift).to(next(self.decoder.parameters()).dtype)
        decoded = self.decoder.decode(latent, return_dict=False)[0]
        levels = (decoded[0].float() * 127.5 + 127.5).clamp(0.0, 255.0).round()
        # laid out, then cast: TensorRT takes uint8 at a graph's ends only
        return shown, levels.permute(1, 2, 0).contiguous().to(torch.uint8)


class Encode(nn.Module):
    """A picture's latent: the mean of a KL autoencoder, or what a tiny one gives; noise left out."""

    def __init__(self, encoder: Any, scale: float, shift: float) -> None:
        """The encoder's latents are moved by -`shift` and multiplied by `scale`."""
        super().__init__()
        self.encoder = encoder
        self._scale, self._shift = scale, shift

    def forward(self, image: Tensor) -> Tensor:
        """latent (1, C, h, w) float32 of an image (H, W, 3) uint8 sRGB."""
        pixels = image.to(torch.float32).permute(2, 0, 1).unsqueeze(0) / 127.5 - 1.0
        encoded = self.encoder.encode(pixels.to(next(self.encoder.parameters()).dtype), return_dict=False)[0]
        latent: Tensor = encoded if isinstance(encoded, Tensor) else encoded.mean
        return (latent.float() - self._shift) * self._scale


class Words(nn.Module):
    """A text encoder: ids (1, 77) to tokens, and with `pooled` to the text's one vector too."""

    def __init__(self, encoder: Any, last: bool, pooled: bool) -> None:
        """`last`: whether tokens are the last layer's (else the last but one's)."""
        super().__init__()
        self.encoder = encoder
        self._last = last
        self._pooled = pooled

    def forward(self, ids: Tensor) -> Tensor | tuple[Tensor, Tensor]:
        """tokens (1, 77, D), or (tokens, pooled (1, P))."""
        run = self.encoder(ids, output_hidden_states=True)
        tokens: Tensor = run.last_hidden_state if self._last else run.hidden_states[-2]
        return (tokens, run.text_embeds) if self._pooled else tokens


def show_graph(show: Show, latent: Shape) -> Graph:
    """The graph from x0 to the picture; `latent` is (1, C, h, w)."""
    seed = torch.Generator().manual_seed(0)
    inputs = {name: torch.randn(latent, generator=seed) for name in ("x", "x0", "before")}
    return Graph(show, inputs | {"knobs": torch.full((KNOBS,), 0.5)}, ("shown", "image"))


def encode_graph(encode: Encode, height: int, width: int) -> Graph:
    """The graph from a picture of that size in pixels to its latent."""
    seed = torch.Generator().manual_seed(0)
    image = torch.randint(256, (height, width, 3), generator=seed, dtype=torch.uint8)
    return Graph(encode, {"image": image}, ("latent",))


def _each(knobs: Tensor, place: int) -> Tensor:
    """One knob of every row, to multiply latents with: (N, 1, 1, 1)."""
    return knobs[:, place].reshape(-1, 1, 1, 1)
