"""Which noise is which scene: the code of a scene, carried by the highest frequencies of the noise it is painted from.

Flow matching usually pairs every picture with any noise, so that at pure noise the best answer is the mean of all
pictures that the words allow; many steps, or a teacher that takes them, must first break the tie. Here the pairing is
part of the data (data-dependent couplings, Albergo et al. 2023, arXiv:2310.03725): noise is drawn as always, but its
four highest cosine coefficients a channel are the scene's code (tools.house.painter.noise.code). Both are standard
normal, so any noise is still as likely as it was; but now it settles where things stand and what was left unsaid, one
step sees it, and neighbouring noises are neighbouring scenes.

Why the highest: latents are largest at the lowest frequencies (the mean of a channel is as uncertain as 5 units there)
and weakest at the highest (0.9), so that between noise and picture the code can still be told apart from the picture.
"""

from __future__ import annotations

import torch
from torch import Tensor

from tools.house.painter.noise import CODE

WAVES = 4
"""Cosines a channel: the two highest of either direction, and their products."""
CHANNELS = CODE // WAVES
RICH = 0.88
"""Deviation of these coefficients in latents of pictures."""


def _cosines(length: int, like: Tensor) -> Tensor:
    """(2, length): the last two rows of the orthonormal DCT-II."""
    place = (torch.arange(length, device=like.device, dtype=like.dtype) + 0.5) / length
    high = torch.arange(2, device=like.device, dtype=like.dtype) + length - 2
    return torch.cos(high[:, None] * place[None] * torch.pi) * (2 / length) ** 0.5


def read(x: Tensor) -> Tensor:
    """These coefficients of x (B, CHANNELS, h, w), any h and w from 3 up: (B, CODE)."""
    down, across = _cosines(x.shape[2], x), _cosines(x.shape[3], x)
    return (down @ x @ across.T).flatten(1)


def guess(x: Tensor, t: Tensor) -> Tensor:
    """The likeliest code (B, CODE) behind x = (1 - t) x0 + t eps (B, CHANNELS, h, w) at flow times t (B,): exact at 1,
    nothing at 0."""
    wide = t[:, None]
    return read(x) * wide / (wide.square() + ((1 - wide) * RICH).square())


def write(noise: Tensor, code: Tensor) -> Tensor:
    """Noise (B, CHANNELS, h, w) with the coefficients `code` (B, CODE) instead of its own."""
    change = (code - read(noise)).view(len(noise), CHANNELS, 2, 2)
    down, across = _cosines(noise.shape[2], noise), _cosines(noise.shape[3], noise)
    return noise + down.T @ change @ across
