"""Which noise is which scene: the code of a scene, carried by the lowest frequencies of the noise it is painted from.

Flow matching usually pairs every picture with any noise, so that at pure noise the best answer is the mean of all
pictures that the words allow; many steps, or a teacher that takes them, must first break the tie. Here the pairing is
part of the data (data-dependent couplings, Albergo et al. 2023, arXiv:2310.03725): noise is drawn as always, but its
four lowest cosine coefficients a channel are the scene's code (tools.house.painter.noise.code). Both are standard
normal, so any noise is still as likely as it was; but now it settles where things stand and what was left unsaid, one
step sees it, and neighbouring noises are neighbouring scenes.
"""

from __future__ import annotations

import torch
from torch import Tensor

from tools.house.painter.noise import CODE

WAVES = 4
"""Cosines a channel: constant, one across, one down, and their product."""
CHANNELS = CODE // WAVES


def _cosines(length: int, like: Tensor) -> Tensor:
    """(2, length): the first two rows of the orthonormal DCT-II."""
    place = (torch.arange(length, device=like.device, dtype=like.dtype) + 0.5) / length
    rows = torch.stack([torch.ones_like(place), torch.cos(place * torch.pi) * 2**0.5])
    return rows / length**0.5


def read(x: Tensor) -> Tensor:
    """The low-frequency coefficients of x (B, CHANNELS, h, w), any h and w: (B, CODE)."""
    down, across = _cosines(x.shape[2], x), _cosines(x.shape[3], x)
    return (down @ x @ across.T).flatten(1)


def write(noise: Tensor, code: Tensor) -> Tensor:
    """Noise (B, CHANNELS, h, w) with the coefficients `code` (B, CODE) instead of its own."""
    change = (code - read(noise)).view(len(noise), CHANNELS, 2, 2)
    down, across = _cosines(noise.shape[2], noise), _cosines(noise.shape[3], noise)
    return noise + down.T @ change @ across
