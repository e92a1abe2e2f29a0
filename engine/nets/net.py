"""What every network here can do: take diffusers' weights by their names, and show them where they lie."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping

import torch
from torch import Tensor, nn

from engine.errors import ModelError


class Fused(nn.Module, ABC):
    """A module whose parameters lie otherwise than diffusers names and shapes them."""

    @abstractmethod
    def named_views(self) -> Iterable[tuple[str, Tensor]]:
        """Diffusers' names below this module, and views into the parameters, shaped as diffusers shapes them."""


class Net(nn.Module):
    """A network for inference. Its parameters need no gradients; it is made with whatever was in memory."""

    def tensors(self) -> dict[str, Tensor]:
        """Every weight and bias under diffusers' name, as diffusers shapes it: a view of where it lies here."""
        found = dict(self.own_views())
        for name, child in self.named_children():
            found |= dict(_walk(child, f"{name}."))
        return {name: tensor.detach() for name, tensor in found.items()}

    def own_views(self) -> Iterable[tuple[str, Tensor]]:
        """What lies in the network itself, in none of its modules."""
        return ()

    def weight_views(self) -> dict[str, Tensor]:
        """The weights of linear and convolution layers by diffusers' path with underlines, without '.weight'.

        Each is a view: what is written into it (`view.copy_`) is what the network computes with from then on.
        """
        ending = ".weight"
        return {
            name.removesuffix(ending).replace(".", "_"): view
            for name, view in self.tensors().items()
            if name.endswith(ending) and view.ndim > 1
        }

    @torch.no_grad()
    def load(self, tensors: Mapping[str, Tensor], place: str = "weights") -> None:
        """Copy diffusers' tensors in, converted to this network's dtype; `place` is named in a ModelError.

        Raises ModelError where one is missing, strange or misshapen; nothing is changed then.
        """
        views = self.tensors()
        _check_names(place, set(views), set(tensors))
        for name, view in views.items():
            if tensors[name].shape != view.shape:
                raise ModelError(
                    f"{place}: {name} is {tuple(tensors[name].shape)}, by config.json {tuple(view.shape)}; "
                    "the weights are of another architecture: copy both from one place"
                )
        for name, view in views.items():
            view.copy_(tensors[name])

    @torch.no_grad()
    def random_(self, seed: int) -> None:
        """Fill with random weights that keep activations near 1: for tests and for speed, which needs no training.

        Normal with a standard deviation of 1 / sqrt(inputs) (LeCun et al. 1998); biases 0, norms 1.
        """
        generators: dict[torch.device, torch.Generator] = {}
        for name, view in self.tensors().items():
            if view.ndim > 1:
                generator = generators.setdefault(view.device, torch.Generator(view.device).manual_seed(seed))
                view.normal_(0.0, float(view[0].numel()) ** -0.5, generator=generator)
            else:
                view.fill_(1.0 if name.endswith("weight") else 0.0)


def _walk(module: nn.Module, path: str) -> Iterator[tuple[str, Tensor]]:
    if isinstance(module, Fused):
        yield from ((path + name, view) for name, view in module.named_views())
        return
    yield from ((path + name, tensor) for name, tensor in module.named_parameters(recurse=False))
    for name, child in module.named_children():
        yield from _walk(child, f"{path}{name}.")


def _check_names(place: str, wanted: set[str], found: set[str]) -> None:
    for what, names in (("missing", wanted - found), ("unexpected", found - wanted)):
        if names:
            some = ", ".join(sorted(names)[:3])
            raise ModelError(
                f"{place}: {len(names)} {what} keys ({some}); "
                "the weights are of another architecture than config.json: copy both from one place"
            )


def parameter(*shape: int) -> nn.Parameter:
    """A parameter without gradient, not filled yet; convolutions' (O, I, k, k) lie channels last."""
    last = torch.channels_last if len(shape) == 4 else torch.contiguous_format
    return nn.Parameter(torch.empty(shape).to(memory_format=last), requires_grad=False)
