"""Deals out the encoded training scenes at random."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from tools.house import latents
from tools.house.config import Config
from tools.house.pictures import spec_of
from tools.house.run import device


class Scenes:
    """Latents and specs in memory, dealt out at random."""

    def __init__(self, config: Config) -> None:
        stored, self.rows = latents.train(config)
        self.latents = torch.from_numpy(np.asarray(stored)).to(device())
        self.specs = [spec_of(row) for row in self.rows]
        self.labels = torch.from_numpy(self.rows).to(device())

    def deal(self, count: int) -> tuple[list[int], Tensor, Tensor]:
        """Rows drawn at random: (row numbers, latents (count, C, h, w) float32, labels (count, fields))."""
        rows = torch.randint(len(self.specs), (count,))
        there = rows.to(self.latents.device)
        return rows.tolist(), self.latents[there].float(), self.labels[there]
