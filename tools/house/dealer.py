"""Deals out the encoded training scenes at random, of all shapes, one shape a batch."""

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
        shelves = latents.shelves(config)
        stored = [latents.encoded(config, shelf) for shelf in shelves]
        self.latents = [torch.from_numpy(np.asarray(found)).to(device()) for found, _ in stored]
        self.rows = np.concatenate([rows for _, rows in stored])
        self.specs = [spec_of(row) for row in self.rows]
        self.labels = torch.from_numpy(self.rows).to(device())
        self._layers = [torch.from_numpy(np.asarray(latents.sketched(config, shelf))) for shelf in shelves]
        self.codes = code(self.labels[:, SEED])
        self._shapes = [shelf.shape for shelf in shelves]
        self._chances = torch.tensor([shelf.count * shelf.shape.turns for shelf in shelves], dtype=torch.float64)
        self._starts = np.cumsum([0, *(len(rows) for _, rows in stored)])

    def layers(self, rows: list[int]) -> Tensor:
        """The painter's layers of dealt scenes (all of one shape): (n, layers, H, W) float32 in 0..1."""
        shelf = int(np.searchsorted(self._starts, rows[0], "right")) - 1
        found = self._layers[shelf][torch.tensor(rows) - int(self._starts[shelf])]
        return found.to(device()).float().div(255)

    def deal(self, count: int) -> tuple[list[int], Tensor, Tensor]:
        """Scenes of one shape, drawn at random, n of them: `count` times the shape's share of a batch. (Row numbers,
        latents (n, C, h, w) float32, labels (n, fields))."""
        shelf = int(torch.multinomial(self._chances, 1))
        rows = torch.randint(len(self.latents[shelf]), (max(1, round(count * self._shapes[shelf].batch)),))
        there = rows.to(self.latents[shelf].device)
        all_rows = rows + int(self._starts[shelf])
        return all_rows.tolist(), self.latents[shelf][there].float(), self.labels[all_rows.to(self.labels.device)]
