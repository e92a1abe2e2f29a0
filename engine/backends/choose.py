"""Which runtime plays a model: told by the model's family and files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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


def load_backend(
    model: Model, backends: Sequence[str], threads: int, encode: Callable[[str], Context] | None = None
) -> Backend:
    """The backend of a model of the house family; raises BackendError.

    `encode`: words to context, for backends that are calibrated with pictures the first time.
    """
    from engine.backends.measured.auto import automatic
    from engine.backends.onnx.backend import OnnxBackend

    return automatic(model, backends, threads, lambda names: OnnxBackend.load(model, names, threads, encode))


def load_both(model: Model, backends: Sequence[str], threads: int) -> tuple[Backend, TextEncoder]:
    """Backend and text encoder of any other model: exported, or in the diffusers layout; ModelError, BackendError."""
    if model.layout is None:
        from engine.backends.measured.auto import automatic
        from engine.backends.onnx.frame import OnnxFrameBackend
        from engine.backends.onnx.text import OnnxText

        backend = automatic(model, backends, threads, lambda names: OnnxFrameBackend.load(model, names, threads))
        return backend, OnnxText.load(model, threads)
    try:
        from engine.backends.torch.backend import load_torch
        from engine.backends.torch.device import HAVE
    except ImportError as error:
        raise BackendError(
            f"{model.folder}: a model in the diffusers layout needs torch, diffusers and transformers ({error}); "
            "install rhapsode[torch]"
        ) from None
    here = tuple(name for name in TORCH_ORDER if HAVE[name]())
    return load_torch(model, model.layout, expand(backends, here), threads)
