"""Which runtime plays a model: told by the model's files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.backends.base import Backend, BackendError
from engine.models import Model

if TYPE_CHECKING:
    from engine.backends.torch_text import ClipText


def load_layout(model: Model, backends: Sequence[str], threads: int) -> tuple[Backend, ClipText]:
    """Backend and text encoder of a folder in the diffusers layout; raises ModelError, BackendError."""
    assert model.layout is not None
    try:
        from engine.backends.torch_backend import load_torch
    except ImportError as error:
        raise BackendError(
            f"{model.folder}: a model in the diffusers layout needs torch, diffusers and transformers ({error}); "
            "install rhapsode[torch]"
        ) from None
    return load_torch(model, model.layout, backends, threads)
