"""Adding: a folder or a single file of the user's gets a name on the shelf, with a recipe that notes every hash."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from engine.errors import ModelError
from engine.model.find import NAMES, find_model, is_card
from engine.model.layout import Layout, is_layout, read_layout, used_files
from engine.model.recipe import RECIPE, Recipe, RecipeEmbedding, RecipeLora, read, write_recipe
from engine.shelf.catalogue import CATALOGUE
from engine.shelf.hashes import sha256
from engine.shelf.home import PARTLY, models_home, on_shelf, place_of


@dataclass(frozen=True, slots=True)
class Extras:
    """What a recipe may say over what the files tell."""

    family: str = ""
    base: str = ""
    """Name or folder that gives what a single file lacks."""
    decoder: str = ""
    """Name or folder of a tiny decoder."""
    loras: tuple[tuple[str, float], ...] = ()
    """(file, weight) to fuse."""
    embeddings: tuple[tuple[str, str], ...] = ()
    """(file, word) for the text encoders to learn."""


def add(
    name: str,
    place: Path,
    extras: Extras | None = None,
    copy: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Path:
    """Give a model in the diffusers layout, an exported one or a single file a name; gives its folder on the shelf.

    Its files stay where they are and are named by their full paths, or with `copy` are copied. Raises ModelError.
    """
    extras = extras or Extras()
    target = _free(name)
    if not place.exists():
        raise ModelError(f"{place}: no such folder or file")
    place = place.resolve()
    part = target.with_name(name + PARTLY)
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    try:
        if is_card(place):
            _add_card(place, part, copy)
        else:
            _add_layout(place, part, extras, copy, progress)
        part.replace(target)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return target


def _free(name: str) -> Path:
    """The folder of a new name."""
    target = place_of(name)
    if name in NAMES or name in CATALOGUE:
        raise ModelError(
            f"model name {name!r}: taken by the {'package' if name in NAMES else 'catalogue'}; use another"
        )
    if target.exists():
        raise ModelError(f"{target}: is there already; use another name, or remove that folder")
    return target


def _add_card(place: Path, part: Path, copy: bool) -> None:
    find_model(str(place))
    if copy:
        shutil.copytree(place, part, dirs_exist_ok=True)
    else:
        write_recipe(part, Recipe(base=str(place)))


def _add_layout(place: Path, part: Path, extras: Extras, copy: bool, progress: Callable[[int], None] | None) -> None:
    recipe = _asked(place, extras)
    if copy:
        recipe = _copied(place, part, recipe)
    write_recipe(part, recipe)
    layout = read_layout(part)
    write_recipe(part, msgspec.structs.replace(recipe, files=_noted(layout, part, progress)))
    find_model(str(part))


def _copied(place: Path, part: Path, recipe: Recipe) -> Recipe:
    """Copy a folder or a file, and give the recipe that names the copies where it named the originals."""
    old = place if place.is_dir() else place.parent
    if place.is_dir():
        shutil.copytree(
            place, part, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.bin", "*.ckpt", "*.pt", "*.py")
        )
    else:
        shutil.copy2(place, part)

    def moved(path: str) -> str:
        full = Path(path)
        if not path or not full.is_relative_to(old):
            return path
        short = full.relative_to(old)
        if not short.parts:
            return "" if place.is_dir() else path
        return short.as_posix() if (part / short).exists() else path

    return msgspec.structs.replace(
        recipe,
        base=moved(recipe.base),
        file=moved(recipe.file),
        decoder=moved(recipe.decoder),
        loras=tuple(RecipeLora(moved(lora.file), lora.weight) for lora in recipe.loras),
        embeddings=tuple(RecipeEmbedding(moved(each.file), each.word) for each in recipe.embeddings),
    )


def _asked(place: Path, extras: Extras) -> Recipe:
    """The recipe of a folder or file, its own if it has one, with every path in full; then what was asked for."""
    if not is_layout(place):
        raise ModelError(f"{place}: no model in the diffusers layout, and no .safetensors file; see docs/models.md")
    own = place.with_suffix(".json") if place.is_file() else place / RECIPE
    recipe = read(own, Recipe) if own.is_file() else Recipe()
    folder = place.parent if place.is_file() else place
    base = _part(extras.base) if extras.base else _full(folder, recipe.base)
    if place.is_file() and not base:
        base = _base_of(place)
    loras = tuple(RecipeLora(str(Path(file).resolve()), weight) for file, weight in extras.loras)
    words = tuple(RecipeEmbedding(str(Path(file).resolve()), word) for file, word in extras.embeddings)
    return msgspec.structs.replace(
        recipe,
        family=extras.family or recipe.family,
        base=base or str(folder),
        file=str(place) if place.is_file() else _full(folder, recipe.file),
        decoder=_part(extras.decoder) if extras.decoder else _full(folder, recipe.decoder),
        loras=tuple(RecipeLora(_full(folder, lora.file), lora.weight) for lora in recipe.loras) + loras,
        embeddings=tuple(RecipeEmbedding(_full(folder, each.file), each.word) for each in recipe.embeddings) + words,
        files={},
    )


def _full(folder: Path, path: str) -> str:
    return str((folder / path).resolve()) if path else ""


def _part(name: str) -> str:
    """A base's or decoder's folder, by its name on the shelf or its path."""
    place = models_home() / name if name in on_shelf() else Path(name)
    if not place.is_dir():
        way = f"fetch it with: rhapsode models fetch {name}" if name in CATALOGUE else "give a folder"
        raise ModelError(f"{name}: no such name or folder; {way}")
    return str(place.resolve())


def _base_of(single: Path) -> str:
    """The base on the shelf for a single file's architecture, told by its width of cross-attention."""
    from engine.model.weights import check

    widths = {768: ("sd15",), 2048: ("sdxl-without-unet", "sdxl"), 1024: ("sd-turbo",)}
    names = next(
        (widths.get(tensor.shape[1], ()) for key, tensor in check(single).items() if key.endswith("attn2.to_k.weight")),
        (),
    )
    found = next((name for name in names if name in on_shelf()), "")
    if not found:
        way = f"fetch one: rhapsode models fetch {names[0]}; or name one" if names else "name one"
        raise ModelError(f"{single}: a single file needs a base for its tokenizer and configuration; {way} with --base")
    return _part(found)


def _noted(layout: Layout, part: Path, progress: Callable[[int], None] | None) -> dict[str, str]:
    """SHA-256 of every file that loading reads, by path: within the model's own folder short, else in full."""
    noted = {}
    for file in used_files(layout):
        full = file.resolve()
        inside = full.is_relative_to(part.resolve())
        noted[full.relative_to(part.resolve()).as_posix() if inside else str(full)] = sha256(full, progress)
    return noted
