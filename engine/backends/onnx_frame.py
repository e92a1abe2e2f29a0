"""Exported models on ONNX Runtime or OpenVINO: one graph predicts, another one shows (engine/export makes both)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.backends.base import Array, BackendError, Follow, Point
from engine.backends.kept import kept
from engine.backends.knobs import knobs, sides, sizes
from engine.backends.onnx import first_that_works
from engine.backends.open import open_graph
from engine.backends.providers import Setting, expand, order_for
from engine.backends.session import Graph, finite
from engine.compiled.folder import sha256
from engine.context import Context, Passage, here
from engine.models import Model, ModelError

PREDICT, SHOW, ENCODE = "predict.onnx", "show.onnx", "encode.onnx"
LORA_SCALES = "lora_scales"


@dataclass(frozen=True, slots=True)
class _Graphs:
    predict: Graph
    show: Graph


class OnnxFrameBackend:
    """An exported Stable Diffusion model."""

    rows = 1

    def __init__(self, model: Model, graphs: _Graphs, backend: str, notes: tuple[str, ...], threads: int = 0) -> None:
        self.name = graphs.predict.name
        self.notes = notes + graphs.predict.notes + graphs.show.notes
        self._model = model
        self._graphs = graphs
        self._backend = backend
        self._threads = threads
        self._encode: Graph | None = None
        self._places: dict[str, int] = {}

    @classmethod
    def load(cls, model: Model, backends: Sequence[str], threads: int = 0) -> OnnxFrameBackend:
        """The first of `backends` that can be had; BackendError with every reason where none can."""
        tried = expand(backends, order_for(model.card.target))

        def both(backend: str) -> _Graphs:
            return _Graphs(*(_open(model, name, backend, threads) for name in (PREDICT, SHOW)))

        graphs, backend, notes = first_that_works(tried, both, backends)
        return cls(model, graphs, backend, notes, threads)

    def load_lora(self, file: str) -> tuple[str, ...]:
        """Find a LoRA among those that the export made ready to be mixed; raises ModelError where it isn't one."""
        loras = self._model.card.loras
        if not loras:
            raise ModelError(f"{file}: this exported model mixes no LoRA live; name it when exporting")
        path = Path(file)
        digest = sha256(path) if path.is_file() else ""
        for place, lora in enumerate(loras):
            if digest == lora.sha256 or (not digest and path.name == lora.file):
                self._places[file] = place
                return ()
        known = ", ".join(lora.file for lora in loras)
        raise ModelError(f"{file}: not among the LoRAs of this exported model ({known}); export it again with this one")

    def denoise(self, x: Array, t: float, context: Context | Passage) -> Array:
        """x0 predicted from `x` (1, C, h, w) at timestep `t`, under `context`.

        Guidance is reckoned on the predictions: x0 depends on the network's output in a straight line.
        """
        context = here(context)
        row = knobs(self._model.family, t, context.guidance)
        scales = self._scales(context)
        predicted = [self._one(x, row, side, scales) for side in sides(context)]
        if len(predicted) == 1:
            return predicted[0]
        against, towards = predicted
        return np.asarray(against + np.float32(context.guidance) * (towards - against), np.float32)

    def finish(self, x: Array, t: float, context: Context | Passage, follow: Follow) -> tuple[Array, NDArray[np.uint8]]:
        """The last step of a frame: (latent shown, image (H, W, 3) uint8)."""
        context = here(context)
        row = knobs(self._model.family, t, context.guidance, follow)
        return self._show(x, self.denoise(x, t, context), follow.before, row)

    def denoise_all(self, points: Sequence[Point]) -> list[Array]:
        """`denoise` of every point, one by one: an exported graph holds one row."""
        return [self.denoise(point.x, point.t, point.context) for point in points]

    def decode_all(self, latents: Sequence[Array]) -> list[NDArray[np.uint8]]:
        """Pictures (H, W, 3) of latents (1, C, h, w), one by one: shown, moved by nothing."""
        row = np.zeros_like(knobs(self._model.family, self._model.card.times["1"][0], 1.0))
        return [self._show(latent, latent, latent, row)[1] for latent in latents]

    def encode_image(self, image: NDArray[np.uint8]) -> Array:
        """The latent (1, C, h, w) of a picture (H, W, 3) uint8; BackendError where the export has no encoder."""
        if self._encode is None:
            path = self._model.folder / ENCODE
            if not path.is_file():
                raise BackendError(f"{path}: missing: this exported model has no encoder; export it again with one")
            self._encode = _open(self._model, ENCODE, self._backend, self._threads)
        return np.asarray(finite(self._encode, self._encode.run(["latent"], {"image": image}))[0], np.float32)

    def _show(self, x: Array, x0: Array, before: Array, row: Array) -> tuple[Array, NDArray[np.uint8]]:
        feeds = {"x": x, "x0": x0, "before": before, "knobs": row}
        given = {name: array for name, array in feeds.items() if name in self._graphs.show.inputs}
        shown, image = finite(self._graphs.show, self._graphs.show.run(["shown", "image"], given))
        return shown, image

    def _scales(self, context: Context) -> Array:
        """Weights of the model's LoRAs, (L,), in the card's order."""
        scales = np.zeros(len(self._model.card.loras), np.float32)
        for file, weight in context.loras:
            if file in self._places:
                scales[self._places[file]] += weight
        return scales

    def _one(self, x: Array, row: Array, context: Context, scales: Array) -> Array:
        graph = self._graphs.predict
        feeds = {"x": x, "knobs": row, "tokens": context.tokens, LORA_SCALES: scales}
        if context.pooled is not None:
            feeds |= {"pooled": context.pooled, "sizes": sizes(*self._model.card.latent.pixels, 1)}
        given = {name: array for name, array in feeds.items() if name in graph.inputs}
        return np.asarray(finite(graph, graph.run(["x0"], given))[0], np.float32)


def _open(model: Model, name: str, backend: str, threads: int) -> Graph:
    half = model.card.dtype == "fp16"
    with kept(model, backend, (name, f"{name}.data"), name) as folder:
        graph = open_graph(model.folder / name, backend, Setting(threads, cache=folder.path, half=half))
    graph.notes += folder.notes
    return graph
