"""Backend: the one meaning that every runtime gives to 'denoise'."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]


class BackendError(Exception):
    """A backend that was asked for can't be had, or failed; the text says which, why and what to do."""


class Backend(Protocol):
    """A loaded model on some runtime."""

    name: str
    """What runs it, for people: 'onnxruntime 1.31 CPU, 2 threads'."""
    notes: tuple[str, ...]
    """Fallbacks taken on the way here, for people."""

    def denoise(self, x: Array, t: float, context: Array) -> Array:
        """x0 predicted from `x` (1, C, h, w) at flow time `t` in 0..1, under `context` (1, K, D); all float32."""

    def finish(self, x: Array, t: float, context: Array) -> tuple[Array, NDArray[np.uint8]]:
        """The last step of a frame: (x0, image), image (H, W, 3) uint8 sRGB."""
