"""LoRA files: low-rank changes of a model's layers (Hu et al. 2021), read into one form whatever tool wrote them.

A layer's change is weight * alpha / rank * up @ down. Two ways of naming are understood: kohya's
(lora_unet_down_blocks_0_..._to_q.lora_down.weight, .alpha) and that of diffusers and PEFT
(unet.down_blocks.0...to_q.lora_A.weight, or .lora.down.weight).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.errors import ModelError
from engine.weights import check

Array = NDArray[np.float32]

PARTS: dict[str, str] = {
    "lora_unet_": "unet",
    "unet.": "unet",
    "lora_te_": "text_encoder",
    "lora_te1_": "text_encoder",
    "text_encoder.": "text_encoder",
    "lora_te2_": "text_encoder_2",
    "text_encoder_2.": "text_encoder_2",
}
"""Which part of a model a key's beginning names."""

_ROLES: dict[str, str] = {
    ".lora_down.weight": "down",
    ".lora_A.weight": "down",
    ".lora.down.weight": "down",
    ".lora_up.weight": "up",
    ".lora_B.weight": "up",
    ".lora.up.weight": "up",
    ".alpha": "alpha",
}
"""Which of a layer's tensors a key's end names."""


@dataclass(frozen=True, slots=True)
class Change:
    """The change of one layer: `down` (rank, in, ...), `up` (out, rank, ...), already times alpha / rank."""

    part: str
    layer: str
    """The layer's path in its part, dots and underlines alike written as underlines."""
    down: Array
    up: Array


def read_lora(path: Path) -> tuple[Change, ...]:
    """All changes in a LoRA file; raises ModelError where it is damaged or no LoRA."""
    if not path.is_file():
        raise ModelError(f"{path}: no such file; name a LoRA's .safetensors file")
    check(path)
    from safetensors.numpy import load_file

    try:
        tensors = load_file(path)
    except Exception as error:  # the library raises its own class, and KeyError for types that numpy lacks
        raise ModelError(f"{path}: {error}; save it in float16 or float32") from None
    layers: dict[tuple[str, str], dict[str, Array]] = {}
    for key, tensor in tensors.items():
        place = _place(key)
        if place is None:
            raise ModelError(f"{path}: tensor {key!r} is no LoRA's; plain low-rank changes are understood, no others")
        part, layer, role = place
        layers.setdefault((part, layer), {})[role] = np.asarray(tensor, np.float32)
    return tuple(_change(path, part, layer, found) for (part, layer), found in layers.items())


def check_layers(path: Path, changes: Iterable[Change], known: set[str]) -> None:
    """Raise ModelError where a LoRA changes layers that its part doesn't have: `known` as in Change.layer."""
    strange = sorted({change.layer for change in changes} - known)
    if strange:
        raise ModelError(
            f"{path}: {len(strange)} layers that the model doesn't have ({strange[0]}); "
            "it was made for another architecture, or names layers in another way"
        )


def _place(key: str) -> tuple[str, str, str] | None:
    """(part, layer, role) of a tensor's key."""
    for start, part in PARTS.items():
        if key.startswith(start):
            for end, role in _ROLES.items():
                if key.endswith(end):
                    layer = key[len(start) : -len(end)].replace(".", "_").replace("_processor", "")
                    return part, layer.replace("_to_out_lora", "_to_out_0"), role
    return None


def _change(path: Path, part: str, layer: str, found: dict[str, Array]) -> Change:
    if "down" not in found or "up" not in found:
        raise ModelError(f"{path}: {layer} lacks its other half; get the file again")
    down, up = found["down"], found["up"]
    rank = down.shape[0]
    if up.shape[1] != rank:
        raise ModelError(f"{path}: {layer} has ranks {rank} and {up.shape[1]}; get the file again")
    alpha = float(found["alpha"]) if "alpha" in found else float(rank)
    return Change(part, layer, down, up * np.float32(alpha / rank))
