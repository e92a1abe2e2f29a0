"""The sketch: from words and code to what the painter lays down before colour and medium, at a quarter of its size.

A picture is a drawing seen through a medium. Both at once are hard to learn from pictures alone, where one boat shares
hardly a pixel with the same boat in another medium. But the painter's own layers (tone, accent, light, mask, outline)
are at hand for every scene; a small network learns them directly, and the UNet only has to see them through the medium.
"""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor, nn

from tools.house.latents import FINE
from tools.house.painter.paint import LAYERS

CHANNELS = len(LAYERS) * FINE * FINE
"""Numbers of the sketch a latent cell."""
GROUP = 16


class Block(nn.Module):
    """Residual block whose norms are scaled and shifted by a condition (adaptive group norm, Dhariwal & Nichol 2021,
    arXiv:2105.05233)."""

    def __init__(self, before: int, width: int, told: int) -> None:
        super().__init__()
        self.norms = nn.ModuleList(nn.GroupNorm(GROUP, size, affine=False) for size in (before, width))
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


class Sketcher(nn.Module):
    """A generator that begins with where the cells of a coarse grid lie, and doubles from level to level."""

    def __init__(self, places: int, told: int, widths: tuple[int, ...], hidden: int) -> None:
        super().__init__()
        self.hear = nn.Sequential(nn.Linear(told, hidden), nn.SiLU(), nn.Linear(hidden, hidden), nn.SiLU())
        self.enter = nn.ModuleList(nn.Conv2d(places, width, 3, 1, 1) for width in widths)
        befores = (widths[0], *widths[:-1])
        self.levels = nn.ModuleList(
            nn.ModuleList((Block(before, width, hidden), Block(width, width, hidden)))
            for before, width in zip(befores, widths, strict=True)
        )
        self.leave = nn.Conv2d(widths[-1], CHANNELS, 3, 1, 1)

    def forward(self, places: list[Tensor], told: Tensor) -> Tensor:
        """Places of the cells at every level, coarse to fine, (B, P, h, w) each, and what is told (B, told) ->
        sketch (B, CHANNELS, h, w) of the last, about -1..1."""
        heard = self.hear(told)
        state = self.enter[0](places[0])
        for level, (enter, (first, second)) in enumerate(zip(self.enter, self.levels, strict=True)):
            if level:
                state = F.interpolate(state, scale_factor=2.0, mode="nearest")
            state = first(state, heard)
            if level:
                state = state + enter(places[level])
            state = second(state, heard)
        sketch: Tensor = self.leave(F.silu(state))
        return sketch


def target(layers: Tensor) -> Tensor:
    """The painter's layers (B, len(LAYERS), FINE h, FINE w) in 0..1 as a sketch: (B, CHANNELS, h, w) in -1..1."""
    return F.pixel_unshuffle(layers, FINE) * 2 - 1
