"""Cell patterns: leaded panes (Voronoi) and the pointillist's two sheets of dots."""

from __future__ import annotations

import torch
from torch import Tensor

from tools.house.painter.noise import hash01


def _site(column: Tensor, row: Tensor, key: int) -> Tensor:
    """(1, H, W) uniform random of an integer cell."""
    index = column.long() * 0x2C1B3C6D + row.long() * 0x297A2D39 + key * 0x85EBCA77
    return hash01(index)


def voronoi(x: Tensor, y: Tensor, cells: float, jitter: float) -> tuple[Tensor, list[Tensor]]:
    """Distance to the nearest pane border in screen units, and two random numbers a pane.

    Half the difference of the two nearest site distances stands in for the border distance.
    """
    p, q = x * (cells / 2) + 50, y * (cells / 2) + 50
    column, row = p.floor(), q.floor()
    first = torch.full_like(p, 9.0)
    second, c1, c2 = first.clone(), torch.zeros_like(first), torch.zeros_like(first)
    for dc in (-1, 0, 1):
        for dr in (-1, 0, 1):
            i, j = column + dc, row + dr
            r1, r2 = _site(i, j, 1), _site(i, j, 2)
            d = torch.hypot(p - i - 0.5 - (r1 - 0.5) * jitter, q - j - 0.5 - (r2 - 0.5) * jitter)
            nearer = d < first
            second = torch.where(nearer, first, torch.minimum(second, d))
            first = torch.where(nearer, d, first)
            c1, c2 = torch.where(nearer, r1, c1), torch.where(nearer, r2, c2)
    spread = hash01((c1 * 16777216).long() + (c2 * 65536).long() * 31)
    return (second - first) * (1.0 / cells), [spread, c2]


DOT_CELLS = 34.0


def _sheet(x: Tensor, y: Tensor, key: int) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """One jittered sheet of dots, no dot leaving its cell: centre x, y, distance, column, row."""
    offset = 0.5 * (key - 1)
    p, q = x * (DOT_CELLS / 2) + 90 + offset, y * (DOT_CELLS / 2) + 90 + offset
    column, row = p.floor(), q.floor()
    jx = (_site(column, row, key * 10) - 0.5) * 0.4
    jy = (_site(column, row, key * 10 + 1) - 0.5) * 0.4
    cx, cy = column + 0.5 + jx, row + 0.5 + jy
    d = torch.hypot(p - cx, q - cy) * (2 / DOT_CELLS)
    return (cx - 90 - offset) * (2 / DOT_CELLS), (cy - 90 - offset) * (2 / DOT_CELLS), d, column, row


def _nearest(x: Tensor, y: Tensor) -> tuple[Tensor, ...]:
    a, b = _sheet(x, y, 1), _sheet(x, y, 2)
    use = b[2] < a[2]
    sheet = torch.where(use, 100.0, 0.0)
    return (*(torch.where(use, q, p) for p, q in zip(a, b, strict=True)), sheet)


def dot_centres(x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    """Coordinates of the nearest dot's centre, shaped as x."""
    cx, cy, *_ = _nearest(x, y)
    return cx, cy


def dots(x: Tensor, y: Tensor) -> tuple[Tensor, list[Tensor]]:
    """Distance to the nearest dot's centre in screen units and four random numbers a dot."""
    _, _, d, column, row, sheet = _nearest(x, y)
    return d, [_site(column + sheet, row, 70 + k) for k in range(4)]
