"""The trained model paints for its student: (noise, context, picture) triples along the guided flow, resumable."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from tools.house import heard, latents, unet
from tools.house.config import Config
from tools.house.latents import Shelf
from tools.house.run import device
from tools.house.scenes import sample_specs

STEPS = 12
GUIDANCE = 3.5
CHUNK = 64
MIXED = 0.15
"""Share of the triples under a context on the way between two captions', as in a fade."""


def slerp(a: Tensor, b: Tensor, share: Tensor) -> Tensor:
    """Great-circle mix of contexts (B, K, D), token by token; share (B, 1, 1) in 0..1."""
    cosine = torch.nn.functional.cosine_similarity(a, b, dim=-1).clamp(-0.999, 0.999)[..., None]
    angle = torch.arccos(cosine)
    return (torch.sin((1 - share) * angle) * a + torch.sin(share * angle) * b) / torch.sin(angle)


def shelves(config: Config) -> list[Shelf]:
    """The shapes of picture that the student learns: square, and wide where the config has a share for it."""
    wide = replace(latents.wide(config), count=round(config.pairs * config.wide_share))
    both = [replace(latents.square(config), count=config.pairs), wide]
    return [shelf for shelf in both if shelf.count]


def stores(config: Config, shelf: Shelf, mode: str = "r") -> dict[str, np.memmap]:
    """A shelf's triples on disk: eps and x0 (n, C, h, w), context (n, K, D), all float16."""
    sizes, count = config.sizes, shelf.count
    latent = (count, sizes.latent_channels, *shelf.latent)
    shapes = {"eps": latent, "x0": latent, "context": (count, sizes.context_tokens, sizes.context_width)}
    folder = config.build / "pairs"
    folder.mkdir(parents=True, exist_ok=True)
    return {
        name: np.memmap(folder / f"{shelf.name}{name}-{count}.f16", np.float16, mode, shape=shapes[name])
        for name in shapes
    }


def _notes(config: Config, shelf: Shelf) -> Path:
    return config.build / f"pairs/{shelf.name}done.json"


def made(config: Config, shelf: Shelf) -> tuple[dict[str, np.memmap], int]:
    """A shelf's triples and how many of them are painted; SystemExit when none is."""
    notes = _notes(config, shelf)
    if not notes.is_file():
        raise SystemExit(f"{notes}: no pairs yet; run: python -m tools.house.train pairs")
    return stores(config, shelf), int(json.loads(notes.read_text())["done"])


def train(config: Config) -> None:
    """Paint (or go on painting) the triples of every shape, for config.pairs_minutes in all, by their numbers."""
    total = sum(shelf.count for shelf in shelves(config))
    for shelf in shelves(config):
        _paint(config, shelf, config.pairs_minutes * 60 * shelf.count / total)


@torch.inference_mode()
def _paint(config: Config, shelf: Shelf, budget_s: float) -> None:
    kind = device()
    torch.set_num_threads(config.threads)
    notes = _notes(config, shelf)
    done = json.loads(notes.read_text())["done"] if notes.is_file() else 0
    store = stores(config, shelf, "r+" if done else "w+")
    if done >= shelf.count:
        return
    flow = unet.load(config)
    reading = heard.reader(config)
    specs = sample_specs(shelf.count, shelf.seed + 300)
    began, first = time.monotonic(), done
    while done < shelf.count and time.monotonic() - began < budget_s:
        chunk = specs[done : done + CHUNK]
        context = flow.listener(*reading.captions(chunk, kind, silent=0.03))
        share = torch.rand(len(chunk), 1, 1, device=kind) * (torch.rand(len(chunk), 1, 1, device=kind) < MIXED)
        context = slerp(context, context.roll(1, 0), share)
        eps = torch.randn(len(chunk), *store["eps"].shape[1:], device=kind)
        x0 = unet.sample(flow, eps, context, STEPS, GUIDANCE)
        for name, value in (("eps", eps), ("x0", x0), ("context", context)):
            store[name][done : done + len(chunk)] = value.float().cpu().numpy()
        done += len(chunk)
        if done // CHUNK % 8 == 0 or done >= shelf.count:
            notes.write_text(json.dumps({"done": done}))
            speed = (done - first) / (time.monotonic() - began)
            print(json.dumps({"stage": f"{shelf.name}pairs", "pairs": done, "pairs_hz": round(speed, 1)}), flush=True)
    notes.write_text(json.dumps({"done": done}))
