"""Reference pictures: those of cameras, movies and files that frames are started from, as latents, eased in and out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.errors import BackendError
from engine.way import Progress

Array = NDArray[np.float32]
Picture = NDArray[np.uint8]

_KEPT_SOURCES = 3
"""The one that is started from, the one that is left, and one that may come next."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a frame keeps of what was seen: `latent` (1, C, h, w), by `share` over 0..1."""

    latent: Array
    share: float
    captured_s: float
    """When the newest of it was captured."""
    live: bool
    """Whether a picture has followed another of the same source since the last frame."""


@dataclass(slots=True)
class _Sight:
    image: Picture
    captured_s: float
    latent: Array | None = None
    why_not: str = ""
    used: bool = False
    after: bool = False
    """Whether it took the place of one that frames were started from."""


class References:
    """The latest picture of every source, and how much is kept just now, of which of them."""

    def __init__(self, shape: tuple[int, int], encode: Callable[[Picture], Array], able: bool = True) -> None:
        """`shape`: (height, width) of pictures. `able`: whether the model can start from a picture at all."""
        self._shape = shape
        self._encode = encode
        self._why_not = "" if able else "this export of the model starts from noise alone"
        self._sights: dict[str, _Sight] = {}
        self._leaving: set[str] = set()
        """Wiped, and kept only until they have eased out."""
        self.forget()

    def forget(self) -> None:
        """Let go of what frames were started from; what was seen is kept."""
        self._from: dict[str, float] = {}
        self._to: dict[str, float] = {}
        self._passage = Progress()
        self._let_go()

    def see(self, image: Picture, source: str, captured_s: float) -> None:
        """Take the newest picture of a source: (H, W, 3) uint8 sRGB of the model's size; raises ValueError."""
        if image.shape != (*self._shape, 3) or image.dtype != np.uint8:
            height, width = self._shape
            raise ValueError(
                f"a picture from {source!r} is {image.shape} {image.dtype}; give ({height}, {width}, 3) uint8"
            )
        self._leaving.discard(source)
        before = self._sights.pop(source, None)
        self._sights[source] = _Sight(image, captured_s, after=before is not None and (before.used or before.after))
        idle = [name for name in self._sights if name not in self._from and name not in self._to]
        for name in idle[: max(0, len(self._sights) - _KEPT_SOURCES)]:
            del self._sights[name]

    def wipe(self) -> None:
        """Let go of every picture; of one that frames are started from, when it has eased out of them."""
        self._leaving = set(self._sights)
        self._let_go()

    def remarks(self, source: str) -> tuple[str, ...]:
        """Lines for a person: why frames are not started from a source that was asked for."""
        if not source:
            return ()
        sight = self._sights.get(source)
        reason = self._why_not or ("none has come yet" if sight is None else sight.why_not)
        return (f"picture {source!r} not used: {reason}",) if reason else ()

    def go_on(self, source: str, share: float, passage: Progress, now_s: float) -> None:
        """Follow what a wish says of `source` and `share`, and let the time pass.

        What changed is reached by `passage`; the next picture of a source comes through as soon as it is there.
        """
        usable = source in self._sights and source not in self._leaving and not self._why_not and share > 0.0
        wanted = {source: min(share, 1.0)} if usable else {}
        if wanted != self._to:
            self._from, self._to = self._weights(), wanted
            self._passage = passage
        self._passage = self._passage.on(now_s)
        self._let_go()

    @property
    def restless(self) -> bool:
        """Whether the next frame would keep something else than the last."""
        return self._passage.under_way or any(name in self._sights and not self._sights[name].used for name in self._to)

    def kept(self) -> Kept | None:
        """What the next frame keeps; None: nothing. A picture is encoded the first time it is needed."""
        parts = [
            (weight, latent, self._sights[name])
            for name, weight in self._weights().items()
            if weight > 0.0 and (latent := self._latent(name)) is not None
        ]
        total = sum(weight for weight, _, _ in parts)
        if not parts:
            return None
        latent = np.sum([(weight / total) * latent for weight, latent, _ in parts], axis=0)
        live = any(sight.after and not sight.used for _, _, sight in parts)
        for _, _, sight in parts:
            sight.used = True
        newest_s = max(sight.captured_s for _, _, sight in parts)
        return Kept(np.asarray(latent, np.float32), total, newest_s, live)

    def _weights(self) -> dict[str, float]:
        """How much is kept of every source just now."""
        ease = self._passage.share
        names = dict.fromkeys((*self._from, *self._to))
        return {name: (1.0 - ease) * self._from.get(name, 0.0) + ease * self._to.get(name, 0.0) for name in names}

    def _let_go(self) -> None:
        needed = {*self._to, *(self._from if self._passage.under_way else ())}
        for name in self._leaving - needed:
            self._sights.pop(name, None)
        self._leaving &= needed

    def _latent(self, source: str) -> Array | None:
        """The latent of a source's latest picture; None where it can't be had, which `remarks` tells."""
        sight = self._sights.get(source)
        if sight is None:
            return None
        if sight.latent is None and not sight.why_not:
            try:
                sight.latent = self._encode(sight.image)
            except BackendError as error:
                sight.why_not = str(error)
                sight.used = True
        return sight.latent
