"""Cards: config.json of a model of the house family or of an exported one, read strictly."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from engine.errors import ModelError
from engine.model.recipe import Sha256, read

CARD = "config.json"

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
    base: str = ""
    """The model that gives those of them that are not in the folder: one of the package, or a path from the folder."""
    prediction: str = ""
    """What the network gives, where it isn't what the family's usually does."""
    zeros_for_empty: bool = False
    """Whether an empty negative prompt is all zeros."""
    baked_time: bool = False
    """Whether the graph knows but the one time of its one step, so that nothing can be carried over."""
    any_size: bool = False
    """Whether the graphs take every size; else only the one that `latent` names."""
    halvings: int = 0
    """How often the network halves the latent on its way down: sides are multiples of 2**halvings cells."""
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


def is_card(folder: Path) -> bool:
    """Whether a folder holds a model of the house family, or an exported one."""
    return (folder / CARD).is_file() and not (folder / "model_index.json").is_file()


def read_card(folder: Path) -> Card:
    """The card in a folder; raises ModelError."""
    card = read(folder / CARD, Card)
    if not card.times or not all(steps.isdecimal() and times for steps, times in card.times.items()):
        raise ModelError(f'{folder / CARD}: times = {card.times}; give them by number of steps, as {{"1": [1.0]}}')
    return card
