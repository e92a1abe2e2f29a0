"""The hub: what a repository holds at a commit, and its files, fetched so that a cut connection costs nothing.

Listing, redirects, proxies, credentials and retries are huggingface_hub's. Half-fetched files stay where they are, and
the next fetch goes on from their last byte: the library's own snapshot_download throws them away (since 2.0).
"""

from __future__ import annotations

import fnmatch
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from engine.errors import ModelError
from engine.shelf.hashes import git_name, sha256

HALF = ".half"
"""Ends the name of a file that is still being fetched."""

_PICKLED = (".bin", ".ckpt", ".pt", ".pth")
_HARMLESS = (".safetensors", ".json", ".txt")
"""What is fetched at all, whatever the patterns say: nothing that could be run."""


@dataclass(frozen=True, slots=True)
class Remote:
    """One file of a repository."""

    path: str
    size: int
    """Bytes."""
    sha256: str = ""
    """Where the hub gives it: of large files."""
    git_name: str = ""
    """SHA-1 as git reckons it, of the other files."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The wanted files of a repository at one commit."""

    repository: str
    commit: str
    files: tuple[Remote, ...]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files)


def list_files(repository: str, revision: str, patterns: tuple[str, ...], endpoint: str | None = None) -> Listing:
    """The files of a repository that any pattern fits, with the commit that `revision` is; raises ModelError."""
    from huggingface_hub import HfApi
    from huggingface_hub import errors as hub

    try:
        info = HfApi(endpoint=endpoint).model_info(repository, revision=revision, files_metadata=True)
    except hub.GatedRepoError:
        raise ModelError(
            f"{repository}: its maker wants its terms accepted first; do so on its page of the hub, then: hf auth login"
        ) from None
    except hub.RevisionNotFoundError:
        raise ModelError(f"{repository}: no revision {revision!r}; use a branch, tag or commit that it has") from None
    except hub.RepositoryNotFoundError:
        raise ModelError(f"{repository}: no such repository, or a private one; check its name on the hub") from None
    except Exception as error:  # network errors are those of whichever HTTP library it uses
        raise ModelError(_no_network(repository, error)) from None
    every = {file.rfilename: file for file in info.siblings or ()}
    wanted = [file for path, file in every.items() if _is_wanted(path, patterns)]
    if not any(file.rfilename.endswith(".safetensors") for file in wanted):
        pickled = any(path.endswith(_PICKLED) for path in every)
        why = (
            "has pickled weights only, which can run code" if pickled else "has no safetensors files where a model has"
        )
        raise ModelError(f"{repository}: {why}; use another repository of the model, one with safetensors files")
    return Listing(repository, info.sha or revision, tuple(_remote(file) for file in wanted))


def without_doubles(listing: Listing) -> Listing:
    """The listing without weights that are there in half the size as well, or that no painting needs."""
    names = {file.path for file in listing.files}
    halved = {name.replace(".fp16.", ".") for name in names if ".fp16." in name}
    kept = tuple(file for file in listing.files if file.path not in halved and ".non_ema." not in file.path)
    return replace(listing, files=kept)


def _is_wanted(path: str, patterns: tuple[str, ...]) -> bool:
    pure = PurePosixPath(path)
    inside = not pure.is_absolute() and ".." not in pure.parts and "\\" not in path
    return inside and pure.suffix in _HARMLESS and any(fnmatch.fnmatchcase(path, each) for each in patterns)


def _remote(file: object) -> Remote:
    lfs = getattr(file, "lfs", None)
    return Remote(
        path=str(getattr(file, "rfilename", "")),
        size=int(getattr(file, "size", 0) or 0),
        sha256=str(lfs.sha256) if lfs is not None else "",
        git_name="" if lfs is not None else str(getattr(file, "blob_id", "") or ""),
    )


def fetch_file(listing: Listing, file: Remote, folder: Path, endpoint: str | None = None) -> None:
    """Have one file in a folder, whole and with the hub's hash; goes on where an earlier try ended; or ModelError."""
    done = folder / file.path
    if done.is_file() and done.stat().st_size == file.size:
        return
    if not file.sha256 and not file.git_name:
        raise ModelError(
            f"{listing.repository}: {file.path}: this hub lists no hash of it; use another, by HF_ENDPOINT"
        )
    half = done.with_name(done.name + HALF)
    half.parent.mkdir(parents=True, exist_ok=True)
    _download(listing, file, half, endpoint)
    _compare(listing, file, half)
    half.replace(done)


def _download(listing: Listing, file: Remote, half: Path, endpoint: str | None) -> None:
    from huggingface_hub import hf_hub_url
    from huggingface_hub.file_download import http_get
    from huggingface_hub.utils import build_hf_headers  # type: ignore[attr-defined]

    url = hf_hub_url(listing.repository, file.path, revision=listing.commit, endpoint=endpoint)
    if half.is_file() and half.stat().st_size > file.size:
        half.unlink()
    try:
        with half.open("ab") as stream:
            http_get(url, stream, resume_size=stream.tell(), headers=build_hf_headers(), expected_size=file.size)
    except OSError as error:
        raise ModelError(
            f"{listing.repository}: {file.path}: {error}; run the same command again, it goes on"
        ) from None
    except Exception as error:  # network errors are those of whichever HTTP library it uses
        raise ModelError(_no_network(f"{listing.repository}: {file.path}", error)) from None


def _compare(listing: Listing, file: Remote, half: Path) -> None:
    """Raise ModelError, and throw the file away, where it isn't what the hub lists."""
    expected = file.sha256 or file.git_name
    found = sha256(half) if file.sha256 else git_name(half)
    if found != expected:
        half.unlink()
        raise ModelError(
            f"{listing.repository}: {file.path}: hash {found[:12]}..., the hub lists {expected[:12]}...; "
            "altered on the way, and thrown away: run the same command again"
        )


def _no_network(what: str, error: Exception) -> str:
    line = str(error).strip().split("\n", 1)[0] or type(error).__name__
    return (
        f"{what}: not reachable ({line}); run the same command again where there is network, or copy a model folder "
        "here and run: rhapsode models add NAME FOLDER"
    )
