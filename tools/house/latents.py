"""Paint the scenes that the UNet learns from and encode them: latents, specs and small pictures, resumable."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass

import numpy as np
import torch

from tools.house import autoencoder
from tools.house.config import Config
from tools.house.pictures import FIELDS, chunk_size, table
from tools.house.run import device, half
from tools.house.scenes import paint, sample_specs

SEED_OFFSET = 100
"""Square scenes for latents come from seeds that no other stage uses."""
WIDE_OFFSET = 150
"""So do wide ones."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """One shape of scenes: its name in files, how many, the picture's (height, width), the seed of its scenes."""

    name: str
    count: int
    shape: tuple[int, int]
    seed: int

    @property
    def latent(self) -> tuple[int, int]:
        """(height, width) of a latent."""
        return self.shape[0] // 16, self.shape[1] // 16


def square(config: Config) -> Shelf:
    """The square scenes."""
    side = config.sizes.size
    return Shelf("", config.scenes, (side, side), config.seed + SEED_OFFSET)


def wide(config: Config) -> Shelf:
    """The wide scenes, none where the config has no share for them."""
    across, down = config.wide_ratio
    height = config.sizes.size
    count = round(config.scenes * config.wide_share)
    return Shelf("wide-", count, (height, height * across // down), config.seed + WIDE_OFFSET)


def train(config: Config) -> tuple[np.ndarray, np.ndarray]:
    """The latents (n, C, h, w) float16 and specs (n, fields) int64 of the square scenes; both shapes are made where
    missing."""
    if wide(config).count:
        encoded(config, wide(config))
    return encoded(config, square(config))


@torch.inference_mode()
def encoded(config: Config, shelf: Shelf) -> tuple[np.ndarray, np.ndarray]:
    """The latents (n, C, h, w) float16 and specs (n, fields) int64 of a shelf; painted and encoded where missing."""
    torch.set_num_threads(config.threads)
    folder = config.build / "latents"
    folder.mkdir(parents=True, exist_ok=True)
    file, notes = (folder / f"{shelf.name}{kind}-{shelf.count}" for kind in ("latents", "specs"))
    file, notes = file.with_suffix(".f16"), notes.with_suffix(".npy")
    mode = "r+" if file.is_file() else "w+"
    latents = np.memmap(file, np.float16, mode, shape=(shelf.count, config.sizes.latent_channels, *shelf.latent))
    done = len(np.load(notes)) if notes.is_file() else 0
    if done < shelf.count:
        encoder = autoencoder.load(config)
        wanted, step = sample_specs(shelf.count, shelf.seed), chunk_size()
        began, first = time.monotonic(), done
        for start in range(done, shelf.count, step):
            chunk = wanted[start : start + step]
            image = paint(chunk, size=shelf.shape, device=device())
            with half(device()):
                latent = encoder.encode(image)
            latents[start : start + len(chunk)] = latent.float().cpu().numpy()
            if start // step % 16 == 0 or start + step >= shelf.count:
                latents.flush()
                np.save(notes, table(wanted[: start + len(chunk)]))
                speed = (start + len(chunk) - first) / (time.monotonic() - began)
                line = {"stage": f"{shelf.name}latents", "scenes": start + len(chunk), "scenes_hz": round(speed, 1)}
                print(json.dumps(line), flush=True)
    return latents, np.load(notes) if shelf.count else np.zeros((0, FIELDS), np.int64)
