"""What is kept: nothing unless asked for; and when asked for, a full or slow disk never holds the show up."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
import soundfile

from live import behind
from live.keep import TranscriptWriter, check_places, kept
from live.keep_sound import SoundWriter
from live.show import Keep, ShowError

BEGUN = datetime(2026, 3, 1, 20, 15, 0)


def wait_for(condition: Callable[[], object], within_s: float = 10.0) -> None:
    end_s = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < end_s
        time.sleep(0.01)


def tone(samples: int) -> np.ndarray:
    return (0.5 * np.sin(np.arange(samples) * 0.1)).astype(np.float32)


def test_nothing_is_kept_unless_asked_for() -> None:
    assert kept(Keep()) == (
        "words: not kept",
        "sound: not kept, only in memory",
        "log: no words; the desk page shows them while they count, and stores nothing",
    )


def test_what_is_kept_is_said() -> None:
    lines = kept(Keep(transcript="said.txt", sound="takes"))
    assert "said.txt" in lines[0]
    assert "takes/" in lines[1]
    assert lines[-1].startswith("tell the people")


def test_lines_carry_the_time_of_day_and_only_the_owner_reads_them(tmp_path: Path) -> None:
    path = tmp_path / "said.txt"
    for words in ("a red boat", "two\tlines\nin one"):
        writer = TranscriptWriter(path, BEGUN)  # a second evening adds to the first
        writer.add(words, 65.4)
        writer.close()
        assert writer.notes() == []
    assert path.read_text("utf-8") == "20:16:05\ta red boat\n20:16:05\ttwo lines in one\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_becomes_one_note_without_words() -> None:
    writer = TranscriptWriter(Path("/dev/full"), BEGUN)
    writer.add("a red boat", 1.0)
    wait_for(lambda: writer.lost)
    writer.add("and another", 2.0)
    writer.close()
    notes = writer.notes()
    assert len(notes) == 1
    assert "No space left" in notes[0]
    assert "boat" not in notes[0]


def test_a_disk_that_comes_back_is_written_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(behind, "RETRY_S", 0.05)
    path = tmp_path / "stick" / "said.txt"
    writer = TranscriptWriter(path, BEGUN)
    writer.add("lost", 1.0)
    wait_for(lambda: writer.lost)
    path.parent.mkdir()
    writer.add("kept", 2.0)
    wait_for(path.exists)
    writer.close()
    assert path.read_text("utf-8") == "20:15:02\tkept\n"
    assert [note.split("; ")[-1] for note in writer.notes()] == [
        "not kept meanwhile, the show goes on",
        "1 lost so far",
    ]


def test_a_disk_that_hangs_holds_nobody_up(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)  # opening it for writing hangs until somebody reads
    writer = TranscriptWriter(path, BEGUN)
    begin_s = time.monotonic()
    for number in range(3000):
        writer.add(f"line {number}", float(number))
    writer.close(0.1)
    assert time.monotonic() - begin_s < 5.0  # for ever, if anything waited
    assert 1900 < writer.lost < 2000
    drain = threading.Thread(target=path.read_bytes)  # let the writer's thread come to its end
    drain.start()
    wait_for(writer._items.empty)
    writer.close()
    drain.join(5.0)
    assert not drain.is_alive()


def test_sound_is_written_whole_in_files_that_follow_on(tmp_path: Path) -> None:
    folder = tmp_path / "takes"
    sound = tone(512 * 100)
    writer = SoundWriter(folder, BEGUN, file_s=2.0)
    for at in range(0, len(sound), 512):
        writer.put(sound[at : at + 512])
    writer.close(5.0)
    files = sorted(folder.iterdir())
    assert [file.name for file in files] == ["2026-03-01 20.15.00.flac", "2026-03-01 20.15.01.flac"]
    again = np.concatenate([soundfile.read(file, dtype="float32")[0] for file in files])
    assert writer.notes() == []
    np.testing.assert_allclose(again, sound, atol=1.0 / 32768)
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in files)


CUT_OFF = """
import os, signal, sys, time
import numpy as np
from datetime import datetime
from pathlib import Path
from live.keep_sound import SoundWriter
writer = SoundWriter(Path(sys.argv[1]), datetime(2026, 3, 1))
for _ in range(700):
    writer.put(np.zeros(512, np.float32) + 0.25)
    time.sleep(0.0002)
while not writer._items.empty():
    time.sleep(0.01)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_when_the_process_is_cut_off_the_sound_can_be_read(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", CUT_OFF, str(tmp_path)], check=False, timeout=60)
    (file,) = tmp_path.iterdir()
    sound, rate_hz = soundfile.read(file)
    assert 20.5 < len(sound) / rate_hz <= 700 * 512 / 16_000
    np.testing.assert_allclose(sound, 0.25, atol=1e-4)


FULL = """
import resource, sys, time
import numpy as np
from datetime import datetime
from pathlib import Path
from live.keep_sound import SoundWriter
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
writer = SoundWriter(Path(sys.argv[1]), datetime(2026, 3, 1))
noise = np.random.default_rng(0).uniform(-1, 1, 512).astype(np.float32)
for _ in range(200):
    writer.put(noise)
while not writer.lost:
    time.sleep(0.01)
writer.close()
print(*writer.notes(), sep="\\n")
"""


def test_sound_on_a_full_disk_becomes_a_note_and_no_traceback(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path)], check=True, timeout=60, capture_output=True, text=True
    )
    assert done.stderr == ""
    assert done.stdout.startswith("sound ")
    assert "File too large; not kept meanwhile" in done.stdout


def test_places_that_cannot_be_written_stop_the_preflight(tmp_path: Path) -> None:
    check_places(tmp_path / "said.txt", tmp_path / "takes")
    check_places(None, None)
    with pytest.raises(ShowError, match=r"keep\.transcript = '.*nowhere/said\.txt': can't be written; give"):
        check_places(tmp_path / "nowhere" / "said.txt", None)
    (tmp_path / "file").touch()
    with pytest.raises(ShowError, match=r"keep\.sound = '.*file': not a folder"):
        check_places(None, tmp_path / "file")
    assert not (tmp_path / "takes").exists()
