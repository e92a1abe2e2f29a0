"""Journeys through the whole house, as a technician would take them."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journeys.conftest import ROOT, Played

Play = Callable[..., Played]

TIDES, CROSSING = ROOT / "shows/tides", ROOT / "shows/crossing"


def painting(status: object) -> bool:
    return str(getattr(status, "engine", "")).startswith("painting")


def test_a_prompt_from_a_real_osc_client_becomes_the_picture(play: Play) -> None:
    show = play(TIDES)
    show.wait(painting)
    show.oscsend("/prompt", "sf", "a red fire", "0.2")
    status = show.wait(lambda s: s.prompt and s.prompt[0].text == "a red fire")
    assert status.prompt[0].source == "desk"
    status = show.wait(lambda s: s.cue_to_light.count >= 1)
    assert 0.0 < status.cue_to_light.last_ms < 5000.0
    time.sleep(1.0)
    red, _, blue = show.picture().reshape(-1, 3).mean(axis=0)
    assert red > blue, "fire is not red"


def test_blackout_is_black_and_comes_back_without_the_engine(play: Play) -> None:
    show = play(TIDES)
    show.wait(painting)
    os.kill(show.status().engine_pid, signal.SIGKILL)
    show.oscsend("/blackout", "T")
    show.wait(lambda s: s.blackout)
    time.sleep(0.3)
    assert not show.picture().any()
    show.oscsend("/blackout", "F")
    show.wait(lambda s: not s.blackout)
    time.sleep(0.6)
    assert show.picture().any()


def test_cues_go_and_go_back(play: Play) -> None:
    show = play(TIDES)
    show.oscsend("/go")
    assert show.wait(lambda s: s.cue_number == 1).cue_name == "preset"
    show.oscsend("/cue", "i", "4")
    assert show.wait(lambda s: s.cue_number == 4).next_cue_name == "eye of it"
    show.oscsend("/back")
    assert show.wait(lambda s: s.cue_number == 3).prompt[0].source == "cue 'gulls'"


def test_garbage_on_the_port_is_counted_and_named_and_the_picture_goes_on(play: Play) -> None:
    show = play(TIDES)
    show.wait(painting)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        for _ in range(200):
            stranger.sendto(os.urandom(64), ("127.0.0.1", show.port))
            stranger.sendto(b"#bundle\0" + bytes(8) + b"\xff\xff\xff\xfc", ("127.0.0.1", show.port))
    time.sleep(1.2)  # a flood's complaints are rationed by the second, so that it can't fill the desk
    show.oscsend("/promt", "s", "typo")
    status = show.wait(lambda s: s.rejected_packets >= 100 and any("/promt" in note for note in s.notes))
    assert any("/prompt" in note for note in status.notes), "the near address is not suggested"
    before = status.now_s
    assert show.wait(lambda s: s.now_s > before + 1.0).presented_hz > 5


@pytest.mark.parametrize("name", ["engine", "ears"])
def test_a_killed_child_comes_back_while_the_picture_goes_on(play: Play, name: str) -> None:
    show = play(CROSSING)
    status = show.wait(lambda s: painting(s) and s.ears_pid and s.ears not in ("starting", "off"))
    first = getattr(status, f"{name}_pid")
    os.kill(first, signal.SIGKILL)
    status = show.wait(lambda s: getattr(s, f"{name}_restarts") == 1 and getattr(s, f"{name}_pid") not in (0, first))
    assert any(f"{name} was killed by signal 9" in note for note in status.notes)
    back_s = status.now_s
    status = show.wait(lambda s: s.now_s > back_s + 3.0 and painting(s) and s.new_hz > 0)
    assert status.worst_gap_ms < 1000.0, "the picture stood still"


def test_the_spoken_poem_becomes_the_prompt(play: Play) -> None:
    show = play(CROSSING)
    status = show.wait(lambda s: any("candle" in line for line in s.committed), within_s=30)
    assert status.line_number >= 1
    assert status.prompt[0].source.startswith("line ")
    status = show.wait(lambda s: s.word_to_light.count >= 3, within_s=30)
    assert status.word_to_light.p50_ms > 0.0


def test_a_hand_goes_through_a_poem_that_nobody_hears(play: Play) -> None:
    show = play(ROOT / "shows/heimweg")
    assert show.wait(painting).ears == "off"
    for _ in range(2):
        show.oscsend("/line/next")
    status = show.wait(lambda s: s.line_number == 2)
    assert (status.line_count, status.line_by) == (6, "hand")
    assert "a river carries the names away" in status.prompt[0].text
    show.oscsend("/line", "i", "1")
    assert show.wait(lambda s: s.line_number == 1).next_line_text.startswith("Der Fluss")


def test_what_a_show_asks_to_keep_is_kept_and_nothing_else_writes_words(play: Play, tmp_path: Path) -> None:
    for name in ("poem.txt", "poem.flac"):
        (tmp_path / name).write_bytes((CROSSING / name).read_bytes())
    kept = 'transcript = "said.txt"\nsound = "sound"\n'
    ears = 'mode = "script"\nscript = "poem.txt"\nrecording = "poem.flac"\n'
    (tmp_path / "show.toml").write_text(f"[show]\ntitle = 'x'\n[ears]\n{ears}[keep]\n{kept}")
    show = play(tmp_path)
    show.wait(lambda s: any("candle" in line for line in s.committed), within_s=30)
    show.process.send_signal(signal.SIGINT)
    told, _ = show.process.communicate(timeout=20)
    assert "candle" in (tmp_path / "said.txt").read_text("utf-8")
    assert [path.suffix for path in (tmp_path / "sound").iterdir()] == [".flac"]
    assert "candle" not in told


def test_gain_and_mute_reach_the_ears(play: Play) -> None:
    show = play(CROSSING)
    show.wait(lambda s: s.level > 0.3, within_s=30)
    show.oscsend("/ears/mute", "i", "1")
    show.wait(lambda s: s.mute and s.level == 0.0)
    show.oscsend("/ears/mute", "i", "0")
    show.wait(lambda s: not s.mute and s.level > 0.3, within_s=20)


def test_a_show_whose_model_is_missing_plays_the_opening_picture_and_says_why(play: Play, tmp_path: Path) -> None:
    (tmp_path / "show.toml").write_text("[show]\ntitle = 'x'\n[picture]\nmodel = 'no-such-model'\n")
    show = play(tmp_path)
    status = show.wait(lambda s: any("no-such-model" in note for note in s.notes))
    assert any("use one of house" in note for note in status.notes)
    first = show.picture()
    time.sleep(1.5)
    assert first.any()
    assert (first != show.picture()).any(), "the opening picture stands still"


def test_nothing_is_left_behind_when_a_show_ends(play: Play) -> None:
    show = play(TIDES)
    status = show.wait(painting)
    show.process.send_signal(signal.SIGINT)
    assert show.process.wait(20) == 0
    assert not show.running.slots.exists()
    assert not Path(f"/proc/{status.engine_pid}").exists()
