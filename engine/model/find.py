"""Models: what a model's name or folder means, and whether its files are whole."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from engine.errors import ModelError
from engine.model.card import CARD, Card, CardLora, Latent, is_card, read_card
from engine.model.families import FAMILIES, Family
from engine.model.layout import Layout, is_layout, read_layout
from engine.model.recipe import RECIPE, Sha256, read_recipe
from engine.model.schedule import Schedule
from engine.shelf.catalogue import CATALOGUE
from engine.shelf.hashes import sha256
from engine.shelf.home import models_home, on_shelf

__all__ = [
    "ABSENT", "NAMES", "Card", "CardLora", "Latent", "Model", "ModelError", "find_model", "is_card", "is_here",
    "noted_files", "verify", "with_size",
]  # fmt: skip

LEAST_SIDE, MOST_SIDE = 64, 2048
"""Pixels along a side of the picture."""

NAMES: dict[str, Path] = {name: Path(__file__).parents[1] / name for name in ("house", "house-large")}
"""Models that have their place in the package; ABSENT has those that may not be there. Other names are on the shelf
(engine/shelf), anything else is a path."""

ABSENT: dict[str, str] = {"house-large": "make train PRESET=large"}
"""How a model of the package that isn't in it yet is made."""


@dataclass(frozen=True, slots=True)
class Model:
    """A model that was found: its folder, card and family."""

    name: str
    folder: Path
    card: Card
    family: Family
    layout: Layout | None = None
    """Of a folder in the diffusers layout."""
    base: Path | None = None
    """The folder of the model that gives what this one's lacks."""

    def file(self, name: str) -> Path:
        """Where a file of the model lies, by its path in the folder: there, or else in the base's."""
        own = self.folder / name
        return own if self.base is None or own.is_file() else self.base / name

    @property
    def schedule(self) -> Schedule:
        """The family's schedule, with the model's own times."""
        times: dict[int, tuple[float, ...]] = {int(steps): times for steps, times in self.card.times.items()}
        return replace(self.family.schedule, times=times)

    def remarks(self, steps: int) -> tuple[str, ...]:
        """Lines for a person about a wish for a number of steps that is not met as asked."""
        times = self.schedule.times
        taken = len(times[min(steps, max(times))])
        good = sorted({len(row) for row in times.values()})
        if taken == steps:
            return ()
        return (f"{steps} steps asked for, {taken} taken: the weights were made for {' or '.join(map(str, good))}",)


def find_model(name: str, near: Path | None = None) -> Model:
    """The model of that name, in the package or on the shelf; or the one at that path; raises ModelError.

    A path that isn't full counts from the folder `near`, such as a show's, and else from the working folder.
    """
    place = NAMES.get(name) or _shelved(name) or _path(name, near)
    if name in ABSENT and not is_here(name):
        raise ModelError(f"model {name!r}: not in {NAMES[name]} yet; use house, or make it on a GPU: {ABSENT[name]}")
    if place is None:
        raise ModelError(f"model {name!r}: {_what_else(name)}")
    if name in CATALOGUE and CATALOGUE[name].kind == "decoder":
        raise ModelError(
            f"model {name!r}: a decoder, which paints nothing; name it under 'decoder' in a model's recipe"
        )
    return _at(name, place)


def is_here(name: str) -> bool:
    """Whether a model that has its place in the package is there."""
    return is_card(NAMES[name])


def _shelved(name: str) -> Path | None:
    return models_home() / name if name in on_shelf() else None


def _path(name: str, near: Path | None) -> Path | None:
    """The first place of that path that there is."""
    try:
        wanted = Path(name).expanduser()
        places = (near / wanted, wanted) if near is not None else (wanted,)
        return next((place for place in places if place.exists()), None)
    except (OSError, RuntimeError):  # a name that is too long for a path, a folder that can't be looked into, ~nobody
        return None


def _what_else(name: str) -> str:
    """What can be done about a name that means nothing here."""
    if name in CATALOGUE:
        return f"not on this machine yet; fetch it with: rhapsode models fetch {name}"
    known = list(dict.fromkeys([*NAMES, *on_shelf(), *CATALOGUE]))
    close = difflib.get_close_matches(name.lower(), known, n=3, cutoff=0.5)
    if close:
        return f"no such name or folder; did you mean {' or '.join(close)}?"
    here = [*filter(is_here, NAMES), *on_shelf()]
    return f"no such name or folder; use one of {', '.join(here)}, a folder, or a .safetensors file"


def _at(name: str, place: Path) -> Model:
    if place.is_file() and not is_layout(place):
        raise ModelError(f"{place}: no model; use a folder with a model in it, or a .safetensors file")
    if place.is_dir() and (place / RECIPE).is_file() and not is_card(place):
        base = place / read_recipe(place)[1].base
        if is_card(base):
            return _from_card(name, base)
    if place.is_dir() and (is_card(place) or not is_layout(place)):
        return _from_card(name, place)
    return _from_layout(name, read_layout(place))


def with_size(model: Model, size: tuple[int, int] | None) -> Model:
    """The same model painting (width, height) pixels; None: its own size. ModelError where that can't be."""
    if size is None or size == model.card.latent.pixels[::-1]:
        return model
    asked = "x".join(str(side) for side in size)
    if model.layout is None and not model.card.any_size:
        own = "x".join(str(side) for side in reversed(model.card.latent.pixels))
        raise ModelError(
            f"model {model.name}: size {asked}; its graphs paint {own} only: leave the size, or export anew"
        )
    cell = model.card.latent.scale
    halvings = model.layout.unet.halvings if model.layout is not None else model.card.halvings
    unit = cell * 2**halvings
    if any(side % unit or not LEAST_SIDE <= side <= MOST_SIDE for side in size):
        raise ModelError(
            f"model {model.name}: size {asked}; use multiples of {unit} in {LEAST_SIDE}..{MOST_SIDE}, as WIDTHxHEIGHT"
        )
    latent = msgspec.structs.replace(model.card.latent, width=size[0] // cell, height=size[1] // cell)
    return replace(model, card=msgspec.structs.replace(model.card, latent=latent))


def verify(model: Model, progress: Callable[[int], None] | None = None) -> int:
    """Check the SHA-256 of every file that has one noted, and give their number; ModelError on the first that differs.

    Of a model that leans on others (a base, a tiny decoder), theirs are checked too. `progress` is told how many more
    bytes were read.
    """
    noted = noted_files(model)
    for path, expected in noted.items():
        if not path.is_file():
            raise ModelError(f"{path}: missing, though it is noted; get the model again")
        found = sha256(path, progress)
        if found != expected:
            raise ModelError(
                f"{path}: sha256 {found[:12]}..., noted was {expected[:12]}...; truncated or altered: get it again"
            )
    return len(noted)


def noted_files(model: Model) -> dict[Path, Sha256]:
    """Files of the model, and of those that it leans on, with the SHA-256 that cards and recipes note."""
    noted = {model.file(file): expected for file, expected in model.card.files.items()}
    if model.layout is not None:
        for folder in {model.layout.folder, model.layout.decoder} - {model.layout.home}:
            if (folder / RECIPE).is_file():
                noted |= {folder / file: expected for file, expected in read_recipe(folder)[1].files.items()}
    return noted


def _from_card(name: str, folder: Path) -> Model:
    card = read_card(folder)
    family = FAMILIES.get(card.family)
    if family is None:
        raise ModelError(f"{folder / CARD}: family = {card.family!r}; this version paints {', '.join(FAMILIES)}")
    if card.prediction:
        family = replace(family, prediction=card.prediction)
    if card.baked_time:
        family = replace(family, carry_clamp=0.0)
    model = Model(name, folder, card, family, base=_base(folder, card.base))
    _check_present(model)
    return model


def _base(folder: Path, base: str) -> Path | None:
    """The folder of a card's base."""
    return NAMES.get(base, folder / base).resolve() if base else None


def _from_layout(name: str, layout: Layout) -> Model:
    family = layout.family
    height, width = layout.size
    depth = layout.unet.cross_attention_dim
    card = Card(
        family=family.name,
        version=family.architecture,
        latent=Latent(layout.unet.in_channels, height, width, layout.cell),
        context_tokens=77,
        context_width=depth if isinstance(depth, int) else depth[0],
        times=_times(family, layout.recipe.steps),
        files=layout.recipe.files,
        prediction=family.prediction,
        zeros_for_empty=layout.index.force_zeros_for_empty_prompt,
    )
    model = Model(name, layout.home, card, family, layout)
    _check_present(model)
    return model


def _times(family: Family, steps: tuple[int, ...]) -> dict[str, tuple[float, ...]]:
    """Times by number of steps; for a number that the weights weren't distilled for, those of the next they were."""
    whole = family.schedule.times
    good = [count for count in sorted(steps) if count in whole] or list(whole)
    return {str(count): whole[next((other for other in good if other >= count), good[-1])] for count in whole}


def _check_present(model: Model) -> None:
    for file in model.card.files:
        if not (place := model.file(file)).is_file():
            raise ModelError(f"{place}: missing, though the model's files name it; copy the whole folder again")
