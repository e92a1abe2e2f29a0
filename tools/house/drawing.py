"""Train the sketch: what is around the props."""

from __future__ import annotations

import torch
from torch import Tensor

from tools.house import cast, sketch
from tools.house.config import Config
from tools.house.dealer import Scenes
from tools.house.muon import Muon, split
from tools.house.run import Average, Stage, device, half
from tools.house.sketch import Sketcher


def train(config: Config) -> None:
    """Train (or go on training) what is around the props within the budget; the props stay as they are."""
    kind = device()
    torch.manual_seed(config.seed)
    torch.set_num_threads(config.threads)
    net = Sketcher(config.sizes).to(kind)
    saved = _saved(config, "props")
    net.props.load_state_dict(saved["average"]["state"])
    net.props.requires_grad_(False)
    learnt = torch.nn.ModuleDict({name: part for name, part in net.named_children() if name != "props"})
    matrices, others = split(learnt)
    muon = Muon(matrices, lr=config.sketch.rate, weight_decay=1e-2)
    adam = torch.optim.AdamW(others, lr=config.sketch.rate, betas=(0.9, 0.99), weight_decay=1e-4)
    average = Average(net, config.ema)
    stage = Stage(config, "sketch", config.sketch)
    stage.parts = {"net": net, "muon": muon, "adam": adam, "average": average}
    dealer = Scenes(config)
    for losses in stage.steps(muon):
        adam.param_groups[0]["lr"] = stage.rate()
        rows, x, labels = dealer.deal(config.sketch.batch)
        told = torch.cat([cast.unsure(labels), dealer.codes[rows]], 1)
        place = net.placing(told)
        with half(kind):
            with torch.no_grad():
                stood = net.stood(x, told, place)
            made = net.around(x, told, stood)
        loss = (made.float() - sketch.target(dealer.layers(rows))).square().mean()
        learnt.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learnt.parameters(), 1.0)
        muon.step()
        adam.step()
        average.update(net)
        losses["loss"] = loss.detach()


def _saved(config: Config, stage: str) -> dict[str, dict[str, dict[str, Tensor]]]:
    path = config.build / f"{stage}.pt"
    if not path.is_file():
        raise SystemExit(f"{path}: no such checkpoint yet; run: python -m tools.house.train {stage}")
    return torch.load(path, map_location=device(), weights_only=True)  # type: ignore[no-any-return]


def load(config: Config) -> Sketcher:
    """The averaged sketcher of the checkpoint; SystemExit when there is none."""
    net = Sketcher(config.sizes)
    net.load_state_dict(_saved(config, "sketch")["average"]["state"])
    return net.to(device()).eval()
