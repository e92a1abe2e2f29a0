"""Which decoder to paint with: a tiny one where there is one, since the whole one costs more than several UNets."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from engine.errors import ModelError
from engine.model.configs import Vae
from engine.model.families import SD15, SD21, SDXL
from engine.model.layout import Layout
from engine.model.recipe import read
from engine.model.weights import check, find_weights
from engine.shelf.home import place_of

TINY = "AutoencoderTiny"

_NAMES: dict[str, str] = {SD15: "taesd", SD21: "taesd", SDXL: "taesdxl"}
"""The tiny autoencoder of each architecture's latents (Bohan 2023), by its name on the shelf."""


def with_tiny_decoder(layout: Layout) -> tuple[Layout, str]:
    """The layout with a tiny decoder, where its recipe names none and one is at hand; a note for a person.

    Looked for in the model's own folder, then on the shelf. Raises ModelError where one is there but damaged.
    """
    if layout.vae.kind == TINY:
        return layout, f"decoder: tiny, {layout.decoder}"
    name = _NAMES[layout.family.architecture]
    slow = "decoder: the model's whole one, which takes longer than three UNets"
    if layout.recipe.decoder:
        return layout, slow
    for folder in (layout.home / name, layout.folder / name, place_of(name)):
        vae = _fitting(layout, folder)
        if vae is not None:
            tiny = replace(layout, decoder=folder, vae=vae, in_single=layout.in_single - {"vae"})
            return tiny, f"decoder: tiny, {folder}"
    return layout, f"{slow}; for a tiny one: rhapsode models fetch {name}"


def _fitting(layout: Layout, folder: Path) -> Vae | None:
    """The configuration of a tiny decoder in a folder, if there is one for latents of this layout's size."""
    if not (folder / "config.json").is_file():
        return None
    vae = read(folder / "config.json", Vae)
    whole = layout.vae
    if vae.kind != TINY or vae.latent_channels != whole.latent_channels:
        raise ModelError(f"{folder}: {vae.kind} with {vae.latent_channels} channels is no tiny decoder; remove it")
    if vae.cell != whole.cell:
        return None
    for file in find_weights(folder).files:
        check(file)
    return vae
