"""Blending: how vectors and noise move on show time, so that the picture flows; all of it plain numpy.

Nothing here is redrawn a frame. Embeddings (engine/context.py) travel along great circles (Shoemake 1985, "Animating
rotation with quaternion curves", the slerp), noise is one walk whose every point is again unit Gaussian, and what is
carried over from earlier pictures is remembered in seconds, not in frames.
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


class NoiseWalk:
    """One persistent trajectory through noise: fields of a seed joined by great circles, walked at `drift_hz`.

    Every point of it is unit Gaussian. At drift 0 it stands still. Another seed is reached by a slerp of its own,
    while both rows are walked on.
    """

    def __init__(self, shape: tuple[int, ...], seed: int) -> None:
        self.shape = shape
        self._place = 0.0
        self._fields: dict[tuple[int, int], Array] = {}
        self._seed = seed
        self._old_seed = seed
        self._begin_s = 0.0
        self._fade_s = 0.0
        self._frozen_start: Array | None = None

    def advance(self, elapsed_s: float, drift_hz: float) -> None:
        """Walk on for so much show time."""
        self._place += max(0.0, elapsed_s) * drift_hz

    def go_to(self, seed: int, now_s: float, fade_s: float) -> None:
        """Start towards another seed's row; a passage under way is left from where it stands."""
        if seed == self._seed:
            return
        under_way = now_s < self._begin_s + self._fade_s
        self._frozen_start = self.at(now_s) if under_way else None
        self._old_seed, self._seed = self._seed, seed
        self._begin_s, self._fade_s = now_s, fade_s

    def at(self, now_s: float) -> Array:
        """The noise now: (shape) float32, unit Gaussian."""
        here = self._on_row(self._seed)
        if now_s >= self._begin_s + self._fade_s:
            return here
        start = self._frozen_start if self._frozen_start is not None else self._on_row(self._old_seed)
        return slerp(start, here, (now_s - self._begin_s) / self._fade_s, axes=len(self.shape))

    def destination(self) -> Array:
        """The noise here on the row that is being gone to."""
        return self._on_row(self._seed)

    def moving(self, now_s: float) -> bool:
        """Whether a passage between seeds is under way."""
        return now_s < self._begin_s + self._fade_s

    def _on_row(self, seed: int) -> Array:
        index = int(self._place)
        return slerp(self._field(seed, index), self._field(seed, index + 1), self._place - index, axes=len(self.shape))

    def _field(self, seed: int, index: int) -> Array:
        key = (seed, index)
        if key not in self._fields:
            if len(self._fields) >= 8:
                self._fields.pop(next(iter(self._fields)))
            self._fields[key] = noise_field(seed, index, self.shape)
        return self._fields[key]


def follow_share(elapsed_s: float, time_constant_s: float) -> float:
    """Share of the way that a follower with this time constant goes in so much time: 0..1.

    First-order lag, the same at 15 and at 150 frames a second. A few-step model answers a steady walk of the
    embedding with sudden leaps of the picture; a shown latent that follows what is predicted turns a leap into a
    passage.
    """
    return 1.0 - float(np.exp(-max(0.0, elapsed_s) / time_constant_s))
