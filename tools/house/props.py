"""Props: every subject by itself, in its own frame, from its name and the code of a scene.

A boat is the same boat wherever it stands. Learnt in its own frame, where all boats lie on each other, it takes a
hundredth of the pictures that it takes to learn boats anywhere in a scene; standing it there is geometry
(tools.house.placing).
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from tools.house import vocabulary
from tools.house.block import Block
from tools.house.latents import FINE
from tools.house.painter.noise import CODE
from tools.house.painter.paint import LAYERS

REACH = 1.3
"""Half the side of a prop's frame, in the subject's own units; subjects about fill the unit disc."""
CELLS = 16
SIDE = CELLS * FINE
"""Pixels along a side of a prop."""
CHANNELS = len(LAYERS) + 1
"""Layers of a prop; the last is how much it covers."""
SUBJECTS = len(vocabulary.SUBJECTS)
ASKED = SUBJECTS + CODE + 2
"""Numbers that a prop is asked for by: its subject, the code, the hour of the day, and whether it is in company."""


class Props(nn.Module):
    """A generator that begins with what it remembers of a subject at each of three sizes, and doubles twice."""

    def __init__(self, widths: tuple[int, ...], hidden: int) -> None:
        super().__init__()
        self.widths = widths
        self.hear = nn.Sequential(nn.Linear(ASKED, hidden), nn.SiLU(), nn.Linear(hidden, hidden), nn.SiLU())
        sides = [CELLS >> (len(widths) - 1 - level) for level in range(len(widths))]
        self.kept = [min(width, 4096 // side**2) for width, side in zip(widths, sides, strict=True)]
        self.memory = nn.ModuleList(
            nn.Linear(SUBJECTS, kept * side**2) for kept, side in zip(self.kept, sides, strict=True)
        )
        befores = (0, *widths[:-1])
        self.levels = nn.ModuleList(
            nn.ModuleList((Block(before + kept, width, hidden), Block(width, width, hidden)))
            for before, kept, width in zip(befores, self.kept, widths, strict=True)
        )
        self.leave = nn.Conv2d(widths[-1], CHANNELS * FINE**2, 3, 1, 1)

    def forward(self, subject: Tensor, code: Tensor, day: Tensor, company: Tensor) -> Tensor:
        """Subject (B, SUBJECTS) probabilities, code (B, CODE), day and company (B, 1) 0..1 -> the layers of the prop
        and what it covers, (B, CHANNELS, SIDE, SIDE), about 0..1 (tools.house.painter.paint.prop)."""
        heard = self.hear(torch.cat([subject, code, day, company], 1))
        state: Tensor | None = None
        for memory, kept, (first, second) in zip(self.memory, self.kept, self.levels, strict=True):
            own = memory(subject)
            side = round((own.shape[1] // kept) ** 0.5)
            own = own.view(-1, kept, side, side)
            if state is not None:
                own = torch.cat([F.interpolate(state, scale_factor=2.0, mode="nearest"), own], 1)
            state = second(first(own, heard), heard)
        return F.pixel_shuffle(self.leave(F.silu(state)), FINE)
