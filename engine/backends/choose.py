"""Which runtime plays a model: told by the model's family and files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from engine.backends.base import Backend, BackendError
from engine.backends.onnx.providers import TORCH_ORDER, expand
from engine.context import Context
from engine.model.families import HOUSE
from engine.model.find import Model


class TextEncoder(Protocol):
    """Words to context."""

    def encode(self, text: str) -> Context:
        """The context of `text`."""

    def against(self, text: str) -> Context:
        """The context of `text` as a negative prompt."""


def is_house(model: Model) -> bool:
    """Whether a model is of the house family, whose text encoder is its own."""
    return model.family.architecture == HOUSE


def load_backend(model: Model, backends: Sequence[str], threads: int) -> Backend:
    """The backend of a model of the house family; raises BackendError."""
    from engine.backends.onnx.backend import OnnxBackend

    return OnnxBackend.load(model, backends, threads)


def load_both(model: Model, backends: Sequence[str], threads: int) -> tuple[Backend, TextEncoder]:
    """Backend and text encoder of any other model: exported, or in the diffusers layout; ModelError, BackendError."""
    if model.layout is None:
        from engine.backends.onnx.frame import OnnxFrameBackend
        from engine.backends.onnx.text import OnnxText

        return OnnxFrameBackend.load(model, backends, threads), OnnxText.load(model, threads)
    try:
        from engine.backends.torch.backend import load_torch
    except ImportError as error:
        raise BackendError(
            f"{model.folder}: a model in the diffusers layout needs torch, diffusers and transformers ({error}); "
            "install rhapsode[torch]"
        ) from None
    return load_torch(model, model.layout, expand(backends, TORCH_ORDER), threads)
