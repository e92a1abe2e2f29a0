"""Stock-taking: what is on the shelf, in the catalogue and in the package; whether it is whole; where it can play."""

from __future__ import annotations

from ctypes.util import find_library
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from engine.backends.onnx.providers import PROVIDERS
from engine.errors import ModelError
from engine.model.families import HOUSE
from engine.model.find import ABSENT, NAMES, Model, find_model, is_here
from engine.model.recipe import RECIPE, read_recipe
from engine.shelf.catalogue import CATALOGUE, Entry
from engine.shelf.home import PARTLY, models_home, on_shelf


@dataclass(frozen=True, slots=True)
class Item:
    """One line of `rhapsode models list`."""

    name: str
    kind: str
    """model, base (for LoRAs and UNets to lean on) or decoder."""
    family: str
    size_gb: float
    """Of its own files, in 1e9 bytes; of what isn't here, what the catalogue says."""
    licence: str
    shows: str
    """Whether it may be used where money is earned, as its card has it."""
    state: str
    """whole, partly fetched, not fetched, or what is wrong with it."""
    plays: tuple[str, ...] = ()
    """Backends of this machine that can play it."""
    place: str = ""
    leans_on: tuple[str, ...] = ()
    """Names that it takes parts from; fetching it fetches them."""


def take_stock(home: Path | None = None) -> tuple[Item, ...]:
    """The package's models, then what is on the shelf, then what could be fetched; reads headers, not weights."""
    shelf = home or models_home()
    here = [_present(name, place) if is_here(name) else _not_made(name) for name, place in NAMES.items()]
    here += [_present(name, shelf / name) for name in on_shelf(shelf)]
    absent = [_absent(entry, shelf) for name, entry in CATALOGUE.items() if name not in on_shelf(shelf)]
    return (*here, *absent)


def _not_made(name: str) -> Item:
    """A model of the package that isn't in it."""
    way = ABSENT.get(name, "install the package again")
    return Item(name, "model", HOUSE, 0.0, "Apache-2.0", "yes", f"not made yet: {way}")


def _absent(entry: Entry, shelf: Path) -> Item:
    part = shelf / (entry.name + PARTLY)
    state = "not fetched"
    if part.is_dir():
        have = sum(path.stat().st_size for path in part.rglob("*") if path.is_file())
        state = f"partly fetched, {have / 1e9:.2f} GB; fetch goes on"
    others = tuple(other for other in (entry.base, entry.decoder) if other)
    return Item(entry.name, entry.kind, entry.family, entry.size_gb, entry.licence, entry.shows, state, leans_on=others)


def _present(name: str, place: Path) -> Item:
    entry = CATALOGUE.get(name)
    size_gb = sum(path.stat().st_size for path in place.rglob("*") if path.is_file()) / 1e9
    licence, shows = ("Apache-2.0", "yes") if name in NAMES else _terms(place)
    kind = entry.kind if entry else "model"
    family, state, plays = "", "whole", tuple[str, ...]()
    try:
        if kind == "model":
            model = find_model(str(place))
            family, plays = model.family.name, backends(model)
            size_gb = sum(model.file(file).stat().st_size for file in model.card.files) / 1e9
        else:
            _check_parts(place)
    except (ModelError, OSError) as error:
        state = str(error)
    others = tuple(other for other in (entry.base, entry.decoder) if other) if entry else ()
    return Item(name, kind, family, size_gb, licence, shows, state, plays, str(place), others)


def _terms(place: Path) -> tuple[str, str]:
    """(licence, whether for shows that earn money) as noted when it was fetched."""
    try:
        source = read_recipe(place)[1].source if (place / RECIPE).is_file() else None
    except ModelError:
        source = None
    return (source.licence, source.shows) if source else ("", "")


def _check_parts(place: Path) -> None:
    """Raise ModelError where a file that the recipe notes is missing or cut off."""
    from engine.model.weights import check

    for file in read_recipe(place)[1].files:
        if not (place / file).is_file():
            raise ModelError(f"{place / file}: missing; remove {place} and fetch it again")
        if file.endswith(".safetensors"):
            check(place / file)


_NVIDIA = frozenset({"cuda", "tensorrt", "tensorrt-rtx"})
"""Providers that need NVIDIA's driver."""


def backends(model: Model) -> tuple[str, ...]:
    """Backends of this machine that can play a model; none where it wants torch and torch isn't installed."""
    if model.layout is None:
        return _onnx()
    return _torch() if find_spec("torch") and find_spec("transformers") else ()


def _onnx() -> tuple[str, ...]:
    import onnxruntime

    provided = onnxruntime.get_available_providers()
    driver = find_library("cuda") or find_library("nvcuda")  # installed packages alone play nothing
    rows = (row for row in PROVIDERS.values() if driver or row.name not in _NVIDIA)
    return tuple(row.name for row in rows if row.ep in provided or (row.module and find_spec(row.module)))


def _torch() -> tuple[str, ...]:
    import torch

    have = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    return tuple(name for name, there in have.items() if there)
