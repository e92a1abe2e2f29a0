"""The contact sheet of a passage: the whole of it, a third of a second of it, and its change over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

TILE, COLUMNS, GAP, LEFT = 148, 10, 4, 232
PLOT = 120
INK, DIM, PAPER = (226, 222, 212), (150, 148, 142), (16, 16, 18)
LINES = ((120, 200, 255), (255, 140, 90), (170, 170, 170))
CLOSE_S = 2.0
"""Where the close-up begins: the first prompt stands, nothing fades."""


@dataclass(frozen=True, slots=True)
class Row:
    """One way to paint the passage."""

    caption: str
    images: Sequence[NDArray[np.uint8]]
    change: NDArray[np.float64]
    """Mean absolute change of the pixels into each frame, levels of 0..255."""


Cues = Sequence[tuple[float, float, str]]
"""(begins, fades for, prompt), seconds."""


class _Page:
    """A picture that grows downwards."""

    def __init__(self, rows: Sequence[Row], rate_hz: float) -> None:
        self.rows, self.rate_hz = rows, rate_hz
        self.length_s = len(rows[0].images) / rate_hz
        self.width = LEFT + COLUMNS * (TILE + GAP) + GAP
        self.page = Image.new("RGB", (self.width, 3000), PAPER)
        self.pen = ImageDraw.Draw(self.page)
        self.y = 10

    def text(self, x: float, y: float, text: str, size: int = 14, ink: tuple[int, int, int] = INK) -> None:
        self.pen.multiline_text((x, y), text, ink, font=ImageFont.load_default(size), spacing=4)

    def heading(self, text: str, size: int = 16) -> None:
        self.text(10, self.y, text, size)
        self.y += size + 12

    def across(self, time_s: float) -> float:
        """Where a time is on the axis."""
        return LEFT + (self.width - GAP - LEFT) * time_s / self.length_s

    def strips(self, frames: Sequence[int], labels: Sequence[str]) -> None:
        """One strip of tiles a row, labels above the first."""
        for column, label in enumerate(labels):
            self.text(LEFT + column * (TILE + GAP), self.y, label, 12, DIM)
        self.y += 18
        for row, colour in zip(self.rows, LINES, strict=False):
            self.text(10, self.y + 6, row.caption, 14, colour)
            for column, frame in enumerate(frames):
                tile = Image.fromarray(row.images[frame]).resize((TILE, TILE), Image.Resampling.LANCZOS)
                self.page.paste(tile, (LEFT + column * (TILE + GAP), self.y))
            self.y += TILE + GAP
        self.y += 14

    def cues(self, cues: Cues) -> None:
        """What was asked for when, on the time axis: a wedge is a fade."""
        for at_s, fade_s, prompt in cues:
            if at_s < self.length_s:
                x, end = self.across(at_s), self.across(min(at_s + fade_s, self.length_s))
                self.pen.polygon([(x, self.y + 36), (end, self.y + 36), (end, self.y + 26)], fill=DIM)
                self.pen.line([(x, self.y + 20), (x, self.y + 38)], INK)
                self.text(x + 4, self.y, f"{at_s:g} s: {prompt}", 12)
        self.y += 46

    def plot(self) -> None:
        """Change into each frame, all rows on one logarithmic axis."""
        low, high = 0.03, 100.0
        top, bottom = self.y, self.y + PLOT

        def height(level: float) -> float:
            return bottom - PLOT * np.log10(max(level, low) / low) / np.log10(high / low)

        for level in (0.1, 1.0, 10.0, 100.0):
            self.pen.line([(LEFT, height(level)), (self.width - GAP, height(level))], (52, 52, 56))
            self.text(LEFT - 40, height(level) - 8, f"{level:g}", 12, DIM)
        for row, colour in zip(self.rows, LINES, strict=False):
            points = [(self.across((i + 1) / self.rate_hz), height(each)) for i, each in enumerate(row.change)]
            self.pen.line(points, colour, width=1)
        self.text(10, top, "mean absolute\nchange of a pixel\nfrom frame to frame,\nlevels of 255", 13, DIM)
        for time_s in range(0, int(self.length_s) + 1, 2):
            self.text(min(self.across(time_s), self.width - 32), bottom + 4, f"{time_s} s", 12, DIM)
        self.y = bottom + 28

    def finished(self) -> Image.Image:
        return self.page.crop((0, 0, self.width, self.y))


def draw(rows: Sequence[Row], rate_hz: float, cues: Cues, title: str) -> Image.Image:
    """The sheet; every row has the same number of frames, at least `COLUMNS`."""
    page = _Page(rows, rate_hz)
    page.heading(title, 18)
    last = len(rows[0].images) - 1
    whole = [round(column * last / (COLUMNS - 1)) for column in range(COLUMNS)]
    page.cues(cues)
    page.strips(whole, [f"{frame / rate_hz:.1f} s" for frame in whole])
    first = min(round(CLOSE_S * rate_hz), last + 1 - COLUMNS)
    page.heading("ten frames that follow each other, one prompt standing")
    close = list(range(first, first + COLUMNS))
    page.strips(close, [f"{frame / rate_hz:.3f} s" for frame in close])
    page.plot()
    return page.finished()
