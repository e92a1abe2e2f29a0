"""Exported models on ONNX Runtime or OpenVINO: one graph predicts, another one shows (engine/export makes both)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.backends.base import Array, BackendError, BackendFault, Follow, Point
from engine.backends.knobs import KNOBS, knobs, sides
from engine.backends.onnx.backend import first_that_works
from engine.backends.onnx.graph import BoundGraph, Graph, finite
from engine.backends.onnx.int8 import PARTS
from engine.backends.onnx.kept import kept
from engine.backends.onnx.open import open_graph
from engine.backends.onnx.predict import ROWS, USUAL_ROWS, Predict, Row
from engine.backends.onnx.providers import Setting, expand, find, order_for
from engine.compiled.ahead import find as find_ahead
from engine.compiled.machine import gpu, tensorrt_rtx
from engine.context import Context, Passage, here
from engine.model.find import Model, ModelError
from engine.shelf.hashes import sha256

PREDICT, SHOW, ENCODE = "predict.onnx", "show.onnx", "encode.onnx"
PREDICT_ROWS = "predict_rows.onnx"
"""The same as predict.onnx for several rows at once, where the export was asked for it."""


@dataclass(frozen=True, slots=True)
class _Opened:
    predict: Predict
    show: Graph


class OnnxFrameBackend:
    """An exported Stable Diffusion model."""

    def __init__(self, model: Model, opened: _Opened, backend: str, notes: tuple[str, ...], threads: int = 0) -> None:
        self.name = opened.predict.graph.name
        self.notes = notes + opened.predict.graph.notes + opened.show.notes
        self._model = model
        self.rows = opened.predict.rows
        self._predict, self._graph = opened.predict, opened.show
        self._backend = backend
        self._threads = threads
        self._encode: Graph | None = None
        self._places: dict[str, int] = {}

    @classmethod
    def load(cls, model: Model, backends: Sequence[str], threads: int = 0) -> OnnxFrameBackend:
        """The first of `backends` that can be had; BackendError with every reason where none can."""
        tried = expand(backends, order_for(model.card.target))

        def both(backend: str) -> _Opened:
            one = _open(model, PREDICT, backend, threads)
            # a CPU gains nothing from several rows at once
            pays = find(backend).device == "cuda" and (model.folder / PREDICT_ROWS).is_file()
            several = (lambda: _open(model, PREDICT_ROWS, backend, threads)) if pays else None
            opened = _Opened(Predict(one, model.card.latent.pixels, several), _open(model, SHOW, backend, threads))
            if find(backend).compiles:  # which takes minutes: not while a picture is shown
                opened.predict.open_several()
            return opened

        opened, backend, notes = first_that_works(tried, both, backends)
        loaded = cls(model, opened, backend, notes, threads)
        if find(backend).compiles and (model.folder / ENCODE).is_file():
            loaded.open_encoder()
        return loaded

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
        """x0 predicted from `x` (1, C, h, w) at timestep `t`, under `context`."""
        return self.denoise_all([Point(x, t, context)])[0]

    def finish(self, x: Array, t: float, context: Context | Passage, follow: Follow) -> tuple[Array, NDArray[np.uint8]]:
        """The last step of a frame: (latent shown, image (H, W, 3) uint8)."""
        context = here(context)
        row = knobs(self._model.family, t, context.guidance, follow)
        if isinstance(self._graph, BoundGraph) and len(sides(context)) == 1:
            # x0 needn't leave the device: where it is not finite, neither is what is shown
            x0 = self._predict.there(Row(x, row, context, self._scales(context)))
            return self._show(x, x0, follow.before, row)
        return self._show(x, self.denoise(x, t, context), follow.before, row)

    def denoise_all(self, points: Sequence[Point]) -> list[Array]:
        """`denoise` of every point, as many rows at once as pay.

        Guidance is reckoned on the predictions: x0 depends on the network's output in a straight line.
        """
        contexts = [here(point.context) for point in points]
        rows, ends = [], []
        for point, context in zip(points, contexts, strict=True):
            row = knobs(self._model.family, point.t, context.guidance)
            scales = self._scales(context)
            rows += [Row(point.x, row, side, scales) for side in sides(context)]
            ends.append(len(rows))
        predicted = self._predict.run(rows)
        self.rows = self._predict.rows
        results, begin = [], 0
        for context, end in zip(contexts, ends, strict=True):
            results.append(_guided(predicted[begin:end], context.guidance))
            begin = end
        return results

    def decode_all(self, latents: Sequence[Array]) -> list[NDArray[np.uint8]]:
        """Pictures (H, W, 3) of latents (1, C, h, w), one by one: shown, moved by nothing."""
        still = np.zeros(KNOBS, np.float32)
        return [self._show(latent, latent, latent, still)[1] for latent in latents]

    def encode_image(self, image: NDArray[np.uint8]) -> Array:
        """The latent (1, C, h, w) of a picture (H, W, 3) uint8; BackendError where the export has no encoder."""
        encode = self.open_encoder()
        return np.asarray(finite(encode, encode.run(["latent"], {"image": image}))[0], np.float32)

    def open_encoder(self) -> Graph:
        """The graph from a picture to its latent, opened the first time; raises BackendError."""
        if self._encode is None:
            path = self._model.folder / ENCODE
            if not path.is_file():
                raise BackendError(f"{path}: missing: this exported model has no encoder; export it again with one")
            self._encode = _open(self._model, ENCODE, self._backend, self._threads)
        return self._encode

    def _show(self, x: Array, x0: Any, before: Array, row: Array) -> tuple[Array, NDArray[np.uint8]]:
        feeds = {"x": x, "x0": x0, "before": before, "knobs": row}
        given = {name: array for name, array in feeds.items() if name in self._graph.shapes}
        shown, image = finite(self._graph, self._graph.run(["shown", "image"], given))
        return shown, image

    def _scales(self, context: Context) -> Array:
        """Weights of the model's LoRAs, (L,), in the card's order."""
        scales = np.zeros(len(self._model.card.loras), np.float32)
        for file, weight in context.loras:
            if file in self._places:
                scales[self._places[file]] += weight
        return scales


def _guided(predicted: Sequence[Array], guidance: float) -> Array:
    """The one prediction; or of two, the negative prompt's first, the one guided away from it."""
    if len(predicted) == 1:
        return predicted[0]
    against, towards = predicted
    return np.asarray(against + np.float32(guidance) * (towards - against), np.float32)


def _open(model: Model, name: str, backend: str, threads: int) -> Graph:
    """One graph of the model; where an engine was built ahead for this machine, that."""
    provider = find(backend)
    if backend in PARTS:
        raise BackendError(f"backend {backend!r}: int8 is made of the house model alone; use {provider.name}")
    notes: tuple[str, ...] = ()
    if provider.ahead:
        graph, notes = _open_ahead(model, name, backend, threads)
        if graph is not None:
            return graph
    half = model.card.dtype == "fp16"
    files = tuple(file for file in model.card.files if file.startswith("predict") or file.startswith(name))
    with kept(model, backend, files, name) as folder:
        setting = Setting(threads, ((ROWS, USUAL_ROWS),), folder.path, half)
        graph = open_graph(model.folder / name, backend, setting)
    graph.notes += notes + folder.notes
    return graph


def _open_ahead(model: Model, name: str, backend: str, threads: int) -> tuple[Graph | None, tuple[str, ...]]:
    """(the engine that was built ahead, or none; notes that say why none of those that are there)."""
    runtime = tensorrt_rtx(find(backend).module)
    path, notes = find_ahead(model.folder / name, dict(model.card.files), gpu().capability, runtime)
    if path is None:
        return None, notes
    try:
        return open_graph(path, backend, Setting(threads)), notes
    except BackendFault:
        raise
    except BackendError as error:
        return None, (f"{path}: {error}; compiled anew",)
