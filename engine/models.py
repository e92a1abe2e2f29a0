"""Models: what a model's name or folder means, and whether its files are whole."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from engine.errors import ModelError
from engine.families import FAMILIES, Family
from engine.layout import Layout, Sha256, is_layout, read, read_layout
from engine.schedule import Schedule

__all__ = ["NAMES", "Card", "CardLora", "Latent", "Model", "ModelError", "find_model", "verify"]

Time = Annotated[float, Meta(ge=0.0, lt=1000.0)]


class Latent(msgspec.Struct, frozen=True):
    """Shape of the latent: channels, and pixels a latent cell spans along each side."""

    channels: int
    height: int
    width: int
    scale: int

    @property
    def pixels(self) -> tuple[int, int]:
        """(height, width) of the picture."""
        return self.height * self.scale, self.width * self.scale


class CardLora(msgspec.Struct, frozen=True):
    """A LoRA that an exported graph mixes live: an entry of its input `lora_scales` (L,), in the card's order."""

    file: str
    """The file's name when it was exported, without a folder."""
    sha256: Sha256
    """Of that file, so that a wish's file can be known by what is in it."""


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """config.json of a model of the house family, or of an exported one; for other models, drawn from their files."""

    family: str
    version: str
    latent: Latent
    context_tokens: int
    context_width: int
    times: dict[str, tuple[Time, ...]]
    """Times of the denoising steps, by number of steps: {"1": [1.0], "2": [1.0, 0.6], ...}; flow times in the house
    family, timesteps in the others."""
    files: dict[str, Sha256]
    """Every file of the model, by its path in the folder, with its SHA-256."""
    prediction: str = ""
    """What the network gives, where it isn't what the family's usually does."""
    zeros_for_empty: bool = False
    """Whether an empty negative prompt is all zeros."""
    baked_time: bool = False
    """Whether the graph knows but the one time of its one step, so that nothing can be carried over."""
    loras: tuple[CardLora, ...] = ()
    """Of an exported model: the LoRAs that predict.onnx mixes by its input `lora_scales`."""
    dtype: str = "fp32"
    """Of an exported model: what its graphs reckon in, fp32, fp16 or int8; inputs and outputs are float32 in all."""
    target: str = ""
    """Of an exported model: the runtime its graphs are made for, cpu, cuda or tensorrt."""
    opset: int = 0
    """Of an exported model: its graphs' ONNX opset."""
    fused: dict[str, dict[str, int]] = {}
    """Of an exported model: how many nodes of each fused kind each graph has, by the graph's path."""


NAMES: dict[str, Path] = {"house": Path(__file__).parent / "house"}
"""Models known by name. Anything else is a folder."""


@dataclass(frozen=True, slots=True)
class Model:
    """A model that was found: its folder, card and family."""

    name: str
    folder: Path
    card: Card
    family: Family
    layout: Layout | None = None
    """Of a folder in the diffusers layout."""

    @property
    def schedule(self) -> Schedule:
        """The family's schedule, with the model's own times."""
        times: dict[int, tuple[float, ...]] = {int(steps): times for steps, times in self.card.times.items()}
        return replace(self.family.schedule, times=times)


def find_model(name: str) -> Model:
    """The model of that name, or in the folder of that path; raises ModelError."""
    folder = NAMES.get(name) or Path(name)
    if folder.is_file() and is_layout(folder):
        return _from_layout(name, read_layout(folder))
    if not folder.is_dir():
        known = ", ".join(NAMES)
        raise ModelError(
            f"model {name!r}: no such folder; use one of {known}, a folder with a model in it, or a .safetensors file"
        )
    if (folder / "config.json").is_file() or not is_layout(folder):
        return _from_card(name, folder)
    return _from_layout(name, read_layout(folder))


def verify(model: Model) -> None:
    """Check every file's SHA-256 against the card; raises ModelError on the first that differs."""
    import hashlib

    for file, expected in model.card.files.items():
        with (model.folder / file).open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
        if found != expected:
            raise ModelError(
                f"{model.folder / file}: sha256 {found[:12]}..., noted was {expected[:12]}...; "
                "truncated or altered: copy it again"
            )


def _from_card(name: str, folder: Path) -> Model:
    card = read(folder / "config.json", Card)
    family = FAMILIES.get(card.family)
    if family is None:
        raise ModelError(
            f"{folder / 'config.json'}: family = {card.family!r}; this version paints {', '.join(FAMILIES)}"
        )
    _check_present(folder, card.files)
    if card.prediction:
        family = replace(family, prediction=card.prediction)
    if card.baked_time:
        family = replace(family, carry_clamp=0.0)
    return Model(name, folder, card, family)


def _from_layout(name: str, layout: Layout) -> Model:
    family = layout.family
    height, width = layout.size
    depth = layout.unet.cross_attention_dim
    card = Card(
        family=family.name,
        version=f"{family.architecture} {width * layout.cell}x{height * layout.cell}",
        latent=Latent(layout.unet.in_channels, height, width, layout.cell),
        context_tokens=77,
        context_width=depth if isinstance(depth, int) else depth[0],
        times={str(steps): times for steps, times in family.schedule.times.items()},
        files=layout.recipe.files,
        prediction=family.prediction,
        zeros_for_empty=layout.index.force_zeros_for_empty_prompt,
    )
    _check_present(layout.home, card.files)
    return Model(name, layout.home, card, family, layout)


def _check_present(folder: Path, files: dict[str, Sha256]) -> None:
    for file in files:
        if not (folder / file).is_file():
            raise ModelError(f"{folder / file}: missing, though the model's files name it; copy the whole folder again")
