"""The bench as a whole: small, with the real recogniser, follower and conductor."""

from __future__ import annotations

import pytest

from live.bench import BUNDLED, ear
from live.bench.ear_corpus import clips_of
from live.bench.ear_run import Plan
from live.bench.ear_scenes import CLEAN
from live.follow.script import read_script
from live.show import ShowError

SMALL = Plan(
    rooms=(CLEAN,),
    headline=(CLEAN,),
    noise_s=2.0,
    readings=("straight",),
    voices=1,
    script_lines=5,
    open_lines=2,
)


@pytest.fixture
def measured(monkeypatch):
    monkeypatch.setattr(ear, "QUICK", SMALL)
    rows = []
    return ear.measure(BUNDLED, 20.0, ("cpu",), quick=True, say=rows.append), rows


def test_lines_are_found_words_are_understood_and_noise_is_not(measured):
    figures, rows = measured
    assert figures["script_lines"] == 5
    assert figures["script_lines_hit"] >= 4
    assert 0.0 < figures["script_line_p50_s"] <= figures["script_line_p90_s"] < 4.0
    assert figures["open_recall"] > 0.5
    assert figures["open_nudge_p50_s"] <= figures["open_commit_p50_s"]
    assert figures["noise_words"] == 0
    assert figures["noise_s"] == 2.0
    assert any(row.startswith("straight clean") for row in rows)
    assert rows[0].startswith("quick:")


def test_another_shows_poem_is_refused(tmp_path):
    (tmp_path / "show.toml").write_text('[show]\ntitle = "x"\n[ears]\nmode = "script"\nscript = "p.txt"\n')
    (tmp_path / "p.txt").write_text("nothing of the kind\n")
    with pytest.raises(ShowError, match="leave --show out"):
        ear.measure(tmp_path, 20.0, ("cpu",))


def test_a_whisper_folder_without_a_model_is_refused_before_anything_is_measured(tmp_path):
    with pytest.raises(ShowError, match=r"model\.bin"):
        ear.measure(BUNDLED, 20.0, ("cpu",), whisper=str(tmp_path))


def test_in_noise_the_lines_are_shared_out():
    plan = Plan()
    noisy = plan.rooms[1]
    assert {*plan.said(0, noisy)} | {*plan.said(1, noisy)} == {*range(1, 25)}
    assert not {*plan.said(0, noisy)} & {*plan.said(1, noisy)}
    assert plan.said(3, CLEAN) == tuple(range(1, 25))


def test_the_corpus_speaks_the_bundled_poem():
    assert read_script(BUNDLED / "poem.txt") == tuple(clip.text for clip in clips_of("script", "slt"))
