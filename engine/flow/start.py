"""Starts: where the denoising of a frame sets out; from noise, from the last picture, from one that was seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.flow.sample import carried_start
from engine.model.schedule import Schedule

Array = NDArray[np.float32]

WHOLE = 0.999
"""A picture that is kept by as much as this is shown itself: nothing is left to denoise."""


@dataclass(frozen=True, slots=True)
class Memory:
    """Pictures to start from: `latent` (1, C, h, w), kept by `share` 0..1."""

    latent: Array
    share: float


def remembered(parts: Sequence[Memory]) -> Memory | None:
    """What several memories are together; None where there is none.

    Of what the first leaves free the second keeps its share, and so on. Latents are mixed evenly: they are all
    wholly denoised.
    """
    free, kept = 1.0, []
    for part in parts:
        if part.share > 0.0:
            kept.append((free * part.share, part.latent))
            free *= 1.0 - part.share
    total = sum(weight for weight, _ in kept)
    if total <= 0.0:
        return None
    if len(kept) == 1:
        return Memory(kept[0][1], total)
    return Memory(np.asarray(sum((weight / total) * latent for weight, latent in kept), np.float32), total)


@dataclass(frozen=True, slots=True)
class Start:
    """`x` (1, C, h, w) at the first of `times`; without times, x is the picture's latent itself."""

    x: Array
    times: tuple[float, ...]


def start(noise: Array, memory: Memory | None, times: tuple[float, ...], schedule: Schedule) -> Start:
    """Where a frame sets out from `noise` (1, C, h, w) and what is remembered (Meng et al. 2021, SDEdit)."""
    if memory is None:
        unit = schedule.start(times[0])
        return Start(noise if unit == 1.0 else np.asarray(unit * noise, np.float32), times)
    if memory.share >= WHOLE:
        return Start(memory.latent, ())
    return Start(*carried_start(noise, memory.latent, memory.share, times, schedule))
