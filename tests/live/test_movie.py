"""The movie writer: what comes back out of the file, and that two renders are the same bytes."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from live.sinks.movie import Movie, MovieError

Image = NDArray[np.uint8]
CORNERS = {"red": (255, 0, 0), "green": (0, 200, 0), "blue": (0, 0, 255), "sand": (210, 180, 120)}


def quarters(size: int = 128) -> Image:
    """Four colours: red top left, green top right, blue bottom left, sand bottom right."""
    image = np.empty((size, size, 3), np.uint8)
    half = size // 2
    image[:half, :half], image[:half, half:] = CORNERS["red"], CORNERS["green"]
    image[half:, :half], image[half:, half:] = CORNERS["blue"], CORNERS["sand"]
    return image


def tone(path: Path, seconds: float, rate_hz: int = 22050) -> Path:
    times = np.arange(round(seconds * rate_hz)) / rate_hz
    soundfile.write(path, 0.5 * np.sin(2 * np.pi * 440 * times), rate_hz)
    return path


def write(path: Path, count: int = 30, **options: object) -> Path:
    with Movie(path, 128, 128, 30.0, **options) as movie:  # type: ignore[arg-type]
        for number in range(count):
            movie.add(np.roll(quarters(), number, axis=1))
    return path


def heard(path: Path) -> tuple[NDArray[np.float32], int]:
    """The movie's sound as (samples,) float32, on the movie's clock, and its rate."""
    with av.open(str(path)) as container:
        rate_hz = container.streams.audio[0].rate
        out = np.zeros(rate_hz * 60, np.float32)
        end = 0
        for frame in container.decode(audio=0):
            samples = frame.to_ndarray()[0]
            start = round(float(frame.pts * frame.time_base) * rate_hz)
            if start >= 0:
                out[start : start + len(samples)] = samples
                end = start + len(samples)
    return out[:end], rate_hz


def test_colours_places_rate_and_length_come_back(tmp_path: Path) -> None:
    path = write(tmp_path / "a.mp4", 30)
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        context = stream.codec_context
        assert (context.color_primaries, context.color_trc, context.colorspace, context.color_range) == (
            1,
            1,
            1,
            1,
        )
        assert context.pix_fmt == "yuv420p"
        assert stream.average_rate == 30
        frames = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    assert len(frames) == 30
    places = {"red": (32, 32), "green": (32, 96), "blue": (96, 32), "sand": (96, 96)}
    for name, (row, column) in places.items():
        assert np.abs(frames[0][row, column].astype(int) - CORNERS[name]).max() <= 6, name


def test_two_writings_are_the_same_bytes(tmp_path: Path) -> None:
    sound = tone(tmp_path / "tone.flac", 0.7)
    first = write(tmp_path / "a.mp4", audio=sound).read_bytes()
    assert first == write(tmp_path / "b.mp4", audio=sound).read_bytes()


@pytest.mark.parametrize("rate_hz", [16000, 22050, 44100, 48000])
def test_the_sound_begins_where_it_is_told_and_is_as_long_as_the_pictures(tmp_path: Path, rate_hz: int) -> None:
    sound = tone(tmp_path / "tone.flac", 0.5, rate_hz)
    samples, heard_hz = heard(write(tmp_path / "a.mp4", 60, audio=sound, audio_start_s=0.8))
    loud = np.flatnonzero(np.abs(samples) > 0.2) / heard_hz
    assert loud[0] == pytest.approx(0.8, abs=0.03)
    assert loud[-1] == pytest.approx(1.3, abs=0.03)
    assert len(samples) / heard_hz == pytest.approx(2.0, abs=0.05)


def test_a_negative_start_cuts_the_sound_and_pictures_cut_its_end(tmp_path: Path) -> None:
    rate_hz = 16000
    samples = np.zeros(rate_hz * 4, np.float32)
    samples[rate_hz : rate_hz * 3] = 0.5 * np.sin(2 * np.pi * 440 * np.arange(rate_hz * 2) / rate_hz)
    soundfile.write(tmp_path / "late.flac", samples, rate_hz)
    out, heard_hz = heard(write(tmp_path / "a.mp4", 30, audio=tmp_path / "late.flac", audio_start_s=-0.5))
    loud = np.flatnonzero(np.abs(out) > 0.2) / heard_hz
    assert loud[0] == pytest.approx(0.5, abs=0.03)
    assert len(out) / heard_hz == pytest.approx(1.0, abs=0.05)


def test_pictures_of_other_sizes_are_scaled_and_cut_to_the_movie(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    with Movie(path, 256, 144, 25.0) as movie:
        movie.add(quarters(64))
        movie.add(quarters(512))
    with av.open(str(path)) as container:
        frames = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    for frame in frames:
        assert frame.shape == (144, 256, 3)
        assert np.abs(frame[30, 60].astype(int) - CORNERS["red"]).max() <= 6
        assert np.abs(frame[110, 200].astype(int) - CORNERS["sand"]).max() <= 6


def test_nothing_has_its_name_before_it_is_complete_and_nothing_stays_of_a_failure(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"

    def interrupted() -> None:
        with Movie(path, 128, 128, 30.0) as movie:
            movie.add(quarters())
            assert not path.exists()
            raise RuntimeError("the painter died")

    with pytest.raises(RuntimeError, match="painter"):
        interrupted()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"path": "nowhere/a.mp4"}, "nowhere/a.mp4: can't be written"),
        ({"width": 127}, "even sides"),
        ({"audio": "none.flac"}, "none.flac: can't be read"),
    ],
)
def test_errors_name_the_place_and_a_way_out(tmp_path: Path, change: dict[str, object], message: str) -> None:
    audio = tmp_path / str(change["audio"]) if "audio" in change else None
    path = tmp_path / str(change.get("path", "a.mp4"))
    with pytest.raises(MovieError, match=message):
        Movie(path, int(str(change.get("width", 128))), 128, 30.0, audio)
    assert not list(tmp_path.glob("*.part"))
