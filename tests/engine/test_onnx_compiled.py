"""Compiled files: keys tell apart what must not be mixed up; folders are private, whole, and checked."""

from __future__ import annotations

import errno
import os
from dataclasses import replace
from pathlib import Path

import pytest

from engine.backends.onnx import kept as keeping
from engine.compiled.folder import HOME, MANIFEST, check, folder_of, private, seal, write
from engine.compiled.key import Gpu, Key
from engine.compiled.machine import parse, tensorrt_rtx, versions
from engine.errors import BackendError
from engine.model.find import find_model

KEY = Key(
    backend="tensorrt",
    versions=(("onnxruntime-gpu", "1.31.1"), ("tensorrt-cu13", "10.14.1")),
    gpu=Gpu("NVIDIA GeForce RTX 4090", "580.65", "8.9"),
    files=(("predict.onnx", "a" * 64), ("predict.onnx.data", "b" * 64)),
    part="predict.onnx x1",
    loras=("c" * 64,),
    shape=(1, 4, 64, 64),
    dtype="fp16",
)

posix = pytest.mark.skipif(os.name != "posix", reason="owner and mode are POSIX's")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(HOME, str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.mark.parametrize(
    "other",
    [
        replace(KEY, backend="tensorrt-rtx"),
        replace(KEY, versions=(("onnxruntime-gpu", "1.31.1"), ("tensorrt-cu13", "10.15.0"))),
        replace(KEY, gpu=replace(KEY.gpu, name="NVIDIA GeForce RTX 4080")),
        replace(KEY, gpu=replace(KEY.gpu, driver="580.82")),
        replace(KEY, files=(("predict.onnx", "a" * 64), ("predict.onnx.data", "d" * 64))),
        replace(KEY, part="show.onnx x1"),
        replace(KEY, loras=()),
        replace(KEY, shape=(1, 4, 64, 96)),
        replace(KEY, dtype="fp32"),
    ],
)
def test_a_key_depends_on_every_part(other: Key) -> None:
    assert other.name != KEY.name
    assert replace(KEY).name == KEY.name


def test_a_key_names_a_folder_that_is_ours_alone(home: Path) -> None:
    folder = folder_of(KEY)
    assert folder == home / "compiled" / KEY.name
    assert folder.name.startswith("tensorrt-")
    if os.name == "posix":
        assert folder.stat().st_mode & 0o777 == 0o700
        assert folder.parent.stat().st_mode & 0o777 == 0o700


@posix
def test_a_folder_that_others_may_use_is_refused(tmp_path: Path) -> None:
    open_one = tmp_path / "open"
    open_one.mkdir(mode=0o755)
    open_one.chmod(0o755)
    with pytest.raises(BackendError, match="others may look into it"):
        private(open_one)
    (tmp_path / "link").symlink_to(open_one)
    with pytest.raises(BackendError, match="is no folder"):
        private(tmp_path / "link")
    (tmp_path / "file").touch()
    with pytest.raises(BackendError, match="file"):
        private(tmp_path / "file")


@posix
@pytest.mark.skipif(os.name == "posix" and os.getuid() != 0, reason="only root can give a folder away")
def test_a_folder_of_another_user_is_refused(tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    theirs.mkdir(mode=0o700)
    os.chown(theirs, 65534, 65534)
    with pytest.raises(BackendError, match="belongs to another user"):
        private(theirs)


def test_what_was_sealed_is_kept(home: Path) -> None:
    folder = folder_of(KEY)
    write(folder / "model.engine", b"engine")
    seal(folder)
    assert check(folder) == ()
    assert (folder / "model.engine").read_bytes() == b"engine"


@pytest.mark.parametrize("harm", ["altered", "cut", "gone", "added", "manifest"])
def test_a_damaged_folder_is_emptied_with_a_note(home: Path, harm: str) -> None:
    folder = folder_of(KEY)
    (folder / "inside").mkdir()
    write(folder / "model.engine", b"engine")
    write(folder / "inside" / "timing.cache", b"times")
    seal(folder)
    if harm == "altered":
        (folder / "model.engine").write_bytes(b"engime")
    elif harm == "cut":
        (folder / "inside" / "timing.cache").write_bytes(b"")
    elif harm == "gone":
        (folder / "model.engine").unlink()
    elif harm == "added":
        (folder / "more.engine").write_bytes(b"more")
    else:
        (folder / MANIFEST).write_text("{")
    (note,) = check(folder)
    assert str(folder) in note
    assert "built anew" in note
    assert list(folder.iterdir()) == []
    assert check(folder) == ()


def test_what_was_never_sealed_is_not_used(home: Path) -> None:
    folder = folder_of(KEY)
    (folder / "half.engine").write_bytes(b"half")
    assert check(folder) == ()
    assert list(folder.iterdir()) == []


def test_a_full_disk_is_a_note_and_what_was_compiled_plays(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(folder: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(keeping, "seal", full)
    with keeping.kept(find_model("house"), "coreml", ("painter.onnx",), "whole") as folder:
        assert folder.path is not None
        (folder.path / "compiled").write_bytes(b"half")
    (note,) = folder.notes
    assert "No space left on device; not kept: make room" in note
    with keeping.kept(find_model("house"), "coreml", ("painter.onnx",), "whole") as again:
        assert again.path == folder.path
        assert list(again.path.iterdir()) == [], "what was not sealed is not used"


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "engine"
    write(path, b"old")
    with pytest.raises(TypeError):
        write(path, "no bytes")  # type: ignore[arg-type]
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["engine"]


def test_what_the_driver_says_is_read() -> None:
    assert parse("NVIDIA H100 80GB HBM3, 580.65.06, 9.0\n") == Gpu("NVIDIA H100 80GB HBM3", "580.65.06", "9.0")
    assert parse("") == parse("No devices were found") == Gpu()


def test_versions_are_of_what_is_installed() -> None:
    ((name, version),) = versions(("numpy", "no-such-distribution-here"))
    assert name == "numpy"
    assert version
    assert tensorrt_rtx("no_such_module_here") == ""
