"""The eyes as a process: real movies, real images, a real screen; killed, starved, given what is broken."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image as Pictures

from live.eyes.cameras import VIRTUAL, Input
from live.eyes.looker import Looker
from live.eyes.movie import open_movie
from live.eyes.source import Size, SourceError

Server = tuple["subprocess.Popen[bytes]", str]


def red(path: Path, colour: tuple[int, int, int] = (200, 30, 30)) -> Path:
    """An image file, written whole or not at all."""
    draft = path.with_suffix(".part")
    Pictures.new("RGB", (300, 300), colour).save(draft, "PNG")
    draft.replace(path)
    return path


def test_a_movie_plays_on_show_time_and_in_a_loop(
    eyes: Any, make_movie: Callable[..., Path], number_of: Callable[..., int], tmp_path: Path
) -> None:
    path = str(make_movie(tmp_path / "a.mp4"))
    eyes.start()
    eyes.ask(path)
    first = eyes.wait_for_sight(path)
    assert first.image.shape == (256, 448, 3)
    began_s, seen, last = None, set(), 0
    while len(seen) < 16 or eyes.now_s() < first.sight.captured_s + 2.5:
        now = eyes.wait_for_sight(path, last)
        last = now.sight.number
        began_s = now.sight.captured_s - number_of(now.image) * 0.1 if began_s is None else began_s
        position_s = (now.sight.captured_s - began_s) % 1.6
        expected = round(position_s * 10) % 16
        assert number_of(now.image) == expected
        assert now.sight.captured_s <= eyes.now_s()
        seen.add(number_of(now.image))
    report = eyes.wait_for_state("looking")
    assert report.source == path
    assert 2.0 < eyes.report().fps < 20.0
    assert eyes.stop() == 0


def test_killed_eyes_go_on_where_the_movie_should_be(
    eyes: Any, make_movie: Callable[..., Path], number_of: Callable[..., int], tmp_path: Path
) -> None:
    path = str(make_movie(tmp_path / "a.mp4", hold=4))  # 6.4 s
    eyes.start()
    eyes.ask(path)
    eyes.wait_for_sight(path)
    eyes.wait_for(lambda: eyes.report().began_s is not None)
    began_s = eyes.report().began_s
    time.sleep(1.0)
    eyes.kill()
    before = eyes.seen()
    assert before.sight.source == path, "the last sight stays"
    eyes.start()
    after = eyes.wait_for_sight(path, before.sight.number)
    assert eyes.now_s() - began_s < 6.0
    assert after.sight.number == before.sight.number + 1
    expected = int((after.sight.captured_s - began_s) / 0.4 + 1e-6)
    assert number_of(after.image) == expected > 1


def test_a_source_that_is_not_there_is_named_and_found_when_it_comes(eyes: Any, tmp_path: Path) -> None:
    path = tmp_path / "late.png"
    eyes.start()
    eyes.ask(str(path))
    report = eyes.wait_for_state("lost")
    assert "late.png: no such file" in report.note
    red(path)
    seen = eyes.wait_for_sight(str(path))
    assert np.abs(seen.image.astype(int) - (200, 30, 30)).max() <= 1
    assert eyes.wait_for_state("looking").note == ""
    red(path, (20, 40, 220))
    eyes.wait_for(lambda: eyes.seen().image[9, 9, 2] > 200)
    path.unlink()
    eyes.wait_for_state("lost")
    assert eyes.seen().image[9, 9, 2] > 200, "the last sight stays"


def test_nothing_asked_for_is_nothing_kept(eyes: Any, tmp_path: Path) -> None:
    path = str(red(tmp_path / "a.png"))
    eyes.start()
    eyes.ask(path)
    eyes.wait_for_sight(path)
    eyes.ask("")
    eyes.wait_for_state("asleep")
    assert eyes.wait_for_sight("").image.shape == (0, 0, 3)
    assert bytes((200, 30, 30)) * 9 not in eyes.slots["sight"].path.read_bytes()
    assert eyes.process.poll() is None
    eyes.ask(path)
    eyes.wait_for_sight(path)
    eyes.kill()
    eyes.ask("")
    eyes.start()
    eyes.wait_for_sight("")  # what killed eyes left behind is wiped too


def test_a_damaged_movie_shows_what_can_be_read(eyes: Any, make_movie: Callable[..., Path], tmp_path: Path) -> None:
    whole = make_movie(tmp_path / "a.mkv", rate_hz=20.0, hold=2).read_bytes()
    hurt = tmp_path / "hurt.mkv"
    middle = len(whole) // 2
    hurt.write_bytes(whole[:middle] + np.random.default_rng(3).bytes(200) + whole[middle + 200 : -300])
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(make_movie(tmp_path / "b.mp4").read_bytes()[:300])
    eyes.start()
    eyes.ask(str(hurt))
    first = eyes.wait_for_sight(str(hurt))
    eyes.wait_for_sight(str(hurt), first.sight.number + 40)  # round and round
    eyes.ask(str(cut))
    assert "cut.mp4" in eyes.wait_for_state("lost").note
    shutil.copyfile(tmp_path / "b.mp4", cut)
    eyes.wait_for_sight(str(cut))


def test_sound_alone_is_no_source(eyes: Any, tmp_path: Path) -> None:
    import soundfile

    path = tmp_path / "a.wav"
    soundfile.write(path, np.zeros(1000), 8000)
    eyes.start()
    eyes.ask(str(path))
    assert "holds no pictures" in eyes.wait_for_state("lost").note


def test_a_text_is_no_movie(tmp_path: Path) -> None:
    """ffmpeg draws the letters of a text; a network may name any file of the show's folder, a transcript too."""
    path = tmp_path / "transcript.txt"
    path.write_text("what was said\n" * 90)
    with pytest.raises(SourceError, match=r"transcript\.txt: it is a text"):
        open_movie(path)


def test_the_test_picture_comes_as_a_camera_does(eyes: Any) -> None:
    eyes.start()
    eyes.ask("camera:test")
    first = eyes.wait_for_sight("camera:test")
    later = eyes.wait_for_sight("camera:test", first.sight.number + 30)
    assert later.image.std() > 20.0
    assert np.abs(later.image.astype(int) - first.image).mean() > 0.5, "it moves"
    assert 0.5 < later.sight.captured_s - first.sight.captured_s < 5.0, "in real time"
    report = eyes.wait_for_state("looking")
    assert report.note == "test picture"


def test_a_device_that_comes_later_is_taken(eyes: Any, start_xvfb: Callable[..., Server]) -> None:
    """A screen stands in for the camera: ffmpeg captures it as a device, and its server can be ended and started."""
    server, display = start_xvfb()
    server.kill()
    server.wait(5)
    eyes.start(DISPLAY=display)
    eyes.ask("camera:screen")
    assert "camera 'screen'" in eyes.wait_for_state("lost").note
    again = subprocess.Popen(["Xvfb", display, "-screen", "0", "1280x720x24"], stderr=subprocess.DEVNULL)
    try:
        assert eyes.wait_for_sight("camera:screen").image.shape == (256, 448, 3)
        assert eyes.wait_for_state("looking").note == "screen"
    finally:
        again.kill()
        again.wait(5)


def test_a_camera_that_ends_is_lost_and_taken_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A capture that ends by itself, as one does whose camera is pulled out."""
    short = Input("lavfi", "testsrc2=size=64x64:rate=20:duration=0.3,realtime", ({},), "short one")
    monkeypatch.setitem(VIRTUAL, "short", lambda _platform: short)
    shown: list[float] = []
    looker = Looker("camera:short", Size(64, 64), None, lambda _image, at_s: shown.append(at_s), time.monotonic)
    try:
        end_s, states = time.monotonic() + 10.0, set[str]()
        while len(shown) < 12 and time.monotonic() < end_s:
            states.add(looker.state)
            if looker.state == "lost":
                assert "'short one': it gives no more pictures" in looker.note
            time.sleep(0.005)
        assert len(shown) >= 12
        assert states >= {"looking", "lost"}
    finally:
        looker.end(2.0)
    count = len(shown)
    time.sleep(0.1)
    assert len(shown) == count, "an ended looker shows nothing"


def test_a_camera_nobody_has_is_told(eyes: Any) -> None:
    eyes.start()
    eyes.ask("camera:no such one")
    assert "no such one" in eyes.wait_for_state("lost").note


def test_without_slots_it_says_so_and_ends(tmp_path: Path) -> None:
    import sys

    command = [sys.executable, "-m", "live.eyes", "--slots", str(tmp_path), "--zero-s", "0", "--size", "256x256"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    assert ended.returncode == 2
    assert "is the stage running?" in ended.stderr
    wrong = subprocess.run([*command[:-1], "256"], capture_output=True, text=True, timeout=20, check=False)
    assert "WIDTHxHEIGHT" in wrong.stderr
