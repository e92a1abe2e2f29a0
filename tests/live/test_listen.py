"""The sound check: rows for people and machines, the summary, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile

from live.bench.ear_corpus import clips_of
from live.ears.heard import Heard, Voice, Word
from live.listen import Options, listen
from live.listen_rows import HEAD, Row, Tally, meter, row_of, row_of_move
from live.show import ShowError
from live.told import Told
from live.wall import Move

ROOT = Path(__file__).parents[2]
POEM = ROOT / "shows/crossing/poem.txt"


@pytest.fixture
def spoken(tmp_path):
    """The poem's first lines in one voice, as a file."""
    pause = np.zeros(12800, np.float32)
    parts = [part for clip in clips_of("script", "slt")[:2] for part in (pause, clip.sound)]
    path = tmp_path / "two lines.flac"
    soundfile.write(path, np.concatenate(parts), 16000)
    return path


def test_a_file_is_heard_with_its_lines(spoken):
    rows = []
    assert listen(Options(file=str(spoken), script=POEM, fast=True), rows.append) == 0
    assert HEAD in rows
    assert any("line 1" in row and "One candle in the window" in row for row in rows)
    assert any("line 2" in row for row in rows)
    assert any("committed" in row and "candle" in row for row in rows)
    assert any(row.startswith("lines      2 of 16") and "not heard: 3, 4" in row for row in rows)


def test_machines_get_an_object_a_line_and_the_summary_last(spoken):
    rows = []
    assert listen(Options(file=str(spoken), script=POEM, fast=True, as_json=True), rows.append) == 0
    *heard, summary = (json.loads(row) for row in rows)
    assert {row["what"] for row in heard} == {"partial", "committed", "line"}
    assert [row["line"] for row in heard if row["what"] == "line"] == [1, 2]
    assert all(row["late_s"] > 0.0 for row in heard)
    assert (summary["lines"], summary["script_lines"], summary["dropped"]) == (2, 16, 0)
    assert summary["words"] == sum(len(row["words"].split()) for row in heard if row["what"] == "committed")


def test_without_a_script_it_listens_for_anything(tmp_path):
    path = tmp_path / "visitor.flac"
    soundfile.write(path, np.pad(clips_of("open", "slt")[0].sound, (8000, 0)), 16000)
    rows = []
    assert listen(Options(file=str(path), fast=True), rows.append) == 0
    assert rows[0].startswith("pocketsphinx, open vocabulary; file visitor.flac")
    assert any("committed" in row and "burning" in row for row in rows)


def test_a_file_is_played_once_at_its_own_pace(tmp_path):
    path = tmp_path / "short.wav"
    soundfile.write(path, np.zeros(8000, np.float32), 16000)
    rows = []
    began_s = time.monotonic()
    assert listen(Options(file=str(path), script=POEM), rows.append) == 0
    assert time.monotonic() - began_s >= 2.0 - 0.05  # half a second, and the silence after it
    assert "! no voice heard: see that the right microphone is chosen and turned up" in rows


def test_ctrl_c_ends_it_with_the_summary(spoken):
    code = (
        "import sys; from live.listen import *; sys.exit(listen(Options(file=sys.argv[1], script=Path(sys.argv[2]))))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(spoken), str(POEM)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    told = []
    for row in process.stdout:
        told.append(row)
        if "committed" in row:
            process.send_signal(signal.SIGINT)
            break
    rest, errors = process.communicate(timeout=30)
    assert process.returncode == 0, errors
    assert errors == ""
    assert "heard      " in rest
    assert "lines      1 of 16" in rest


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (Options(fast=True), "--fast needs --file"),
        (Options(file="nowhere.flac", fast=True), "--file = 'nowhere.flac': no such file"),
        (Options(file="nowhere.flac", script=Path("nowhere.txt")), "--script = 'nowhere.txt': no such file"),
        (Options(show=Path("nowhere")), "nowhere"),
    ],
)
def test_what_cannot_be_had_is_named(options, told):
    with pytest.raises(ShowError, match=told):
        listen(options, lambda row: None)


def heard(kind, at_s, words, sound_s, onset_s=0.5):
    return Told(Heard(kind, at_s, words, sound_s, onset_s, timed=(Word(words, 0.6, sound_s),)), at_s)


def test_rows_keep_their_columns():
    rows = [
        row_of(heard("partial", 1.5, "one can", 1.25)),
        row_of(heard("committed", 12.5, "one candle", 12.25)),
        row_of_move(Move(3, 1.75), heard("partial", 1.7, "the road", 1.5).heard, ["a", "b", "The road"]),
    ]
    assert [row.for_people() for row in rows] == [
        "    1.50  partial     0.25s  … one can",
        "   12.50  committed   0.25s  one candle",
        "    1.75  line 3      0.25s  The road   (1.25 s after the voice set in)",
    ]


def test_levels_and_withdrawn_words_are_no_rows():
    assert row_of(Told(Heard("level", 1.0, level=0.5), 1.0)) is None
    assert row_of(Told(Heard("partial", 1.0, "", 1.0), 1.0)) is None
    assert row_of_move(Move(0, 1.0), Heard("partial", 1.0), ["a"]) is None


def test_the_meter_shows_level_and_voice():
    assert meter(0.5, Voice()) == f"[{'#' * 12}{'.' * 12}]  -30 dB"
    assert meter(1.0, Voice(0.5, 182.0, 4.25, -0.3)).endswith("]    0 dB   pitch 182 Hz   pace 4.2/s   arousal -0.3")


def test_the_summary_remarks_on_what_is_wrong():
    tally = Tally()
    tally.rows.append(Row("committed", 2.0, 0.5, "a word", onset_s=1.0))
    for level in [0.6] * 10 + [0.7] * 10:
        tally.note(Told(Heard("level", 3.0, level=level), 3.0))
    tally.dropped = 4
    told = tally.for_people()
    assert "level      voice -18 dB, room -24 dB" in told
    assert [line[:20] for line in told if line.startswith("!")] == ["! 4 pieces of sound ", "! the room is nearly"]
    assert tally.figures()["utterances"] == 1
    assert tally.figures()["committed_late_p50_s"] == 0.5
