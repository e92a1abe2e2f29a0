"""The diffusers layout: what a model's folder says of itself, and which family that is; reads JSON only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import Meta

from engine.errors import ModelError
from engine.families import FAMILIES, HOUSE, SD15, SD21, SDXL, Family
from engine.schedule import BETA_END, BETA_START
from engine.weights import check, find_weights

T = TypeVar("T")

RECIPE = "rhapsode.json"
"""Optional file of ours in a model's folder."""

Sha256 = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
Side = Annotated[int, Meta(ge=64, le=2048, multiple_of=8)]


class RecipeLora(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A LoRA that belongs to the model: LCM-LoRA, Hyper-SD, or a style."""

    file: str
    """Its path, in the folder or full."""
    weight: Annotated[float, Meta(ge=-4.0, le=4.0)] = 1.0


class Recipe(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """rhapsode.json: what the folder's other files don't say."""

    family: str = ""
    """A row of the family table; empty: told from the scheduler's configuration."""
    base: str = ""
    """Folder in the diffusers layout that gives tokenizers, configuration, and the parts which `file` lacks."""
    file: str = ""
    """A single safetensors file with a UNet, and perhaps decoder and text encoders, for use with `base`."""
    prediction: Literal["", "epsilon", "v_prediction", "sample"] = ""
    """What the network gives; empty: as the scheduler's configuration says."""
    width: Side | None = None
    height: Side | None = None
    """Size of the picture in pixels; else what the network was trained at."""
    decoder: str = ""
    """Folder, in this one or by its full path, of a decoder to use instead of vae/, for example a tiny one (TAESD)."""
    loras: tuple[RecipeLora, ...] = ()
    """Added to the weights when the model is loaded."""
    files: dict[str, Sha256] = {}
    """SHA-256 of files in the folder, checked before a show."""


class Unet(msgspec.Struct, frozen=True, rename={"kind": "_class_name"}):
    """What matters here of unet/config.json."""

    sample_size: int | tuple[int, int]
    cross_attention_dim: int | tuple[int, ...]
    kind: str = ""
    in_channels: int = 4
    use_linear_projection: bool = False
    addition_embed_type: str | None = None
    time_cond_proj_dim: int | None = None


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

    block_out_channels: tuple[int, ...]
    kind: str = ""
    latent_channels: int = 4
    scaling_factor: float | None = None
    shift_factor: float | None = None


class Index(msgspec.Struct, frozen=True, rename={"kind": "_class_name"}):
    """What matters here of model_index.json."""

    kind: str = ""
    force_zeros_for_empty_prompt: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """A model folder in the diffusers layout, as read."""

    home: Path
    """Where the recipe lies; its paths count from here."""
    folder: Path
    """The folder in the diffusers layout: `home`, or the recipe's base."""
    family: Family
    index: Index
    unet: Unet
    vae: Vae
    decoder: Path
    """The decoder's folder."""
    recipe: Recipe
    single: Path | None = None
    """A single file that gives parts."""
    in_single: frozenset[str] = frozenset()
    """The parts that it gives."""

    @property
    def cell(self) -> int:
        """Pixels that a latent cell spans along each side."""
        return int(2 ** (len(self.vae.block_out_channels) - 1))

    @property
    def scaling(self) -> tuple[float, float]:
        """(scale, shift): latents are divided by scale and moved by shift before the decoder."""
        usual = 1.0 if self.vae.kind == "AutoencoderTiny" else self.family.latent_scale
        scale, shift = self.vae.scaling_factor, self.vae.shift_factor
        return usual if scale is None else scale, self.family.latent_shift if shift is None else shift

    @property
    def size(self) -> tuple[int, int]:
        """(height, width) of the latent."""
        sides = self.unet.sample_size
        height, width = sides if isinstance(sides, tuple) else (sides, sides)
        return (self.recipe.height or height * self.cell) // self.cell, (
            self.recipe.width or width * self.cell
        ) // self.cell


_PREFIXES: dict[str, tuple[str, ...]] = {
    "unet": ("model.diffusion_model.", "down_blocks."),
    "vae": ("first_stage_model.", "vae."),
    "text_encoder": ("cond_stage_model.", "conditioner.embedders.0."),
    "text_encoder_2": ("conditioner.embedders.1.",),
}
"""How the tensors of each part are named in a single file; the diffusers names stand for a UNet alone."""


def is_layout(place: Path) -> bool:
    """Whether a folder or file is a model in the diffusers layout, or has a recipe that leads to one."""
    if place.is_file():
        return place.suffix == ".safetensors"
    return (place / "model_index.json").is_file() or (place / "unet").is_dir() or (place / RECIPE).is_file()


def read_layout(place: Path) -> Layout:
    """Read and check a model's configuration and the headers of its weights; raises ModelError."""
    home, recipe = _recipe(place)
    folder = home / recipe.base if recipe.base else home
    single = place if place.is_file() else home / recipe.file if recipe.file else None
    decoder = home / recipe.decoder if recipe.decoder else folder / "vae"
    unet = read(folder / "unet" / "config.json", Unet)
    scheduler = read(folder / "scheduler" / "scheduler_config.json", Scheduler)
    _check_unet(folder, unet)
    _check_scheduler(folder, scheduler)
    family = replace(
        _family(folder, unet, scheduler, recipe), prediction=recipe.prediction or scheduler.prediction_type
    )
    in_single = _parts_in(single) - ({"vae"} if recipe.decoder else set()) if single else frozenset[str]()
    for part in (folder / "unet", decoder, *text_folders(folder, family)):
        if part.name not in in_single:
            for file in find_weights(part).files:
                check(file)
    index = read(folder / "model_index.json", Index)
    vae = read(decoder / "config.json", Vae)
    return Layout(home, folder, family, index, unet, vae, decoder, recipe, single, in_single)


def _recipe(place: Path) -> tuple[Path, Recipe]:
    """(folder that the recipe's paths count from, recipe); a single file's recipe lies beside it, as NAME.json."""
    if place.is_file():
        path = place.with_suffix(".json")
        if not path.is_file():
            raise ModelError(
                f"{place}: a single file holds no tokenizer; write {path.name} beside it: "
                '{"base": "a diffusers folder of the same architecture", "family": "..."}'
            )
        return place.parent, read(path, Recipe)
    path = place / RECIPE
    return place, read(path, Recipe) if path.is_file() else Recipe()


def _parts_in(single: Path) -> frozenset[str]:
    """The parts that a single file gives."""
    names = check(single)
    parts = frozenset(part for part, starts in _PREFIXES.items() if any(name.startswith(starts) for name in names))
    if "unet" not in parts:
        raise ModelError(f"{single}: holds no UNet; if it is a LoRA, name it under 'loras' in the recipe")
    return parts


def text_folders(folder: Path, family: Family) -> tuple[Path, ...]:
    """The folders of the text encoders."""
    names = ("text_encoder", "text_encoder_2") if family.architecture == SDXL else ("text_encoder",)
    return tuple(folder / name for name in names)


def read(path: Path, kind: type[T]) -> T:
    """The JSON file as `kind`; raises ModelError."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except OSError as error:
        raise ModelError(f"{path}: {error.strerror}; copy the model's whole folder") from None
    except msgspec.DecodeError as error:
        raise ModelError(f"{path}: {error}; get the file again from the model's maker") from None


def architecture(unet: Unet) -> str:
    """Which architecture a UNet is: told by its structure, so that small ones count too."""
    if unet.addition_embed_type == "text_time":
        return SDXL
    return SD21 if unet.use_linear_projection else SD15


_BY_SCHEDULER: dict[tuple[str, str], dict[str, str]] = {
    ("LCMScheduler", ""): {SD15: "lcm-lora", SDXL: "lcm-lora-sdxl"},
    ("TCDScheduler", ""): {SD15: "hyper-sd-any", SDXL: "hyper-sdxl-any"},
    ("DDIMScheduler", "trailing"): {SD15: "hyper-sd", SDXL: "hyper-sdxl"},
    ("EulerDiscreteScheduler", "trailing"): {SD15: "lightning", SD21: "sd-turbo", SDXL: "lightning-sdxl"},
    ("EulerAncestralDiscreteScheduler", "trailing"): {SDXL: "sdxl-turbo"},
}
"""Families by scheduler class, timestep spacing ('' for any) and architecture."""

_EMBEDDED: dict[str, str] = {SD15: "lcm", SDXL: "lcm-sdxl"}
"""Families whose UNet takes the guidance scale as an input."""


def _family(folder: Path, unet: Unet, scheduler: Scheduler, recipe: Recipe) -> Family:
    kind = architecture(unet)
    if recipe.family:
        return _named_family(folder, kind, unet, recipe.family)
    if unet.time_cond_proj_dim is not None and kind in _EMBEDDED:
        return FAMILIES[_EMBEDDED[kind]]
    for (name, spacing), rows in _BY_SCHEDULER.items():
        if scheduler.kind == name and spacing in ("", scheduler.timestep_spacing) and kind in rows:
            return FAMILIES[rows[kind]]
    raise ModelError(
        f"{folder / 'scheduler'}: {scheduler.kind} with {scheduler.timestep_spacing!r} timesteps is no few-step "
        f"model's; "
        f'if this is one, say so in {folder / RECIPE}: {{"family": "..."}}, one of {_families_of(kind)}'
    )


def _named_family(folder: Path, kind: str, unet: Unet, name: str) -> Family:
    family = FAMILIES.get(name)
    if family is None or family.architecture == HOUSE:
        raise ModelError(f"{folder / RECIPE}: family = {name!r}; use one of {_families_of(kind)}")
    if family.architecture != kind:
        raise ModelError(
            f"{folder / RECIPE}: family = {name!r} is for {family.architecture}, but unet/ is {kind}; "
            f"use one of {_families_of(kind)}"
        )
    if (family.guidance.kind == "embedded") != (unet.time_cond_proj_dim is not None):
        wants = "takes" if family.guidance.kind == "embedded" else "does not take"
        raise ModelError(f"{folder / RECIPE}: family = {name!r} {wants} a guidance input, unet/ differs; see docs")
    return family


def _families_of(kind: str) -> str:
    return ", ".join(row.name for row in FAMILIES.values() if row.architecture == kind)


def _check_unet(folder: Path, unet: Unet) -> None:
    place = folder / "unet" / "config.json"
    if unet.kind != "UNet2DConditionModel":
        raise ModelError(f"{place}: _class_name = {unet.kind!r}; this version paints with UNet2DConditionModel")
    if unet.in_channels != 4:
        raise ModelError(
            f"{place}: in_channels = {unet.in_channels}; an inpainting or depth model can't paint from noise"
        )
    if unet.addition_embed_type not in (None, "text_time"):
        raise ModelError(f"{place}: addition_embed_type = {unet.addition_embed_type!r}; use a Stable Diffusion model")


def _check_scheduler(folder: Path, scheduler: Scheduler) -> None:
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
