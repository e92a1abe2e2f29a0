"""Great-circle mixes on the device: engine/blend.py's slerp on tensors, with no branch on a value."""

from __future__ import annotations

import torch
from torch import Tensor

_PARALLEL = 1e-4
"""Below this angle's sine (radians) a great circle is a straight line to float32's eye; as in engine/blend.py."""


def slerp(a: Tensor, b: Tensor, share: Tensor) -> Tensor:
    """Mix of `a` and `b` (..., D) float32 over the last axis (Shoemake 1985); `share` 0..1 broadcasts against (..., 1).

    Directions turn at constant angular speed, lengths go linearly. At 0 it is `a`, at 1 `b`, to rounding.
    """
    norm_a = a.square().sum(-1, keepdim=True).sqrt() + 1e-12
    norm_b = b.square().sum(-1, keepdim=True).sqrt() + 1e-12
    cosine = ((a * b).sum(-1, keepdim=True) / (norm_a * norm_b)).clamp(-1.0, 1.0)
    angle = torch.arccos(cosine)
    sine = torch.sin(angle)
    straight = sine < _PARALLEL
    safe = torch.where(straight, torch.ones_like(sine), sine)
    weight_a = torch.where(straight, 1.0 - share, torch.sin((1.0 - share) * angle) / safe)
    weight_b = torch.where(straight, share, torch.sin(share * angle) / safe)
    length = (1.0 - share) * norm_a + share * norm_b
    return ((weight_a / norm_a) * a + (weight_b / norm_b) * b) * length
