"""Fill: frames between two painted ones, decoded from between their latents, where decoding is cheap enough."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from engine.backends.base import Backend
from engine.blend import slerp
from engine.wish import Frame

MOST = 8
"""Frames between two painted ones, at most: more of them would only look like a slow crossfade."""

LEAST_GAIN = 1.5
"""Frames a second that filling must give for each one without it; below, painted frames alone look better."""

_AGAIN_S = 5.0
"""Decoding that wasn't needed for so long is measured anew: the machine may have been busy."""

_NEWEST = 0.2
"""Weight of the newest measurement."""


def between_count(fill_hz: float, paint_s: float, decode_s: float) -> int:
    """Frames between two painted ones that bring the rate nearest to `fill_hz`; 0 where that is not worth it.

    `paint_s` is what a painted frame takes, `decode_s` what one in between does: n of them give
    (n + 1) / (paint_s + n * decode_s) frames a second.
    """
    if fill_hz <= 0.0 or paint_s <= 0.0 or fill_hz * paint_s <= 1.0:
        return 0
    room = 1.0 - fill_hz * decode_s
    count = min(MOST, round((fill_hz * paint_s - 1.0) / room)) if room > 0.0 else MOST
    gain = (count + 1) * paint_s / (paint_s + count * decode_s)
    return count if gain >= LEAST_GAIN else 0


class Filler:
    """Makes the frames in between, and measures what they take."""

    def __init__(self, backend: Backend, clock: Callable[[], float]) -> None:
        """`clock` is show time."""
        self._backend = backend
        self._clock = clock
        self._decode_s = 0.0
        self._measured_s = -math.inf
        self.note: tuple[str, ...] = ()
        """For people: why there is nothing in between, though it was asked for."""

    def count(self, fill_hz: float, paint_s: float, frame: Frame) -> int:
        """How many frames to put between two painted ones; measures decoding the first time, on `frame`."""
        if fill_hz <= 0.0 or paint_s <= 0.0 or frame.latent is None:
            self.note = ()
            return 0
        if self._decode_s == 0.0:
            self._decode([frame.latent])  # the first time may include what a backend does only once
        if self._clock() - self._measured_s > _AGAIN_S:
            self._decode_s = 0.0
            self._decode([frame.latent])
        count = between_count(fill_hz, paint_s, self._decode_s)
        short = count == 0 and fill_hz * paint_s > LEAST_GAIN
        self.note = (
            f"no frames in between: decoding one takes {self._decode_s * 1e3:.1f} ms, "
            f"painting one {paint_s * 1e3:.1f} ms; less than {LEAST_GAIN:g} times the rate would be gained",
        ) if short else ()  # fmt: skip
        return count

    def between(self, before: Frame, after: Frame, count: int) -> list[Frame]:
        """`count` frames evenly between two painted ones: great-circle mixes of their latents, decoded.

        Each says of itself what `after` does, whose wish it is on its way to, and when it was decoded itself.
        """
        a, b = before.latent, after.latent
        if a is None or b is None or count < 1 or a.shape != b.shape:
            return []
        latents = [slerp(a, b, (index + 1) / (count + 1), axes=a.ndim) for index in range(count)]
        images = self._decode(latents)
        info = replace(after.info, between=True, decoded_s=self._clock())
        return [Frame(info, image, latent) for latent, image in zip(latents, images, strict=True)]

    def _decode(self, latents: list[NDArray[np.float32]]) -> list[NDArray[np.uint8]]:
        begin_s = self._clock()
        images = self._backend.decode_all(latents)
        self._measured_s = self._clock()
        each_s = (self._measured_s - begin_s) / len(latents)
        self._decode_s = each_s if self._decode_s == 0.0 else self._decode_s + _NEWEST * (each_s - self._decode_s)
        return images
