"""Deals out the encoded training scenes at random, square or wide, one shape a batch."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from tools.house import latents
from tools.house.config import Config
from tools.house.painter.noise import code
from tools.house.pictures import spec_of
from tools.house.run import device
from tools.house.scenes import SceneSpec

SEED = SceneSpec.__slots__.index("seed")


class Scenes:
    """Latents, specs and codes (n, CODE) in memory, dealt out at random."""

    def __init__(self, config: Config) -> None:
        shelves = [shelf for shelf in (latents.square(config), latents.wide(config)) if shelf.count]
        stored = [latents.encoded(config, shelf) for shelf in shelves]
        self.latents = [torch.from_numpy(np.asarray(found)).to(device()) for found, _ in stored]
        self.rows = np.concatenate([rows for _, rows in stored])
        self.specs = [spec_of(row) for row in self.rows]
        self.labels = torch.from_numpy(self.rows).to(device())
        self.codes = code(self.labels[:, SEED])
        self._starts = np.cumsum([0, *(len(rows) for _, rows in stored)])

    def deal(self, count: int) -> tuple[list[int], Tensor, Tensor]:
        """Rows of one shape, drawn at random, each scene as likely as any: (row numbers, latents (count, C, h, w)
        float32, labels (count, fields))."""
        shelf = int(np.searchsorted(self._starts, int(torch.randint(len(self.specs), ())), "right")) - 1
        rows = torch.randint(len(self.latents[shelf]), (count,))
        there = rows.to(self.latents[shelf].device)
        all_rows = rows + int(self._starts[shelf])
        return all_rows.tolist(), self.latents[shelf][there].float(), self.labels[all_rows.to(self.labels.device)]
