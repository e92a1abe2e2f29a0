"""The model table: what a model's name or folder means, and what its folder must hold."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta

T = TypeVar("T")

Sha256 = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
FlowTime = Annotated[float, Meta(gt=0.0, le=1.0)]


class ModelError(Exception):
    """A model can't be used; the text names place, value and way out."""


class Latent(msgspec.Struct, frozen=True):
    """Shape of the latent: channels, and pixels a latent cell spans along each side."""

    channels: int
    height: int
    width: int
    scale: int


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """config.json of a model of the house family."""

    family: str
    version: str
    latent: Latent
    context_tokens: int
    context_width: int
    times: dict[str, tuple[FlowTime, ...]]
    """Flow times of the denoising steps, by number of steps: {"1": [1.0], "2": [1.0, 0.6], ...}."""
    files: dict[str, Sha256]
    """Every file of the model, by its path in the folder, with its SHA-256."""


@dataclass(frozen=True, slots=True)
class Family:
    """One row of the table."""

    name: str
    carry_clamp: float
    """Most of the last latent that the next frame may start from before the picture turns to mud."""
    max_steps: int
    source: str


FAMILIES: dict[str, Family] = {
    "house": Family("house", 0.4, 4, "Rhapsode's own, trained by tools/house; rectified flow, consistency-distilled"),
}

NAMES: dict[str, Path] = {"house": Path(__file__).parent / "house"}
"""Models known by name. Anything else is a folder."""


@dataclass(frozen=True, slots=True)
class Model:
    """A model that was found: its folder, card and family."""

    name: str
    folder: Path
    card: Card
    family: Family


def find_model(name: str) -> Model:
    """The model of that name, or in the folder of that path; raises ModelError."""
    folder = NAMES.get(name) or Path(name)
    if not folder.is_dir():
        known = ", ".join(NAMES)
        raise ModelError(f"model {name!r}: no such folder; use one of {known}, or a folder with a config.json")
    card = _read(folder / "config.json", Card)
    family = FAMILIES.get(card.family)
    if family is None:
        raise ModelError(
            f"{folder / 'config.json'}: family = {card.family!r}; this version paints {', '.join(FAMILIES)}"
        )
    for file in card.files:
        if not (folder / file).is_file():
            raise ModelError(f"{folder / file}: missing, though config.json names it; copy the whole folder again")
    return Model(name, folder, card, family)


def verify(model: Model) -> None:
    """Check every file's SHA-256 against the card; raises ModelError on the first that differs."""
    import hashlib

    for file, expected in model.card.files.items():
        with (model.folder / file).open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
        if found != expected:
            raise ModelError(
                f"{model.folder / file}: sha256 {found[:12]}..., config.json says {expected[:12]}...; "
                "truncated or altered: copy it again"
            )


def _read(path: Path, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except OSError as error:
        raise ModelError(f"{path}: {error.strerror}; a model folder holds a config.json") from None
    except msgspec.DecodeError as error:
        raise ModelError(f"{path}: {error}; compare it with engine/house/config.json") from None
