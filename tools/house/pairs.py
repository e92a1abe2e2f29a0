"""The trained model paints for its student: (noise, context, picture) triples along the guided flow, resumable."""

from __future__ import annotations

import json
import time

import numpy as np
import torch
from torch import Tensor

from tools.house import heard, unet
from tools.house.config import Config
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


def stores(config: Config, mode: str = "r") -> dict[str, np.memmap]:
    """The triples on disk: eps and x0 (n, C, h, w), context (n, K, D), all float16."""
    sizes, count = config.sizes, config.pairs
    side = sizes.size // 16
    latent = (count, sizes.latent_channels, side, side)
    shapes = {"eps": latent, "x0": latent, "context": (count, sizes.context_tokens, sizes.context_width)}
    folder = config.build / "pairs"
    folder.mkdir(parents=True, exist_ok=True)
    return {name: np.memmap(folder / f"{name}-{count}.f16", np.float16, mode, shape=shapes[name]) for name in shapes}


def made(config: Config) -> tuple[dict[str, np.memmap], int]:
    """The triples and how many of them are painted; SystemExit when none is."""
    notes = config.build / "pairs/done.json"
    if not notes.is_file():
        raise SystemExit(f"{notes}: no pairs yet; run: python -m tools.house.train pairs")
    return stores(config), int(json.loads(notes.read_text())["done"])


@torch.inference_mode()
def train(config: Config) -> None:
    """Paint (or go on painting) the triples, for at most config.pairs_minutes."""
    kind = device()
    torch.set_num_threads(config.threads)
    notes = config.build / "pairs/done.json"
    done = json.loads(notes.read_text())["done"] if notes.is_file() else 0
    store = stores(config, "r+" if done else "w+")
    if done >= config.pairs:
        return
    flow = unet.load(config)
    reading = heard.reader(config)
    specs = sample_specs(config.pairs, config.seed + 400)
    began, first = time.monotonic(), done
    while done < config.pairs and time.monotonic() - began < config.pairs_minutes * 60:
        chunk = specs[done : done + CHUNK]
        context = flow.listener(*reading.captions(chunk, kind, silent=0.03))
        share = torch.rand(len(chunk), 1, 1, device=kind) * (torch.rand(len(chunk), 1, 1, device=kind) < MIXED)
        context = slerp(context, context.roll(1, 0), share)
        eps = torch.randn(len(chunk), *store["eps"].shape[1:], device=kind)
        x0 = unet.sample(flow, eps, context, STEPS, GUIDANCE)
        for name, value in (("eps", eps), ("x0", x0), ("context", context)):
            store[name][done : done + len(chunk)] = value.float().cpu().numpy()
        done += len(chunk)
        if done // CHUNK % 8 == 0 or done >= config.pairs:
            notes.write_text(json.dumps({"done": done}))
            speed = (done - first) / (time.monotonic() - began)
            print(json.dumps({"stage": "pairs", "pairs": done, "pairs_hz": round(speed, 1)}), flush=True)
    notes.write_text(json.dumps({"done": done}))
