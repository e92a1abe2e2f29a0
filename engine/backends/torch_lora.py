"""LoRAs on torch: fused into the weights for good, or beside the layers, weighed anew each frame."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.errors import ModelError
from engine.lora import Change, check_layers, read_lora

LIVE = 8
"""LoRAs that can be mixed live."""

_TEXT_MODEL = "text_model_"
"""Some releases of the library have this level in a text encoder's paths, others don't."""


def layers(part: nn.Module) -> dict[str, nn.Module]:
    """The layers that a LoRA can change, by their path with underlines."""
    kinds = (nn.Linear, nn.Conv2d)
    named: dict[str, nn.Module] = {
        name.replace(".", "_"): layer for name, layer in part.named_modules() if isinstance(layer, kinds)
    }
    bare = {name.removeprefix(_TEXT_MODEL): layer for name, layer in named.items()}
    return bare | {_TEXT_MODEL + name: layer for name, layer in bare.items()}


@torch.no_grad()
def fuse(parts: dict[str, nn.Module], path: Path, weight: float) -> None:
    """Add a LoRA to the weights of all `parts` that it changes; raises ModelError."""
    changes = read_lora(path)
    for name, part in parts.items():
        of_part = [change for change in changes if change.part == name]
        known = layers(part)
        check_layers(path, of_part, set(known))
        for change in of_part:
            target: Any = known[change.layer].weight
            target += weight * _product(path, change, target.shape).to(target)


def _product(path: Path, change: Change, shape: torch.Size) -> Tensor:
    """up @ down in the shape of the layer's weight."""
    up, down = torch.from_numpy(change.up), torch.from_numpy(change.down)
    product = up.flatten(1) @ down.flatten(1)
    if product.numel() != shape.numel() or product.shape[0] != shape[0]:
        raise ModelError(
            f"{path}: {change.layer} changes a weight of {product.numel()} numbers, the model's is {tuple(shape)}; "
            "it was made for another architecture"
        )
    return product.reshape(shape)


class LiveLoras:
    """LoRAs beside a UNet's layers. Their weights are one tensor, so a captured graph sees them change."""

    def __init__(self, unet: nn.Module) -> None:
        example = next(unet.parameters())
        self._layers = layers(unet)
        self._weights = torch.zeros(LIVE, device=example.device, dtype=example.dtype)
        self._places: dict[str, int] = {}
        self._hooked: dict[str, list[tuple[int, Tensor, Tensor]]] = {}

    def load(self, path: str) -> tuple[str, ...]:
        """Have a LoRA at hand, with weight 0; notes for a person. Raises ModelError."""
        if path in self._places:
            return ()
        if len(self._places) >= LIVE:
            raise ModelError(f"{path}: {LIVE} LoRAs are loaded already; fuse some by the model's rhapsode.json")
        changes = read_lora(Path(path))
        of_unet = [change for change in changes if change.part == "unet"]
        check_layers(Path(path), of_unet, set(self._layers))
        for change in of_unet:
            layer: Any = self._layers[change.layer]
            _product(Path(path), change, layer.weight.shape)  # shapes are checked before anything is hooked
        place = self._places[path] = len(self._places)
        for change in of_unet:
            self._hook(place, change)
        others = len(changes) - len(of_unet)
        return (f"{path}: {others} changes of the text encoder are not used live",) if others else ()

    def weigh(self, weights: Iterable[tuple[str, float]]) -> None:
        """Set all weights: those given, and 0 for the rest."""
        row = torch.zeros(LIVE)
        for path, weight in weights:
            row[self._places[path]] = weight
        self._weights.copy_(row.to(self._weights))

    def _hook(self, place: int, change: Change) -> None:
        layer = self._layers[change.layer]
        down, up = (torch.from_numpy(array).to(self._weights) for array in (change.down, change.up))
        if change.layer in self._hooked:
            self._hooked[change.layer].append((place, down, up))
            return
        beside = self._hooked[change.layer] = [(place, down, up)]

        def add(module: nn.Module, inputs: tuple[Tensor, ...], output: Tensor) -> Tensor:
            for k, low, high in beside:
                output = output + self._weights[k] * _beside(module, inputs[0], low, high)
            return output

        layer.register_forward_hook(add)


def _beside(layer: nn.Module, x: Tensor, down: Tensor, up: Tensor) -> Tensor:
    """What a LoRA adds to a layer's output for the layer's input `x`."""
    if isinstance(layer, nn.Conv2d):
        low = F.conv2d(x, down.reshape(len(down), *layer.weight.shape[1:]), None, layer.stride, layer.padding)
        return F.conv2d(low, up.reshape(*up.shape[:2], 1, 1))
    return F.linear(F.linear(x, down.flatten(1)), up.flatten(1))
