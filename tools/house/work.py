"""Parameters and arithmetic of a preset's networks, counted without running them: python -m tools.house.work."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable

import torch
from torch import Tensor
from torch.utils.flop_counter import FlopCounterMode

from tools.house.autoencoder import Autoencoder
from tools.house.config import CELL, PRESETS, Config, Sizes
from tools.house.unet import Flow


def nets(sizes: Sizes) -> tuple[Flow, Autoencoder]:
    """The networks of these sizes, without any numbers in them."""
    with torch.device("meta"):
        return Flow(sizes).eval(), Autoencoder(sizes).eval()


def parameters(sizes: Sizes) -> dict[str, int]:
    """Parameters of each part, by its name."""
    flow, model = nets(sizes)
    parts = dict(flow.named_children()) | {"decoder": model.net.decoder, "encoder": model.net.encoder}
    return {name: sum(weight.numel() for weight in part.parameters()) for name, part in parts.items()}


def work(config: Config) -> dict[str, dict[str, float]]:
    """GFLOP (1e9 additions and multiplications of convolutions and matrix products) of a picture of each shape that the
    UNet learns, by WIDTHxHEIGHT: a step, and the decoder."""
    flow, model = nets(config.sizes)
    found = {}
    for shape in config.shapes:
        with torch.device("meta"):
            latent = torch.empty(1, config.sizes.latent_channels, shape.height // CELL, shape.width // CELL)
            context = torch.empty(1, config.sizes.context_tokens, config.sizes.context_width)
            step = _gflop(flow.x0, latent, torch.ones(1), context)
            decode = _gflop(model.net.decoder, latent)
        found[f"{shape.width}x{shape.height}"] = {"step": step, "decode": decode}
    return found


def _gflop(run: Callable[..., Tensor], *inputs: Tensor) -> float:
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        run(*inputs)
    return round(counter.get_total_flops() / 1e9, 3)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--preset", choices=PRESETS, default="large")
    asked = PRESETS[parser.parse_args().preset]
    print(json.dumps({"preset": asked.name, "parameters": parameters(asked.sizes), "gflop": work(asked)}, indent=2))
