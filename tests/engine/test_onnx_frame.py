"""Exported models on every runtime that plays them here; LoRAs by weight, several rows, pictures both ways."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="export needs the extra 'export'")
pytest.importorskip("diffusers", reason="export needs the extra 'export'")
pytest.importorskip("onnxscript", reason="export needs the extra 'export'")

from safetensors.torch import save_file  # noqa: E402

from engine.backends.base import BackendError, Follow  # noqa: E402
from engine.backends.knobs import knobs  # noqa: E402
from engine.backends.onnx import frame as onnx_frame  # noqa: E402
from engine.backends.onnx.frame import ENCODE, PREDICT, PREDICT_ROWS, SHOW, OnnxFrameBackend  # noqa: E402
from engine.backends.onnx.graph import BoundGraph, Graph  # noqa: E402
from engine.backends.onnx.open import open_graph  # noqa: E402
from engine.backends.onnx.predict import Predict, Row  # noqa: E402
from engine.backends.onnx.providers import PROVIDERS, Setting  # noqa: E402
from engine.context import Context, Passage  # noqa: E402
from engine.export.options import Options  # noqa: E402
from engine.model.find import Model, ModelError, find_model  # noqa: E402
from tests.engine.exporting import made, write  # noqa: E402

pytestmark = [pytest.mark.train, pytest.mark.filterwarnings("ignore")]

LAYER = "mid_block.attentions.0.proj_in"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="module")
def lora(place: Path) -> Path:
    """A LoRA of rank 1 on one layer of the middle."""
    made("sd-turbo", place)
    from diffusers import UNet2DConditionModel

    weight = UNet2DConditionModel.from_pretrained(place / "torch" / "unet").get_submodule(LAYER).weight
    seed = torch.Generator().manual_seed(0)
    sides = (
        torch.randn(1, *weight.shape[1:], generator=seed),
        torch.randn(len(weight), 1, *[1] * (weight.ndim - 2), generator=seed),
    )
    tensors = {f"unet.{LAYER}.lora_{name}.weight": side for name, side in zip("AB", sides, strict=True)}
    save_file(tensors, place / "storm.safetensors")
    return place / "storm.safetensors"


@pytest.fixture(scope="module")
def model(place: Path, lora: Path) -> Model:
    return find_model(str(write("sd-turbo", place, Options(loras=(lora,), rows=4, check=False))))


@pytest.fixture(scope="module")
def cpu(model: Model) -> OnnxFrameBackend:
    return OnnxFrameBackend.load(model, ["cpu"], threads=1)


@pytest.fixture
def draw() -> np.random.Generator:
    return np.random.default_rng(7)


def test_what_takes_minutes_to_compile_is_compiled_before_the_first_picture(
    model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    row = replace(PROVIDERS["cpu"], device="cuda", compiles=True)

    def note(model: Model, name: str, backend: str, threads: int) -> Graph:
        opened.append(name)
        return open_graph(model.folder / name, backend, Setting(threads))

    monkeypatch.setattr(onnx_frame, "find", lambda backend: row)
    monkeypatch.setattr(onnx_frame, "_open", note)
    backend = OnnxFrameBackend.load(model, ["cpu"], threads=1)
    assert opened == [PREDICT, SHOW, PREDICT_ROWS, ENCODE]
    backend.encode_image(np.zeros((*model.card.latent.pixels, 3), np.uint8))
    assert len(opened) == 4


def latent(draw: np.random.Generator) -> np.ndarray:
    return draw.standard_normal((1, 4, 16, 16)).astype(np.float32)


def words(draw: np.random.Generator, model: Model, *loras: tuple[str, float]) -> Context:
    tokens = draw.standard_normal((1, 77, model.card.context_width)).astype(np.float32)
    return Context(tokens, loras=loras)


def test_openvino_paints_what_onnx_runtime_paints(
    model: Model, cpu: OnnxFrameBackend, draw: np.random.Generator
) -> None:
    pytest.importorskip("openvino", reason="needs rhapsode[openvino]")
    other = OnnxFrameBackend.load(model, ["openvino:fp32"], threads=1)
    x, before, context = latent(draw), latent(draw), words(draw, model)
    for t in (999.0, 499.0):
        reference = cpu.denoise(x, t, context)
        assert np.abs(other.denoise(x, t, context) - reference).max() < 1e-4 * np.abs(reference).max()
        image, there = (one.finish(x, t, context, Follow(before, 0.5))[1] for one in (other, cpu))
        assert np.abs(image.astype(int) - there).max() <= 1
    assert np.abs(other.encode_image(there) - cpu.encode_image(there)).max() < 1e-3


def test_pictures_are_decoded_alone_and_encoded(model: Model, cpu: OnnxFrameBackend, draw: np.random.Generator) -> None:
    shown, image = cpu.finish(latent(draw), 999.0, words(draw, model), Follow(latent(draw), 0.5, 0.2))
    (again,) = cpu.decode_all([shown])
    assert np.abs(again.astype(int) - image).max() <= 1
    assert cpu.encode_image(image).shape == shown.shape


def test_on_a_device_x0_stays_there_and_the_frame_is_the_same(
    model: Model, cpu: OnnxFrameBackend, draw: np.random.Generator
) -> None:
    """With buffers bound as on a device, in the CPU's memory."""
    bound = OnnxFrameBackend.load(model, ["cpu"], threads=1)
    predict, show = (
        BoundGraph(graph.session, "bound", device="cpu")  # type: ignore[attr-defined]
        for graph in (bound._predict.graph, bound._graph)
    )
    bound._predict.graph, bound._graph = predict, show
    context = words(draw, model)
    for t in (999.0, 499.0):
        x, follow = latent(draw), Follow(latent(draw), 0.5, 0.4)
        for ours, theirs in zip(bound.finish(x, t, context, follow), cpu.finish(x, t, context, follow), strict=True):
            assert np.array_equal(ours, theirs)
    with pytest.raises(BackendError, match="holds NaN or infinity"):
        bound.finish(np.full_like(x, np.nan), t, context, follow)


def test_a_lora_of_the_export_is_weighed_and_another_refused(
    model: Model, cpu: OnnxFrameBackend, draw: np.random.Generator, lora: Path, tmp_path: Path
) -> None:
    assert cpu.load_lora(str(lora)) == ()
    assert cpu.load_lora("elsewhere/storm.safetensors") == (), "a file that isn't here is known by its name"
    x, plain = latent(draw), words(draw, model)
    half, full = (Context(plain.tokens, loras=((str(lora), weight),)) for weight in (0.5, 1.0))
    on_the_way = cpu.denoise(x, 999.0, Passage(plain, full, 0.5))
    assert np.abs(cpu.denoise(x, 999.0, full) - cpu.denoise(x, 999.0, plain)).max() > 1e-2
    assert np.allclose(on_the_way, cpu.denoise(x, 999.0, half), atol=1e-5)
    other = tmp_path / "storm.safetensors"
    other.write_bytes(b"another file of that name")
    with pytest.raises(ModelError, match=r"not among the LoRAs of this exported model \(storm\.safetensors\)"):
        cpu.load_lora(str(other))


@pytest.mark.parametrize("count", [1, 3, 5])
def test_rows_at_once_are_what_they_are_one_by_one(model: Model, draw: np.random.Generator, count: int) -> None:
    """Several rows are for devices; the same code on the CPU, with the free axis fixed as on a device."""
    setting = Setting(1, (("rows", 4),))
    single = open_graph(model.folder / PREDICT, "cpu", setting)
    predict = Predict(single, model.card.latent.pixels, lambda: open_graph(model.folder / PREDICT_ROWS, "cpu", setting))
    rows = []
    for number in range(count):
        scales = np.array([0.5 if number == 2 else 1.0], np.float32)  # so that the third waits for a run of its own
        rows.append(Row(latent(draw), knobs(model.family, 999.0 - 100.0 * number, 1.0), words(draw, model), scales))
    for x0, row in zip(predict.run(rows), rows, strict=True):
        (alone,) = Predict(single, model.card.latent.pixels, None).run([row])
        assert x0.shape == alone.shape
        assert np.abs(x0 - alone).max() < 1e-4 * np.abs(alone).max()
    assert predict.rows == 4
