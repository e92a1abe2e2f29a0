"""Key: all that something compiled depends on; where one part differs, it is compiled anew."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

import msgspec

_LENGTH = 24
"""Hexadecimal digits of a key's name: 96 bits, far from any accident."""


@dataclass(frozen=True, slots=True)
class Gpu:
    """A graphics processor, as its driver names it; empty where there is none."""

    name: str = ""
    driver: str = ""
    capability: str = ""
    """CUDA compute capability: '8.9'."""


@dataclass(frozen=True, slots=True)
class Key:
    """What an engine was compiled for."""

    backend: str
    versions: tuple[tuple[str, str], ...] = ()
    """(distribution, version) of what compiles and runs it."""
    gpu: Gpu = field(default_factory=Gpu)
    files: tuple[tuple[str, str], ...] = ()
    """(name, SHA-256) of the files that the graph is made of."""
    part: str = ""
    """Which graph, where several are made of the same files."""
    loras: tuple[str, ...] = ()
    """SHA-256 of the LoRAs that the graph holds."""
    shape: tuple[int, ...] = ()
    """(1, C, h, w) of the latent."""
    dtype: str = ""

    @property
    def name(self) -> str:
        """A folder's name: the backend and a digest of every part."""
        digest = hashlib.sha256(msgspec.json.encode(self, order="deterministic")).hexdigest()
        return f"{self.backend.replace(':', '-')}-{digest[:_LENGTH]}"
