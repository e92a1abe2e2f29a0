"""The sketch: what the painter lays down before colour and medium, at a quarter of the picture's size.

A picture is a drawing seen through a medium. Both at once are hard to learn from pictures alone, where one boat shares
hardly a pixel with the same boat in another medium. But the painter's own layers (tone, accent, light, mask, outline)
are at hand for every scene. So props are learnt alone, stood on the screen where the painter would stand them, laid
over one another; a small network adds what is around them (sky, light, weather, a mood's gesture) and mends what the
props lack; and the UNet only has to see it all through the medium.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from tools.house import cast, props
from tools.house.block import Block
from tools.house.config import Sizes
from tools.house.latents import FINE
from tools.house.painter import frames
from tools.house.painter.paint import LAYERS
from tools.house.placing import Placing
from tools.house.props import Props

CHANNELS = len(LAYERS) * FINE * FINE
"""Numbers of the sketch a latent cell."""
STOOD = props.CHANNELS * FINE * FINE
OUTLINE, MASK = LAYERS.index("outline"), LAYERS.index("mask")
WAVES = (1.0, 2.0, 4.0)
"""Waves of a cell's place that the networks are told, in half turns a unit of the screen."""
PLACES = 2 + 4 * len(WAVES)


def places(x: Tensor, coarser: int = 1) -> Tensor:
    """Where every cell of x (B, C, h, w), or of a grid that is `coarser`, lies on the painter's screen, y in -1..1 and
    x in -w/h..w/h, and waves of both (Fourier features, Tancik et al. 2020, arXiv:2006.10739): (B, PLACES, h, w)."""
    count, high, wide = x.shape[0], x.shape[2] // coarser, x.shape[3] // coarser
    down = (torch.arange(high, device=x.device, dtype=x.dtype) * 2 + 1 - high) / high
    across = (torch.arange(wide, device=x.device, dtype=x.dtype) * 2 + 1 - wide) / high
    down, across = down.view(1, 1, high, 1).expand(count, 1, high, wide), across.expand(count, 1, high, wide)
    turns = [turn * torch.pi * place for turn in WAVES for place in (down, across)]
    return torch.cat([down, across, *(torch.sin(turn) for turn in turns), *(torch.cos(turn) for turn in turns)], 1)


class Sketcher(nn.Module):
    """Props, where they stand, and what is around them."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        widths, hidden = sizes.sketch_widths, sizes.sketch_hidden
        self.props = Props(sizes.prop_widths, hidden)
        self.placing = Placing()
        self.hear = nn.Sequential(nn.Linear(cast.TOLD, hidden), nn.SiLU(), nn.Linear(hidden, hidden), nn.SiLU())
        self.enter = nn.ModuleList(nn.Conv2d(PLACES + STOOD, width, 3, 1, 1) for width in widths)
        befores = (widths[0], *widths[:-1])
        self.levels = nn.ModuleList(
            nn.ModuleList((Block(before, width, hidden), Block(width, width, hidden)))
            for before, width in zip(befores, widths, strict=True)
        )
        self.leave = nn.Conv2d(widths[-1] + STOOD, CHANNELS, 3, 1, 1)

    def forward(self, x: Tensor, told: Tensor) -> Tensor:
        """The sketch (B, CHANNELS, h, w), about -1..1, of the scenes that are told (B, TOLD), for latents of the shape
        of x (B, C, h, w)."""
        return self.drawn(x, told, self.placing(told))

    def drawn(self, x: Tensor, told: Tensor, place: dict[str, Tensor]) -> Tensor:
        """The same from where things stand, which wants single precision: call `placing` outside of autocast."""
        return self.around(x, told, self.stood(x, told, place))

    def stood(self, x: Tensor, told: Tensor, place: dict[str, Tensor]) -> Tensor:
        """The props on the screen, one over the other: (B, props.CHANNELS, FINE h, FINE w)."""
        held, code = cast.parts(told[:, : cast.WIDTH]), told[:, cast.WIDTH :]
        there, over = place["there"][..., None, None], place["over"][..., None, None]
        named = held["second"][:, :-1] / place["there"].clamp(min=1e-4)
        subjects = torch.cat([held["subject"], named])
        both = (torch.cat([value, value]) for value in (code, place["day"], place["there"]))
        drawn = self.props(subjects, *both).to(x.dtype)
        first, second = drawn.chunk(2)
        first = stand(first, x, place["first"], place["first_jitter"])
        second = stand(second, x, place["second"], place["second_jitter"]) * there
        return torch.lerp(laid_over(first, second), laid_over(second, first), over)

    def around(self, x: Tensor, told: Tensor, stood: Tensor) -> Tensor:
        """The whole sketch, from the props as they stand (B, props.CHANNELS, FINE h, FINE w)."""
        heard, base = self.hear(told), F.pixel_unshuffle(stood, FINE)
        state: Tensor | None = None
        for level, (enter, (first, second)) in enumerate(zip(self.enter, self.levels, strict=True)):
            coarser = 2 ** (len(self.levels) - 1 - level)
            seen = base if coarser == 1 else F.avg_pool2d(base, coarser)
            entered = enter(torch.cat([places(x, coarser), seen], 1))
            if state is None:
                state = first(entered, heard)
            else:
                state = first(F.interpolate(state, scale_factor=2.0, mode="nearest"), heard) + entered
            state = second(state, heard)
        added = self.leave(torch.cat([F.silu(state), base], 1))
        sketch: Tensor = added + base[:, :CHANNELS] * 2 - 1
        return sketch


def stand(prop: Tensor, x: Tensor, layout: Tensor, jitter: Tensor) -> Tensor:
    """Props (B, props.CHANNELS, side, side) seen where layouts (B, NUMBERS) and jitters (B, 3) put them, on a screen
    for latents x (B, C, h, w): (B, props.CHANNELS, FINE h, FINE w). Beyond its frame a prop goes on as it ends."""
    high, wide = x.shape[2] * FINE, x.shape[3] * FINE
    across = (torch.arange(wide, device=x.device, dtype=torch.float32) * 2 + 1 - wide) / high
    down = (torch.arange(high, device=x.device, dtype=torch.float32) * 2 + 1 - high) / high
    sx, sy = across.view(1, 1, wide).expand(1, high, wide), -down.view(1, high, 1).expand(1, high, wide)
    _, _, u, v, scale = frames.stood(sx, sy, layout.float(), jitter.float())
    grid = torch.stack([u, -v], 3) / props.REACH
    seen = F.grid_sample(prop.float(), grid, "bilinear", "border", align_corners=False)
    outline = torch.exp(scale * torch.log(seen[:, OUTLINE].clamp(1e-3, 1.0)))  # distances shrink with the scale
    parts = [seen[:, :OUTLINE], outline[:, None], seen[:, OUTLINE + 1 :].clamp(0.0, 1.0)]
    return torch.cat(parts, 1).to(x.dtype)


def laid_over(above: Tensor, below: Tensor) -> Tensor:
    """Stood props (B, props.CHANNELS, H, W) over others."""
    left = below * (1 - above[:, -1:])
    flat = above + left
    marks = torch.maximum(above, left)
    return torch.cat([flat[:, :MASK], marks[:, MASK : OUTLINE + 1], flat[:, OUTLINE + 1 :]], 1)


def target(layers: Tensor) -> Tensor:
    """The painter's layers (B, len(LAYERS), FINE h, FINE w) in 0..1 as a sketch: (B, CHANNELS, h, w) in -1..1."""
    return F.pixel_unshuffle(layers, FINE) * 2 - 1
