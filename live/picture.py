"""The picture: what the work is at this moment, made from painted images, master fader, blackout and freeze.

No clock and no files: time comes in as an argument, so a render offline gives bit for bit what a stage would.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import pi, sin

import numpy as np

from live.look import Look
from live.pixels import FULL, Image, Line, dimmed, mixed, resized, sampled

SHORTEST_S, LONGEST_S = 0.016, 0.250
"""Bounds of the crossfade between two painted images."""
FIRST_GUESS_S = 0.1
"""Interval between images that is assumed until two have come."""
EASE = 0.2
"""Share of a newly measured interval in the running one."""
PAUSE_S = 1.0
"""Longer gaps than this are pauses and say nothing about the painter's rhythm."""
HOLD_S = 2.0
"""With no new image for so long, the last one begins to wander."""
RETURN_S = 0.5
"""Dissolve back to the painter's images after wandering."""
THAW_S = 0.3
"""Dissolve back to the painter's images after a freeze."""
RISE_S = 0.15
"""The way back from a blackout."""
WANDER_ZOOM, WANDER_EASE_S, WANDER_X_S, WANDER_Y_S = 0.04, 8.0, 23.0, 31.0
"""A wandering picture: how far it comes near, how long it takes to get there, and the periods of its sway."""


@dataclass(slots=True)
class _Fade:
    """A way from one moment to another."""

    start_s: float = 0.0
    length_s: float = 0.0

    def done(self, now_s: float) -> float:
        """Share of the way, 0..1."""
        if self.length_s <= 0.0 or now_s >= self.start_s + self.length_s:
            return 1.0
        return max(0.0, (now_s - self.start_s) / self.length_s)


class Picture:
    """Painted images in, one unbroken picture out.

    Between painted images it crossfades over about the time that they are apart (running mean, 16..250 ms),
    so that 15 to 30 images a second flow at any rate of presentation, and the way from word to light grows by
    no more. Without any image it is black. Returned arrays are never written to again; don't write to them
    either.
    """

    def __init__(self, hold_s: float = HOLD_S) -> None:
        self._hold_s = hold_s
        self._newest: Image | None = None
        self._newest_s = 0.0
        self._interval_s = FIRST_GUESS_S
        self._before: Image | None = None
        self._flow: Image | None = None
        self._crossfade = _Fade()
        self._veil: Image | None = None
        self._unveil = _Fade()
        self._content: Image | None = None
        self._stepped_s: float | None = None
        self._frozen = False
        self._master = _Master()

    @property
    def interval_s(self) -> float:
        """Running mean of the time between painted images."""
        return self._interval_s

    @property
    def image_s(self) -> float:
        """When the newest image came."""
        return self._newest_s

    def show(self, image: Image, at_s: float, over_s: float | None = None) -> None:
        """Takes a newly painted (H, W, 3) uint8 image of any size; with `over_s` it dissolves in over that
        time.

        Raises ValueError for any other shape or dtype.
        """
        if image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] != 3 or 0 in image.shape:
            raise ValueError(f"picture: image is {image.dtype} {image.shape}; use uint8 (height, width, 3)")
        gap_s = at_s - self._newest_s if self._newest is not None else PAUSE_S
        if 0.0 < gap_s < PAUSE_S:
            self._interval_s += EASE * (gap_s - self._interval_s)
        wandered = self._content is not None and gap_s > self._hold_s
        self._newest, self._newest_s = image.copy(), at_s
        start_s = at_s if self._stepped_s is None else min(at_s, self._stepped_s)
        if over_s is None and not wandered:
            self._before = self._flow
            self._crossfade = _Fade(start_s, min(max(self._interval_s, SHORTEST_S), LONGEST_S))
            return
        self._before = None
        if not self._frozen:
            self._veil, self._unveil = self._content, _Fade(start_s, RETURN_S if over_s is None else over_s)

    def step(self, look: Look, now_s: float) -> Image:
        """The (H, W, 3) uint8 picture to present now. Blackout is black at once; freeze holds."""
        content = self._held(look.freeze, now_s)
        self._stepped_s = now_s
        level = self._master.level(look, now_s)
        return dimmed(content, round(level * FULL))

    def _held(self, freeze: bool, now_s: float) -> Image:
        """The picture before the master fader."""
        if freeze and self._content is not None:
            self._frozen = True
            return self._content
        if self._frozen:
            self._frozen = False
            start_s = now_s if self._stepped_s is None else self._stepped_s
            self._before, self._veil, self._unveil = None, self._content, _Fade(start_s, THAW_S)
        if self._newest is None:
            return np.zeros((256, 256, 3), np.uint8)
        self._flow = self._flowing(self._newest, now_s)
        self._content = self._unveiled(self._wandering(self._flow, now_s), now_s)
        return self._content

    def _flowing(self, newest: Image, now_s: float) -> Image:
        """The crossfade between the last painted images."""
        share = self._crossfade.done(now_s)
        if self._before is None or share >= 1.0:
            self._before = None
            return newest
        self._before = _fit(self._before, newest)
        return mixed(self._before, newest, round(share * FULL))

    def _wandering(self, flow: Image, now_s: float) -> Image:
        """The picture, come slowly alive where the painter has fallen silent."""
        alone_s = now_s - self._newest_s - self._hold_s
        return wander(flow, alone_s) if alone_s > 0.0 else flow

    def _unveiled(self, picture: Image, now_s: float) -> Image:
        """The dissolve from whatever was shown before."""
        share = self._unveil.done(now_s)
        if self._veil is None or share >= 1.0:
            self._veil = None
            return picture
        self._veil = _fit(self._veil, picture)
        return mixed(self._veil, picture, round(_smooth(share) * FULL))


class _Master:
    """Brightness and blackout as one level over time."""

    def __init__(self) -> None:
        self._from, self._to, self._fade = 1.0, 1.0, _Fade()
        self._asked: tuple[float, float, float] | None = None
        self._dark_s = -1e9

    def level(self, look: Look, now_s: float) -> float:
        """What the picture is multiplied by now, 0..1."""
        asked = (look.brightness, look.fade_s, look.changed_s)
        if asked != self._asked:
            self._from = self._faded(min(look.changed_s, now_s))
            self._to = min(max(look.brightness, 0.0), 1.0)
            self._fade, self._asked = _Fade(look.changed_s, look.fade_s), asked
        if look.blackout:
            self._dark_s = now_s
            return 0.0
        return self._faded(now_s) * _Fade(self._dark_s, RISE_S).done(now_s)

    def _faded(self, now_s: float) -> float:
        return self._from + (self._to - self._from) * self._fade.done(now_s)


def wander(image: Image, alone_s: float) -> Image:
    """The (H, W, 3) picture after `alone_s` >= 0 seconds by itself: it comes a little nearer, and sways."""
    near = WANDER_ZOOM * _smooth(min(alone_s / WANDER_EASE_S, 1.0))
    rows, columns = image.shape[0], image.shape[1]
    sway_y, sway_x = sin(2 * pi * alone_s / WANDER_Y_S), sin(2 * pi * alone_s / WANDER_X_S)
    return sampled(image, _line(rows, near, sway_y), _line(columns, near, sway_x))


def _line(count: int, near: float, sway: float) -> Line:
    """Where `count` pixels in a row look, `near` of the row cut away and `sway` -1..1 of that room used."""
    middle = (count - 1) / 2
    return middle + (np.arange(count, dtype=np.float64) - middle) * (1.0 - near) + middle * near * sway


def _fit(image: Image, like: Image) -> Image:
    return image if image.shape == like.shape else resized(image, like.shape[0], like.shape[1])


def _smooth(t: float) -> float:
    """Smoothstep: sets off and arrives without a jolt."""
    return t * t * (3.0 - 2.0 * t)
