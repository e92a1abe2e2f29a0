"""Fuzzing that repeats: the same examples in every run, no deadline, caches kept in build/."""

from __future__ import annotations

from pathlib import Path

from hypothesis import settings
from hypothesis.configuration import set_hypothesis_home_dir

set_hypothesis_home_dir(Path("build/hypothesis"))
settings.register_profile("rhapsode", database=None, deadline=None, derandomize=True)
settings.load_profile("rhapsode")
