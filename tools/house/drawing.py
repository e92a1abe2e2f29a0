"""Train the sketcher before there is a UNet: from words and code to the painter's layers."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from tools.house import heard, sketch
from tools.house.config import Config
from tools.house.dealer import Scenes
from tools.house.muon import Muon, split
from tools.house.run import Average, Stage, device, half
from tools.house.unet import NAMING, Flow, flow_loss, lesson


def learnt(flow: Flow) -> nn.ModuleDict:
    """The parts of a flow that this stage teaches."""
    return nn.ModuleDict({"listener": flow.listener, "sketcher": flow.sketcher})


def train(config: Config) -> None:
    """Train (or go on training) sketcher and listener within the budget."""
    kind = device()
    torch.manual_seed(config.seed)
    torch.set_num_threads(config.threads)
    flow = Flow(config.sizes).to(kind)
    heard_before, namer = heard.load(config)
    flow.listener.load_state_dict(heard_before.state_dict())
    parts = learnt(flow)
    matrices, others = split(flow.sketcher)
    slow = [*flow.listener.parameters(), *namer.parameters()]
    muon = Muon(matrices, lr=config.sketch.rate, weight_decay=1e-2)
    adam = torch.optim.AdamW([{"params": others}, {"params": slow}], lr=config.sketch.rate, betas=(0.9, 0.99))
    average = Average(parts, config.ema)
    stage = Stage(config, "sketch", config.sketch)
    stage.parts = {"parts": parts, "namer": namer, "muon": muon, "adam": adam, "average": average}
    dealer, reading = Scenes(config), heard.reader(config)
    for losses in stage.steps(muon):
        adam.param_groups[0]["lr"], adam.param_groups[1]["lr"] = 0.5 * stage.rate(), 0.15 * stage.rate()
        rows, x0, labels = dealer.deal(config.sketch.batch)
        words, absent = reading.captions([dealer.specs[k] for k in rows], kind)
        eps, t = lesson(x0, dealer.codes[rows])
        wide, true = t.reshape(-1, 1, 1, 1), sketch.target(dealer.layers(rows))
        with half(kind):
            context = flow.listener(words, absent)
            drawn: Tensor = flow.sketch((1 - wide) * x0 + wide * eps, t, context)
        off, naming = drawn.float() - true, namer.loss(context.float(), labels)
        parts.zero_grad(set_to_none=True)
        namer.zero_grad(set_to_none=True)
        (flow_loss(off) + NAMING * naming).backward()
        nn.utils.clip_grad_norm_(parts.parameters(), 1.0)
        muon.step()
        adam.step()
        average.update(parts)
        losses["loss"], losses["naming"] = off.detach().square().mean(), naming.detach()
        losses["one_step"] = off.detach()[t == 1].square().mean()


def load(config: Config, flow: Flow) -> heard.Namer:
    """Put the averaged sketcher and listener of the checkpoint into a flow, and return the namer; SystemExit when
    there is no checkpoint."""
    path = config.build / "sketch.pt"
    if not path.is_file():
        raise SystemExit(f"{path}: no sketcher yet; run: python -m tools.house.train sketch")
    saved = torch.load(path, map_location=device(), weights_only=True)
    learnt(flow).load_state_dict(saved["average"]["state"])
    _, namer = heard.load(config)
    namer.load_state_dict(saved["namer"])
    return namer
