"""LoRAs kept beside a UNet's layers while it is exported, their weights an input of the graph.

A layer's output y becomes y + (x @ down) @ (scale * up), all LoRAs of a layer in one pair of matrices. Where a LoRA
changes one projection of an attention, the other three get a branch of zeros of rank 1: ONNX Runtime's optimiser fuses
an attention with LoRAs only where all four of its projections have one.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.errors import ModelError
from engine.model.lora import Change, check_layers, read_lora

_PROJECTIONS = ("to_q", "to_k", "to_v", "to_out_0")


class Scales:
    """The weights of all LoRAs (L,) during one run of the module."""

    now: Tensor


def hang(unet: nn.Module, files: Sequence[Path]) -> tuple[Scales, tuple[str, ...]]:
    """Put LoRAs beside the UNet's layers: (where a run puts their weights, notes for a person); raises ModelError."""
    known: dict[str, nn.Module] = {
        name.replace(".", "_"): layer
        for name, layer in unet.named_modules()
        if isinstance(layer, nn.Linear | nn.Conv2d)
    }
    scales, notes = Scales(), []
    by_layer: dict[str, list[tuple[int, Change]]] = {}
    for number, file in enumerate(files):
        changes = read_lora(file)
        of_unet = [change for change in changes if change.part == "unet"]
        of_unet = list(check_layers(file, of_unet, set(known)))
        for change in of_unet:
            _check_shape(file, change, known[change.layer])
            by_layer.setdefault(change.layer, []).append((number, change))
        if len(of_unet) < len(changes):
            notes.append(f"{file.name}: {len(changes) - len(of_unet)} changes of the text encoder are left out")
    for layer in _attention_layers(by_layer, known):
        by_layer.setdefault(layer, [])
    for layer, beside in by_layer.items():
        _hook(known[layer], beside, scales)
    return scales, tuple(notes)


def _attention_layers(by_layer: dict[str, Any], known: dict[str, nn.Module]) -> list[str]:
    """All four projections of every attention that has a LoRA on one of them."""
    touched = {layer.removesuffix(end) for layer in by_layer for end in _PROJECTIONS if layer.endswith("_" + end)}
    return [start + end for start in sorted(touched) for end in _PROJECTIONS if start + end in known]


def _check_shape(file: Path, change: Change, layer: Any) -> None:
    """Raise ModelError where up @ down has another size than the layer's weight."""
    found = (change.up.shape[0], change.down[0].size)
    wanted = (layer.weight.shape[0], layer.weight[0].numel())
    if found != wanted:
        raise ModelError(
            f"{file}: {change.layer} changes a weight of {found}, the model's is {wanted}; "
            "it was made for another architecture"
        )


def _hook(layer: Any, beside: Sequence[tuple[int, Change]], scales: Scales) -> None:
    """Add the branches to the layer's output; their matrices become buffers, so that they are exported as weights."""
    weight: Tensor = layer.weight
    wide = weight[0].numel()
    downs = [change.down.reshape(-1, wide) for _, change in beside] or [np.zeros((1, wide), np.float32)]
    ups = [change.up.reshape(len(weight), -1) for _, change in beside] or [np.zeros((len(weight), 1), np.float32)]
    numbers = [number for (number, _), down in zip(beside, downs, strict=False) for _ in down] or [0]
    down, up = np.concatenate(downs), np.concatenate(ups, axis=1)
    layer.register_buffer("lora_number", torch.tensor(numbers))
    if isinstance(layer, nn.Conv2d):
        layer.register_buffer("lora_down", torch.from_numpy(down).to(weight).reshape(-1, *weight.shape[1:]))
        layer.register_buffer("lora_up", torch.from_numpy(up).to(weight)[:, :, None, None])
    else:
        layer.register_buffer("lora_down", torch.from_numpy(down).to(weight).T.contiguous())
        layer.register_buffer("lora_up", torch.from_numpy(up).to(weight).T.contiguous())

    def add(hooked: nn.Module, inputs: tuple[Tensor, ...], output: Tensor) -> Tensor:
        module: Any = hooked
        scale = scales.now[module.lora_number]
        if isinstance(hooked, nn.Conv2d):
            low = F.conv2d(inputs[0], module.lora_down, None, module.stride, module.padding, module.dilation)
            return output + F.conv2d(low * scale.reshape(1, -1, 1, 1), module.lora_up)
        changed: Tensor = output + (inputs[0] @ module.lora_down) @ (module.lora_up * scale[:, None])
        return changed

    layer.register_forward_hook(add)
