"""What lies around the subject: the sky by time of day, the weather over it."""

from __future__ import annotations

import torch
from torch import Tensor

from tools.house.painter.canvas import Canvas, Fields
from tools.house.painter.noise import Size
from tools.house.painter.shapes import smoothstep

# time name -> (day 0 night .. 1 noon, tone at the zenith, tone at the horizon, accent at the horizon)
SKIES: dict[str, tuple[float, float, float, float]] = {
    "dawn": (0.60, 0.40, 0.84, 0.42),
    "noon": (1.00, 0.72, 0.94, 0.0),
    "dusk": (0.42, 0.20, 0.66, 0.80),
    "night": (0.08, 0.04, 0.30, 0.0),
}


def sky_values(times: list[str], device: torch.device) -> Tensor:
    """(B, 4) rows of SKIES."""
    return torch.tensor([SKIES[name] for name in times], device=device)


def paint_sky(c: Canvas, values: Tensor) -> None:
    """Graded sky with faint strata; the horizon stays warm at dawn and dusk."""
    zenith, horizon, accent = (values[:, k, None, None] for k in (1, 2, 3))
    height = smoothstep(c.y + c.rnd(1, -0.15, 0.15), -0.75, 0.95)
    strata = c.noise(2, 3, 9) * 0.030 + c.clouds(3, 3, 3) * 0.035
    c.f.tone = horizon + (zenith - horizon) * height + strata
    low = torch.exp(-(((c.y + 0.25) / 0.45) ** 2))
    c.f.accent = accent * low * (0.8 + 0.3 * c.noise(4, 2, 5))


def _misty(c: Canvas) -> None:
    banks = smoothstep(c.clouds(31, 2, 3, 6) * 0.35 - c.y * 0.55, -0.35, 0.7)
    c.wash(banks * (0.74 - 0.26 * c.f.mask), 0.62 + 0.22 * c.day)
    c.f.light = c.f.light * (1 - 0.4 * banks)


def _rainy(c: Canvas) -> None:
    slant = c.rnd(32, 0.10, 0.34)
    p = (c.x + slant * c.y) * 26
    column = p.floor()
    random = c.cell_random(column, column * 0, 33)
    q = c.y * 1.2 + random[0] * 7
    random = c.cell_random(column, q.floor(), 34)
    along = (q - q.floor() - 0.5).abs()
    streak = smoothstep(0.30 - along, 0.0, 0.05) * smoothstep(-(p - column - 0.5).abs(), -0.20, -0.08)
    c.wash(streak * (random[1] < 0.55) * 0.55, 0.80)
    c.shade(-0.05 * torch.ones_like(c.y))


def _snowy(c: Canvas) -> None:
    for key, cells, radius in ((35, 9.0, 0.020), (36, 15.0, 0.012)):
        p, q, random = c.tiles(cells, key)
        d = torch.hypot(p + (random[1] - 0.5) * 0.6, q + (random[2] - 0.5) * 0.6) / cells * 2
        c.wash(smoothstep(radius * 1.5 - d, 0.0, radius) * (random[0] < 0.7), 0.97)


def _stormy(c: Canvas) -> None:
    lid = smoothstep(c.y * 0.9 + c.clouds(37, 3, 4) * 0.75, 0.12, 0.85)
    ragged = 0.5 + 0.5 * c.clouds(38, 5, 3)
    c.wash(lid * (0.85 - 0.35 * c.f.mask), 0.07 + 0.20 * ragged)
    c.shade(-0.07 * torch.ones_like(c.y))


def _windy(c: Canvas) -> None:
    curve = c.y + 0.14 * torch.sin(c.x * 2.4 + c.rnd(39, 0, 6.28)) + 0.05 * c.noise(40, 3)
    band = torch.sin(curve * 21 + c.noise(41, 2, 3) * 1.6)
    gusts = smoothstep(band, 0.80, 0.97) * smoothstep(c.noise(42, 3, 12), -0.05, 0.5)
    c.wash(gusts * (0.62 - 0.27 * c.f.mask), 0.92)


WEATHER = {"clear": None, "misty": _misty, "rainy": _rainy, "snowy": _snowy, "stormy": _stormy, "windy": _windy}


def fields_for(count: int, size: Size, device: torch.device) -> Fields:
    """Blank fields; the edge starts far away."""
    blank = torch.zeros(count, *size, device=device)
    return Fields(blank, blank.clone(), blank.clone(), blank.clone(), torch.full_like(blank, 2.0))
