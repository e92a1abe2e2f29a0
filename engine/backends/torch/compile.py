"""torch.compile for a frame's steps: the settings, and a private folder that keeps what was compiled between runs."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch

from engine.backends.torch.runner import Steps
from engine.compiled.folder import private, root

SWITCH = "RHAPSODE_COMPILE"
"""Environment variable: 0 never compiles, 1 does, or the name of another of torch.compile's backends than 'inductor'.

Unset: on CUDA alone. A CPU's gain is small, and its compiler works for minutes on the cores that paint.
"""

NONE, USUAL = "", "inductor"
"""Compilers: none, and torch's own code generator."""

_FOLDER = "TORCHINDUCTOR_CACHE_DIR"
"""The compiler's own variable; what it keeps there is code, so the folder must be this user's alone."""

_FAULTED = "faulted"
"""File in that folder: the device failed while there was compiling; where it lies, nothing is compiled."""

_QUICK: dict[str, Any] = {"fx_graph_cache": True, "conv_1x1_as_mm": True}
_TUNED: dict[str, Any] = {**_QUICK, "max_autotune": True, "coordinate_descent_tuning": True}
"""Settings of torch._inductor. The latter are those of the mode max-autotune-no-cudagraphs, since graphs are captured
here (torch._inductor.list_mode_options), and convolutions of one pixel as matrix products."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One way to compile."""

    stage: str
    """For people."""
    backend: Any
    """Of torch.compile: a name, or a function."""
    options: dict[str, Any] | None = None


_RUNGS: dict[str, tuple[Rung, ...]] = {
    f"{USUAL}:quick": (Rung("compiled", USUAL, _QUICK),),
    f"{USUAL}:tuned": (Rung("compiled and tuned", USUAL, _TUNED),),
}


def rungs(compiler: Any, device: torch.device) -> tuple[Rung, ...]:
    """What to try in turn: on CUDA quick code, then the fastest of many variants, whose search takes minutes.

    `compiler`: 'inductor'; one rung alone, 'inductor:quick' or 'inductor:tuned'; or a backend of torch.compile.
    """
    if compiler == USUAL:
        both = (*_RUNGS[f"{USUAL}:quick"], *_RUNGS[f"{USUAL}:tuned"])
        return both if device.type == "cuda" else (Rung("compiled", USUAL, {"fx_graph_cache": True}),)
    return _RUNGS.get(compiler) or (Rung("compiled", compiler),)


def compiler_for(device: torch.device) -> tuple[str, str]:
    """(compiler to use on this device, note for a person), by the switch and by what happened before."""
    asked = os.environ.get(SWITCH, "1" if device.type == "cuda" else "0")
    if asked in ("", "0"):
        return NONE, ""
    fault = _folder() / _FAULTED
    if fault.exists():
        return NONE, f"not compiled: the device failed while compiling before; to try again, remove {fault}"
    return USUAL if asked == "1" else asked, ""


def note_fault() -> None:
    """Note that the device failed while there was compiling, so that a new process doesn't fail in the same way."""
    (_folder() / _FAULTED).touch()


def make_ready() -> None:
    """Import the compiler and name its folder: done while loading, since an import in another thread halts painting."""
    utils = importlib.import_module("torch._inductor.runtime.cache_dir_utils")
    if os.environ.get(_FOLDER, utils.default_cache_dir()) == utils.default_cache_dir():
        os.environ[_FOLDER] = str(_folder())
    for name in ("torch._dynamo", "torch._inductor.compile_fx"):
        importlib.import_module(name)


def compiled(steps: Steps, rung: Rung) -> Steps:
    """The same steps, each to be compiled when it is first called, for the very shapes it is called with."""

    def made(step: Callable[..., Any]) -> Callable[..., Any]:
        return torch.compile(step, dynamic=False, fullgraph=True, backend=rung.backend, options=rung.options)

    return replace(
        steps, words=made(steps.words), step=made(steps.step), follow=made(steps.follow), decode=made(steps.decode)
    )


def _folder() -> Path:
    return private(root() / "inductor")
