"""The recipe, rhapsode.json: what a model's folder says in our own words; read strictly, written at a stroke."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import Meta

from engine.errors import ModelError
from engine.model.families import MAX_STEPS

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


class RecipeEmbedding(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A word that the text encoders learn from a file (textual inversion)."""

    file: str
    """Its path, in the folder or full."""
    word: Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^\S+$")]
    """What a prompt says to mean it, without spaces."""


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the folder's files were fetched from."""

    repository: str
    revision: str
    """The commit."""
    licence: str = ""
    shows: str = ""
    """Whether it may be used where money is earned."""


class Recipe(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
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
    embeddings: tuple[RecipeEmbedding, ...] = ()
    """Words that the text encoders learn when the model is loaded."""
    steps: tuple[Annotated[int, Meta(ge=1, le=MAX_STEPS)], ...] = ()
    """Denoising steps that the weights were distilled for; empty: as the family's."""
    files: dict[str, Sha256] = {}
    """SHA-256 of files, by their path in the folder or full, checked before a show."""
    source: Source | None = None


def read_recipe(place: Path) -> tuple[Path, Recipe]:
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


def write_recipe(folder: Path, recipe: Recipe) -> None:
    """Write the recipe into a folder, in place of one that is there."""
    path, whole = folder / RECIPE, folder / (RECIPE + ".new")
    whole.write_bytes(msgspec.json.format(msgspec.json.encode(recipe), indent=2) + b"\n")
    whole.replace(path)


def read(path: Path, kind: type[T]) -> T:
    """The JSON file as `kind`; raises ModelError."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except OSError as error:
        raise ModelError(f"{path}: {error.strerror}; copy the model's whole folder") from None
    except msgspec.DecodeError as error:
        raise ModelError(f"{path}: {error}; get the file again from the model's maker") from None
