"""What a frame's graph is fed beside the latent: a row of numbers, and the conditions; the same for every runtime."""

from __future__ import annotations

import numpy as np

from engine.backends.base import Array, Follow
from engine.context import Context
from engine.model.families import Family
from engine.model.prediction import affine

TIME, OF_X, OF_OUTPUT, LAND_X0, LAND_X, SHARE, REACH, GUIDANCE = range(8)
"""Places in the row of knobs, (8,) float32."""
KNOBS = 8

_FAR = 1e9
"""No bound, as a number that a graph can reckon with."""


def knobs(family: Family, t: float, guidance: float, follow: Follow | None = None) -> Array:
    """The row for one run at time `t` of the family's schedule: (8,) float32."""
    row = np.zeros(KNOBS, np.float32)
    row[[TIME, OF_X, OF_OUTPUT, GUIDANCE]] = t, *affine(family, t), guidance
    if follow is not None:
        land = family.schedule.landing(t)
        row[[LAND_X0, LAND_X, SHARE, REACH]] = *land, follow.share, min(follow.reach, _FAR)
    return row


def sides(context: Context) -> tuple[Context, ...]:
    """The contexts that a prediction is made under: two, the negative first, where guidance is by contrast."""
    if context.against is None or context.guidance <= 1.0:
        return (context,)
    return context.against, context


def sizes(height: int, width: int, count: int) -> Array:
    """SDXL's sizes and crops of a picture of so many pixels: (count, 6) float32 (Podell et al. 2023, section 2.2)."""
    return np.array([[height, width, 0, 0, height, width]] * count, np.float32)
