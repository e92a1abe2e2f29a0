"""A network's weights where they lie, and low-rank changes added to them in place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import torch
from torch import Tensor, nn

from engine.model.lora import Change, Planned, check_shape, matched, plan_lora, read_changes

_TEXT_MODEL = "text_model_"
"""Some releases of the library have this level in a text encoder's paths, others don't."""


class HasViews(Protocol):
    """A network that shows its layers' weights where they lie (engine/nets/net.py)."""

    def weight_views(self) -> dict[str, Tensor]:
        """Weights by diffusers' path with underlines, shaped as diffusers shapes them."""


def views_of(part: HasViews | nn.Module) -> dict[str, Tensor]:
    """The weights that a LoRA can change, by their layer's path with underlines; a text encoder's under two names."""
    if not isinstance(part, nn.Module) or hasattr(part, "weight_views"):
        views: dict[str, Tensor] = getattr(part, "weight_views")()  # noqa: B009
        return views
    named: dict[str, Any] = {
        name.replace(".", "_"): layer
        for name, layer in part.named_modules()
        if isinstance(layer, nn.Linear | nn.Conv2d)
    }
    bare = {name.removeprefix(_TEXT_MODEL): layer.weight.detach() for name, layer in named.items()}
    if all(not name.startswith(("encoder_", _TEXT_MODEL)) for name in named):
        return bare
    return bare | {_TEXT_MODEL + name: weight for name, weight in bare.items()}


@torch.inference_mode()
def fuse(parts: Mapping[str, HasViews | nn.Module], path: Path, weight: float) -> None:
    """Add a LoRA to the weights of all `parts` that it changes, for good; raises ModelError before any is changed."""
    planned = plan_lora(path)
    for name, part in parts.items():
        views = views_of(part)
        for change in read_changes(path, fitting(path, planned, name, views)):
            half = Half.of(change, views[change.layer])
            half.add(views[change.layer], weight)


def fitting(path: Path, planned: Iterable[Planned], part: str, views: Mapping[str, Tensor]) -> tuple[Planned, ...]:
    """The changes of one part under the model's own names; ModelError where any doesn't fit."""
    named = matched(path, (plan for plan in planned if plan.part == part), set(views))
    for plan in named:
        check_shape(path, plan, tuple(views[plan.layer].shape))
    return named


def flat(view: Tensor) -> Tensor | None:
    """A weight as a matrix (out, inputs) in the same memory, inputs in the order that they lie in; None: it can't."""
    if view.is_contiguous():
        return view.view(view.shape[0], -1)
    last = view.permute(0, 2, 3, 1) if view.ndim == 4 else view
    return last.view(view.shape[0], -1) if last.is_contiguous() else None


@dataclass(frozen=True, slots=True)
class Half:
    """A change as two matrices: `up` (out, rank) and `down` (rank, inputs), inputs in the order of the weight."""

    up: Tensor
    down: Tensor

    @classmethod
    def of(cls, change: Change, view: Tensor) -> Half:
        """On the weight's device and in its type."""
        down = torch.from_numpy(change.down)
        if view.ndim == 4:
            down = down.reshape(len(down), *view.shape[1:])
            down = down if view.is_contiguous() or flat(view) is None else down.permute(0, 2, 3, 1)
        up = torch.from_numpy(change.up).flatten(1)
        return cls(*(half.reshape(len(half), -1).to(view.device, view.dtype) for half in (up, down)))

    def add(self, view: Tensor, weight: float, to: Tensor | None = None) -> None:
        """view = to + weight * up @ down, in place; without `to`, view += ..."""
        flat_view = flat(view)
        start = None if to is None else flat(to)
        if flat_view is None or (to is not None and start is None):
            view.copy_((view if to is None else to) + weight * (self.up @ self.down).reshape(view.shape))
        else:
            torch.addmm(flat_view if start is None else start, self.up, self.down, alpha=weight, out=flat_view)
