"""A movie file: played in a loop at its own rate, on show time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import av
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from live.eyes.fit import Fitter
from live.eyes.source import Glimpse, Leash, Size, SourceError

_SEEK_S = 1.0
"""A movie that is to go on further in than this is wound there."""
_CATCH_UP_S = 3.0
"""After winding, decoding may take so long to arrive at the picture that is due."""
_LATE_S = 1.0
"""A movie that can't be decoded in time is played more slowly once it is so late."""
_SHOWN_S = 0.5
"""Late pictures are left out, but one is shown so often."""
_SHORTEST_S = 1.0
"""A movie of one picture, or nearly so, is looped no faster than this."""
_USUAL_HZ = 25.0
_THREADS = 2


class Movie:
    """One movie file."""

    def __init__(self, path: Path, size: Size, began_s: float | None = None) -> None:
        """`began_s`: when its first picture was due; None: now, as soon as it can be had."""
        self.note = ""
        self.began_s = began_s
        self._path = path
        self._fitter = Fitter(size)
        self._damaged = 0

    def glimpses(self, leash: Leash) -> Iterator[Glimpse]:
        """Its pictures, each when it is due, round and round."""
        while True:
            with open_movie(self._path) as container:
                yield from self._once(container, container.streams.video[0], leash)

    def _once(self, container: InputContainer, stream: VideoStream, leash: Leash) -> Iterator[Glimpse]:
        """From where it should be now to its end."""
        stream.codec_context.thread_count = _THREADS
        step_s = 1.0 / float(stream.average_rate or stream.guessed_rate or _USUAL_HZ)
        wound = self._wind(container, leash.now_s())
        catch_up_s = leash.now_s() + _CATCH_UP_S if wound else 0.0
        first_s = (container.start_time or 0) / av.time_base
        began_s, shown_s, end_s, any_came = self.began_s, leash.now_s(), 0.0, False
        self._damaged = 0
        for frame in self._frames(container, stream, leash):
            at_s = end_s if frame.time is None else frame.time - first_s
            now_s = leash.now_s()
            began_s = now_s - at_s if began_s is None else began_s
            late_s = now_s - (began_s + at_s)
            end_s, any_came = max(end_s, at_s + step_s), True
            if late_s > step_s and now_s - shown_s < _SHOWN_S:
                continue
            if late_s > _LATE_S and now_s > catch_up_s:
                began_s += late_s
            self.began_s, shown_s = began_s, now_s
            image = self._fitter.take(frame, stream.sample_aspect_ratio)
            leash.wait_until(began_s + at_s)
            yield Glimpse(image, began_s + at_s)
        if not any_came and not wound:
            raise SourceError(f"{self._path}: no picture in it can be decoded; is the movie whole?")
        self.began_s = None if began_s is None or not any_came else began_s + max(end_s, _SHORTEST_S)
        leash.wait_until(self.began_s or 0.0)

    def _wind(self, container: InputContainer, now_s: float) -> bool:
        """Wind to where the movie should be, if it began well before; whether that was so."""
        if self.began_s is None:
            return False
        length_s = (container.duration or 0) / av.time_base
        position_s = now_s - self.began_s
        if length_s > 0.0 and position_s > length_s:
            self.began_s += position_s // length_s * length_s
            position_s = now_s - self.began_s
        if position_s <= _SEEK_S or length_s == 0.0:
            return False
        container.seek((container.start_time or 0) + round(position_s * av.time_base))
        return True

    def _frames(self, container: InputContainer, stream: VideoStream, leash: Leash) -> Iterator[VideoFrame]:
        """Its frames; damaged pieces are left out and counted."""
        packets = container.demux(stream)
        while True:
            leash.sign()
            try:
                packet = next(packets, None)
                if packet is None:
                    return
                frames = packet.decode()
            except av.error.InvalidDataError:
                self._damaged += 1
                self.note = f"damaged pieces of it that are left out: {self._damaged}"
                continue
            yield from frames


def open_movie(path: Path) -> InputContainer:
    """The file, opened; raises SourceError where there is none, or no movie in it."""
    try:
        container = av.open(str(path))
    except (av.error.FFmpegError, OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SourceError(f"{path}: {reason}; use an image or a movie that ffmpeg reads") from None
    if container.format.name == "tty":  # ffmpeg would paint its letters: a transcript is nobody's to show
        container.close()
        raise SourceError(f"{path}: it is a text; use an image or a movie")
    if not container.streams.video:
        container.close()
        raise SourceError(f"{path}: it holds no pictures; use an image or a movie")
    return container
