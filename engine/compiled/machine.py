"""What this machine has, as far as compiled engines depend on it: its GPU, its driver, installed versions."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from engine.compiled.key import Gpu

_ASK = ("nvidia-smi", "--query-gpu=name,driver_version,compute_cap", "--format=csv,noheader", "--id=0")
"""Comes with the driver, so that no other package is needed."""


def gpu() -> Gpu:
    """The first CUDA GPU; an empty one where there is none, or no driver."""
    try:
        done = subprocess.run(_ASK, capture_output=True, text=True, timeout=10, check=True)
    except (OSError, subprocess.SubprocessError):
        return Gpu()
    return parse(done.stdout)


def parse(text: str) -> Gpu:
    """The GPU in a line 'name, driver, capability'; an empty one for anything else."""
    parts = [part.strip() for part in text.strip().split(",")]
    return Gpu(*parts) if len(parts) == 3 else Gpu()


def versions(packages: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """(distribution, version) of those that are installed."""
    found = []
    for package in packages:
        try:
            found.append((package, version(package)))
        except PackageNotFoundError:
            continue
    return tuple(found)


_TENSORRT_RTX = re.compile(r"libtensorrt_rtx\.so\.(\d+)\.(\d+)\.\d+|tensorrt_rtx_(\d+)_(\d+)\.dll")


def tensorrt_rtx(module: str) -> str:
    """major.minor of the TensorRT-RTX that lies in a Python module's folder; empty where none does."""
    spec = find_spec(module)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        for path in sorted(Path(folder).iterdir()):
            match = _TENSORRT_RTX.fullmatch(path.name)
            if match:
                return ".".join(part for part in match.groups() if part)
    return ""
