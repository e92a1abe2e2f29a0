"""Painted pictures for training, kept as uint8 on disk so that no stage waits for the painter twice."""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from tools.house.run import device
from tools.house.scenes import SceneSpec, paint, sample_specs

CHUNK = {"cpu": 32, "cuda": 512}
"""Pictures painted at once: few on a CPU, whose caches they must fit; many on a GPU, where a launch costs most."""
FIELDS = len(SceneSpec.__slots__)
_values = attrgetter(*SceneSpec.__slots__)


def chunk_size() -> int:
    """Pictures painted at once on this machine."""
    return CHUNK[device().type]


def painted(count: int, seed: int, size: int) -> Iterator[tuple[list[SceneSpec], Tensor]]:
    """Balanced random scenes, chunk by chunk: (specs, pictures (n, 3, size, size) float32 0..1 on the device)."""
    specs, size_of_chunk = sample_specs(count, seed), chunk_size()
    for start in range(0, count, size_of_chunk):
        chunk = specs[start : start + size_of_chunk]
        yield chunk, paint(chunk, size=size, device=device())


def table(specs: list[SceneSpec]) -> np.ndarray:
    """Specs as rows of numbers: (n, fields) int64, in the order of SceneSpec's fields."""
    return np.array([_values(spec) for spec in specs], np.int64)


def spec_of(row: np.ndarray) -> SceneSpec:
    """The spec of one row of `table`."""
    return SceneSpec(*(int(value) for value in row))


def pool(path: Path, count: int, seed: int, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Painted pictures and their specs: ((n, 3, size, size) uint8, (n, fields) int64); painted on first use.

    A half-painted pool is gone on with: the spec table on disk says how far it got.
    """
    path.mkdir(parents=True, exist_ok=True)
    shape = (count, 3, size, size)
    file, notes = path / f"pictures-{count}-{size}-{seed}.u8", path / f"specs-{count}-{size}-{seed}.npy"
    pictures = np.memmap(file, np.uint8, "r+" if file.is_file() else "w+", shape=shape)
    specs = np.load(notes) if notes.is_file() else np.zeros((0, FIELDS), np.int64)
    if len(specs) >= count:
        return pictures, specs
    wanted, size_of_chunk = sample_specs(count, seed), chunk_size()
    for start in range(len(specs), count, size_of_chunk):
        chunk = wanted[start : start + size_of_chunk]
        image = paint(chunk, size=size, device=device()).mul(255).round().clamp(0, 255)
        pictures[start : start + len(chunk)] = image.to(torch.uint8).cpu().numpy()
        if start // size_of_chunk % 16 == 0 or start + size_of_chunk >= count:
            pictures.flush()
            np.save(notes, table(wanted[: start + len(chunk)]))
    return pictures, np.load(notes)
