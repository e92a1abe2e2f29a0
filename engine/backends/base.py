"""Backend: the one meaning that every runtime gives to 'denoise'."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from engine.context import Context, Passage
from engine.errors import BackendError, BackendFault

__all__ = ["Array", "Backend", "BackendError", "BackendFault", "Follow", "Overlapping", "Pending", "Point", "Settling"]

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Follow:
    """How the shown latent follows the predicted one: from `before` (1, C, h, w), by `share` 0..1 of the way.

    `reach` is the most it may move in all, as a root mean square over the latent.
    """

    before: Array
    share: float = 1.0
    reach: float = math.inf


@dataclass(frozen=True, slots=True)
class Point:
    """One denoising among several that are run at once; the fields as `Backend.denoise` takes them."""

    x: Array
    t: float
    context: Context | Passage


class Backend(Protocol):
    """A loaded model on some runtime."""

    name: str
    """What runs it, for people: 'onnxruntime 1.31 CPU, 2 threads'."""
    notes: tuple[str, ...]
    """Fallbacks taken on the way here, for people; a backend may change them as it goes."""
    rows: int
    """How many denoisings are worth running at once; 1 where more at once give no more a second."""

    def load_lora(self, file: str) -> tuple[str, ...]:
        """Have a LoRA at hand for contexts that weigh it; notes for a person. ModelError where it can't be used."""

    def denoise(self, x: Array, t: float, context: Context | Passage) -> Array:
        """x0 predicted from `x` (1, C, h, w) at time `t`, in the unit of the family's schedule, under `context`.

        x = signal * x0 + noise * eps at the schedule's level of `t`; all float32. Raises BackendError where the
        prediction is not finite or memory runs out, BackendFault where only a new process helps.
        """

    def finish(self, x: Array, t: float, context: Context | Passage, follow: Follow) -> tuple[Array, NDArray[np.uint8]]:
        """The last step of a frame: (latent shown, image), image (H, W, 3) uint8 sRGB.

        Decoded is `follow.before`, moved by `follow.share` of the way to where the family's sampler lands: the x0
        predicted, or close to it (engine/model/schedule.py). Raises as denoise does.
        """

    def denoise_all(self, points: Sequence[Point]) -> list[Array]:
        """`denoise` of every point, at once where that is faster; any number of points."""

    def decode_all(self, latents: Sequence[Array]) -> list[NDArray[np.uint8]]:
        """Pictures (H, W, 3) uint8 sRGB of latents (1, C, h, w), at once where that is faster."""

    def encode_image(self, image: NDArray[np.uint8]) -> Array:
        """The latent (1, C, h, w) of a picture (H, W, 3) uint8 sRGB of the model's own size, noise left out.

        Raises BackendError where the model has no encoder.
        """


class Pending(Protocol):
    """A frame that a device is at work on."""

    def wait(self) -> tuple[Array, NDArray[np.uint8]]:
        """What `Backend.finish` would have given, once it is there; raises as it does. Called once."""


@runtime_checkable
class Overlapping(Protocol):
    """What a backend offers beside, where a frame's copy to the host can overlap the next frame's reckoning."""

    def begin(
        self, x: Array, t: float, context: Context | Passage, follow: Follow, after: Pending | None = None
    ) -> Pending:
        """`Backend.finish`, set going but not waited for.

        Where `after` is given, the latent that it will show stands for `follow.before`: it need not be waited for.
        """


@runtime_checkable
class Settling(Protocol):
    """What a backend offers beside, where it goes over to a faster one while it paints."""

    def settle(self) -> None:
        """Have that done before anything else is painted: for measuring, when nobody waits for a picture."""
