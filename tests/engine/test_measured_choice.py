"""What 'auto' plays on a CPU: how it is judged, where it is kept, and how it is taken over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.backends.base import Backend, BackendError, Follow
from engine.backends.measured import auto
from engine.backends.measured.auto import automatic
from engine.backends.measured.candidates import CANDIDATES, MOST_BYTES, candidates, comparable
from engine.backends.measured.judge import (
    GAIN,
    MEAN_LEVELS,
    PLAIN,
    PSNR_DB,
    SHIMMER_LEVELS,
    Choice,
    Trial,
    choose,
    told,
)
from engine.backends.measured.kept import MOST_TRIES, Kept, cpu_name
from engine.backends.measured.live import Means, Measured
from engine.backends.onnx.backend import OnnxBackend
from engine.backends.onnx.providers import find
from engine.bench.load import number_type
from engine.context import Context
from engine.model.find import Model, find_model, with_size

GOOD = Trial("good", 100.0, psnr_db=PSNR_DB, mean_levels=MEAN_LEVELS, shimmer_levels=SHIMMER_LEVELS)
FLOAT = Trial(PLAIN, 50.0, psnr_db=99.0)


@pytest.fixture(scope="module")
def model() -> Model:
    return with_size(find_model("house"), (64, 64))


@pytest.fixture(scope="module")
def plain(model: Model) -> OnnxBackend:
    return OnnxBackend.load(model, [PLAIN], threads=1)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of its own."""
    monkeypatch.setenv("RHAPSODE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def paint(backend: Backend, model: Model, seed: int = 0) -> np.ndarray:
    latent = model.card.latent
    draw = np.random.default_rng(seed)
    x = draw.standard_normal((1, latent.channels, latent.height, latent.width), np.float32)
    words = draw.standard_normal((1, model.card.context_tokens, model.card.context_width), np.float32)
    return backend.finish(x, 1.0, Context(words), Follow(x))[1]


@pytest.mark.parametrize(
    ("other", "taken"),
    [
        (GOOD, "good"),
        (replace(GOOD, psnr_db=PSNR_DB - 0.1), PLAIN),
        (replace(GOOD, mean_levels=MEAN_LEVELS + 0.1), PLAIN),
        (replace(GOOD, shimmer_levels=SHIMMER_LEVELS + 0.1), PLAIN),
        (replace(GOOD, trouble="it burns"), PLAIN),
        (replace(GOOD, new_hz=0.0), PLAIN),
        (replace(GOOD, new_hz=50.0 * GAIN), PLAIN),
        (replace(GOOD, new_hz=50.0 * GAIN + 0.1), "good"),
    ],
)
def test_the_fastest_within_the_bound_is_taken(other: Trial, taken: str) -> None:
    slower = replace(GOOD, backend="slower", new_hz=50.1)
    choice = choose([FLOAT, other, slower], quiet=True)
    assert choice.backend == taken
    assert choice.trials == (FLOAT, other, slower)


def test_the_line_names_rates_bound_and_what_was_left_out() -> None:
    off = replace(GOOD, backend="off", psnr_db=20.0)
    line = told(choose([FLOAT, GOOD, off, Trial("gone", trouble="crashed (SIGSEGV)")], quiet=False))
    assert "auto: good; new pictures a second beside the painting: good 100, cpu 50" in line
    assert "bound: 34 dB, 3 levels" in line
    assert "not off: 20.0 dB from plain, 34 allowed" in line
    assert "not gone: crashed (SIGSEGV)" in line
    assert "beside" not in told(choose([FLOAT, GOOD], quiet=True))


def test_candidates_are_what_is_installed_and_fits_the_model(model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    for row in CANDIDATES:
        assert find(row.backend)
    here = candidates(model)
    assert here[0] == PLAIN
    monkeypatch.setattr("engine.backends.measured.candidates.find_spec", lambda name: None)
    assert candidates(model) == (PLAIN,)
    monkeypatch.setattr("engine.backends.measured.candidates.find_spec", lambda name: name)
    assert candidates(model) == tuple(row.backend for row in CANDIDATES)
    other = replace(model, family=replace(model.family, architecture="sd"))
    assert "cpu:int8" not in candidates(other)
    assert comparable(model)


def test_a_choice_is_kept_for_this_model_machine_and_number_of_threads(home: Path, model: Model) -> None:
    names = (PLAIN, "good")
    choice = choose([FLOAT, GOOD], quiet=True)
    kept = Kept.of(model, 1, names)
    assert kept.read() is None
    kept.write(choice)
    assert Kept.of(model, 1, names).read() == choice
    assert Kept.of(model, 2, names).read() is None
    assert Kept.of(model, 1, (PLAIN,)).read() is None
    assert Kept.of(with_size(find_model("house"), (128, 64)), 1, names).read() is None
    assert cpu_name()
    file = next(home.rglob("choice.json"))
    for damaged in (b"{", b'{"backend": 3}'):
        file.write_bytes(damaged)
        assert kept.read() is None
    kept.write(choice)
    assert kept.read() == choice, "what was damaged is written anew"


def test_other_files_make_another_key(home: Path, model: Model, tmp_path: Path) -> None:
    Kept.of(model, 1, (PLAIN,)).write(Choice())
    folder = tmp_path / "model"
    folder.mkdir()
    for path in model.folder.iterdir():
        (folder / path.name).symlink_to(path)
    copy = replace(model, folder=folder)
    assert Kept.of(copy, 1, (PLAIN,)).read() == Choice()
    (folder / "painter.onnx").unlink()
    (folder / "painter.onnx").write_bytes((model.folder / "painter.onnx").read_bytes() + b"\0")
    assert Kept.of(copy, 1, (PLAIN,)).read() is None


def test_a_cache_that_can_not_be_written_is_told_of(
    model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("RHAPSODE_CACHE", str(tmp_path / "file"))
    kept = Kept.of(model, 1, (PLAIN,))
    assert "the choice is not kept: " in kept.trouble
    kept.write(Choice())
    kept.taking_over()
    kept.taken_over()
    assert kept.read() is None
    assert not kept.doubtful


def test_what_ended_the_process_before_is_not_tried_for_ever(home: Path, model: Model) -> None:
    for _ in range(MOST_TRIES):
        kept = Kept.of(model, 1, (PLAIN, "good"))
        assert not kept.doubtful
        kept.taking_over()  # and the process ends
    kept = Kept.of(model, 1, (PLAIN, "good"))
    assert f"it ended this process {MOST_TRIES} times before; to try again, remove {home}" in kept.doubtful
    kept.taken_over()
    assert not kept.doubtful


def means(kept: Kept, choice: Choice | None, opened: Callable[[str], Backend]) -> Means:
    def survey(quiet: bool) -> Choice:
        if choice is None:
            raise BackendError("nothing could be measured")
        return replace(choice, quiet=quiet)

    return Means(lambda: kept, survey, opened, lambda: None)


def test_what_was_chosen_is_taken_over_after_the_first_picture(home: Path, model: Model, plain: OnnxBackend) -> None:
    opened: list[str] = []

    def open_(name: str) -> Backend:
        opened.append(name)
        return OnnxBackend.load(model, [PLAIN], threads=2)

    kept = Kept.of(model, 1, ("a",))
    backend = Measured(plain, means(kept, choose([FLOAT, GOOD], False), open_), ("first",))
    assert backend.choice is None
    assert not opened, "nothing is opened before the first picture"
    first = paint(backend, model)
    assert backend._thread is not None
    backend._thread.join(60.0)
    assert opened == ["good"]
    assert backend.choice == choose([FLOAT, GOOD], quiet=False) == kept.read()
    assert backend.name != plain.name
    assert backend.name.endswith("2 CPU threads")
    assert backend.notes[0] == "first"
    assert "beside the painting" in backend.notes[1]
    assert np.abs(paint(backend, model).astype(int) - first).max() <= 1
    backend.settle()
    assert backend.choice.quiet, "measured again, now that nothing is painted beside"
    assert opened == ["good"], "what paints already is not opened again"


@pytest.mark.parametrize("error", [BackendError("no such thing"), RuntimeError("no such thing")])
def test_what_can_not_be_opened_after_all_leaves_plain(
    home: Path, model: Model, plain: OnnxBackend, error: Exception
) -> None:
    def open_(name: str) -> Backend:
        raise error

    kept = Kept.of(model, 1, ("b",))
    backend = Measured(plain, means(kept, choose([FLOAT, GOOD], True), open_))
    backend.settle()
    assert backend.name == plain.name
    assert backend.notes[-1] == "auto: cpu is kept, not good: no such thing"
    assert not kept.doubtful
    assert paint(backend, model).std() > 0


def test_where_nothing_can_be_measured_plain_is_kept_and_nothing_noted(
    home: Path, model: Model, plain: OnnxBackend
) -> None:
    kept = Kept.of(model, 1, ("c",))
    backend = Measured(plain, means(kept, None, lambda name: plain))
    backend.settle()
    assert backend.notes == ("auto: cpu: nothing could be measured",)
    assert kept.read() is None


def test_auto_tries_what_is_named_before_it_and_measures_nothing_large(
    home: Path, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load(names: list[str]) -> Backend:
        if names[0] != PLAIN and "openvino" not in names:
            raise BackendError(f"backend {names[0]!r}: not here")
        return OnnxBackend.load(model, [PLAIN], threads=1)

    backend = automatic(model, ["tensorrt", "auto"], 1, load)
    assert any("fell back to" in note and "'tensorrt': not here" in note for note in backend.notes)
    assert automatic(model, [PLAIN], 1, load).notes == ()
    with pytest.raises(BackendError, match="not here"):
        automatic(model, ["coreml"], 1, load)
    monkeypatch.setattr(auto, "comparable", lambda model: False)
    large = automatic(model, ["auto"], 1, load)
    assert not isinstance(large, Measured)
    assert "auto: the first of openvino, cpu, not measured: too large" in large.notes
    assert sum(path.stat().st_size for path in model.folder.rglob("*") if path.is_file()) < MOST_BYTES


def test_a_decoder_in_another_type_has_no_one_ceiling() -> None:
    with pytest.raises(ValueError, match="in two number types"):
        number_type("onnxruntime 1.31.1, 2 CPU threads, decoder in int8")
