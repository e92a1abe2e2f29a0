"""Blending: how vectors move, so that the picture flows; all of it plain numpy.

Embeddings (engine/context.py) and noise (engine/flow/walk.py) travel along great circles (Shoemake 1985, "Animating
rotation with quaternion curves", the slerp); what is shown follows what is predicted in seconds, not in frames.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]

_PARALLEL = 1e-4
"""Below this angle (radians) a great circle is a straight line to float32's eye."""


def slerp(a: Array, b: Array, t: float, axes: int = 1) -> Array:
    """Great-circle mix of `a` and `b` (same shape), t in 0..1, over the last `axes` axes as one vector.

    Directions turn at constant angular speed, lengths go linearly: so noise keeps its variance and an embedding its
    norm. Opposite vectors have no shortest way; they are mixed in a straight line.
    """
    if t <= 0.0:
        return a
    if t >= 1.0:
        return b
    over = tuple(range(-axes, 0))
    norm_a = np.sqrt(np.sum(a * a, axis=over, keepdims=True)) + 1e-12
    norm_b = np.sqrt(np.sum(b * b, axis=over, keepdims=True)) + 1e-12
    cosine = np.clip(np.sum(a * b, axis=over, keepdims=True) / (norm_a * norm_b), -1.0, 1.0)
    angle = np.arccos(cosine)
    sine = np.sin(angle)
    straight = sine < _PARALLEL
    safe = np.where(straight, 1.0, sine)
    weight_a = np.where(straight, 1.0 - t, np.sin((1.0 - t) * angle) / safe)
    weight_b = np.where(straight, t, np.sin(t * angle) / safe)
    length = (1.0 - t) * norm_a + t * norm_b
    mixed = (weight_a / norm_a) * a + (weight_b / norm_b) * b
    return np.asarray(mixed * length, np.float32)


def noise_field(seed: int, index: int, shape: tuple[int, ...]) -> Array:
    """The unit Gaussian field number `index` of a seed's endless row of them; the same on every machine."""
    generator = np.random.Generator(np.random.Philox(key=[seed, index]))
    return generator.standard_normal(shape, np.float32)


def follow_share(elapsed_s: float, time_constant_s: float) -> float:
    """Share of the way that a follower with this time constant goes in so much time: 0..1.

    First-order lag, the same at 15 and at 150 frames a second. A few-step model answers a steady walk of the
    embedding with sudden leaps of the picture; a shown latent that follows what is predicted turns a leap into a
    passage.
    """
    return 1.0 - float(np.exp(-max(0.0, elapsed_s) / time_constant_s))
