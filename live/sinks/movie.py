"""The movie writer: pictures and a sound file to an MP4, the same bytes for the same pictures."""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from types import TracebackType

import av
import numpy as np
import soundfile
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.video.reformatter import ColorRange, Colorspace, Interpolation
from numpy.typing import NDArray

from live.pixels import Image

BT709 = 1
"""ITU-T H.273 code of BT.709 as primaries, as transfer and as matrix."""
LIMITED = 1
"""16..235, which every player expects of H.264."""
X264 = {"preset": "medium", "crf": "16", "threads": "1"}
"""One thread: what x264 writes depends on how many it has."""
AAC_HZ, AAC_BIT_RATE = 48_000, 192_000
SCALING = Interpolation.LANCZOS | Interpolation.ACCURATE_RND | Interpolation.FULL_CHR_H_INT


class MovieError(Exception):
    """The movie can't be written; the text names the file and the reason."""


class Movie:
    """Writes H.264 (BT.709, yuv420p) with AAC sound into a scratch file that takes its name when it is
    complete.

    `audio_start_s` is where in the movie the sound begins; negative cuts its start. The sound is cut or
    padded with silence to the length of the pictures. Raises MovieError for a place, a size or a sound that
    can't be used.
    """

    def __init__(
        self,
        path: Path,
        width: int,
        height: int,
        rate_hz: float,
        audio: Path | None = None,
        audio_start_s: float = 0.0,
    ) -> None:
        if width < 2 or height < 2 or width % 2 or height % 2:
            raise MovieError(f"{path}: size {width} x {height}: H.264 needs even sides; use another size")
        self._path, self._scratch = path, path.with_name(path.name + ".part")
        self._rate = Fraction(rate_hz).limit_denominator(1001)
        self._pictures = 0
        self._sound = _open_sound(path, audio, audio_start_s) if audio else None
        self._container = self._open_container()
        self._video = self._container.add_stream("libx264", rate=self._rate, options=X264)
        self._video.width, self._video.height, self._video.pix_fmt = width, height, "yuv420p"
        context = self._video.codec_context
        context.color_primaries = context.color_trc = context.colorspace = BT709
        context.color_range = LIMITED
        self._audio = self._add_audio() if self._sound else None

    def __enter__(self) -> Movie:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.discard()

    def add(self, picture: Image) -> None:
        """The next (H, W, 3) uint8 picture, of any size: scaled, and cut to the movie's proportions."""
        image = _cut(picture, self._video.width, self._video.height)
        frame = av.VideoFrame.from_ndarray(image, format="rgb24").reformat(
            width=self._video.width,
            height=self._video.height,
            format="yuv420p",
            dst_colorspace=Colorspace.ITU709,
            dst_color_range=ColorRange.MPEG,
            interpolation=SCALING,
        )
        frame.pts, frame.time_base = self._pictures, 1 / self._rate
        self._pictures += 1
        try:
            self._container.mux(self._video.encode(frame))
            self._write_sound()
        except (av.FFmpegError, OSError) as error:
            self.discard()
            raise self._failed(error) from None

    def close(self) -> None:
        """Finish the movie and give it its name."""
        try:
            self._container.mux(self._video.encode(None))
            if self._audio:
                self._container.mux(self._audio.encode(None))
            self._container.close()
            self._scratch.replace(self._path)
        except (av.FFmpegError, OSError) as error:
            self.discard()
            raise self._failed(error) from None

    def discard(self) -> None:
        """Leave nothing behind."""
        with suppress(av.FFmpegError, OSError):  # it may be impossible to finish; it goes anyway
            self._container.close()
        self._scratch.unlink(missing_ok=True)

    def _open_container(self) -> OutputContainer:
        options = {"movflags": "+faststart", "fflags": "+bitexact"}
        try:
            self._scratch.write_bytes(b"")  # av opens it with the first picture: too late to be told
            return av.open(str(self._scratch), "w", format="mp4", container_options=options)
        except (av.FFmpegError, OSError) as error:
            raise self._failed(error) from None

    def _failed(self, error: Exception) -> MovieError:
        reason = getattr(error, "strerror", None) or str(error)
        return MovieError(f"{self._path}: can't be written: {reason}; use a folder that exists and has room")

    def _add_audio(self) -> AudioStream:
        stream: AudioStream = self._container.add_stream("aac", rate=AAC_HZ, layout="stereo")
        stream.bit_rate = AAC_BIT_RATE
        return stream

    def _write_sound(self) -> None:
        """The sound up to the end of the last picture."""
        if self._sound and self._audio:
            for frame in self._sound.until(self._pictures / self._rate):
                self._container.mux(self._audio.encode(frame))


class _Sound:
    """A sound file on the movie's clock: silence before, the sound, silence after."""

    def __init__(self, file: soundfile.SoundFile, start_s: float) -> None:
        self._file, self._rate = file, int(file.samplerate)
        self._silent = max(0, round(start_s * self._rate))
        self._given = 0
        file.seek(min(file.frames, max(0, round(-start_s * self._rate))))

    def until(self, end_s: Fraction) -> list[av.AudioFrame]:
        """The sound that follows what was given before, up to `end_s`."""
        count = round(end_s * self._rate) - self._given
        if count <= 0:
            return []
        samples = np.ascontiguousarray(self._next(count).T)
        frame = av.AudioFrame.from_ndarray(samples, format="fltp", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = self._rate, self._given, Fraction(1, self._rate)
        self._given += count
        return [frame]

    def _next(self, count: int) -> NDArray[np.float32]:
        """(count, 2) float32: the next samples, mono on both channels, of more channels the first two."""
        samples = np.zeros((count, 2), np.float32)
        silent = min(count, max(0, self._silent - self._given))
        heard = self._file.read(count - silent, dtype="float32", always_2d=True)
        samples[silent : silent + len(heard)] = heard[:, :2] if heard.shape[1] > 1 else heard
        return samples


def _open_sound(path: Path, audio: Path, start_s: float) -> _Sound:
    try:
        return _Sound(soundfile.SoundFile(str(audio)), start_s)
    except (soundfile.SoundFileError, OSError) as error:
        raise MovieError(f"{path}: sound {audio}: can't be read: {error}; use a FLAC, WAV or Ogg file") from None


def _cut(picture: Image, width: int, height: int) -> Image:
    """The middle of the picture that has the proportions of width x height."""
    rows, columns = picture.shape[:2]
    tall, wide = min(rows, round(columns * height / width)), min(columns, round(rows * width / height))
    top, left = (rows - tall) // 2, (columns - wide) // 2
    return np.ascontiguousarray(picture[top : top + tall, left : left + wide])
