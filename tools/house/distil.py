"""The student: one to four steps, guidance baked in, taught on noise and what its teacher makes of it."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

from tools.house import features, pairs, unet
from tools.house.config import Config
from tools.house.latents import Shelf
from tools.house.run import Average, Stage, device, half

LOOKS = 0.5
"""Weight of the distance between features beside that between latents."""
FROM_NOISE = 0.4
"""Share of the lessons that start from pure noise, where one step must do it all."""


def distance(made: Tensor, true: Tensor) -> Tensor:
    """Pseudo-Huber distance a sample, (B,), as in Song & Dhariwal 2023 (arXiv:2310.14189): less blur than squares."""
    bound = 0.03 * made[0].numel() ** 0.5
    square = (made - true).float().square().flatten(1).sum(1)
    return ((square + bound**2).sqrt() - bound) / made[0].numel() ** 0.5


def _lessons(config: Config, shelf: Shelf) -> dict[str, Tensor]:
    """A shelf's triples on the device."""
    store, count = pairs.made(config, shelf)
    return {name: torch.from_numpy(np.array(values[:count])).to(device()) for name, values in store.items()}


def train(config: Config) -> None:
    """Distil (or go on distilling) the UNet within the budget.

    Reflow and its distillation (Liu et al. 2022, arXiv:2209.03003; InstaFlow, arXiv:2309.06380): the teacher maps
    noise eps to a picture x0 along its guided flow; the student learns to tell x0 from any point of the straight
    line between them, (1 - t) x0 + t eps, t = 1 included. These are the very points that the few-step sampler
    asks it at, since that keeps one noise through all of its steps.
    """
    kind = device()
    torch.manual_seed(config.seed)
    torch.set_num_threads(config.threads)
    shelves = [_lessons(config, shelf) for shelf in pairs.shelves(config)]
    weights = torch.tensor([float(len(data["eps"])) for data in shelves])
    flow = unet.load(config).train()
    flow.listener.requires_grad_(False)
    optimiser = torch.optim.AdamW(flow.unet.parameters(), lr=config.distil.rate, betas=(0.9, 0.99), weight_decay=1e-3)
    average = Average(flow, min(config.ema, 0.998))
    stage = Stage(config, "distil", config.distil)
    stage.parts = {"flow": flow, "optimiser": optimiser, "average": average}
    looks = features.load(config)
    for losses in stage.steps(optimiser):
        data = shelves[int(torch.multinomial(weights, 1))]  # one shape a batch
        rows = torch.randint(len(data["eps"]), (config.distil.batch,), device=kind)
        eps, x0, context = (data[name][rows].float() for name in ("eps", "x0", "context"))
        t = torch.where(torch.rand(len(rows), device=kind) < FROM_NOISE, 1.0, torch.rand(len(rows), device=kind))
        wide = t.reshape(-1, 1, 1, 1)
        with half(kind):
            made = flow.x0((1 - wide) * x0 + wide * eps, t, context)
            unlike = looks.distance(made, x0)
        far = distance(made, x0)
        loss = far.mean() + LOOKS * unlike.float().mean()
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(flow.parameters(), 1.0)
        optimiser.step()
        average.update(flow)
        losses["loss"], losses["unlike"] = loss.detach(), unlike.detach().float().mean()
        losses["one_step"] = (far * (t == 1)).sum().detach() / (t == 1).sum().clamp(min=1)
