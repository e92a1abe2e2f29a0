"""Time embeddings: numbers as sines and cosines, and what the UNet makes of them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.nets.layers import Linear


class Waves(nn.Module):
    """Sines and cosines of numbers at falling frequencies (Vaswani et al. 2017, section 3.5); float32 throughout."""

    rates: Tensor

    def __init__(self, width: int, cosine_first: bool, frequency_shift: float) -> None:
        super().__init__()
        self._half = width // 2
        self._odd = width % 2
        self._cosine_first = cosine_first
        self._fall = -math.log(10_000.0) / (self._half - frequency_shift)
        self.register_buffer("rates", self._table(), persistent=False)

    def _table(self) -> Tensor:
        return torch.exp(torch.arange(self._half, dtype=torch.float32) * self._fall)

    def _apply(self, fn: Callable[[Any], Any], recurse: bool = True) -> Waves:
        """Moves as modules do, but stays in float32, since half precision is too coarse for frequencies."""
        super()._apply(fn, recurse)  # type: ignore[no-untyped-call]
        device = self.rates.device
        if device.type != "meta":
            with torch.device("cpu"):
                self.rates = self._table().to(device)
        return self

    def forward(self, numbers: Tensor) -> Tensor:
        """(N,) to (N, width) float32."""
        angles = numbers.float()[:, None] * self.rates
        pair = (torch.cos(angles), torch.sin(angles)) if self._cosine_first else (torch.sin(angles), torch.cos(angles))
        return F.pad(torch.cat(pair, dim=1), (0, self._odd)) if self._odd else torch.cat(pair, dim=1)


class Embedding(nn.Module):
    """Two layers over an embedding, and perhaps one for the embedded guidance scale (Meng et al. 2023)."""

    def __init__(self, inputs: int, outputs: int, guidance_width: int | None = None) -> None:
        super().__init__()
        self.linear_1 = Linear(inputs, outputs)
        self.linear_2 = Linear(outputs, outputs)
        self.cond_proj = None if guidance_width is None else Linear(guidance_width, inputs, bias=False)

    def forward(self, x: Tensor, guidance: Tensor | None = None) -> Tensor:
        """(N, I), and perhaps the embedded guidance (N or 1, G), to (N, O)."""
        if self.cond_proj is not None and guidance is not None:
            x = x + self.cond_proj(guidance)
        y: Tensor = self.linear_2(F.silu(self.linear_1(x)))
        return y
