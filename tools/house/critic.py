"""A critic of made latents: told what a scene holds, it learns to tell the painter's latents from the UNet's.

What a medium leaves to chance, veins of marbling or cracks of batik, no noise foretells, and who is taught by squared
error alone answers with the mean of all: a blur. A critic asks for one of them instead. It judges by the maps of the
frozen features (projected critics, Sauer et al. 2021, arXiv:2111.01007; in latents, Sauer et al. 2024,
arXiv:2403.12015), patch by patch, under what the scene holds (Miyato and Koyama 2018, arXiv:1802.05637).
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from tools.house import cast, features

WIDTH = 48
RATE = 1e-3


class Critic(nn.Module):
    """Feature maps, fine to coarse, and casts (B, cast.WIDTH) -> logits of every cell of each: how true it looks."""

    def __init__(self) -> None:
        super().__init__()
        self.seen = nn.ModuleList(
            nn.Sequential(nn.Conv2d(width, WIDTH, 3, 1, 1), nn.LeakyReLU(0.2)) for width in features.WIDTHS
        )
        self.true = nn.ModuleList(nn.Conv2d(WIDTH, 1, 1) for _ in features.WIDTHS)
        self.meant = nn.ModuleList(nn.Linear(cast.WIDTH, WIDTH, bias=False) for _ in features.WIDTHS)

    def forward(self, maps: list[Tensor], casts: Tensor) -> list[Tensor]:
        """Logits (B, 1, h, w) of each map."""
        found = []
        for seen, true, meant, level in zip(self.seen, self.true, self.meant, maps, strict=True):
            patch = seen(level)
            fits = (patch * meant(casts)[..., None, None]).sum(1, keepdim=True) * WIDTH**-0.5
            found.append(true(patch) + fits)
        return found


def told_apart(true: list[Tensor], made: list[Tensor]) -> Tensor:
    """The critic's loss, a scalar: hinge, mean over cells and maps."""
    each = [
        F.relu(1 - good.float()).mean() + F.relu(1 + bad.float()).mean() for good, bad in zip(true, made, strict=True)
    ]
    return torch.stack(each).mean()


def doubted(made: list[Tensor]) -> Tensor:
    """The maker's loss, a scalar: how little true what it made looks."""
    return -torch.stack([level.float().mean() for level in made]).mean()
