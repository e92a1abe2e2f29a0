"""What the stage's process loads, and what importing does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def python(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout


def test_importing_the_stage_loads_neither_torch_nor_onnxruntime() -> None:
    loaded = python("import live.stage, sys; print(*sys.modules)").split()
    assert "live.stage" in loaded
    assert not {"torch", "onnxruntime", "diffusers", "transformers", "faster_whisper", "nicegui"} & set(loaded)


@pytest.mark.parametrize("module", ["live.stage", "live.cli", "engine", "engine.worker", "live.ears.process"])
def test_importing_makes_no_files_threads_or_sockets(module: str, tmp_path: Path) -> None:
    code = (
        f"import os, sys, threading; os.chdir({str(tmp_path)!r}); sys.path.insert(0, {str(ROOT)!r})\n"
        f"before = set(os.listdir('/proc/self/fd')); import {module}\n"
        "after = set(os.listdir('/proc/self/fd')) - before\n"
        "sockets = [fd for fd in after if os.path.exists(f'/proc/self/fd/{fd}') and "
        "os.readlink(f'/proc/self/fd/{fd}').startswith('socket')]\n"
        "print(threading.active_count(), len(os.listdir('.')), len(sockets))"
    )
    assert python(code).split() == ["1", "0", "0"]
