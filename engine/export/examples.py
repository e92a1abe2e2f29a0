"""Example inputs of the graph from x to x0: of the right shapes, and of the sizes that a show gives it."""

from __future__ import annotations

import torch
from torch import Tensor

from engine.backends.knobs import knobs, sizes
from engine.model.find import Model


def predict_inputs(model: Model, rows: int, pooled: int | None, loras: int) -> dict[str, Tensor]:
    """Noise at the one-step time and random words, as Predict takes them; drawn from a fixed seed.

    `pooled`: width of the text's one vector, where the architecture takes one; `loras`: how many lie beside the layers.
    """
    card = model.card
    seed = torch.Generator().manual_seed(0)
    row = torch.from_numpy(knobs(model.family, card.times["1"][0], 1.5))
    inputs = {
        "x": torch.randn(rows, card.latent.channels, card.latent.height, card.latent.width, generator=seed),
        "knobs": row if rows == 1 else row.repeat(rows, 1),
        "tokens": torch.randn(rows, card.context_tokens, card.context_width, generator=seed),
    }
    if pooled is not None:
        inputs["pooled"] = torch.randn(rows, pooled, generator=seed)
        inputs["sizes"] = torch.from_numpy(sizes(*card.latent.pixels, rows))
    if loras:
        inputs["lora_scales"] = torch.linspace(0.4, 0.8, loras)
    return inputs
