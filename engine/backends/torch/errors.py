"""Torch's errors as ours: out of memory may pass, a fault of the device does not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import numpy as np
import torch

from engine.backends.base import Array, BackendError, BackendFault


@contextmanager
def naming_errors(name: str, device: torch.device) -> Iterator[None]:
    """RuntimeErrors of the block as BackendError, or as BackendFault where only a new process helps."""
    try:
        yield
    except RuntimeError as error:
        line = str(error).split("\n", 1)[0]
        if isinstance(error, torch.OutOfMemoryError) or "out of memory" in line or "can't allocate memory" in line:
            if device.type == "cuda":
                with suppress(RuntimeError):  # torch < 2.12 can't any more after a capture that failed
                    torch.cuda.empty_cache()
            raise BackendError(
                f"{name}: out of memory ({line}); close other programs on it, or paint smaller pictures"
            ) from None
        kind = BackendError if device.type == "cpu" else BackendFault
        raise kind(f"{name}: {line}") from None


def finite(name: str, latent: Array) -> Array:
    """The latent; raises BackendError where it holds NaN or infinity."""
    if not np.isfinite(latent).all():
        raise BackendError(
            f"{name}: the prediction holds NaN or infinity; check the model's files, or use full precision"
        )
    return latent
