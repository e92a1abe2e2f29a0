"""Material: what a show names beside its words: files, seeds, LoRAs, pictures; where it is, and what is missing."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from engine.wish import Lora
from live.show import Show

CAMERA = "camera"
"""An image that comes live: 'camera', or 'camera:NAME'."""


def is_live(image: str) -> bool:
    """Whether an image's name stands for a camera and not for a file."""
    return image == CAMERA or image.startswith(f"{CAMERA}:")


def model_place(show: Show) -> str:
    """The show's model: the path of what lies in the show's folder, else the name as it stands."""
    near = show.path(show.picture.model)
    return str(near.resolve()) if near.exists() and show.picture.model else show.picture.model


def image_place(show: Show, image: str) -> str:
    """What a wish's `image` is: a camera's name, or the full path of a file in the show. Looks at no disk."""
    return image if not image or is_live(image) else _whole(show, image)


def _whole(show: Show, relative: str) -> str:
    """The full path of a show's file, without asking the disk: that may be slow, or gone, in the middle of a show."""
    return os.path.abspath(show.path(relative))  # noqa: PTH100


def inside(show: Show, image: str) -> bool:
    """Whether a network may ask for an image: a camera, or a file that exists in the show's own folder.

    This computer's screen is no camera: it may show anything, so that only a show that names it itself has it.
    """
    if not image or (is_live(image) and "screen" not in image.casefold()):
        return True
    if is_live(image):
        return image in (show.picture.image, *(cue.image for cue in show.cue))
    place, home = show.path(image).resolve(), Path(show.folder).resolve()
    return place.is_file() and place.is_relative_to(home)


def seed_number(show: Show, seed: int | str) -> int:
    """The number of a seed, by its name where it has one."""
    return seed if isinstance(seed, int) else next(known.number for known in show.seed if known.name == seed)


def loras(show: Show, weights: Sequence[tuple[str, float]]) -> tuple[Lora, ...]:
    """The show's LoRAs under their names' weights. Those that weigh nothing are in it too, to be loaded ahead."""
    weight_of = dict(weights)
    return tuple(Lora(_whole(show, lora.file), weight_of.get(lora.name, 0.0)) for lora in show.lora)


def missing(show: Show) -> Iterator[str]:
    """What is wrong with what the show names, one line each: key, value, way out."""
    picture = show.picture
    if show.ears.mode == "script" and not show.ears.script:
        yield "ears.script: missing; mode 'script' needs the text file that will be spoken"
    if (picture.width == 0) != (picture.height == 0):
        yield f"picture.width = {picture.width}, height = {picture.height}; give both, or neither for the model's own"
    yield from _files(show)
    yield from _names(show)


def _files(show: Show) -> Iterator[str]:
    named = [
        ("ears.script", show.ears.script),
        ("ears.recording", show.ears.recording),
        ("public.allow", show.public.allow),
        ("public.deny", show.public.deny),
        ("public.artists", show.public.artists),
        ("picture.image", show.picture.image),
        *((f"lora {lora.name!r}: file", lora.file) for lora in show.lora),
        *((f"cue {cue.name!r}: image", cue.image or "") for cue in show.cue),
    ]
    for key, relative in named:
        if relative and not is_live(relative) and not show.path(relative).is_file():
            yield f"{key} = {relative!r}: no such file in {show.folder}; put it there or correct it"


def _names(show: Show) -> Iterator[str]:
    seeds, known_loras = [seed.name for seed in show.seed], [lora.name for lora in show.lora]
    for what, names in (("cue", [cue.name for cue in show.cue]), ("seed", seeds), ("lora", known_loras)):
        for name in names:
            if names.count(name) > 1:
                yield f"{what} {name!r}: two {what}s have this name; give each its own"
    places: list[tuple[str, tuple[int | str, ...]]] = [
        ("picture.seed", (show.picture.seed,)),
        ("picture.seeds", show.picture.seeds),
    ]
    for cue in show.cue:
        where = f"cue {cue.name!r}"
        places += [(f"{where}: seed", () if cue.seed is None else (cue.seed,)), (f"{where}: seeds", cue.seeds or ())]
        for name in cue.lora:
            if name not in known_loras:
                yield f"{where}: lora {name!r}: {_near(name, known_loras, '[[lora]]')}"
    for place, asked in places:
        if place.endswith("seeds") and len(asked) == 1:
            yield f"{place} = {list(asked)}; a walk needs at least two, or none for the seed's own row"
        for seed in asked:
            if isinstance(seed, str) and seed not in seeds:
                yield f"{place} = {seed!r}: {_near(seed, seeds, '[[seed]]')}"


def _near(name: str, known: list[str], table: str) -> str:
    close = difflib.get_close_matches(name, known, 1)
    return f"did you mean {close[0]!r}?" if close else f"unknown; add a {table} of that name"
