"""An image file: read once, turned upright, and read again when it changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image as Pictures
from PIL import ImageOps

from live.eyes.source import Glimpse, Image, Leash, Size, SourceError

_LOOK_S = 0.5
"""How often the file is looked after."""


class Still:
    """One image file."""

    began_s: float | None = None

    def __init__(self, path: Path, size: Size) -> None:
        self.note = ""
        self._path = path
        self._size = size

    def glimpses(self, leash: Leash) -> Iterator[Glimpse]:
        """The image, and again whenever the file has changed."""
        known = None
        while True:
            stamp = self._stamp()
            if stamp != known:
                yield Glimpse(read_still(self._path, self._size), leash.now_s())
                known = stamp
            leash.wait_until(leash.now_s() + _LOOK_S)

    def _stamp(self) -> tuple[int, int]:
        try:
            about = self._path.stat()
        except OSError as error:
            raise SourceError(f"{self._path}: {error.strerror}; put the image there, or name another") from None
        return about.st_mtime_ns, about.st_size


def read_still(path: Path, size: Size) -> Image:
    """The image as (H, W, 3) uint8 sRGB: turned as its EXIF data say, what is transparent on black, cut and scaled.

    Raises SourceError for a file that is damaged, half-written or absurdly large.
    """
    try:
        with Pictures.open(path) as image:
            image.draft("RGB", (size.width, size.height))  # a large JPEG is read at a part of its size
            upright = ImageOps.exif_transpose(image)
            if upright.has_transparency_data:
                black = Pictures.new("RGBA", upright.size, (0, 0, 0, 255))
                upright = Pictures.alpha_composite(black, upright.convert("RGBA"))
            fitted = ImageOps.fit(upright.convert("RGB"), size, Pictures.Resampling.LANCZOS)
    except (OSError, SyntaxError, ValueError, Pictures.DecompressionBombError) as error:
        raise SourceError(f"{path}: {error}; is the image whole?") from None
    return np.asarray(fitted, np.uint8)
