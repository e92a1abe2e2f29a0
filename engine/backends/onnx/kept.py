"""A private folder for what a provider compiles out of a model: checked before it is used, sealed when it is whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from engine.backends.onnx.providers import find
from engine.compiled.folder import check, folder_of, seal
from engine.compiled.key import Key
from engine.compiled.machine import gpu, versions
from engine.errors import BackendError
from engine.model.find import Model


@dataclass(slots=True)
class Folder:
    """A folder that a provider may keep what it compiles in, or none; notes for a person, whole when it is left."""

    path: Path | None
    notes: tuple[str, ...] = ()


@contextmanager
def kept(model: Model, backend: str, files: Sequence[str], part: str) -> Iterator[Folder]:
    """The folder for one graph of a model on a backend; what lies in it is sealed on leaving without an error.

    `files`: what the graph is made of, by the card's names; `part`: which graph. BackendError where the folder is not
    ours alone.
    """
    provider = find(backend)
    if not provider.compiles:
        yield Folder(None)
        return
    card = model.card
    key = Key(
        backend=backend,
        versions=versions(provider.packages),
        gpu=gpu(),
        files=tuple((name, card.files.get(name, "")) for name in files),
        part=part,
        loras=tuple(lora.sha256 for lora in card.loras),
        shape=(1, card.latent.channels, card.latent.height, card.latent.width),
        dtype=card.dtype,
    )
    path = folder_of(key)
    try:
        notes = check(path) if provider.sealed else ()
    except OSError as error:
        raise BackendError(f"{path}: {error.strerror}; remove that folder") from None
    folder = Folder(path, notes)
    yield folder
    if not provider.sealed:
        return
    try:
        seal(path)
    except OSError as error:  # a full disk: what was compiled plays, but is compiled anew the next time
        folder.notes += (f"{path}: {error.strerror}; not kept: make room",)
