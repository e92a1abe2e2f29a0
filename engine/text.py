"""Text encoder of the house family: word vectors from a table, then a small transformer; no torch."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from engine.context import Context
from engine.model.find import Model, ModelError
from engine.words import WordTable


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
        words, transformer = model.file("text/words.npz"), model.file("text/transformer.onnx")
        try:
            return cls(WordTable.load(words), transformer)
        except Exception as error:  # numpy and onnxruntime raise all kinds on a damaged file
            raise ModelError(f"{transformer.parent}: {error}; copy the model's folder again") from None

    def encode(self, text: str) -> Context:
        """The context of `text`, tokens (1, K, D) float32; an empty text gives the unconditional one."""
        vectors = self._table.lookup(text)[np.newaxis]
        tokens = self._session.run(None, {self._input: vectors})[0]
        return Context(np.asarray(tokens, np.float32))

    def against(self, text: str) -> Context:
        """The context of a negative prompt; the family uses none."""
        return self.encode(text)
