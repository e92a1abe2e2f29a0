"""Fuzzing that repeats: the same examples in every run, no deadline on a busy machine, nothing left on disk."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("rhapsode", database=None, deadline=None, derandomize=True)
settings.load_profile("rhapsode")
