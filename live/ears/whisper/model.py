"""Find a Whisper model on this machine and load it on the best device there is."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import ctranslate2  # type: ignore[import-untyped]
from faster_whisper import WhisperModel, available_models
from faster_whisper.utils import download_model
from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

from live.ears.heard import EarsError

_PRECISIONS = {"cuda": ("float16", "int8_float16", "int8"), "cpu": ("int8", "float32")}
"""Compute types by device, the best first."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model, and what the status line calls it: 'small, cpu, int8_float32'."""

    model: WhisperModel
    name: str
    place: Path


def find_model(model: str) -> Path:
    """The folder of `model`: a folder in CTranslate2's form, or the name of a model downloaded before.

    A name is one of faster-whisper's ('small') or of a repository on the Hugging Face hub ('owner/model'); nothing is
    downloaded here. Raises EarsError where neither is there.
    """
    place = Path(model).expanduser()
    if place.is_dir():
        if not (place / "model.bin").is_file():
            raise EarsError(
                f"ears.whisper = '{model}': no model.bin there; name the folder of a faster-whisper model "
                "(ct2-transformers-converter makes one), or leave it out to use pocketsphinx"
            )
        return place
    try:
        return Path(download_model(model, local_files_only=True))
    except LocalEntryNotFoundError:
        raise EarsError(
            f"ears.whisper = '{model}': not downloaded; while online, run "
            f"python -c \"from faster_whisper import download_model; download_model('{model}')\""
        ) from None
    except (HFValidationError, ValueError):
        raise EarsError(
            f"ears.whisper = '{model}': no such folder, and no model's name; correct the path, or use one of "
            + ", ".join(available_models())
        ) from None


def load_model(model: str) -> Loaded:
    """Load it on the GPU where there is one, else on half of the CPU's cores. Raises EarsError."""
    place = find_model(model)
    device = "cuda" if ctranslate2.get_cuda_device_count() else "cpu"
    supported = ctranslate2.get_supported_compute_types(device)
    precision = next((name for name in _PRECISIONS[device] if name in supported), "default")
    try:
        loaded = WhisperModel(
            str(place),
            device=device,
            compute_type=precision,
            cpu_threads=max(1, (os.cpu_count() or 1) // 2),  # the painter needs the others
            local_files_only=True,
        )
    except (RuntimeError, ValueError, OSError) as error:
        raise EarsError(f"ears.whisper = '{model}': {error}; convert or download the model again") from None
    called = place.name if Path(model).expanduser().is_dir() else model
    return Loaded(loaded, f"{called}, {loaded.model.device}, {loaded.model.compute_type}", place)
