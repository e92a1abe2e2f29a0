"""Context: what a denoising is conditioned on, part by part, and the way from one context to another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine.blend import slerp
from engine.way import Progress, Way

Array = NDArray[np.float32]
Loras = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Context:
    """An encoded prompt, with the guidance to paint it under."""

    tokens: Array
    """(1, K, D), what cross-attention sees."""
    pooled: Array | None = None
    """(1, P), the whole text in one vector, where the architecture takes one (SDXL)."""
    against: Context | None = None
    """The encoded negative prompt, where there is guidance by contrast."""
    guidance: float = 1.0
    """Guidance scale; 1 is none."""
    loras: Loras = ()
    """(file, weight) of the LoRAs that are mixed in."""


def between(a: Context, b: Context, t: float) -> Context:
    """Great-circle mix of two contexts of one model, t in 0..1: token by token, pooled vector, negatives; scale
    and LoRA weights evenly.

    A negative prompt that only one of them has stands for both: guidance is then 1 at the other's end.
    """
    if t <= 0.0:
        return a
    if t >= 1.0:
        return b
    against = a.against or b.against
    if a.against is not None and b.against is not None:
        against = between(a.against, b.against, t)
    pooled = None if a.pooled is None or b.pooled is None else slerp(a.pooled, b.pooled, t)
    guidance = (1.0 - t) * a.guidance + t * b.guidance
    return Context(slerp(a.tokens, b.tokens, t), pooled, against, guidance, _loras_between(a.loras, b.loras, t))


def _loras_between(a: Loras, b: Loras, t: float) -> Loras:
    """Weights in between, evenly; a LoRA that one of them lacks has weight 0 there."""
    if a == b:
        return a
    weights = {file: (1.0 - t) * weight for file, weight in a}
    for file, weight in b:
        weights[file] = weights.get(file, 0.0) + t * weight
    return tuple(weights.items())


def mix(contexts: Sequence[Context], weights: Sequence[float]) -> Context:
    """Weighted mean on the sphere, part by part, by successive slerps; weights >= 0."""
    if len(contexts) != len(weights) or not contexts:
        raise ValueError(f"{len(contexts)} contexts and {len(weights)} weights; give one weight to each")
    total, mean = 0.0, contexts[0]
    for context, weight in zip(contexts, weights, strict=True):
        if weight > 0.0:
            total += weight
            mean = between(mean, context, weight / total)
    return mean


@dataclass(frozen=True, slots=True)
class Passage:
    """A place on the way between two contexts, not yet reckoned out: a runtime may mix on its own device.

    `start` and `target` stay the same objects for the whole of a fade, so that they need be copied there but once.
    """

    start: Context
    target: Context
    share: float
    """0..1, 0 at the start."""

    def here(self) -> Context:
        """The context at this place."""
        return between(self.start, self.target, self.share)


def here(context: Context | Passage) -> Context:
    """The context itself, or the one at a place on the way."""
    return context.here() if isinstance(context, Passage) else context


@dataclass(frozen=True, slots=True)
class Morph:
    """A passage from one context to another."""

    start: Context
    target: Context
    passage: Progress = Progress()

    def here(self) -> Context | Passage:
        """Where it is: the target itself once it has arrived."""
        share = self.passage.share
        if share >= 1.0 or self.start is self.target:
            return self.target
        return Passage(self.start, self.target, share) if share > 0.0 else self.start

    def at(self, share: float) -> Context:
        """The context at a share 0..1 of the way."""
        return between(self.start, self.target, share)

    def on(self, now_s: float, way: Way | None = None) -> Morph:
        """The same later, evenly or as `way` has it."""
        return replace(self, passage=self.passage.on(now_s, way))

    def towards(self, target: Context, passage: Progress) -> Morph:
        """From where it is now to a new target."""
        return Morph(here(self.here()), target, passage)
