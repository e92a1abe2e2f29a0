"""A camera: its newest picture, as soon as it comes."""

from __future__ import annotations

from collections.abc import Iterator

import av
from av.container import InputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from live.eyes.cameras import Input, find_input
from live.eyes.fit import Fitter
from live.eyes.source import Glimpse, Leash, Size, SourceError

_AGAIN_S = 0.005
"""A device that has nothing yet is asked again so soon."""
_SILENT_S = 5.0
"""A camera that gives nothing for so long is lost."""


class Camera:
    """One camera, or what stands in for one."""

    began_s: float | None = None

    def __init__(self, name: str, size: Size) -> None:
        self.note = ""
        self._name = name
        self._size = size

    def glimpses(self, leash: Leash) -> Iterator[Glimpse]:
        """Its pictures; a damaged one is left out. Raises SourceError when it is gone."""
        device = find_input(self._name, self._size)
        fitter = Fitter(self._size)
        try:
            with open_input(device) as container:
                stream = container.streams.video[0]
                stream.codec_context.thread_count = 1  # more would hold pictures back
                self.note = device.name
                for packet in _packets(container, leash):
                    for frame in _frames(packet):
                        yield Glimpse(fitter.take(frame, stream.sample_aspect_ratio), leash.now_s())
        except (av.error.FFmpegError, OSError) as error:
            raise SourceError(f"camera {device.name!r}: {error.strerror or error}; is it plugged in?") from None
        raise SourceError(f"camera {device.name!r}: it gives no more pictures; is it plugged in?")


def open_input(device: Input) -> InputContainer:
    """The device, opened by the first of its tries that it takes; raises FFmpegError or OSError of the last."""
    *tries, last = device.tries
    for options in tries:
        try:
            return _open(device, options)
        except (av.error.FFmpegError, OSError):
            continue
    return _open(device, last)


def _open(device: Input, options: dict[str, str]) -> InputContainer:
    try:
        return av.open(device.file, format=device.format, options={"fflags": "nobuffer", **options})
    except ValueError:
        raise SourceError(f"camera: this build of PyAV has no {device.format}; install PyAV's own wheel") from None


def _packets(container: InputContainer, leash: Leash) -> Iterator[Packet[VideoStream]]:
    """Packets as they come. Some devices (avfoundation) say 'try again' instead of waiting for the next picture."""
    came_s = leash.now_s()
    packets = container.demux(video=0)
    while True:
        try:
            packet = next(packets, None)
        except av.error.BlockingIOError:
            if leash.now_s() - came_s > _SILENT_S:
                raise
            leash.wait_until(leash.now_s() + _AGAIN_S)
            packets = container.demux(video=0)
            continue
        if packet is None:
            return
        leash.sign()
        came_s = leash.now_s()
        yield packet


def _frames(packet: Packet[VideoStream]) -> list[av.VideoFrame]:
    try:
        return list(packet.decode())
    except av.error.InvalidDataError:
        return []
