"""Runs an exported model's predict.onnx: some rows at once, each a latent at a time under one context."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from engine.backends.base import Array
from engine.backends.knobs import sizes
from engine.backends.session import Graph, finite
from engine.context import Context

LORA_SCALES = "lora_scales"
ROWS = "rows"
"""Name of the free axis, where the number of rows is left open."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: x (1, C, h, w), its knobs (8,), the context it is predicted under, and LoRA weights (L,)."""

    x: Array
    knobs: Array
    context: Context
    scales: Array


class Predict:
    """The graph, opened for one row, and once it is wanted for as many as pay."""

    def __init__(self, open_for: Callable[[int], Graph], pixels: tuple[int, int], most: int) -> None:
        """`open_for`: opens the graph with its free axis fixed to a number; `most`: rows at once, where that pays."""
        self.graph = open_for(1)
        fixed = self.graph.shapes["x"][0]
        self.rows = fixed if isinstance(fixed, int) and fixed > 1 else most
        self._open_for = open_for
        self._pixels = pixels
        self._wide: Graph | None = self.graph if fixed == self.rows else None

    def run(self, rows: Sequence[Row]) -> list[Array]:
        """x0 (1, C, h, w) of every row; rows at once must agree on their LoRAs, others wait for the next run."""
        results: dict[int, Array] = {}
        for places in self._batches(rows):
            batch = [rows[place] for place in places]
            graph = self._graph(len(batch))
            x0 = self._run(graph, batch)
            results |= {place: x0[[number]] for number, place in enumerate(places)}
        return [results[place] for place in range(len(rows))]

    def _batches(self, rows: Sequence[Row]) -> list[list[int]]:
        """Places of the rows that run together."""
        batches: list[list[int]] = []
        for place, row in enumerate(rows):
            last = batches[-1] if batches else []
            if last and len(last) < self.rows and np.array_equal(rows[last[0]].scales, row.scales):
                last.append(place)
            else:
                batches.append([place])
        return batches

    def _graph(self, count: int) -> Graph:
        if count == 1:
            return self.graph
        if self._wide is None:
            self._wide = self._open_for(self.rows)
        return self._wide

    def _run(self, graph: Graph, batch: Sequence[Row]) -> Array:
        """x0 (N, C, h, w), N at least the batch's length: a graph of fixed rows repeats the last."""
        fixed = graph.shapes["x"][0]
        filled = [*batch, *[batch[-1]] * (fixed - len(batch) if isinstance(fixed, int) else 0)]
        row_each = len(graph.shapes["knobs"]) == 2
        feeds = {
            "x": np.concatenate([row.x for row in filled]),
            "knobs": np.stack([row.knobs for row in filled]) if row_each else filled[0].knobs,
            "tokens": np.concatenate([row.context.tokens for row in filled]),
            LORA_SCALES: filled[0].scales,
        }
        pooled = [row.context.pooled for row in filled if row.context.pooled is not None]
        if pooled:
            feeds |= {"pooled": np.concatenate(pooled), "sizes": sizes(*self._pixels, len(filled))}
        given = {name: array for name, array in feeds.items() if name in graph.shapes}
        return np.asarray(finite(graph, graph.run(["x0"], given))[0], np.float32)
