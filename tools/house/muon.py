"""Muon: momentum whose matrices are made orthogonal; learns these networks in fewer samples than AdamW does."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import Tensor, nn

ROUNDS = 5
COEFFICIENTS = (3.4445, -4.7750, 2.0315)
"""Of the quintic Newton-Schulz iteration (Jordan et al. 2024, https://kellerjordan.github.io/posts/muon)."""


def orthogonal(matrix: Tensor) -> Tensor:
    """The nearest semi-orthogonal matrix, roughly: all singular values of (m, n) brought near 1.

    The iteration runs on the small Gram matrix x x^T and gathers the factor p with p x the result: a third of the
    work of running it on x where kernels are ten times as wide as they are high.
    """
    wide = matrix.shape[0] <= matrix.shape[1]
    x = matrix if wide else matrix.T
    x = x / (x.norm() + 1e-7)
    a, b, c = COEFFICIENTS
    gram = x @ x.T
    factor = torch.eye(len(gram), dtype=x.dtype, device=x.device)
    for _ in range(ROUNDS):
        turn = torch.addmm(gram, gram, gram, beta=b, alpha=c)
        turn.diagonal().add_(a)
        factor = turn @ factor
        gram = turn @ gram @ turn
    x = (factor.bfloat16() @ x.bfloat16()).to(matrix.dtype)
    return x if wide else x.T


class Muon(torch.optim.Optimizer):
    """Muon for matrices and convolution kernels (out, in * kh * kw), with decoupled weight decay.

    Updates are scaled to the size of AdamW's (Liu et al. 2025, arXiv:2502.16982), so both take one learning rate.
    torch.optim.Muon takes matrices only, no kernels.
    """

    def __init__(self, params: Iterable[Tensor], lr: float, momentum: float = 0.95, weight_decay: float = 0.0) -> None:
        super().__init__(params, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure: Callable[[], Any] | None = None) -> None:  # type: ignore[override]
        """One update of every parameter that has a gradient."""
        for group in self.param_groups:
            for weight in group["params"]:
                if weight.grad is None:
                    continue
                state = self.state[weight]
                if not state:
                    state["mean"] = torch.zeros_like(weight)
                state["mean"].lerp_(weight.grad, 1 - group["momentum"])
                ahead = weight.grad.lerp(state["mean"], group["momentum"])  # Nesterov
                update = orthogonal(ahead.flatten(1)).view_as(weight)
                rows, columns = weight.shape[0], weight[0].numel()
                weight.mul_(1 - group["lr"] * group["weight_decay"])
                weight.add_(update, alpha=-group["lr"] * 0.2 * max(rows, columns) ** 0.5)


def split(module: nn.Module, least: int = 32) -> tuple[list[Tensor], list[Tensor]]:
    """A module's parameters: (matrices and kernels that Muon suits, all others)."""
    matrices, others = [], []
    for weight in module.parameters():
        suits = weight.ndim >= 2 and min(weight.shape[0], weight.shape[1]) >= least
        (matrices if suits else others).append(weight)
    return matrices, others
