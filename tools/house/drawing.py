"""Train the sketch: what is around the props."""

from __future__ import annotations

import torch

from tools.house import cast, sketch
from tools.house.config import Config
from tools.house.dealer import Scenes
from tools.house.learner import Learner
from tools.house.run import checkpoint, device, half
from tools.house.sketch import Sketcher


def train(config: Config) -> None:
    """Train (or go on training) what is around the props within the budget; the props stay as they are."""
    kind = device()
    torch.manual_seed(config.seed)
    torch.set_num_threads(config.threads)
    net = Sketcher(config.sizes).to(kind)
    net.props.load_state_dict(checkpoint(config, "props")["average"]["state"])
    net.props.requires_grad_(False)
    learner, dealer = Learner(config, "sketch", net), Scenes(config)
    for losses in learner.lessons():
        rows, x, labels = dealer.deal(config.sketch.batch)
        told = torch.cat([cast.unsure(labels), dealer.codes[rows]], 1)
        place = net.placing(told)
        with half(kind):
            with torch.no_grad():
                stood = net.stood(x, told, place)
            made = net.around(x, told, stood)
        loss = (made.float() - sketch.target(dealer.layers(rows))).square().mean()
        learner.learn(loss)
        losses["loss"] = loss.detach()


def load(config: Config) -> Sketcher:
    """The averaged sketcher of the checkpoint; SystemExit when there is none."""
    net = Sketcher(config.sizes)
    net.load_state_dict(checkpoint(config, "sketch")["average"]["state"])
    return net.to(device()).eval()
