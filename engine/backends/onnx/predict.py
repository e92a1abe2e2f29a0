"""Runs an exported model's UNet: a row is a latent at a time under a context; several at once where that pays."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.backends.base import Array
from engine.backends.knobs import sizes
from engine.backends.onnx.graph import BoundGraph, Graph, finite
from engine.context import Context

LORA_SCALES = "lora_scales"
ROWS = "rows"
"""Name of the free axis, where the number of rows is left open."""
USUAL_ROWS = 4
"""What a free number of rows is fixed to."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: x (1, C, h, w), its knobs (8,), the context it is predicted under, and LoRA weights (L,)."""

    x: Array
    knobs: Array
    context: Context
    scales: Array


class Predict:
    """The graph for one row, and the graph for several, opened when it is first wanted."""

    def __init__(self, graph: Graph, pixels: tuple[int, int], open_rows: Callable[[], Graph] | None) -> None:
        """`pixels`: (height, width) of the picture; `open_rows`: opens the other graph, where several rows pay."""
        self.graph = graph
        self.rows = USUAL_ROWS if open_rows else 1
        """Rows at once; told by the graph itself once it is open."""
        self._pixels = pixels
        self._open_rows = open_rows
        self._several: Graph | None = None

    def open_several(self) -> None:
        """Open the graph for several rows now, where there is one."""
        self._graph(2)

    def run(self, rows: Sequence[Row]) -> list[Array]:
        """x0 (1, C, h, w) of every row; rows at once agree on their LoRAs, others wait for the next run."""
        self._graph(len(rows))
        results: list[Array] = []
        while len(results) < len(rows):
            batch = list(self._batch(rows[len(results) :]))
            x0 = self._run(self._graph(len(batch)), batch)
            results += [x0[[place]] for place in range(len(batch))]
        return results

    def there(self, row: Row) -> Any:
        """x0 of one row, left where it is on the device: an OrtValue that the next run overwrites."""
        if not isinstance(self.graph, BoundGraph):
            raise TypeError(f"{self.graph.name}: not on a device")
        return self.graph.run_there(self._feeds(self.graph, [row]))["x0"]

    def _batch(self, rows: Sequence[Row]) -> Iterator[Row]:
        """The rows at the head that can run together."""
        for row in rows[: self.rows]:
            if not np.array_equal(row.scales, rows[0].scales):
                return
            yield row

    def _graph(self, count: int) -> Graph:
        if count == 1 or self._open_rows is None:
            return self.graph
        if self._several is None:
            self._several = self._open_rows()
            fixed = self._several.shapes["x"][0]
            self.rows = fixed if isinstance(fixed, int) else self.rows
        return self._several

    def _run(self, graph: Graph, batch: Sequence[Row]) -> Array:
        """x0 (N, C, h, w), N at least the batch's length."""
        return np.asarray(finite(graph, graph.run(["x0"], self._feeds(graph, batch)))[0], np.float32)

    def _feeds(self, graph: Graph, batch: Sequence[Row]) -> dict[str, Array]:
        """What the graph takes; one of fixed rows has the last repeated."""
        fixed = graph.shapes["x"][0]
        filled = [*batch, *[batch[-1]] * (fixed - len(batch) if isinstance(fixed, int) else 0)]
        row_each = len(graph.shapes["knobs"]) == 2
        feeds = {
            "x": _together([row.x for row in filled]),
            "knobs": np.stack([row.knobs for row in filled]) if row_each else filled[0].knobs,
            "tokens": _together([row.context.tokens for row in filled]),
            LORA_SCALES: filled[0].scales,
        }
        pooled = [row.context.pooled for row in filled if row.context.pooled is not None]
        if pooled:
            feeds |= {"pooled": _together(pooled), "sizes": sizes(*self._pixels, len(filled))}
        return {name: array for name, array in feeds.items() if name in graph.shapes}


def _together(arrays: Sequence[Array]) -> Array:
    """The arrays along their first axis; one alone as it is, so that a device knows it again."""
    return arrays[0] if len(arrays) == 1 else np.concatenate(arrays)
