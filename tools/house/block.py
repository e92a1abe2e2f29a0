"""The block that props and sketch are drawn with."""

from __future__ import annotations

import math

import torch.nn.functional as F
from torch import Tensor, nn

GROUP = 16


class Block(nn.Module):
    """Residual block whose norms are scaled and shifted by a condition (adaptive group norm, Dhariwal & Nichol 2021,
    arXiv:2105.05233)."""

    def __init__(self, before: int, width: int, told: int) -> None:
        super().__init__()
        self.norms = nn.ModuleList(nn.GroupNorm(math.gcd(GROUP, size), size, affine=False) for size in (before, width))
        self.tell = nn.ModuleList(nn.Linear(told, 2 * size) for size in (before, width))
        self.convs = nn.ModuleList((nn.Conv2d(before, width, 3, 1, 1), nn.Conv2d(width, width, 3, 1, 1)))
        self.short = nn.Identity() if before == width else nn.Conv2d(before, width, 1)

    def forward(self, x: Tensor, told: Tensor) -> Tensor:
        """x (B, before, h, w), told (B, told) -> (B, width, h, w)."""
        y = x
        for norm, tell, conv in zip(self.norms, self.tell, self.convs, strict=True):
            scale, shift = tell(told)[..., None, None].chunk(2, 1)
            y = conv(F.silu(norm(y) * (1 + scale) + shift))
        found: Tensor = self.short(x) + y
        return found
