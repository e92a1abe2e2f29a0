"""Text encoders of exported models: a tokenizer and one CLIP graph, or two side by side; no torch."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.backends.onnx.graph import Graph
from engine.backends.onnx.open import open_graph
from engine.backends.onnx.providers import Setting
from engine.context import Context
from engine.model.find import Model, ModelError
from engine.model.spelled import spelled_out

NAMES = ("text", "text_2")
"""Folders of the encoders in an exported model; each holds these two files."""
TOKENIZER, ENCODER = "tokenizer.json", "encoder.onnx"


class OnnxText:
    """Words to context."""

    def __init__(self, parts: tuple[tuple[Any, Graph], ...], zeros_for_empty: bool) -> None:
        """`parts`: tokenizer and graph of each encoder."""
        self._parts = parts
        self._zeros_for_empty = zeros_for_empty
        self._spell = [spelled_out(_added(tokenizer)) for tokenizer, _ in parts]

    @classmethod
    def load(cls, model: Model, threads: int = 0) -> OnnxText:
        """The text encoders in a model's folder; raises ModelError."""
        from tokenizers import Tokenizer

        parts = []
        for folder in (model.folder / name for name in NAMES):
            if not folder.is_dir():
                continue
            try:
                tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
                parts.append((tokenizer, open_graph(folder / ENCODER, "cpu", Setting(threads))))
            except Exception as error:  # tokenizers raises plain Exception on a damaged file
                raise ModelError(f"{folder}: {error}; export the model again") from None
        if not parts:
            raise ModelError(f"{model.folder / NAMES[0]}: no such folder; export the model again")
        return cls(tuple(parts), model.card.zeros_for_empty)

    def encode(self, text: str) -> Context:
        """The context of `text`: tokens (1, 77, D), pooled (1, P) with two encoders; late words are cut off."""
        clean = text.encode("utf-8", "replace").decode()
        runs = []
        for spell, (tokenizer, graph) in zip(self._spell, self._parts, strict=True):
            ids = np.array([tokenizer.encode(spell(clean)).ids], np.int64)
            runs.append(graph.run(graph.outputs, {"ids": ids}))
        tokens = np.concatenate([run[0] for run in runs], axis=-1)
        return Context(tokens, runs[-1][1] if len(runs) > 1 else None)

    def against(self, text: str) -> Context:
        """The context of a negative prompt."""
        context = self.encode(text)
        if text or not self._zeros_for_empty or context.pooled is None:
            return context
        return Context(np.zeros_like(context.tokens), np.zeros_like(context.pooled))


def _added(tokenizer: Any) -> list[str]:
    """The tokens that a tokenizer has learned beside its vocabulary."""
    return [token.content for token in tokenizer.get_added_tokens_decoder().values()]
