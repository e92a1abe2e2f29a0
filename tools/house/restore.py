"""The shipped model as checkpoints: whoever clones the project may go on training from its files, not from nothing."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from torch import Tensor, nn

from tools.house import base, export, stored
from tools.house.config import Config
from tools.house.unet import Flow, painting

KNOWN = 10**6
"""Lessons that an average is said to be of, so that it does not forget the shipped weights in its first ones."""


def _mark(module: nn.Module) -> None:
    """Fill a module's parameters with noise, no two alike."""
    with torch.no_grad():
        for weight in module.parameters():
            weight.uniform_(0.5, 1.5)


def _as_in(parameter: Tensor, weight: np.ndarray) -> bool | None:
    """Whether a graph's weight is a parameter as it is (False) or turned (True); None: neither."""
    values = parameter.detach().numpy()
    if np.array_equal(values.ravel(), weight.ravel()):
        return False
    return True if values.ndim == 2 and np.array_equal(values.T.ravel(), weight.ravel()) else None


def places(parameters: dict[str, Tensor], graph: onnx.ModelProto) -> dict[str, tuple[str, bool]]:
    """Where an export puts each parameter of a module full of noise: its name in the graph, and whether it is turned.

    The exporter folds some weights into others' names (a matrix turned round, a norm's scale by channel), so that names
    alone do not tell.
    """
    of_size = defaultdict(list)
    for name, weight in stored.read(graph).items():
        of_size[weight.size].append((name, weight))
    found = {}
    for own, parameter in parameters.items():
        for name, weight in of_size[parameter.numel()]:
            turned = _as_in(parameter, weight)
            if turned is not None:
                found[own] = name, turned
                break
    return found


def _restore(module: nn.Module, twin: nn.Module, drawn: onnx.ModelProto, file: Path) -> None:
    """Load a module's parameters from a file, by where the export `drawn` put those of its marked twin."""
    where = places(dict(twin.named_parameters()), drawn)
    there, state = stored.read(onnx.load(file)), module.state_dict()
    for own, (name, turned) in where.items():
        if name not in there or there[name].size != state[own].numel():
            raise SystemExit(f"{file}: no {name} of {state[own].numel()} numbers, for {own}: it was exported otherwise")
        weight = there[name].reshape(tuple(reversed(state[own].shape))).T if turned else there[name]
        state[own].copy_(torch.from_numpy(weight.copy()).reshape(state[own].shape))
    lacking = sorted(set(dict(module.named_parameters())) - set(where))
    if lacking:
        raise SystemExit(f"{file}: {lacking[0]} ({len(lacking)} lack) is in no export of this config")


@torch.no_grad()
def flow(config: Config) -> Flow:
    """The flow whose files lie in the config's folder, weights as they are stored there; SystemExit where they are of
    another shape."""
    found, twin = Flow(config.sizes), Flow(config.sizes)
    _mark(twin)
    _restore(found.listener, twin.listener, export.listener(twin), config.out / export.LISTENER)
    parts, drawn = ("caster", "sketcher", "tokens", "unet"), export.denoiser(twin, config.sizes)
    own, marked = (nn.ModuleDict({name: getattr(one, name) for name in parts}) for one in (found, twin))
    _restore(own, marked, drawn, config.out / "painter.onnx")
    return found.eval()


def _lay(config: Config, stage: str, net: nn.Module) -> None:
    """Write a stage's checkpoint, unless there is one."""
    path = config.build / f"{stage}.pt"
    if path.is_file():
        print(f"{path}: is there, and stays")
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    state = net.state_dict()
    average: dict[str, Any] = {"state": {name: value.float() for name, value in state.items()}, "count": KNOWN}
    draft = path.with_suffix(".part")
    torch.save({"step": 0, "spent_s": 0.0, "net": state, "average": average}, draft)
    draft.replace(path)
    print(f"{path}: as shipped")


def train(config: Config) -> None:
    """Lay checkpoints of what is shipped where there are none: autoencoder, text, props, sketch and UNet. The stages go
    on from them, with their budgets unspent; features and judge are of no file and are trained anew."""
    if config.base is not None:
        raise SystemExit(f"{config.name}: has a base; restore that one, this one takes from it what it needs")
    shipped = flow(config)
    model = base.restored(config.out, config.sizes)
    _lay(config, "autoencoder", model)
    _lay(config, "text", nn.ModuleDict({"listener": shipped.listener, "caster": shipped.caster}))
    _lay(config, "props", shipped.sketcher.props)
    _lay(config, "sketch", shipped.sketcher)
    _lay(config, "unet", painting(shipped))
