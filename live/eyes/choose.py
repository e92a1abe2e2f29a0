"""Choose the kind of source that a wish's `image` names: a camera, an image file or a movie."""

from __future__ import annotations

import warnings
from pathlib import Path

from PIL import Image as Pictures
from PIL import UnidentifiedImageError

from live.eyes.camera import Camera
from live.eyes.cameras import camera_name
from live.eyes.movie import Movie
from live.eyes.source import Size, Source, SourceError
from live.eyes.still import Still


def choose_source(wanted: str, size: Size, began_s: float | None = None) -> Source:
    """The source named so; a movie that began at `began_s` goes on. Raises SourceError where there is none."""
    name = camera_name(wanted)
    if name is not None:
        return Camera(name, size)
    path = Path(wanted)
    if not path.is_file():
        raise SourceError(f"{path}: no such file; put it there, or name another image, a movie or a camera")
    return Still(path, size) if is_still(path) else Movie(path, size, began_s)


def is_still(path: Path) -> bool:
    """Whether the file is a single image: one that moves (GIF) is a movie, and so is what is no image."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Pictures.DecompressionBombWarning)
            with Pictures.open(path) as image:
                return not getattr(image, "is_animated", False)
    except UnidentifiedImageError:
        return False
    except (OSError, SyntaxError, ValueError, Pictures.DecompressionBombError) as error:
        raise SourceError(f"{path}: {error}; is the image whole?") from None
