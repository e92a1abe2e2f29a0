"""Train the props, each alone."""

from __future__ import annotations

import json
import time

import numpy as np
import torch
from torch import Tensor

from tools.house import props
from tools.house.config import Config
from tools.house.learner import Learner
from tools.house.painter.atmosphere import SKIES
from tools.house.painter.noise import code
from tools.house.painter.paint import prop
from tools.house.run import device, half
from tools.house.sketch import Sketcher

PROP_SEED = 700
LOW, HIGH = -0.5, 1.5
"""What 0 and 255 stand for in stored props."""
COMPANY = 0.3
"""Share of the props that are drawn as in company."""
NOT_QUITE = 0.3
"""How much of a subject's probability may be other subjects' in a prop's lesson, at most."""


def posed(config: Config) -> tuple[np.ndarray, Tensor, Tensor, Tensor]:
    """The painter's props: layers (n, props.CHANNELS, SIDE, SIDE) uint8, subjects (n,), seeds (n,), and hour and
    company (n, 2); made where missing."""
    generator = torch.Generator().manual_seed(config.seed + PROP_SEED)
    each, count = config.poses, config.poses * props.SUBJECTS
    subjects = torch.arange(props.SUBJECTS).repeat_interleave(each)
    seeds = torch.randint(2**31, (count,), generator=generator)
    hours = torch.tensor([values[0] for values in SKIES.values()])
    asked = hours[torch.randint(len(hours), (count,), generator=generator)]
    company = (torch.rand(count, generator=generator) < COMPANY).float()
    shape = (count, props.CHANNELS, props.SIDE, props.SIDE)
    file = config.build / f"props-{count}.u8"
    if not file.is_file():
        config.build.mkdir(parents=True, exist_ok=True)
        draft, began = file.with_suffix(".part"), time.monotonic()
        made = np.memmap(draft, np.uint8, "w+", shape=shape)
        for start in range(0, count, each):
            part = slice(start, start + each)
            values = (value[part].to(device()) for value in (asked, company, seeds))
            drawn = prop(start // each, *values, props.SIDE, props.REACH)
            made[part] = ((drawn - LOW) / (HIGH - LOW)).mul(255).round().to(torch.uint8).cpu().numpy()
        made.flush()
        draft.replace(file)
        print(json.dumps({"stage": "props", "drawn": count, "seconds": round(time.monotonic() - began)}), flush=True)
    return np.memmap(file, np.uint8, "r", shape=shape), subjects, seeds, torch.stack([asked, company], 1)


def train(config: Config) -> None:
    """Train (or go on training) the props within the budget."""
    kind = device()
    torch.manual_seed(config.seed)
    torch.set_num_threads(config.threads)
    drawn, subjects, seeds, asked = posed(config)
    true = torch.from_numpy(np.asarray(drawn)).to(kind)
    codes, subjects, asked = code(seeds).to(kind), subjects.to(kind), asked.to(kind)
    net = Sketcher(config.sizes).props.to(kind)
    learner = Learner(config, "props", net, plain=(net.memory, net.hear, net.leave))
    for losses in learner.lessons():
        rows = torch.randint(len(subjects), (config.props.batch,), device=kind)
        exact = torch.nn.functional.one_hot(subjects[rows], props.SUBJECTS).float()
        stray = torch.softmax(4 * torch.randn_like(exact), 1)
        share = NOT_QUITE * (torch.rand(len(rows), 1, device=kind) - 0.5).clamp(min=0)
        wanted = true[rows].float() * ((HIGH - LOW) / 255) + LOW
        with half(kind):
            made = net(torch.lerp(exact, stray, share), codes[rows], asked[rows, :1], asked[rows, 1:])
        loss = (made.float() - wanted).square().mean()
        learner.learn(loss)
        losses["loss"] = loss.detach()
