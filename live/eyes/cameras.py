"""The table of what can be captured, by platform: ffmpeg's input devices, and how each is asked for by name.

Formats and options are those of ffmpeg's documentation (ffmpeg-devices). v4l2 needs a camera, which the machine that
this was written on has not; avfoundation, dshow and gdigrab were not run. x11grab and lavfi were.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import av
from av.device import DeviceInfo

from live.eyes.source import Size, SourceError

PREFIX = "camera"
"""A wish's `image` of 'camera' or 'camera:NAME' names one of these."""
RATE_HZ = 30


@dataclass(frozen=True, slots=True)
class Input:
    """What ffmpeg opens: an input format, a file of that format, and options to try in turn."""

    format: str
    file: str
    tries: tuple[dict[str, str], ...]
    name: str
    """For people."""


@dataclass(frozen=True, slots=True)
class System:
    """How cameras are captured on one platform."""

    format: str
    default: str
    """The file that is opened where no camera is named and none can be listed; empty: there is none."""
    file: Callable[[DeviceInfo], str]
    """The file by which ffmpeg opens a device that it lists."""
    named: Callable[[str], str] = str
    """The same by a bare name, where devices can't be listed."""
    options: dict[str, str] = field(default_factory=dict)


SYSTEMS: dict[str, System] = {
    "linux": System("v4l2", "/dev/video0", lambda device: device.name),
    "darwin": System(
        "avfoundation",
        "default:none",
        lambda device: f"{device.description}:none",
        lambda name: f"{name}:none",
        {"drop_late_frames": "1"},
    ),
    "win32": System(
        "dshow", "", lambda device: f"video={device.description}", lambda name: f"video={name}", {"rtbufsize": "64M"}
    ),
}

_TEST = Input("lavfi", f"testsrc2=size=640x480:rate={RATE_HZ},realtime", ({},), "test picture")
_SCREEN_OPTIONS: tuple[dict[str, str], ...] = (
    {"framerate": str(RATE_HZ), "draw_mouse": "0"},
    {"framerate": str(RATE_HZ)},
    {},
)
SCREENS: dict[str, Callable[[], Input]] = {
    "linux": lambda: Input("x11grab", os.environ.get("DISPLAY", ":0"), _SCREEN_OPTIONS, "screen"),
    "darwin": lambda: Input("avfoundation", "Capture screen 0:none", _SCREEN_OPTIONS[1:], "screen"),
    "win32": lambda: Input("gdigrab", "desktop", _SCREEN_OPTIONS, "screen"),
}
VIRTUAL: dict[str, Callable[[str], Input]] = {
    "test": lambda _platform: _TEST,
    "screen": lambda platform: SCREENS[platform](),
}
"""What may stand in for a camera, by name: a moving test picture, and what this computer's screen shows."""


def camera_name(wanted: str) -> str | None:
    """NAME in 'camera:NAME', '' in 'camera'; None where `wanted` is no camera."""
    head, _, name = wanted.partition(":")
    return name.strip() if head == PREFIX else None


def find_input(name: str, size: Size, platform: str = sys.platform) -> Input:
    """What to open for the camera called so: exactly, or else the first whose name holds `name`; '': the default.

    Raises SourceError that lists the cameras there are.
    """
    virtual = VIRTUAL.get(name.casefold())
    system = SYSTEMS.get(platform)
    if system is None:
        raise SourceError(f"camera: none can be captured on {platform}; use an image or a movie")
    if virtual:
        return virtual(platform)
    tries = tuple(given | system.options for given in _tries(size))
    devices = list_cameras(system.format)
    device = _pick(name, devices)
    if device:
        return Input(system.format, system.file(device), tries, device.description or device.name)
    if devices and name:
        there_are = "; ".join(device.description or device.name for device in devices)
        raise SourceError(f"camera {name!r}: no such camera; there are: {there_are}")
    file = system.named(name) if name else system.default
    if not file:
        raise SourceError("camera: none is connected; plug one in, or name it: camera:NAME")
    return Input(system.format, file, tries, name or "default")


def list_cameras(device_format: str) -> list[DeviceInfo]:
    """The cameras that ffmpeg lists for an input format; none where it can't list."""
    try:
        devices = av.device.enumerate_input_devices(device_format)
    except (av.error.FFmpegError, OSError, ValueError):
        return []
    return [device for device in devices if not device.media_types or "video" in device.media_types]


def _pick(name: str, devices: Sequence[DeviceInfo]) -> DeviceInfo | None:
    if not name:
        return next((device for device in devices if device.is_default), devices[0] if devices else None)
    wanted = name.casefold()
    called = [(device, (device.name.casefold(), device.description.casefold())) for device in devices]
    exact = [device for device, names in called if wanted in names]
    alike = [device for device, names in called if any(wanted in name for name in names)]
    return next(iter(exact or alike), None)


def _tries(size: Size) -> tuple[dict[str, str], ...]:
    """Sizes and rates to ask a camera for, in turn: some refuse what they don't offer."""
    capture = "640x480" if size.width <= 640 and size.height <= 480 else "1280x720"
    rate = {"framerate": str(RATE_HZ)}
    return ({"video_size": capture, **rate}, rate, {})
