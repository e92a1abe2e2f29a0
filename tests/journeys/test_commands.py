"""The other verbs: render twice and compare, check, and what they say of bad input."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import av
import numpy as np
import pytest

from tests.journeys.conftest import ROOT

CROSSING = ROOT / "shows/crossing"


def rhapsode(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "live", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=170, check=False)


def frames(path: Path) -> list[np.ndarray]:
    with av.open(str(path)) as movie:
        return [frame.to_ndarray(format="rgb24") for frame in movie.decode(video=0)]


@pytest.fixture
def quiet_venue(tmp_path: Path) -> Path:
    venue = tmp_path / "venue.toml"
    venue.write_text("[osc]\nport = 0\n[desk]\non = false\n[display]\nwindow = false\n")
    return venue


def test_two_renders_of_a_show_are_the_same_frame_for_frame(tmp_path: Path) -> None:
    for name in ("a.mp4", "b.mp4"):
        done = rhapsode("render", CROSSING, "--out", tmp_path / name, "--seconds", "4")
        assert done.returncode == 0, done.stderr
    first, second = frames(tmp_path / "a.mp4"), frames(tmp_path / "b.mp4")
    assert len(first) == len(second) == 120
    assert all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))
    assert np.abs(first[20].astype(int) - first[110]).mean() > 2, "nothing happened"
    with av.open(str(tmp_path / "a.mp4")) as movie:
        assert [stream.type for stream in movie.streams] == ["video", "audio"]


def test_check_says_ok_a_line_each(quiet_venue: Path) -> None:
    done = rhapsode("check", CROSSING, "--venue", quiet_venue, "--backend", "cpu")
    lines = done.stdout.splitlines()
    assert done.returncode == 0, done.stdout + done.stderr
    assert [line.split()[1] for line in lines] == [
        "show",
        "script",
        "keep",
        "ports",
        "ears",
        "eyes",
        "display",
        "model",
        "painting",
    ]
    assert all(line.startswith("ok") for line in lines)


def test_check_fails_with_the_reason(tmp_path: Path, quiet_venue: Path) -> None:
    (tmp_path / "show.toml").write_text("[show]\ntitle = 'x'\n[picture]\nmodel = 'nowhere'\n")
    done = rhapsode("check", tmp_path, "--venue", quiet_venue)
    assert done.returncode == 1
    assert "FAIL model" in done.stdout
    assert "'nowhere'" in done.stdout


def test_a_backend_that_was_asked_for_and_is_not_there_fails_the_check(quiet_venue: Path) -> None:
    done = rhapsode("check", CROSSING, "--venue", quiet_venue, "--backend", "tensorrt")
    if done.returncode == 0:
        pytest.skip("this machine has TensorRT")
    assert "FAIL painting" in done.stdout
    assert "TensorrtExecutionProvider" in done.stdout


def test_a_sound_check_finds_the_lines_and_ends_with_a_summary() -> None:
    done = rhapsode("listen", "--file", CROSSING / "poem.flac", "--fast", "--script", CROSSING / "poem.txt")
    assert done.returncode == 0, done.stderr
    found = [int(line.split()[2]) for line in done.stdout.splitlines() if line.split()[1:2] == ["line"]]
    assert sorted(found) == list(range(1, 17))


@pytest.mark.parametrize("verb", ["play", "check"])
def test_a_missing_show_is_bad_input(verb: str, tmp_path: Path) -> None:
    done = rhapsode(verb, tmp_path / "nowhere")
    assert done.returncode in (1, 2)
    assert "nowhere" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    import socket

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        (tmp_path / "venue.toml").write_text(f"[osc]\nport = {port}\n")
        done = rhapsode("play", CROSSING, "--venue", tmp_path / "venue.toml", "--seconds", "2")
    assert done.returncode == 2
    assert str(port) in done.stderr
    assert "Traceback" not in done.stderr
