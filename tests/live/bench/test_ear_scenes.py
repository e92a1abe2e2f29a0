"""Scenes: what is said where, and that the truth lies on the sound."""

from __future__ import annotations

import numpy as np
import pytest

from live.bench.ear_scenes import BREATH_S, READINGS, ROOMS_20, Room, open_scene, script_scene


def lines(scene):
    return [said.clip.line for said in scene.said if said.clip.part == "script"]


def test_each_clip_lies_where_the_scene_says():
    scene = script_scene("straight", "awb")
    for said in scene.said:
        start = round(said.onset_s * 16000)
        assert np.array_equal(scene.sound[start : start + len(said.clip.sound)], said.clip.sound)
    assert lines(scene) == list(range(1, 17))
    for before, after in zip(scene.said, scene.said[1:], strict=False):
        assert after.onset_s - before.end_s == pytest.approx(BREATH_S, abs=1e-4)


def test_words_stand_on_the_clock_of_the_scene():
    scene = script_scene("straight", "slt")
    third = scene.said[2]
    assert third.words[0].start_s == pytest.approx(third.onset_s + third.clip.words[0].start_s)
    starts = [word.start_s for word in scene.words]
    assert starts == sorted(starts)
    assert len(scene.words) == sum(len(said.clip.words) for said in scene.said)


def test_a_reader_who_runs_on_is_sooner_done():
    assert script_scene("run-on", "slt").length_s < script_scene("straight", "slt").length_s - 12.0


@pytest.mark.parametrize("voice", ["slt", "rms", "awb", "kal16"])
def test_skips_leave_lines_out_and_never_go_back(voice):
    said = lines(script_scene("skips", voice))
    assert said == sorted(set(said))
    assert 8 <= len(said) <= 12
    assert (said[0], said[-1]) == (1, 16)


@pytest.mark.parametrize("voice", ["slt", "rms", "awb", "kal16"])
def test_repeats_go_back_four_times_and_say_every_line(voice):
    said = lines(script_scene("repeats", voice))
    assert set(said) == set(range(1, 17))
    steps = np.diff(said)
    assert sum(steps < 0) == 4
    assert not (steps == 0).any()


@pytest.mark.parametrize("voice", ["slt", "rms", "awb", "kal16"])
def test_ad_libs_stand_between_lines(voice):
    scene = script_scene("ad-libs", voice)
    parts = "".join(said.clip.part[0] for said in scene.said)
    assert lines(scene) == list(range(1, 17))
    assert len([run for run in parts.split("s") if run]) == 5
    own = [said.clip.line for said in scene.said if said.clip.part == "open"]
    assert len(own) == len(set(own))
    assert parts.startswith("s")


def test_readings_differ_from_voice_to_voice_and_never_from_run_to_run():
    for reading in READINGS:
        first, again = script_scene(reading, "slt"), script_scene(reading, "slt")
        assert np.array_equal(first.sound, again.sound)
    assert lines(script_scene("skips", "slt")) != lines(script_scene("skips", "rms"))


def test_a_room_is_heard_in_the_pauses_too():
    scene = open_scene("kal16", ROOMS_20[0], (3, 5))
    assert [said.clip.line for said in scene.said] == [3, 5]
    pause = scene.sound[: round(scene.said[0].onset_s * 16000)]
    assert 10 * np.log10(np.mean(pause**2)) == pytest.approx(-43.0, abs=0.3)


def test_rooms_have_names_for_the_table():
    assert Room().name == "clean"
    assert [room.name for room in ROOMS_20] == ["white 20 dB", "pink 20 dB", "babble 20 dB"]
