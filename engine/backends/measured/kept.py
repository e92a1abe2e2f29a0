"""Where a choice is kept: in a private folder, keyed on all that it depends on; and how often taking it over failed."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

from engine.backends.measured.judge import Choice
from engine.backends.onnx.session import cores
from engine.compiled.folder import folder_of, write
from engine.compiled.key import Key
from engine.compiled.machine import versions
from engine.errors import BackendError
from engine.model.find import Model
from engine.shelf.hashes import sha256

_METHOD = "1"
"""Part of the key: to be changed with what is measured."""

_CHOICE, _TRIES = "choice.json", "tries"
_PACKAGES = ("onnxruntime", "openvino", "onnx")

MOST_TRIES = 2
"""A process that ended so often while it took a choice over was ended by it."""


class Kept:
    """The folder of one key; `trouble` says why there is none: then everything is measured anew each time."""

    def __init__(self, folder: Path | None, trouble: str = "") -> None:
        self._folder = folder
        self.trouble = trouble

    @classmethod
    def of(cls, model: Model, threads: int, candidates: Sequence[str]) -> Kept:
        """The place for a model on this machine, with so many threads (0: one a core) and these candidates."""
        try:
            return cls(folder_of(_key(model, threads, candidates)))
        except (BackendError, OSError) as error:
            return cls(None, f"the choice is not kept: {error}")

    def read(self) -> Choice | None:
        """The choice that was kept; None where there is none that can be read."""
        if self._folder is None:
            return None
        try:
            return msgspec.json.decode((self._folder / _CHOICE).read_bytes(), type=Choice)
        except (OSError, msgspec.DecodeError):
            return None

    def write(self, choice: Choice) -> None:
        """Keep a choice in place of the one before; where that fails, `trouble` says so."""
        self._write(_CHOICE, msgspec.json.encode(choice))

    @property
    def doubtful(self) -> str:
        """Why what was chosen should not be taken over, and the way out; empty where it may be."""
        if self._folder is None or self._tries() < MOST_TRIES:
            return ""
        return f"it ended this process {MOST_TRIES} times before; to try again, remove {self._folder}"

    def taking_over(self) -> None:
        """Note that it is being tried, since what ends the process leaves no other trace."""
        self._write(_TRIES, str(self._tries() + 1).encode())

    def taken_over(self) -> None:
        """Note that it went well, or failed without ending the process."""
        if self._folder is not None:
            with suppress(OSError):
                (self._folder / _TRIES).unlink(missing_ok=True)

    def _tries(self) -> int:
        try:
            return int((self._folder / _TRIES).read_text()) if self._folder is not None else 0
        except (OSError, ValueError):
            return 0

    def _write(self, name: str, data: bytes) -> None:
        if self._folder is None:
            return
        try:
            write(self._folder / name, data)
        except OSError as error:
            self.trouble = f"the choice is not kept: {self._folder}: {error.strerror}"


def _key(model: Model, threads: int, candidates: Sequence[str]) -> Key:
    """All that a choice depends on. Hashes are of the files as they are, whatever the card notes."""
    latent = model.card.latent
    files = sorted(path for path in model.folder.iterdir() if path.is_file())
    return Key(
        backend="choice",
        versions=(*versions(_PACKAGES), ("python", platform.python_version())),
        files=tuple((path.name, sha256(path)) for path in files),
        part=f"{_METHOD}; {cpu_name()}; {threads or cores()} threads; {', '.join(candidates)}",
        shape=(1, latent.channels, latent.height, latent.width),
    )


def cpu_name() -> str:
    """What this CPU calls itself; elsewhere than on Linux what Python knows of it."""
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return f"{platform.machine()} {platform.processor()}"
