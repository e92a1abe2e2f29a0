"""One stage's learning by Muon and AdamW: matrices and kernels by the one, all else by the other."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor, nn

from tools.house.config import Budget, Config
from tools.house.muon import Muon, split
from tools.house.run import Average, Stage


class Learner:
    """Optimisers, average and checkpoint of a module."""

    def __init__(
        self, config: Config, name: str, net: nn.Module, *, adam: float = 1.0, plain: tuple[nn.Module, ...] = ()
    ) -> None:
        """`net` learns what of it wants a gradient, within the config's budget of that name. `adam`: AdamW's learning
        rate over Muon's; `plain`: parts of it that AdamW teaches whole."""
        budget: Budget = getattr(config, name)
        apart = {id(weight) for part in plain for weight in part.parameters()}
        wanted = [weight for weight in net.parameters() if weight.requires_grad]
        matrices = [weight for weight in split(net)[0] if weight.requires_grad and id(weight) not in apart]
        chosen = {id(weight) for weight in matrices}
        others = [weight for weight in wanted if id(weight) not in chosen]
        self._wanted, self._share = wanted, adam
        self._muon = Muon(matrices, lr=budget.rate, weight_decay=1e-2)
        self._adam = torch.optim.AdamW(others, lr=budget.rate, betas=(0.9, 0.99), weight_decay=1e-3)
        self._net, self._average = net, Average(net, config.ema)
        self.stage = Stage(config, name, budget)
        self.stage.parts = {"net": net, "muon": self._muon, "adam": self._adam, "average": self._average}

    def lessons(self) -> Iterator[dict[str, float]]:
        """Yield a dict for each lesson's losses, until the budget is spent."""
        for losses in self.stage.steps(self._muon):
            self._adam.param_groups[0]["lr"] = self._share * self.stage.rate()
            yield losses

    def learn(self, loss: Tensor) -> None:
        """One step down a loss, gradients clipped to a norm of 1."""
        self._net.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self._wanted, 1.0)
        self._muon.step()
        self._adam.step()
        self._average.update(self._net)
