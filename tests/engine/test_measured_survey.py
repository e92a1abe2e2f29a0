"""The candidates themselves, tried for real in a process of their own: near plain, off, failing, crashing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from engine import Painter
from engine.backends.base import BackendError
from engine.backends.measured import survey as surveys
from engine.backends.measured.judge import PLAIN, PSNR_DB, choose
from engine.backends.measured.live import Measured
from engine.backends.measured.survey import Survey
from engine.backends.onnx.backend import PAINTER, OnnxBackend
from engine.backends.onnx.house_graph import take_apart, waves_of
from engine.backends.onnx.int8 import PROMPTS, kept_decoder, quantized
from engine.bench import backends as trying
from engine.model.find import Model, find_model, with_size

pytest.importorskip("onnx", reason="takes the package onnx")
SIZE = (64, 64)
SIDES = (("latent_height", 4), ("latent_width", 4))


@pytest.fixture(scope="module")
def model() -> Model:
    return with_size(find_model("house"), SIZE)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of its own."""
    monkeypatch.setenv("RHAPSODE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def spoil(model: Model) -> None:
    """Keep a decoder whose scales were taken from latents a hundred times too small."""
    latent = model.card.latent
    small = (
        np.random.default_rng(0).standard_normal((1, latent.channels, latent.height, latent.width), np.float32) / 100
    )
    decode = take_apart(model.folder / PAINTER, SIDES, SIZE).decode
    kept_decoder(model, model.folder / PAINTER, lambda: quantized(decode, [small], latent.channels))


def test_one_that_fails_and_one_that_is_off_are_left_out(model: Model) -> None:
    spoil(model)
    plain, off, failing = Survey(model, 1).run((PLAIN, "cpu:int8", "openvino:int4"))
    assert plain.new_hz > 0
    assert (plain.psnr_db, plain.mean_levels, plain.shimmer_levels, plain.objection) == (99.0, 0.0, 0.0, "")
    assert off.psnr_db < PSNR_DB
    assert off.new_hz == 0, "it needn't be timed"
    assert "dB from plain, 34 allowed" in off.objection
    assert "openvino takes no type 'int4'" in failing.objection
    assert choose((plain, off, failing), True).backend == PLAIN


def test_one_that_crashes_its_process_costs_only_itself(
    model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "openvino.py").write_text("import os\nos.abort()\n")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]))
    plain, crashed = Survey(model, 1).run((PLAIN, "openvino:fp32"))
    assert plain.new_hz > 0
    assert crashed.backend == "openvino:fp32"
    assert "crashed (SIGABRT)" in crashed.objection


def test_where_plain_itself_fails_nothing_is_compared(model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(surveys, "CHILD", "engine.bench.no_such_module")
    with pytest.raises(BackendError, match=r"could not be compared: ended with status 1: .*no_such_module"):
        Survey(model, 1).run((PLAIN,))


def test_a_show_starts_plain_and_goes_over_and_the_next_one_measures_nothing(
    model: Model, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = (PLAIN, "cpu:int8")
    monkeypatch.setattr("engine.backends.measured.auto.candidates", lambda model: names)
    painter = Painter.load("house", ["auto"], threads=1, size=SIZE)
    first = painter.paint("the sea at night").image
    assert isinstance(painter.backend, Measured)
    assert painter.backend._thread is not None
    painter.backend._thread.join(120.0)
    choice = painter.backend.choice
    assert choice is not None
    assert [trial.backend for trial in choice.trials] == list(names)
    assert not choice.trials[0].objection
    assert all("shimmers" in trial.objection for trial in choice.trials if trial.objection)
    assert ("int8" in painter.backend.name) == (choice.backend == "cpu:int8")
    painter.forget()
    assert np.abs(painter.paint("the sea at night").image.astype(int) - first).mean() < 3.0

    monkeypatch.setattr(surveys, "CHILD", "engine.bench.no_such_module")  # measuring would fail, and be told of
    again = Painter.load("house", ["auto"], threads=1, size=SIZE)
    again.paint("the sea at night")
    assert isinstance(again.backend, Measured)
    assert again.backend._thread is not None
    again.backend._thread.join(60.0)
    assert again.backend.choice == choice
    assert len(again.backend.notes) == 1
    assert again.backend.name == painter.backend.name
    assert next(home.rglob("choice.json")).is_file()


def test_openvino_is_kept_from_telling_its_maker_that_it_was_imported() -> None:
    pytest.importorskip("openvino", reason="needs rhapsode[openvino]")
    code = (
        "import sys; from engine.backends.onnx.openvino_graph import library; print(library().__name__);"
        "sys.exit(any(name.startswith('openvino_telemetry') for name in sys.modules if sys.modules[name]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, done.stdout.strip()) == (0, "openvino"), done.stderr


def test_the_decoder_in_int8_paints_what_plain_paints(model: Model) -> None:
    with pytest.raises(BackendError, match="its decoder is not made yet"):
        OnnxBackend.load(model, ["cpu:int8"], threads=1)
    plain = Painter.load("house", [PLAIN], threads=1, size=SIZE)
    made = Painter.load("house", ["cpu:int8"], threads=1, size=SIZE)
    assert made.backend.name.endswith("1 CPU threads, decoder in int8")
    asked = trying.ask(plain)
    trial = trying.compared("cpu:int8", asked.paint(made.backend), asked.paint(plain.backend))
    assert trial.psnr_db > PSNR_DB
    assert 0 < trial.mean_levels < 3.0, "int8 rounds, but not much"
    assert OnnxBackend.load(model, ["cpu:int8"], threads=1).name == made.backend.name, "made once, then kept"
    assert not set(PROMPTS) & set(trying.PROMPTS)
    x, context = asked.stills[0]
    shown = plain.backend.denoise(x, 1.0, context)
    assert np.abs(made.backend.denoise(x, 1.0, context) - shown).max() < 1e-4, "the UNet is plain's"
    assert np.abs(made.backend.decode_all([shown])[0].astype(int) - plain.backend.decode_all([shown])[0]).mean() < 3.0


def test_the_time_is_told_in_float32_where_openvino_reckons_in_bf16(model: Model) -> None:
    pytest.importorskip("openvino", reason="needs rhapsode[openvino]")
    found = waves_of(take_apart(model.folder / PAINTER, SIDES, SIZE).predict)
    assert found is not None, "the house model's UNet is told the time by waves"
    plain, other = (Painter.load("house", [name], threads=1, size=SIZE) for name in (PLAIN, "openvino:bf16"))
    asked = trying.ask(plain)
    trial = trying.compared("openvino:bf16", asked.paint(other.backend), asked.paint(plain.backend))
    assert trial.psnr_db > 38.0, "with bf16 sines it is 34 dB"
    for t in (0.35, 0.6, 0.35):
        x, context = asked.stills[1]
        assert np.abs(other.backend.denoise(x, t, context) - plain.backend.denoise(x, t, context)).mean() < 0.02
