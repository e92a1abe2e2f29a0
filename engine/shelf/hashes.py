"""Hashes of files: SHA-256 as recipes note it, and git's own name of a small file as the hub lists it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

CHUNK = 1 << 22
"""Bytes read at once."""


def sha256(path: Path, progress: Callable[[int], None] | None = None) -> str:
    """The file's SHA-256, in hexadecimal; `progress` is told how many more bytes were read."""
    return _digest(path, hashlib.sha256(), progress)


def git_name(path: Path) -> str:
    """The SHA-1 by which git knows the file: of 'blob', its length and its bytes."""
    start = f"blob {path.stat().st_size}\0".encode()
    return _digest(path, hashlib.sha1(start, usedforsecurity=False), None)


def _digest(path: Path, digest: hashlib._Hash, progress: Callable[[int], None] | None) -> str:
    with path.open("rb") as stream:
        while block := stream.read(CHUNK):
            digest.update(block)
            if progress:
                progress(len(block))
    return digest.hexdigest()
