"""Private folders for compiled files: for this user alone, written atomically, checked before they are used.

An engine is code: a file that another user can write must not be run.
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from pathlib import Path

import msgspec

from engine.compiled.key import Key
from engine.errors import BackendError
from engine.shelf.hashes import sha256

MANIFEST = "manifest.json"
"""{file's path: SHA-256} of all that lies in a folder."""

HOME = "RHAPSODE_CACHE"
"""Environment variable: another folder than ~/.cache/rhapsode."""


def root() -> Path:
    """Where compiled files lie; made if need be. BackendError where it isn't this user's alone."""
    usual = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "rhapsode"
    home = Path(os.environ.get(HOME) or usual)
    return private(home / "compiled")


def folder_of(key: Key) -> Path:
    """The folder of a key; made if need be."""
    return private(root() / key.name)


def private(folder: Path) -> Path:
    """A folder that only this user may look into, made if need be; BackendError where it is someone else's."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.lstat()
    except OSError as error:
        raise BackendError(f"{folder}: {error.strerror}; name another folder in {HOME}") from None
    if not stat.S_ISDIR(found.st_mode):
        raise BackendError(f"{folder}: is no folder; remove it, or name another in {HOME}")
    if os.name == "posix":
        if found.st_uid != os.getuid():
            raise BackendError(f"{folder}: belongs to another user; name another folder in {HOME}")
        if stat.S_IMODE(found.st_mode) & 0o077:
            raise BackendError(f"{folder}: others may look into it or write; chmod 700 it, or remove it")
    return folder


def check(folder: Path) -> tuple[str, ...]:
    """Empty a folder that does not hold what its manifest says; notes for a person.

    One without a manifest was left half written: it is emptied, too, and that is no news.
    """
    manifest = folder / MANIFEST
    if not manifest.is_file():
        clear(folder)
        return ()
    try:
        noted = msgspec.json.decode(manifest.read_bytes(), type=dict[str, str])
        found = hashes(folder)
    except (msgspec.DecodeError, OSError) as error:
        clear(folder)
        return (f"{manifest}: {error}; built anew",)
    wrong = sorted(name for name in noted.keys() | found.keys() if noted.get(name) != found.get(name))
    if not wrong:
        return ()
    clear(folder)
    return (f"{folder / wrong[0]}: damaged or altered since it was compiled; built anew",)


def seal(folder: Path) -> None:
    """Note the SHA-256 of all files in a folder; from now on `check` holds them to it."""
    write(folder / MANIFEST, msgspec.json.format(msgspec.json.encode(hashes(folder), order="sorted")))


def write(path: Path, data: bytes | memoryview) -> None:
    """Write a file whole or not at all, for this user alone."""
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".draft-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


def hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of every file in a folder but the manifest, by its path there."""
    return {
        path.relative_to(folder).as_posix(): sha256(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path != folder / MANIFEST
    }


def clear(folder: Path) -> None:
    """Remove all that lies in a folder; another process may be doing so too."""
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
