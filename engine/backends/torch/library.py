"""Diffusers' own modules behind the calls of engine/nets, so that FrameNet works with either."""

from __future__ import annotations

from typing import Any

from torch import Tensor, nn


class LibraryUnet:
    """A UNet2DConditionModel that is called as engine.nets.unet.Unet is."""

    def __init__(self, unet: nn.Module) -> None:
        self._unet = unet

    def keys_values(self, tokens: Tensor) -> tuple[Tensor, ...]:
        """The tokens (N, K, D) themselves: the library reckons keys and values anew in every run."""
        return (tokens,)

    def __call__(
        self,
        x: Tensor,
        time: Tensor,
        keys_values: tuple[Tensor, ...],
        added: tuple[Tensor, Tensor] | None = None,
        guidance: Tensor | None = None,
    ) -> Tensor:
        """The network's output (N, C, h, w) at timesteps (N,)."""
        more: dict[str, Any] = {}
        if added is not None:
            more["added_cond_kwargs"] = {"text_embeds": added[0], "time_ids": added[1].to(x.dtype)}
        if guidance is not None:
            more["timestep_cond"] = guidance
        output: Tensor = self._unet(x, time, encoder_hidden_states=keys_values[0], return_dict=False, **more)[0]
        return output


class LibraryDecoder:
    """AutoencoderKL's or AutoencoderTiny's decoder as one call."""

    def __init__(self, autoencoder: Any) -> None:
        self._autoencoder = autoencoder

    def __call__(self, latents: Tensor) -> Tensor:
        """Pictures (M, 3, H, W), -1..1, of unscaled latents."""
        decoded: Tensor = self._autoencoder.decode(latents, return_dict=False)[0]
        return decoded
