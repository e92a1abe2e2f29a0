"""ONNX Runtime backend for exported models: one graph predicts, another one shows (engine/export makes both)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.backends.base import Array, Follow
from engine.backends.knobs import knobs, sides, sizes
from engine.backends.onnx import describe, first_that_works, open_session, run_session
from engine.context import Context
from engine.models import Model, ModelError

PREDICT, SHOW = "predict.onnx", "show.onnx"


class OnnxFrameBackend:
    """An exported Stable Diffusion model."""

    def __init__(self, model: Model, sessions: tuple[Any, Any], backend: str, notes: tuple[str, ...]) -> None:
        self._model = model
        self._predict, self._show = sessions
        self.name = describe(backend, self._predict.get_session_options().intra_op_num_threads)
        self.notes = notes
        self._inputs = {entry.name for entry in self._predict.get_inputs()}

    @classmethod
    def load(cls, model: Model, backends: Sequence[str], threads: int = 0) -> OnnxFrameBackend:
        """The first of `backends` that can be had; BackendError with every reason where none can."""

        def both(backend: str) -> tuple[Any, Any]:
            predict, show = (open_session(model.folder / name, backend, threads) for name in (PREDICT, SHOW))
            return predict, show

        return cls(model, *first_that_works(backends, both))

    def load_lora(self, file: str) -> tuple[str, ...]:
        """Exported weights are fixed; raises ModelError."""
        raise ModelError(f"{file}: an exported model mixes no LoRA live; name it in rhapsode.json before the export")

    def denoise(self, x: Array, t: float, context: Context) -> Array:
        """x0 predicted from `x` (1, C, h, w) at timestep `t`, under `context`.

        Guidance is reckoned on the predictions: x0 depends on the network's output in a straight line.
        """
        row = knobs(self._model.family, t, context.guidance)
        predicted = [self._one(x, row, side) for side in sides(context)]
        if len(predicted) == 1:
            return predicted[0]
        against, towards = predicted
        return np.asarray(against + np.float32(context.guidance) * (towards - against), np.float32)

    def finish(self, x: Array, t: float, context: Context, follow: Follow) -> tuple[Array, NDArray[np.uint8]]:
        """The last step of a frame: (latent shown, image (H, W, 3) uint8)."""
        row = knobs(self._model.family, t, context.guidance, follow)
        feeds = {"x": x, "x0": self.denoise(x, t, context), "before": follow.before, "knobs": row}
        shown, image = run_session(self._show, self.name, ["shown", "image"], feeds)
        return shown, image

    def _one(self, x: Array, row: Array, context: Context) -> Array:
        feeds = {"x": x, "knobs": row, "tokens": context.tokens}
        if context.pooled is not None:
            feeds |= {"pooled": context.pooled, "sizes": sizes(*self._model.card.latent.pixels, 1)}
        given = {name: array for name, array in feeds.items() if name in self._inputs}
        return np.asarray(run_session(self._predict, self.name, ["x0"], given)[0], np.float32)
