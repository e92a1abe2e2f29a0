"""Paint the scenes that the UNet learns from and encode them: latents, specs and layers, resumable."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from tools.house import autoencoder
from tools.house.config import CELL, Config, Shape
from tools.house.painter.paint import LAYERS
from tools.house.pictures import chunk_size, spec_of, table
from tools.house.run import device, half
from tools.house.scenes import layers, paint, sample_specs

FINE = 4
"""Pixels of the painter's layers along each side of a latent cell."""
SEED_OFFSET, SEED_STEP = 100, 50
"""The scenes of the n-th of up to four shapes come from a seed of their own, offset + n * step, which no other stage
uses."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """The scenes of one shape: how many there are, and the seed that they come from."""

    shape: Shape
    count: int
    seed: int

    @property
    def size(self) -> tuple[int, int]:
        """(height, width) of a picture."""
        return self.shape.height, self.shape.width

    @property
    def latent(self) -> tuple[int, int]:
        """(height, width) of a latent."""
        return self.shape.height // CELL, self.shape.width // CELL


def shelves(config: Config) -> list[Shelf]:
    """The scenes that the UNet learns from, shape by shape; shapes without scenes left out."""
    found = [
        Shelf(shape, round(config.scenes * shape.share), config.seed + SEED_OFFSET + SEED_STEP * place)
        for place, shape in enumerate(config.shapes)
    ]
    return [shelf for shelf in found if shelf.count]


def files(config: Config, shelf: Shelf) -> tuple[Path, Path]:
    """Where a shelf's latents and specs lie."""
    folder, name = config.build / "latents", shelf.shape.name
    return folder / f"{name}latents-{shelf.count}.f16", folder / f"{name}specs-{shelf.count}.npy"


def train(config: Config) -> None:
    """Paint and encode what is missing of all shapes."""
    for shelf in shelves(config):
        encoded(config, shelf)
        sketched(config, shelf)


def sketched(config: Config, shelf: Shelf) -> np.ndarray:
    """The painter's layers of a shelf's encoded scenes, FINE pixels a latent cell: (n, layers, FINE h, FINE w) uint8;
    made where missing."""
    _, notes = files(config, shelf)
    file = notes.with_name(notes.name.replace("specs", "layers")).with_suffix(".u8")
    rows = np.load(notes)
    size = (shelf.latent[0] * FINE, shelf.latent[1] * FINE)
    shape = (len(rows), len(LAYERS), *size)
    if not file.is_file():
        draft = file.with_suffix(".part")
        made = np.memmap(draft, np.uint8, "w+", shape=shape)
        step = 4 * chunk_size()
        for start in range(0, len(rows), step):
            found = layers([spec_of(row) for row in rows[start : start + step]], size, device())
            made[start : start + step] = found.mul(255).round().to(torch.uint8).cpu().numpy()
        made.flush()
        draft.replace(file)
    return np.memmap(file, np.uint8, "c", shape=shape)


@torch.inference_mode()
def encoded(config: Config, shelf: Shelf) -> tuple[np.ndarray, np.ndarray]:
    """The latents (n, C, h, w) float16 and specs (n, fields) int64 of a shelf; painted and encoded where missing."""
    torch.set_num_threads(config.threads)
    file, notes = files(config, shelf)
    file.parent.mkdir(parents=True, exist_ok=True)
    mode = "r+" if file.is_file() else "w+"
    latents = np.memmap(file, np.float16, mode, shape=(shelf.count, config.sizes.latent_channels, *shelf.latent))
    done = len(np.load(notes)) if notes.is_file() else 0
    if done < shelf.count:
        encoder = autoencoder.load(config)
        wanted, step = sample_specs(shelf.count, shelf.seed), chunk_size()
        began, first = time.monotonic(), done
        for start in range(done, shelf.count, step):
            chunk = wanted[start : start + step]
            image = paint(chunk, size=shelf.size, device=device())
            with half(device()):
                latent = encoder.encode(image)
            latents[start : start + len(chunk)] = latent.float().cpu().numpy()
            if start // step % 16 == 0 or start + step >= shelf.count:
                latents.flush()
                np.save(notes, table(wanted[: start + len(chunk)]))
                speed = (start + len(chunk) - first) / (time.monotonic() - began)
                stage = f"{shelf.shape.name}latents"
                line = {"stage": stage, "scenes": start + len(chunk), "scenes_hz": round(speed, 1)}
                print(json.dumps(line), flush=True)
    return latents, np.load(notes)
