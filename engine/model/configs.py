"""The library's configuration files: what matters of each one here, and what this version can paint with."""

from __future__ import annotations

from pathlib import Path

import msgspec

from engine.errors import ModelError
from engine.model.schedule import BETA_END, BETA_START


class Unet(msgspec.Struct, frozen=True, rename={"kind": "_class_name"}):
    """What matters here of unet/config.json."""

    sample_size: int | tuple[int, int]
    cross_attention_dim: int | tuple[int, ...]
    kind: str = ""
    in_channels: int = 4
    use_linear_projection: bool = False
    addition_embed_type: str | None = None
    time_cond_proj_dim: int | None = None
    block_out_channels: tuple[int, ...] = (320, 640, 1280, 1280)

    @property
    def halvings(self) -> int:
        """How often the picture is halved on the way down."""
        return len(self.block_out_channels) - 1


class Scheduler(msgspec.Struct, frozen=True, rename={"kind": "_class_name"}):
    """What matters here of scheduler/scheduler_config.json."""

    kind: str = ""
    prediction_type: str = "epsilon"
    timestep_spacing: str = "leading"
    beta_start: float = BETA_START
    beta_end: float = BETA_END
    beta_schedule: str = "scaled_linear"
    rescale_betas_zero_snr: bool = False


class Vae(msgspec.Struct, frozen=True, rename={"kind": "_class_name"}):
    """What matters here of vae/config.json."""

    block_out_channels: tuple[int, ...] = ()
    decoder_block_out_channels: tuple[int, ...] = ()
    """Of a tiny decoder; TAESD's own config.json has these alone."""
    kind: str = ""
    latent_channels: int = 4
    scaling_factor: float | None = None
    shift_factor: float | None = None

    @property
    def cell(self) -> int:
        """Pixels that a latent cell spans along each side: every stage but one doubles the picture."""
        return int(2 ** (len(self.block_out_channels or self.decoder_block_out_channels) - 1))


class Index(msgspec.Struct, frozen=True, rename={"kind": "_class_name"}):
    """What matters here of model_index.json."""

    kind: str = ""
    force_zeros_for_empty_prompt: bool = False


def check_vae(folder: Path, vae: Vae) -> None:
    """Raise ModelError where a decoder's configuration doesn't say how large its pictures are."""
    if not (vae.block_out_channels or vae.decoder_block_out_channels):
        raise ModelError(
            f"{folder / 'config.json'}: has no block_out_channels; use an AutoencoderKL's or AutoencoderTiny's folder"
        )


def check_unet(folder: Path, unet: Unet) -> None:
    """Raise ModelError where the UNet in a model's folder is none that can be painted with."""
    place = folder / "unet" / "config.json"
    if unet.kind != "UNet2DConditionModel":
        raise ModelError(f"{place}: _class_name = {unet.kind!r}; this version paints with UNet2DConditionModel")
    if unet.in_channels != 4:
        raise ModelError(
            f"{place}: in_channels = {unet.in_channels}; an inpainting or depth model can't paint from noise"
        )
    if unet.addition_embed_type not in (None, "text_time"):
        raise ModelError(f"{place}: addition_embed_type = {unet.addition_embed_type!r}; use a Stable Diffusion model")


def check_scheduler(folder: Path, scheduler: Scheduler) -> None:
    """What a family's schedule takes for granted."""
    found = (scheduler.beta_schedule, scheduler.beta_start, scheduler.beta_end, scheduler.rescale_betas_zero_snr)
    if found != ("scaled_linear", BETA_START, BETA_END, False):
        raise ModelError(
            f"{folder / 'scheduler' / 'scheduler_config.json'}: betas {found}; this version paints with "
            f"scaled_linear {BETA_START}..{BETA_END}, not rescaled"
        )
    if scheduler.prediction_type not in ("epsilon", "v_prediction", "sample"):
        raise ModelError(
            f"{folder / 'scheduler' / 'scheduler_config.json'}: prediction_type = {scheduler.prediction_type!r}; "
            "use epsilon, v_prediction or sample"
        )
