"""Where the subjects stand, by the painter's own geometry, for casts that may be unsure of it.

A spatial transformer (Jaderberg et al. 2015, arXiv:1506.02025) whose transforms need not be learnt: the painter's
layouts are known, and between two of them things glide.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from tools.house import cast
from tools.house import vocabulary as voc
from tools.house.painter import frames
from tools.house.painter.atmosphere import SKIES
from tools.house.painter.noise import ways
from tools.house.painter.paint import SECOND_OVER, SECOND_UNDER, SIDE, beside
from tools.house.painter.subjects import DRAWINGS


class Placing(nn.Module):
    """Tables of the painter's layouts, looked up by probability."""

    def __init__(self) -> None:
        super().__init__()
        pairs = [frames.RELATIONS[row.name] for row in voc.RELATIONS]
        layouts = [frames.LAYOUTS[row.name] for row in voc.COMPOSITIONS]
        tables = {
            "thing": [float(row.name in DRAWINGS and DRAWINGS[row.name][1] == "thing") for row in voc.SUBJECTS],
            "day": [SKIES[row.name][0] for row in voc.TIMES],
            "alone": [frames.numbers(thing) for thing, _ in layouts],
            "wide": [frames.numbers(place) for _, place in layouts],
            "first": [frames.numbers(pair.first) for pair in pairs],
            "second": [frames.numbers(pair.second) for pair in pairs],
            "upon": [frames.numbers(pair.on_place) for pair in pairs],
            "over": [float(pair.over) for pair in pairs],
            "left": frames.numbers(beside(0.0)),
            "right": frames.numbers(beside(1.0)),
            "ground": frames.numbers(frames.LAYOUTS["centred"][1]),
        }
        for name, table in tables.items():
            self.register_buffer(name, torch.tensor(table), persistent=False)
        for name, key in (("first", 0), ("under", SECOND_UNDER), ("over", SECOND_OVER)):
            self.register_buffer(f"jitter_{name}", ways(frames.JITTER + key, 3, str(self.day.device)), persistent=False)
        self.register_buffer("side", ways(SIDE, 1, str(self.day.device)), persistent=False)

    def forward(self, told: Tensor) -> dict[str, Tensor]:
        """What is told (B, TOLD) -> first, second (B, NUMBERS) layouts and their jitters (B, 3); there (B, 1): whether
        there is a second at all; over (B, 1): whether it is painted over the first; day (B, 1)."""
        held = cast.parts(told[:, : cast.WIDTH])
        code = told[:, cast.WIDTH :]
        second = held["second"][:, :-1]
        there = second.sum(1, keepdim=True)
        thing, other = held["subject"] @ self.thing[:, None], second @ self.thing[:, None]
        place = there - other
        alone, relation = held["composition"] @ self.alone, held["relation"]
        of_thing = alone * (1 - there) + other * (relation @ self.first) + place * (relation @ self.upon)
        side = torch.sigmoid(20 * code @ self.side)
        by = torch.lerp(self.left, self.right, side)
        share = other / there.clamp(min=1e-4)
        of_second = thing * (relation @ self.second) + (1 - thing) * by
        over = share * (thing * (relation @ self.over[:, None]) + 1 - thing)
        under, above = chance(code @ self.jitter_under), chance(code @ self.jitter_over)
        return {
            "first": thing * of_thing + (1 - thing) * (held["composition"] @ self.wide),
            "second": share * of_second + (1 - share) * self.ground,
            "first_jitter": chance(code @ self.jitter_first),
            "second_jitter": torch.lerp(under, above, over),
            "there": there,
            "over": over,
            "day": held["time"] @ self.day[:, None],
        }


def chance(normal: Tensor) -> Tensor:
    """Standard normal numbers as uniform ones in 0..1."""
    return 0.5 + 0.5 * torch.erf(normal * 0.5**0.5)
