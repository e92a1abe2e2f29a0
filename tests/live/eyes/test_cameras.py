"""The table of cameras, what it opens on each platform, and a driver that hangs."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from PIL import Image as Pictures

import live.eyes.eyes as loop
from engine.sight import sight_capacity
from engine.slot import Slot
from engine.wish import Wish, pack
from live.eyes.cameras import VIRTUAL, Input, camera_name, find_input, list_cameras
from live.eyes.eyes import Eyes, HangError
from live.eyes.preflight import check_source
from live.eyes.report import REPORT_BYTES, unpack
from live.eyes.source import Size, SourceError

SQUARE = Size(256, 256)


def test_what_names_a_camera() -> None:
    assert camera_name("camera") == ""
    assert camera_name("camera: USB cam") == "USB cam"
    assert camera_name("cameras/sea.mp4") is None
    assert camera_name("/a/camera.png") is None


@pytest.mark.parametrize(
    ("platform", "name", "format_", "file"),
    [
        ("linux", "", "v4l2", "/dev/video0"),
        ("linux", "/dev/video7", "v4l2", "/dev/video7"),
        ("linux", "test", "lavfi", "testsrc2=size=640x480:rate=30,realtime"),
        ("darwin", "", "avfoundation", "default:none"),
        ("darwin", "FaceTime HD Camera", "avfoundation", "FaceTime HD Camera:none"),
        ("darwin", "screen", "avfoundation", "Capture screen 0:none"),
        ("win32", "USB Camera", "dshow", "video=USB Camera"),
        ("win32", "Screen", "gdigrab", "desktop"),
    ],
)
def test_what_is_opened_where_cameras_can_not_be_listed(platform: str, name: str, format_: str, file: str) -> None:
    """As here: this machine lists no camera, and has no avfoundation or dshow."""
    if platform == "linux" and list_cameras("v4l2"):
        pytest.skip("this machine has a camera")
    found = find_input(name, SQUARE, platform)
    assert (found.format, found.file) == (format_, file)


def test_a_camera_is_asked_for_a_size_that_covers_the_painter_s() -> None:
    small, large = (find_input("x", size, "darwin").tries for size in (SQUARE, Size(896, 512)))
    assert small[0]["video_size"] == "640x480"
    assert large[0]["video_size"] == "1280x720"
    assert "video_size" not in small[-1], "the last try takes what the camera gives"


def test_without_a_name_windows_has_no_camera() -> None:
    with pytest.raises(SourceError, match="name it: camera:NAME"):
        find_input("", SQUARE, "win32")
    with pytest.raises(SourceError, match="aix"):
        find_input("", SQUARE, "aix")


def test_a_driver_that_hangs_ends_the_process(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A pipe nobody writes into blocks whoever opens it, as a driver does that hangs."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    monkeypatch.setitem(VIRTUAL, "stuck", lambda _platform: Input("yuv4mpegpipe", str(pipe), ({},), "stuck"))
    monkeypatch.setattr(loop, "PATIENCE_S", 0.3)
    capacities = {"wish": 65_536, "sight": sight_capacity(*SQUARE), "eyes": REPORT_BYTES}
    slots = {name: Slot.create(tmp_path / name, capacity) for name, capacity in capacities.items()}
    slots["wish"].write(pack(Wish(image="camera:stuck")))
    eyes = Eyes(slots, SQUARE, time.monotonic)

    def steps() -> None:
        end_s = time.monotonic() + 5.0
        while time.monotonic() < end_s:
            eyes.step()
            time.sleep(0.01)

    try:
        with pytest.raises(HangError, match="camera:stuck: it hangs"):
            steps()
        snapshot = slots["eyes"].read()
        assert snapshot
        assert unpack(snapshot.head).state == "lost"
        slots["wish"].write(pack(Wish()))
        with pytest.raises(HangError, match="camera:stuck: it hangs"):
            steps()  # nobody asks for it any more, but the device is still held
    finally:
        os.close(os.open(pipe, os.O_RDWR | os.O_NONBLOCK))  # lets the thread go
    for slot in slots.values():
        slot.close()


def test_sources_are_looked_at_before_the_show(tmp_path: Path) -> None:
    Pictures.new("RGB", (64, 64)).save(tmp_path / "a.png")
    assert check_source(str(tmp_path / "a.png"), SQUARE, 0.1) == f"{tmp_path}/a.png: an image"
    line = check_source("camera:test", SQUARE, 1.5)
    assert line.startswith("test picture: ")
    assert float(line.split()[2]) > 5.0
    with pytest.raises(SourceError, match="no such file"):
        check_source(str(tmp_path / "b.png"), SQUARE)
