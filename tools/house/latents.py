"""Paint the scenes that the UNet learns from and encode them: latents, specs and small pictures, resumable."""

from __future__ import annotations

import json
import time

import numpy as np
import torch
import torch.nn.functional as F

from tools.house import autoencoder
from tools.house.config import Config
from tools.house.pictures import CHUNK, FIELDS, table
from tools.house.run import device, half
from tools.house.scenes import paint, sample_specs

SEED_OFFSET = 100
"""Scenes for latents come from seeds that no other stage uses."""


def small_pictures(config: Config, mode: str = "r") -> np.memmap:
    """The same scenes at half size, for the classifier: (n, 3, size/2, size/2) uint8, on disk."""
    half_size = config.sizes.size // 2
    shape = (config.scenes, 3, half_size, half_size)
    return np.memmap(config.build / f"latents/small-{config.scenes}.u8", np.uint8, mode, shape=shape)


@torch.inference_mode()
def train(config: Config) -> tuple[np.ndarray, np.ndarray]:
    """The latents (n, C, h, w) float16 and specs (n, fields) int64 of the training scenes; made where missing."""
    torch.set_num_threads(config.threads)
    sizes, count = config.sizes, config.scenes
    side = sizes.size // 16
    folder = config.build / "latents"
    folder.mkdir(parents=True, exist_ok=True)
    file, notes = folder / f"latents-{count}.f16", folder / f"specs-{count}.npy"
    shape = (count, sizes.latent_channels, side, side)
    mode = "r+" if file.is_file() else "w+"
    latents, small = np.memmap(file, np.float16, mode, shape=shape), small_pictures(config, mode)
    done = len(np.load(notes)) if notes.is_file() else 0
    if done < count:
        encoder = autoencoder.load(config)
        wanted = sample_specs(count, config.seed + SEED_OFFSET)
        began, first = time.monotonic(), done
        for start in range(done, count, CHUNK):
            chunk = wanted[start : start + CHUNK]
            image = paint(chunk, size=sizes.size, device=device())
            with half(device()):
                latent = encoder.encode(image)
            shrunk = F.avg_pool2d(image, 2).mul(255).round().clamp(0, 255).to(torch.uint8)
            small[start : start + len(chunk)] = shrunk.cpu().numpy()
            latents[start : start + len(chunk)] = latent.float().cpu().numpy()
            if start // CHUNK % 16 == 0 or start + CHUNK >= count:
                latents.flush()
                small.flush()
                np.save(notes, table(wanted[: start + len(chunk)]))
                speed = (start + len(chunk) - first) / (time.monotonic() - began)
                line = {"stage": "latents", "scenes": start + len(chunk), "scenes_hz": round(speed, 1)}
                print(json.dumps(line), flush=True)
    return latents, np.load(notes) if count else np.zeros((0, FIELDS), np.int64)
