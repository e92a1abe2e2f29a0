"""A show that starts from a movie: its eyes are started, killed, and come back; what is seen is what is painted."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from engine.painter import Painter
from live.conductor import start
from live.eyes.source import SourceError
from live.render import moments
from live.show_file import load_show
from live.sinks.movie import Movie
from tests.journeys.conftest import Played

Play = Callable[..., Played]

SHOW = """
[show]
title = "Sight"
[picture]
resting = "calm"
width = 448
height = 256
image = "red.mp4"
image_share = 1.0
drift_hz = 0.0
[[cue]]
name = "alone"
image = ""
"""


@pytest.fixture
def show(tmp_path: Path) -> Path:
    """A show whose movie is red for a second, then blue for a second."""
    with Movie(tmp_path / "red.mp4", 448, 256, 24.0) as movie:
        for number in range(48):
            picture = np.zeros((256, 448, 3), np.uint8)
            picture[..., 0 if number < 24 else 2] = 220
            movie.add(picture)
    (tmp_path / "show.toml").write_text(SHOW)
    return tmp_path


def test_the_eyes_come_with_the_wish_and_come_back_when_killed(play: Play, show: Path) -> None:
    played = play(show)
    status = played.wait(lambda s: s.engine.startswith("painting") and s.eyes.startswith("looking"))
    assert status.image == "red.mp4"
    seen = set()

    def both(_: object) -> bool:
        red, _, blue = played.picture().reshape(-1, 3).mean(axis=0)
        seen.add("red" if red > 2 * blue else "blue" if blue > 2 * red else "")
        return {"red", "blue"} <= seen

    played.wait(both)
    os.kill(status.eyes_pid, signal.SIGKILL)
    played.wait(lambda s: s.eyes_restarts >= 1 and s.eyes_pid not in (0, status.eyes_pid))
    played.wait(lambda s: s.eyes.startswith("looking"))
    played.oscsend("/image")
    played.wait(lambda s: s.image == "" and s.eyes.startswith("asleep"))


def test_a_network_can_not_make_the_eyes_read_other_files(play: Play, show: Path) -> None:
    (show / "more").mkdir()
    (show / "more/show.toml").write_text("[show]\ntitle = 'x'\n")
    played = play(show / "more")
    played.oscsend("/image", "s", "../red.mp4")
    status = played.wait(lambda s: any("/image" in note for note in s.notes))
    assert (status.image, status.eyes) == ("", "")


def test_a_rendered_show_follows_its_movie(show: Path) -> None:
    loaded = load_show(show)
    painter = Painter.load("house", size=loaded.picture.size)
    shown = [moment.painted.reshape(-1, 3).mean(axis=0) for moment in moments(loaded, painter, [], 4.0)]
    assert all(len(colour) == 3 for colour in shown)
    for at_s, channel in ((0.5, 0), (1.5, 2), (2.5, 0), (3.5, 2)):
        assert int(np.argmax(shown[round(at_s * 30)])) == channel, f"at {at_s} s"


def test_what_can_not_be_rendered_is_named(show: Path) -> None:
    (show / "show.toml").write_text(SHOW.replace("red.mp4", "camera", 1))
    loaded = load_show(show)
    assert start(loaded).wish.image == "camera"
    with pytest.raises(SourceError, match="a camera can't be rendered"):
        next(moments(loaded, Painter.load("house"), [], 1.0))
