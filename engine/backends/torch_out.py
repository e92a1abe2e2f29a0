"""What a frame gives back, on its way from the device to the host: latent and picture in one copy, asynchronously."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

_SLOTS = 2
"""Copies under way at most: one is read while the next frame is made."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """Bytes on their way: `host` (n,) uint8 on the CPU holds them once `wait` has returned."""

    host: Tensor
    wait: Callable[[], None]


class Courier(Protocol):
    """Brings device bytes to the host."""

    def send(self, packed: Tensor) -> Parcel:
        """Start a copy of `packed` (n,) uint8, which may be overwritten as soon as this has returned."""


class PlainCourier:
    """The CPU's and MPS's: a copy that is done when it returns."""

    def send(self, packed: Tensor) -> Parcel:
        """A copy of `packed`."""
        host = packed.clone() if packed.device.type == "cpu" else packed.cpu()
        return Parcel(host, lambda: None)


class CudaCourier:
    """By a stream of its own into pinned memory, so that the copy of one frame overlaps the work of the next.

    Device to device first (a millisecond's thousandth), which frees the graph's output for the next replay. Pinned
    blocks come from torch's cache and go back there when the picture is let go of. Not run: no GPU was at hand.
    """

    def __init__(self, device: torch.device) -> None:
        self._device = device
        self._stream: Any = torch.cuda.Stream(device)
        self._slots: dict[tuple[int, int], Tensor] = {}
        self._done: list[Any] = [torch.cuda.Event() for _ in range(_SLOTS)]
        self._turn = 0

    def send(self, packed: Tensor) -> Parcel:
        """Start the copy; `Parcel.wait` waits for it alone, not for work that was started later."""
        current: Any = torch.cuda.current_stream(self._device)
        self._turn = (self._turn + 1) % _SLOTS
        key = self._turn, packed.numel()
        if key not in self._slots:
            self._slots[key] = torch.empty_like(packed)
        slot = self._slots[key]
        current.wait_event(self._done[self._turn])
        slot.copy_(packed)
        ready = torch.cuda.Event()
        ready.record(current)
        host = torch.empty(packed.shape, dtype=torch.uint8, pin_memory=True)
        done = self._done[self._turn] = torch.cuda.Event()
        with torch.cuda.stream(self._stream):
            self._stream.wait_event(ready)
            host.copy_(slot, non_blocking=True)
            done.record(self._stream)
        return Parcel(host, done.synchronize)


def courier(device: torch.device) -> Courier:
    """The courier of a device."""
    return CudaCourier(device) if device.type == "cuda" else PlainCourier()


class Packed:
    """One buffer on the device for all that goes back: `latent` (M, C, h, w) float32, then `image` (M, H, W, 3) uint8.

    Both are views into one, so that one copy carries them.
    """

    def __init__(self, latent: tuple[int, ...], image: tuple[int, ...], device: torch.device) -> None:
        self._latent_shape, self._image_shape = latent, image
        self._split = 4 * int(np.prod(latent))
        self.both = torch.zeros(self._split + int(np.prod(image)), dtype=torch.uint8, device=device)
        self.latent = self.both[: self._split].view(torch.float32).view(latent)
        self.image = self.both[self._split :].view(image)

    @property
    def latent_bytes(self) -> Tensor:
        """The first part of the buffer."""
        return self.both[: self._split]

    @property
    def image_bytes(self) -> Tensor:
        """The second part of the buffer."""
        return self.both[self._split :]

    def latent_in(self, host: NDArray[np.uint8]) -> NDArray[np.float32]:
        """The latent in bytes that begin with it: a view."""
        return host[: self._split].view(np.float32).reshape(self._latent_shape)

    def image_in(self, host: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """The image in bytes that end with it: a view."""
        return host[-int(np.prod(self._image_shape)) :].reshape(self._image_shape)
