"""Pictures cut, scaled and turned: by EXIF, by a movie's own display matrix, with colours as they were."""

from __future__ import annotations

import struct
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image as Pictures

from live.eyes.choose import choose_source, is_still
from live.eyes.fit import Fitter, cover
from live.eyes.source import Size, SourceError
from live.eyes.still import Still, read_still
from live.sinks.movie import Movie

Image = NDArray[np.uint8]
RED, GREEN, BLUE, SAND = (220, 20, 20), (20, 180, 40), (30, 40, 210), (210, 180, 120)


def quarters(height: int, width: int) -> Image:
    """Red top left, green top right, blue bottom left, sand bottom right."""
    image = np.empty((height, width, 3), np.uint8)
    image[: height // 2, : width // 2], image[: height // 2, width // 2 :] = RED, GREEN
    image[height // 2 :, : width // 2], image[height // 2 :, width // 2 :] = BLUE, SAND
    return image


def corners(image: Image) -> list[tuple[int, ...]]:
    """Colours at a fifth from each corner: top left, top right, bottom left, bottom right."""
    height, width = image.shape[:2]
    places = [(y, x) for y in (height // 5, height - height // 5) for x in (width // 5, width - width // 5)]
    return [tuple(int(value) for value in image[place]) for place in places]


def near(found: list[tuple[int, ...]], expected: list[tuple[int, ...]], by: int = 8) -> bool:
    return bool(np.abs(np.array(found) - np.array(expected)).max() <= by)


sides = st.integers(16, 4000)


@given(sides, sides, sides, sides, st.sampled_from([Fraction(1), Fraction(4, 3), Fraction(12, 11)]))
def test_cover_covers_and_keeps_proportions(w: int, h: int, width: int, height: int, pixel: Fraction) -> None:
    large = cover(Size(w, h), width, height, pixel)
    assert large.width >= w
    assert large.height >= h
    assert large.width == w or large.height == h
    shape = float(width * pixel / height)
    assert large.width == pytest.approx(large.height * shape, abs=max(1.0, shape))


def test_cover_of_a_camera() -> None:
    assert cover(Size(448, 256), 640, 480) == Size(448, 336)
    assert cover(Size(256, 256), 640, 480) == Size(341, 256)


@pytest.mark.parametrize(("orientation", "expected"), [
    (1, [RED, GREEN, BLUE, SAND]),
    (3, [SAND, BLUE, GREEN, RED]),
    (6, [BLUE, RED, SAND, GREEN]),
    (8, [GREEN, SAND, RED, BLUE]),
])  # fmt: skip
def test_exif_turns_an_image_upright(tmp_path: Path, orientation: int, expected: list[tuple[int, ...]]) -> None:
    path = tmp_path / "a.jpg"
    image = Pictures.fromarray(quarters(480, 640))
    exif = image.getexif()
    exif[0x0112] = orientation
    image.save(path, quality=95, exif=exif)
    fitted = read_still(path, Size(256, 192))
    assert fitted.shape == (192, 256, 3)
    assert near(corners(fitted), expected)


def test_what_is_transparent_is_black_and_grey_has_three_colours(tmp_path: Path) -> None:
    Pictures.new("RGBA", (64, 64), (255, 255, 255, 0)).save(tmp_path / "clear.png")
    Pictures.new("L", (64, 64), 99).save(tmp_path / "grey.png")
    assert read_still(tmp_path / "clear.png", Size(32, 32)).max() == 0
    assert (read_still(tmp_path / "grey.png", Size(32, 32)) == 99).all()


def test_a_damaged_image_is_named(tmp_path: Path) -> None:
    Pictures.fromarray(np.random.default_rng(0).integers(0, 256, (300, 300, 3), np.uint8)).save(tmp_path / "a.png")
    cut = tmp_path / "cut.png"
    cut.write_bytes((tmp_path / "a.png").read_bytes()[:9000])
    with pytest.raises(SourceError, match=r"cut\.png: .*whole"):
        read_still(cut, Size(64, 64))


def test_a_picture_that_moves_is_a_movie(tmp_path: Path) -> None:
    frames = [Pictures.new("RGB", (32, 32), (shade, 0, 0)) for shade in (0, 120, 240)]
    frames[0].save(tmp_path / "a.gif", save_all=True, append_images=frames[1:], duration=100)
    frames[0].save(tmp_path / "b.gif")
    assert not is_still(tmp_path / "a.gif")
    assert isinstance(choose_source(str(tmp_path / "b.gif"), Size(32, 32)), Still)


def movie(path: Path, height: int, width: int) -> Path:
    with Movie(path, width, height, 10.0) as out:
        for _ in range(3):
            out.add(quarters(height, width))
    return path


def first_frame(path: Path) -> av.VideoFrame:
    with av.open(str(path)) as container:
        return next(container.decode(video=0))


def turned(path: Path, degrees: int) -> None:
    """Write a display matrix into an MP4's track header, as phones do (ISO 14496-12, 8.3.2)."""
    sine, cosine = {90: (1, 0), 180: (0, -1), 270: (-1, 0)}[degrees]
    one = 1 << 16
    matrix = struct.pack(">9i", cosine * one, sine * one, 0, -sine * one, cosine * one, 0, 0, 0, 1 << 30)
    data = bytearray(path.read_bytes())
    at = data.index(b"tkhd") + 4 + 40
    data[at : at + 36] = matrix
    path.write_bytes(data)


@pytest.mark.parametrize("lines", [240, 720])
def test_colours_of_a_movie_come_back(tmp_path: Path, lines: int) -> None:
    frame = first_frame(movie(tmp_path / "a.mp4", lines, lines * 4 // 3))
    fitted = Fitter(Size(256, 192)).take(frame)
    assert fitted.shape == (192, 256, 3)
    assert near(corners(fitted), [RED, GREEN, BLUE, SAND])


@pytest.mark.parametrize(("degrees", "expected"), [
    (90, [BLUE, RED, SAND, GREEN]),
    (180, [SAND, BLUE, GREEN, RED]),
    (270, [GREEN, SAND, RED, BLUE]),
])  # fmt: skip
def test_a_phone_held_upright_films_upright(tmp_path: Path, degrees: int, expected: list[tuple[int, ...]]) -> None:
    path = movie(tmp_path / "a.mp4", 240, 320)
    turned(path, degrees)
    frame = first_frame(path)
    assert abs(frame.rotation) in (90, 180)
    fitted = Fitter(Size(128, 192)).take(frame)
    assert fitted.shape == (192, 128, 3)
    assert near(corners(fitted), expected)
