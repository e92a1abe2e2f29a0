"""The voice tool speaks a script into the recording that is bundled."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tools.voice import edges_s, main

POEM = "shows/crossing"


def test_silence_at_the_edges_is_read_from_flites_durations():
    assert edges_s("pau:0.257 w:0.337 ah:0.426 pau:1.0 k:1.25 pau:1.5 ") == (0.257, 0.25)
    assert edges_s("w:0.337 ah:0.426") == (0.0, 0.0)
    with pytest.raises(ValueError, match="no sound"):
        edges_s("pau:0.2")


def test_the_bundled_recording_is_what_the_tool_makes(tmp_path):
    if shutil.which("flite") is None:
        pytest.skip("flite is not installed: apt-get install flite")
    shutil.copy(f"{POEM}/poem.txt", tmp_path)
    assert main([str(tmp_path / "poem.txt")]) == 0
    made, rate_hz = soundfile.read(tmp_path / "poem.flac", dtype="int16")
    kept, kept_rate_hz = soundfile.read(f"{POEM}/poem.flac", dtype="int16")
    assert rate_hz == kept_rate_hz
    assert len(made) == len(kept)
    assert np.corrcoef(made, kept)[0, 1] > 0.99  # another processor may round flite's filters otherwise
    assert json.loads((tmp_path / "lines.json").read_text()) == json.loads(Path(POEM, "lines.json").read_text())


def test_a_missing_script_ends_with_status_2(tmp_path, capsys):
    assert main([str(tmp_path / "none.txt")]) == 2
    assert "none.txt: No such file" in capsys.readouterr().err
