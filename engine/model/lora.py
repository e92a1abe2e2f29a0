"""LoRA files: low-rank changes of a model's layers (Hu et al. 2021), read into one form whatever tool wrote them.

A layer's change is weight * alpha / rank * up @ down; for convolutions the same (LoCon), with a core between the two
where the file has one. Names are told in engine/model/lora_names.py.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import ModelError
from engine.model.lora_names import known_as, other_kind, place
from engine.model.weights import Tensor, check, metadata, tensors

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Change:
    """The change of one layer: `down` (rank, in, ...), `up` (out, rank, ...), already times alpha / rank."""

    part: str
    layer: str
    """The layer's path in its part, dots and underlines alike written as underlines."""
    down: Array
    up: Array


@dataclass(frozen=True, slots=True)
class Planned:
    """A change that a file's header promises; its numbers are not read yet."""

    part: str
    layer: str
    keys: tuple[tuple[str, str], ...]
    """(role, key) of its tensors."""
    rank: int
    outputs: int
    inputs: int
    """Numbers that each output is reckoned from: input channels times the kernel's pixels."""


def read_lora(path: Path) -> tuple[Change, ...]:
    """All changes in a LoRA file; raises ModelError where it is damaged or no LoRA."""
    return tuple(read_changes(path, plan_lora(path)))


def plan_lora(path: Path) -> tuple[Planned, ...]:
    """What a LoRA file changes, by its header alone; raises ModelError where it is damaged or no LoRA."""
    if not path.is_file():
        raise ModelError(f"{path}: no such file; name a LoRA's .safetensors file")
    header = check(path)
    layers: dict[tuple[str, str], dict[str, str]] = {}
    for key in header:
        found = place(key)
        kind = other_kind(key)
        if kind:
            raise ModelError(
                f"{path}: {key!r} holds {kind}; plain LoRA and LoCon are understood: merge it, or convert it"
            )
        if found is None:
            raise ModelError(f"{path}: tensor {key!r} is no LoRA's; plain low-rank changes are understood, no others")
        part, layer, role = found
        layers.setdefault((part, layer), {})[role] = key
    return tuple(_planned(path, part, layer, keys, header) for (part, layer), keys in layers.items())


def _planned(path: Path, part: str, layer: str, keys: dict[str, str], header: dict[str, Tensor]) -> Planned:
    if "down" not in keys or "up" not in keys:
        raise ModelError(f"{path}: {layer} lacks its other half; get the file again")
    down, up = header[keys["down"]].shape, header[keys["up"]].shape
    core = header[keys["mid"]].shape if "mid" in keys else ()
    if not _joins(down, up, core):
        raise ModelError(
            f"{path}: {layer} has halves of {list(down)} and {list(up)}, which don't join; get the file again"
        )
    if "alpha" in keys and math.prod(header[keys["alpha"]].shape) != 1:
        raise ModelError(f"{path}: {layer} has an alpha that is no single number; get the file again")
    inputs = math.prod(down[1:]) * math.prod(core[2:])
    return Planned(part, layer, tuple(keys.items()), down[0], up[0], inputs)


def _joins(down: tuple[int, ...], up: tuple[int, ...], core: tuple[int, ...]) -> bool:
    """Whether the halves, and the core (rank, rank, height, width) where there is one, can be multiplied."""
    if len(up) < 2 or len(down) < 2 or not down[0]:
        return False
    if not core:
        return up[1] == down[0]
    return len(core) == 4 and (up[1], down[0]) == core[:2] and math.prod(down[2:]) == 1


def read_changes(path: Path, planned: Iterable[Planned]) -> Iterator[Change]:
    """The changes with their numbers, one by one, so that a large file is never in memory twice."""
    scales = _adapter(path)
    for plan in planned:
        keys = dict(plan.keys)
        found = dict(zip(keys, tensors(path, keys.values()), strict=True))
        alpha = float(found["alpha"].reshape(-1)[0]) if "alpha" in found else None
        scale = alpha / plan.rank if alpha is not None else scales.scale(plan)
        yield Change(plan.part, plan.layer, _down(found), found["up"] * np.float32(scale))


def _down(found: dict[str, Array]) -> Array:
    """The lower half; with a core (Yeh et al. 2023, section 3: Tucker's form), both in one kernel."""
    if "mid" not in found:
        return found["down"]
    down, core = found["down"], found["mid"]
    joined: Array = np.einsum("rskl,si->rikl", core, down.reshape(len(down), -1), dtype=np.float32)
    return joined


@dataclass(frozen=True, slots=True)
class _Adapter:
    """What diffusers writes beside a LoRA in PEFT's names: its scale, which those files have no tensors for."""

    settings: dict[str, Any]

    def scale(self, plan: Planned) -> float:
        """alpha / rank of a layer, 1 where the file says nothing."""
        alpha = self.settings.get(f"{plan.part}.lora_alpha")
        patterns = self.settings.get(f"{plan.part}.alpha_pattern") or {}
        alpha = next((own for name, own in patterns.items() if plan.layer.endswith(name.replace(".", "_"))), alpha)
        if alpha is None:
            return 1.0
        root = bool(self.settings.get(f"{plan.part}.use_rslora"))
        return float(alpha) / (math.sqrt(plan.rank) if root else plan.rank)


def _adapter(path: Path) -> _Adapter:
    try:
        settings = json.loads(metadata(path).get("lora_adapter_metadata", "{}"))
    except json.JSONDecodeError as error:
        raise ModelError(f"{path}: its metadata: {error}; get the file again") from None
    return _Adapter(settings if isinstance(settings, dict) else {})


def matched(path: Path, planned: Iterable[Planned], known: AbstractSet[str]) -> tuple[Planned, ...]:
    """The changes under the model's own names of layers, `known`; raises ModelError where it lacks any."""
    named = [(plan, known_as(plan.layer, known)) for plan in planned]
    strange = sorted(plan.layer for plan, name in named if not name)
    if strange:
        raise ModelError(
            f"{path}: {len(strange)} layers that the model doesn't have ({strange[0]}); "
            "it was made for another architecture, or names layers in another way"
        )
    return tuple(replace(plan, layer=name) for plan, name in named)


def check_layers(path: Path, changes: Iterable[Change], known: AbstractSet[str]) -> tuple[Change, ...]:
    """Changes under the model's own names of layers; ModelError where it lacks any: `known` as in Change.layer."""
    found = tuple(changes)
    plans = [Planned(change.part, change.layer, (), 0, 0, 0) for change in found]
    named = matched(path, plans, known)
    return tuple(replace(change, layer=plan.layer) for change, plan in zip(found, named, strict=True))


def check_shape(path: Path, plan: Planned, shape: tuple[int, ...]) -> None:
    """Raise ModelError where a change doesn't fit a weight of that shape."""
    if (plan.outputs, plan.inputs) != (shape[0], math.prod(shape[1:])):
        raise ModelError(
            f"{path}: {plan.layer} changes a weight of {plan.outputs} x {plan.inputs} numbers, the model's is "
            f"{tuple(shape)}; it was made for another architecture"
        )
