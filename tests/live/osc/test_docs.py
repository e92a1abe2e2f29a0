"""The references in docs/ say what the tables in the code say."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("tool", ["tools.osc_docs", "tools.show_docs", "tools.model_docs"])
def test_reference_is_current(tool: str):
    done = subprocess.run(
        [sys.executable, "-m", tool, "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_key_of_the_show_file_has_a_meaning():
    code = "from tools.show_docs import undocumented; print(undocumented())"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]", "give the field a docstring in live/show.py, or a row in tools/show_docs.py"
