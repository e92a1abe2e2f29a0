"""What a frame gives back, on its way from the device to the host: latent and picture in one copy, asynchronously."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

_CUDA: Any = torch.cuda
"""Its streams and events are untyped."""

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
    """The CPU's and MPS's: a copy that is done when it returns. Not run on MPS: none was at hand."""

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
        self._stream = _CUDA.Stream(device)
        self._slots: dict[tuple[int, int], Tensor] = {}
        self._done = [_CUDA.Event() for _ in range(_SLOTS)]
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
        ready = _CUDA.Event()
        ready.record(current)
        host = torch.empty(packed.shape, dtype=torch.uint8, pin_memory=True)
        done = self._done[self._turn] = _CUDA.Event()
        with torch.cuda.stream(self._stream):
            self._stream.wait_event(ready)
            host.copy_(slot, non_blocking=True)
            done.record(self._stream)
        return Parcel(host, done.synchronize)


def courier(device: torch.device) -> Courier:
    """The courier of a device."""
    return CudaCourier(device) if device.type == "cuda" else PlainCourier()


class Packed:
    """All that goes back: `latent` (M, C, h, w) float32 and `image` (M, H, W, 3) uint8, on the device.

    Both are views into one buffer, so that one copy carries them.
    """

    def __init__(self, latent: tuple[int, ...], image: tuple[int, ...], device: torch.device) -> None:
        self._latent_shape, self._image_shape = latent, image
        self._split = 4 * int(np.prod(latent))
        self._buffer = torch.zeros(self._split + int(np.prod(image)), dtype=torch.uint8, device=device)
        self.latent = self._buffer[: self._split].view(torch.float32).view(latent)
        self.image = self._buffer[self._split :].view(image)
        if device.type == "mps":  # its buffers are not known to bear being seen as another type
            self.latent = torch.zeros(latent, device=device)

    @property
    def both(self) -> Tensor:
        """Latent and image as (n,) uint8."""
        if self.latent.device.type == "mps":
            return torch.cat([self.latent_bytes, self.image_bytes.cpu()])
        return self._buffer

    @property
    def latent_bytes(self) -> Tensor:
        """The latent as (n,) uint8."""
        if self.latent.device.type == "mps":
            return self.latent.cpu().view(torch.uint8).flatten()
        return self._buffer[: self._split]

    @property
    def image_bytes(self) -> Tensor:
        """The image as (n,) uint8."""
        return self._buffer[self._split :]

    def latent_in(self, host: NDArray[np.uint8]) -> NDArray[np.float32]:
        """The latent in bytes that begin with it: a view."""
        return host[: self._split].view(np.float32).reshape(self._latent_shape)

    def image_in(self, host: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """The image in bytes that end with it: a view."""
        return host[-int(np.prod(self._image_shape)) :].reshape(self._image_shape)
