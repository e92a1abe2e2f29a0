"""Flash guard: tempers what would flash more than three times in a second, before it reaches the wall.

After Recommendation ITU-R BT.1702 and the definitions of WCAG 2.1, success criterion 2.3.1: a general flash
is a pair of opposing changes of relative luminance by a tenth or more of its maximum, where the darker state
is below 0.8; a red flash is a pair of opposing changes of (R-G-B) x 320 by more than 20, negative values
counting as none, to or from a saturated red, R/(R+G+B) >= 0.8; R, G, B are linear, 0..1. More than three
flashes within any one second over a quarter of the picture or more are not allowed.

A flash needs a rise, so only rises are rationed: where three have been within the last second, a fourth is
kept under the threshold by mixing the new picture towards the one before it. Going dark is free: an
operator's blackout is never delayed, not even in the midst of a strobe, and a hammered blackout button ends
in black.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from live.pixels import FULL, Image, mixed, resized

Grid: TypeAlias = NDArray[np.float32]
"""(CELLS, CELLS) float32, one value a cell."""
Marks: TypeAlias = NDArray[np.bool_]
"""(CELLS, CELLS), one yes or no a cell."""

CELLS = 64
"""The picture is judged by means over 64 x 64 cells: 4 x 4 pixels of a 256-pixel picture."""
FLASHES = 3
"""So many flashes are allowed in any one second."""
WINDOW_S = 1.0
AREA = 0.25
"""Smaller shares of the picture may flash."""
TOGETHER_S = 0.1
"""Cells that change within this time change together."""
BRIGHT = 0.8
"""Between states above this luminance nothing counts as a flash."""
STEP, RED_STEP = 0.09, 18.0 / 320.0
"""What counts as a change: a tenth below the definitions' 0.1 and 20/320, so that other meters agree."""
RESIDUE = 0.5
"""A rationed rise stays below this share of a step."""
SATURATED = 0.8
TRIES = 5
"""Halvings in the search for the greatest harmless share of a new picture."""
LARGEST = 8 * CELLS
"""Larger pictures are judged by a part of their pixels."""
_LEVELS = 4095


def _linear_light() -> NDArray[np.uint16]:
    """(256,) uint16: sRGB code value to linear light in 0..4095 (IEC 61966-2-1)."""
    code = np.arange(256) / 255.0
    light = np.where(code <= 0.04045, code / 12.92, ((code + 0.055) / 1.055) ** 2.4)
    levels: NDArray[np.uint16] = np.rint(light * _LEVELS).astype(np.uint16)
    return levels


_LIGHT = _linear_light()


class Guard:
    """Pictures in, harmless pictures out; what is harmless comes back as it is. Time is an argument."""

    def __init__(self) -> None:
        self.holds = 0
        """Pictures that were tempered."""
        self._shown: Image | None = None
        self._general = _Meter(STEP, BRIGHT)
        self._red = _Meter(RED_STEP, np.inf)

    def step(self, picture: Image, now_s: float) -> Image:
        """The (H, W, 3) uint8 picture to present in place of this one; times must not go backwards."""
        light, red, saturated = _measure(picture)
        if self._shown is not None and self._forbids(light, red, saturated, now_s):
            self.holds += 1
            picture = self._tempered(self._shown, picture, now_s)
            light, red, saturated = _measure(picture)
        everywhere = np.ones_like(saturated)
        self._general.take(light, everywhere, now_s)
        self._red.take(red, saturated, now_s)
        self._shown = picture
        return picture

    def _forbids(self, light: Grid, red: Grid, saturated: Marks, now_s: float) -> bool:
        everywhere = np.ones_like(saturated)
        return self._general.forbids(light, everywhere, now_s) or self._red.forbids(red, saturated, now_s)

    def _tempered(self, shown: Image, picture: Image, now_s: float) -> Image:
        """As much of the new picture, mixed into the one before, as does no harm: bisected on thin copies."""
        if shown.shape != picture.shape:
            shown = resized(shown, picture.shape[0], picture.shape[1])
        a, b = _thin(shown), _thin(picture)
        best, share = 0, FULL // 2
        for halving in range(TRIES):
            forbidden = self._forbids(*_measure(mixed(a, b, share)), now_s)
            best = best if forbidden else share
            share += (-1 if forbidden else 1) * (FULL >> (halving + 2))
        tempered = mixed(shown, picture, best)
        return shown if self._forbids(*_measure(tempered), now_s) else tempered


def _thin(picture: Image) -> Image:
    """Every second or so pixel: enough to search with, not to decide by."""
    return picture[:: max(1, picture.shape[0] // (2 * CELLS)), :: max(1, picture.shape[1] // (2 * CELLS))]


def _measure(picture: Image) -> tuple[Grid, Grid, Marks]:
    """Relative luminance 0..1, red excess max(0, R-G-B), and where red is saturated, by cell."""
    means = _cell_means(picture)
    r, g, b = means[..., 0], means[..., 1], means[..., 2]
    light: Grid = np.float32(0.2126) * r + np.float32(0.7152) * g + np.float32(0.0722) * b
    red: Grid = np.maximum(r - g - b, 0.0)
    return light, red, (r > 0.0) & (r >= SATURATED * (r + g + b))


def _cell_means(picture: Image) -> NDArray[np.float32]:
    """(CELLS, CELLS, 3) means of linear light, 0..1."""
    light = np.take(_LIGHT, _judged(picture), mode="wrap")
    tall, wide = light.shape[0] // CELLS, light.shape[1] // CELLS
    bands = light.reshape(CELLS, tall, -1)
    rows = bands[:, 0].astype(np.uint32)
    for row in range(1, tall):  # a few long sums are many times faster here than one reduction
        rows += bands[:, row]
    blocks = rows.reshape(CELLS, CELLS, wide, 3)
    sums = blocks[:, :, 0].copy()
    for column in range(1, wide):
        sums += blocks[:, :, column]
    return sums.astype(np.float32) * np.float32(1.0 / (_LEVELS * tall * wide))


def _judged(picture: Image) -> Image:
    """The picture at a size that cells divide, thinned out where it is far larger."""
    thin_y, thin_x = max(1, picture.shape[0] // LARGEST), max(1, picture.shape[1] // LARGEST)
    picture = picture[::thin_y, ::thin_x]
    if picture.shape[0] % CELLS or picture.shape[1] % CELLS:
        return resized(picture, 4 * CELLS, 4 * CELLS)
    return picture


class _Meter:
    """Counts changes of one quantity: in every cell, and of a quarter of the picture together.

    A change is a turning point with hysteresis: a rise of a step above the lowest state since the last fall,
    or a fall of a step below the highest since the last rise.
    """

    def __init__(self, step: float, bright: float) -> None:
        shape = (CELLS, CELLS)
        self._step, self._bright = np.float32(step), np.float32(bright)
        self._low, self._high = np.full(shape, np.inf, np.float32), np.full(shape, -np.inf, np.float32)
        self._low_marked, self._high_marked = np.zeros(shape, np.bool_), np.zeros(shape, np.bool_)
        self._up, self._down = np.zeros(shape, np.bool_), np.zeros(shape, np.bool_)
        self._risen_s = np.full((FLASHES + 1, *shape), -np.inf)
        self._fallen_s = np.full(shape, -np.inf)
        self._whole_up = False
        self._whole_turned_s = -np.inf
        self._whole_risen_s = [-np.inf] * FLASHES

    def forbids(self, values: Grid, marked: Marks, now_s: float) -> bool:
        """Would these values be a fourth flash within a second, over a quarter of the picture or more?"""
        since_s = now_s - WINDOW_S
        rises = self._rises(values, marked, self._step * np.float32(RESIDUE))
        if not rises.any():
            return False
        spent = self._risen_s[FLASHES - 1] > since_s
        beyond = (rises & spent) | (self._risen_s[FLASHES] > since_s)
        if (rises & spent).any() and _share(beyond) >= AREA:
            return True
        whole_spent = self._whole_risen_s[-1] > since_s
        return whole_spent and not self._whole_up and _share(rises | self._lately(self._risen_s[0], now_s)) >= AREA

    def take(self, values: Grid, marked: Marks, now_s: float) -> None:
        """These values are shown now."""
        rises = self._rises(values, marked, self._step)
        falls = self._falls(values, marked) & ~rises
        climbs = self._up & (values > self._high)  # a rise that goes on reaches into seconds that begin later
        self._track(values, marked, rises, falls)
        if rises.any():
            self._risen_s[1:] = np.where(rises, self._risen_s[:-1], self._risen_s[1:])
        self._risen_s[0][rises | climbs] = now_s
        self._fallen_s[falls] = now_s
        if rises.any() or falls.any():
            self._turn_whole(now_s)

    def _rises(self, values: Grid, marked: Marks, step: np.float32) -> Marks:
        rises: Marks = (values - self._low >= step) & (self._low < self._bright)
        return rises & ~self._up & (marked | self._low_marked)

    def _falls(self, values: Grid, marked: Marks) -> Marks:
        falls: Marks = (self._high - values >= self._step) & (values < self._bright)
        return falls & ~self._down & (marked | self._high_marked)

    def _track(self, values: Grid, marked: Marks, rises: Marks, falls: Marks) -> None:
        """Move the extremes along; a turn sets the opposite one anew."""
        lower, higher = (values < self._low) | falls, (values > self._high) | rises
        np.copyto(self._low, values, where=lower)
        np.copyto(self._high, values, where=higher)
        np.copyto(self._low_marked, marked, where=lower)
        np.copyto(self._high_marked, marked, where=higher)
        self._up = (self._up | rises) & ~falls
        self._down = (self._down | falls) & ~rises

    def _turn_whole(self, now_s: float) -> None:
        """A quarter of the picture that changed together turns the whole."""
        changed_s = self._fallen_s if self._whole_up else self._risen_s[0]
        if _share(self._lately(changed_s, now_s)) < AREA:
            return
        self._whole_up, self._whole_turned_s = not self._whole_up, now_s
        if self._whole_up:
            self._whole_risen_s = [now_s, *self._whole_risen_s[:-1]]

    def _lately(self, changed_s: NDArray[np.float64], now_s: float) -> Marks:
        """Cells that changed since the whole last turned, and not long ago."""
        lately: Marks = changed_s > max(self._whole_turned_s, now_s - TOGETHER_S)
        return lately


def _share(marks: Marks) -> float:
    return float(np.count_nonzero(marks)) / marks.size
