"""Fit pictures to the painter's size: cut to its proportions round the middle, scaled, turned upright."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import Colorspace, Interpolation, VideoReformatter

from live.eyes.source import Image, Size

_UNSPECIFIED = 2
"""ITU-T H.273 code of a matrix that isn't told."""
_HD_LINES = 720
"""From so many lines on, video that doesn't say so is BT.709, else BT.601."""


def cover(size: Size, width: int, height: int, pixel: Fraction = Fraction(1)) -> Size:
    """The smallest size of the same proportions that covers `size`; `pixel`: width to height of one of its pixels.

    For width = 640, height = 480 and size (448, 256) it is (448, 336).
    """
    shape = width * pixel / height
    if shape * size.height >= size.width:
        return Size(max(size.width, round(shape * size.height)), size.height)
    return Size(size.width, max(size.height, round(size.width / shape)))


class Fitter:
    """Turns decoded video frames into pictures of one size; keeps the scaler between frames."""

    def __init__(self, size: Size) -> None:
        self._size = size
        self._scaler = VideoReformatter()

    def take(self, frame: VideoFrame, pixel: Fraction | None = None) -> Image:
        """The frame as (H, W, 3) uint8 sRGB; `pixel` as in `cover`."""
        quarters = round(frame.rotation / 90) % 4
        size = Size(*reversed(self._size)) if quarters % 2 else self._size
        large = cover(size, frame.width, frame.height, pixel or Fraction(1))
        shrinks = large.width < frame.width
        rgb = self._scaler.reformat(
            frame,
            *large,
            format="rgb24",
            src_colorspace=_colorspace(frame),
            interpolation=Interpolation.AREA if shrinks else Interpolation.BILINEAR,
            threads=1,
        )
        left, top = (large.width - size.width) // 2, (large.height - size.height) // 2
        middle = rgb.to_ndarray()[top : top + size.height, left : left + size.width]
        picture: Image = np.ascontiguousarray(np.rot90(middle, quarters))
        return picture


def _colorspace(frame: VideoFrame) -> Any:
    """The matrix that the frame names, else the one that its size suggests."""
    if frame.colorspace != _UNSPECIFIED:
        return None
    return Colorspace.ITU709 if frame.height >= _HD_LINES else Colorspace.ITU601
