"""Predictions: from what a network gives to the picture it means, as two numbers."""

from __future__ import annotations

from collections.abc import Callable

from engine.model.families import Family
from engine.model.schedule import Level

_SIGMA_DATA = 0.5
_TIME_SCALE = 10.0
"""Constants of the boundary condition as latent consistency models were trained (Luo et al. 2023, appendix)."""

PREDICTIONS: dict[str, Callable[[Level], tuple[float, float]]] = {
    "sample": lambda _: (0.0, 1.0),
    "epsilon": lambda at: (1.0 / at.signal, -at.noise / at.signal),
    "v_prediction": lambda at: (at.signal, -at.noise),
}
"""(a, b) of x0 = a * x + b * output; v as Salimans and Ho 2022, appendix D."""


def affine(family: Family, t: float) -> tuple[float, float]:
    """(a, b) of x0 = a * x + b * output, for a network of this family at time `t` of its schedule."""
    of_x, of_output = PREDICTIONS[family.prediction](family.schedule.level(t))
    if not family.boundary:
        return of_x, of_output
    scaled = _TIME_SCALE * t
    skip = _SIGMA_DATA**2 / (scaled**2 + _SIGMA_DATA**2)
    out = scaled / (scaled**2 + _SIGMA_DATA**2) ** 0.5
    return skip + out * of_x, out * of_output
