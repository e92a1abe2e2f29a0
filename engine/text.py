"""Text encoder of the house family: word vectors from a table, then a small transformer; no torch."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.models import Model, ModelError
from engine.words import WordTable

Array = NDArray[np.float32]


class HouseText:
    """Words to context. Every word has a vector: unknown ones take those of the known words inside them."""

    def __init__(self, table: WordTable, transformer: Path) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # a matrix of 32 words: more threads only wait for each other
        self._table = table
        self._session = onnxruntime.InferenceSession(str(transformer), options, providers=["CPUExecutionProvider"])
        self._input = self._session.get_inputs()[0].name

    @classmethod
    def load(cls, model: Model) -> HouseText:
        """The text encoder in a model's folder; raises ModelError."""
        folder = model.folder / "text"
        try:
            return cls(WordTable.load(folder / "words.npz"), folder / "transformer.onnx")
        except Exception as error:  # numpy and onnxruntime raise all kinds on a damaged file
            raise ModelError(f"{folder}: {error}; copy the model's folder again") from None

    def encode(self, text: str) -> Array:
        """The context of `text`: (1, K, D) float32; an empty text gives the unconditional one."""
        vectors = self._table.lookup(text)[np.newaxis]
        context = self._session.run(None, {self._input: vectors})[0]
        return np.asarray(context, np.float32)
