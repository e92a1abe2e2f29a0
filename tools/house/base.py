"""The autoencoder of the model that another one is based on, read back from the ONNX files that are shipped."""

from __future__ import annotations

import json
from pathlib import Path

import onnx
import torch
from torch import Tensor, nn

from tools.house import stored
from tools.house.autoencoder import Autoencoder
from tools.house.config import Config, Sizes

PLACES = {"encoder.onnx": ("model.", ""), "painter.onnx": ("decoder/decoder.", "net.decoder.")}
"""Graph -> how the names of its weights begin, and how those of the autoencoder do."""


def train(config: Config) -> None:
    """Lay the base's autoencoder where the other stages look for it; without a base there is nothing to do.

    SystemExit where another one is there already: latents and UNet of this config were made with that.
    """
    if config.base is None:
        return
    path, state = config.build / "autoencoder.pt", restored(config.base.out, config.sizes).state_dict()
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".part")
        torch.save({"step": 0, "spent_s": 0.0, "average": {"state": state, "count": 0}}, draft)
        draft.replace(path)
        return
    there = torch.load(path, map_location="cpu", weights_only=True)["average"]["state"]
    if not all(torch.equal(value, there[name]) for name, value in state.items()):
        raise SystemExit(f"{path}: not the autoencoder in {config.base.out}; to begin anew, remove {config.build}")


def spread(model: Autoencoder) -> dict[str, list[float]]:
    """Mean and variance of the latents' channels, as config.json keeps them."""
    found = {"mean": model.spread.running_mean, "variance": model.spread.running_var}
    return {name: value.tolist() for name, value in found.items() if value is not None}


def restored(folder: Path, sizes: Sizes) -> Autoencoder:
    """The autoencoder of the model in a folder, its weights as they are stored there; SystemExit where some lack."""
    model = Autoencoder(sizes)
    found = _weights(folder)
    for name, part in model.net.decoder.named_modules():
        if isinstance(getattr(part, "norm", None), nn.BatchNorm2d):  # its norm was merged into the kernel before it
            found |= _neutral(f"net.decoder.{name}", found, part.norm)
    lacking = sorted(
        name
        for name, value in model.state_dict().items()
        if not name.endswith("num_batches_tracked") and (name not in found or found[name].shape != value.shape)
    )
    if lacking:
        raise SystemExit(f"{folder}: no {lacking[0]} ({len(lacking)} lack) of the autoencoder that the config is of")
    model.load_state_dict({name: found.get(name, value) for name, value in model.state_dict().items()})
    return model.eval()


def _weights(folder: Path) -> dict[str, Tensor]:
    """All weights of a model's autoencoder by their names, as far as its files name them."""
    card = folder / "config.json"
    told = json.loads(card.read_text()).get("spread") if card.is_file() else None
    if told is None:
        raise SystemExit(f"{card}: no 'spread'; train and export the model that is to be the base: make train")
    found = {"spread.running_mean": torch.tensor(told["mean"]), "spread.running_var": torch.tensor(told["variance"])}
    for graph, (prefix, own) in PLACES.items():
        for name, weight in stored.read(onnx.load(folder / graph)).items():
            if name.startswith(prefix):
                found[own + name.removeprefix(prefix)] = torch.from_numpy(weight.copy())
    return found


def _neutral(block: str, found: dict[str, Tensor], norm: nn.BatchNorm2d) -> dict[str, Tensor]:
    """Weights of a norm that does nothing but add what the merged kernel added."""
    ones = torch.ones(norm.num_features)
    return {
        f"{block}.norm.weight": ones,
        f"{block}.norm.bias": found.get(f"{block}.conv2.bias", torch.zeros(0)),
        f"{block}.norm.running_mean": 0 * ones,
        f"{block}.norm.running_var": ones - norm.eps,
    }
