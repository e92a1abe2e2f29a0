"""The diffusers layout: what a model's folder says of itself, and which family that is; reads JSON only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from engine.errors import ModelError
from engine.model.configs import Index, Scheduler, Unet, Vae, check_scheduler, check_unet, check_vae
from engine.model.families import FAMILIES, HOUSE, SD15, SD21, SDXL, Family
from engine.model.recipe import RECIPE, Recipe, Sha256, read, read_recipe
from engine.model.weights import check, find_weights

__all__ = ["RECIPE", "Layout", "Recipe", "Sha256", "is_layout", "read", "read_layout", "text_folders", "used_files"]


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
        return self.vae.cell

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


def used_files(layout: Layout) -> tuple[Path, ...]:
    """Every file that loading the model reads, recipes excepted."""
    parts = ("unet", *(folder.name for folder in text_folders(layout.folder, layout.family)))
    found = [layout.folder / "model_index.json", layout.folder / "scheduler" / "scheduler_config.json"]
    for folder in (*(layout.folder / part for part in parts), layout.decoder):
        found.append(folder / "config.json")
        if folder.name not in layout.in_single:
            found.extend(find_weights(folder).files)
    for part in parts[1:]:
        tokenizer = layout.folder / part.replace("text_encoder", "tokenizer")
        found.extend(sorted(path for path in tokenizer.glob("*") if path.suffix in (".json", ".txt")))
    found.extend([layout.single] if layout.single else [])
    found.extend(layout.home / lora.file for lora in layout.recipe.loras)
    found.extend(layout.home / embedding.file for embedding in layout.recipe.embeddings)
    return tuple(path for path in found if path.is_file())


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
    home, recipe = read_recipe(place)
    folder = home / recipe.base if recipe.base else home
    single = place if place.is_file() else home / recipe.file if recipe.file else None
    decoder = home / recipe.decoder if recipe.decoder else folder / "vae"
    unet = read(folder / "unet" / "config.json", Unet)
    scheduler = read(folder / "scheduler" / "scheduler_config.json", Scheduler)
    check_unet(folder, unet)
    check_scheduler(folder, scheduler)
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
    check_vae(decoder, vae)
    return Layout(home, folder, family, index, unet, vae, decoder, recipe, single, in_single)


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
