"""Fetching: a row of the catalogue becomes a folder on the shelf, whole, hashed and with a recipe, or stays away."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from engine.errors import ModelError
from engine.model.find import NAMES
from engine.model.layout import read_layout
from engine.model.recipe import RECIPE, Recipe, RecipeLora, Source, read_recipe, write_recipe
from engine.model.weights import check
from engine.shelf.catalogue import CATALOGUE, Entry, needs, of_hub
from engine.shelf.hashes import sha256
from engine.shelf.home import PARTLY, models_home, place_of
from engine.shelf.hub import HALF, Listing, fetch_file, list_files, without_doubles

_COMMIT = ".commit"
"""File that notes which commit is being fetched; gone once all is there."""

SPARE_BYTES = 1 << 30
"""Stay free on the disk."""


@dataclass(frozen=True, slots=True)
class Shop:
    """Where to fetch from, and where to."""

    home: Path
    endpoint: str | None = None
    """The hub's address; None: the public one, or $HF_ENDPOINT."""
    say: Callable[[str], None] = print
    """Told what happens, for people."""
    table: Mapping[str, Entry] | None = None
    """The catalogue, where it isn't the shipped one."""


def fetch(name: str, shop: Shop | None = None) -> Path:
    """Have a model of the catalogue, or OWNER/NAME of the hub, on the shelf; gives its folder. Raises ModelError.

    OWNER/NAME@REVISION fetches another state than the newest. What is there already is left alone.
    """
    shop = shop or Shop(models_home())
    table = dict(shop.table or CATALOGUE)
    if "/" in name:
        repository, _, revision = name.partition("@")
        entry = of_hub(repository, revision or "main")
        if entry.name in table:
            raise ModelError(
                f"{name}: {entry.name} is a name of the catalogue; run: rhapsode models fetch {entry.name}"
            )
        if entry.name in NAMES:
            raise ModelError(f"{name}: {entry.name} is the package's own; fetch it by other means, then: models add")
        table[entry.name] = entry
        name = entry.name
    if name not in table:
        raise ModelError(f"{name!r} is not in the catalogue; use one of {', '.join(table)}, or OWNER/NAME of a hub")
    for entry in needs(name, table):
        place = place_of(entry.name, shop.home)
        if place.exists():
            shop.say(f"{entry.name}: is there, {_origin(entry, place)}{place}")
        else:
            _fetch(entry, place, shop)
            shop.say(f"{entry.name}: {place}")
    return place_of(name, shop.home)


def _origin(entry: Entry, place: Path) -> str:
    """A word about what is not from the hub; ModelError where the name stands for another repository's files."""
    source = read_recipe(place)[1].source
    if source is not None and source.repository != entry.repository:
        raise ModelError(
            f"{place}: was fetched from {source.repository}, not from {entry.repository}; rename or remove that folder"
        )
    return "" if source else "put there by yourself: "


def _fetch(entry: Entry, place: Path, shop: Shop) -> None:
    listing = without_doubles(list_files(entry.repository, entry.revision, entry.patterns, shop.endpoint))
    shop.say(
        f"{entry.name}: {listing.size / 1e9:.2f} GB from {entry.repository} at {listing.commit[:12]}; "
        f"licence: {entry.licence}; for shows that earn money: {entry.shows}"
    )
    part = place.with_name(place.name + PARTLY)
    _forget_other_commit(part, listing)
    _check_room(part, listing)
    for file in listing.files:
        fetch_file(listing, file, part, shop.endpoint)
        if file.path.endswith(".safetensors"):
            check(part / file.path)
    write_recipe(part, recipe_of(entry, listing, part))
    if entry.kind == "model":
        read_layout(part)
    (part / _COMMIT).unlink()
    part.replace(place)


def _forget_other_commit(part: Path, listing: Listing) -> None:
    """Throw away what was fetched of another commit, and note this one, before the first byte."""
    note = part / _COMMIT
    if part.exists() and (not note.is_file() or note.read_text("utf-8") != listing.commit):
        shutil.rmtree(part)
    part.mkdir(parents=True, exist_ok=True)
    note.write_text(listing.commit, "utf-8")


def _check_room(part: Path, listing: Listing) -> None:
    have = sum(path.stat().st_size for path in part.rglob("*") if path.is_file())
    wanted = listing.size - have + SPARE_BYTES
    free = shutil.disk_usage(part).free
    if free < wanted:
        raise ModelError(
            f"{part.parent}: {free / 1e9:.1f} GB free, {listing.repository} wants {wanted / 1e9:.1f} GB; "
            "make room, or set RHAPSODE_MODELS to a folder on a larger disk"
        )


def recipe_of(entry: Entry, listing: Listing, folder: Path) -> Recipe:
    """The recipe that makes a model of what was fetched into `folder`."""
    files = {
        path.relative_to(folder).as_posix(): sha256(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in (RECIPE, _COMMIT) and not path.name.endswith(HALF)
    }
    return Recipe(
        family=entry.family,
        base=f"../{entry.base}" if entry.base else "",
        file=entry.file,
        prediction=entry.prediction,
        decoder=f"../{entry.decoder}" if entry.decoder else "",
        loras=(RecipeLora(entry.lora),) if entry.lora else (),
        steps=entry.steps if entry.kind == "model" and len(entry.steps) < 4 else (),
        files=files,
        source=Source(listing.repository, listing.commit, entry.licence, entry.shows),
    )
