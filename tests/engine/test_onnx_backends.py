"""The house model on every runtime that plays it here, and what each is asked for beside a frame."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from engine.backends.base import BackendError, Follow, Point
from engine.backends.onnx.backend import OnnxBackend
from engine.backends.onnx.graph import BoundGraph, HostGraph
from engine.backends.onnx.house_graph import take_apart
from engine.backends.onnx.providers import PROVIDERS, Provider, Setting
from engine.backends.onnx.session import open_session
from engine.context import Context, Passage
from engine.model.find import NAMES, Model, ModelError, find_model

SIDES = (("latent_height", 16), ("latent_width", 16))


@pytest.fixture(scope="module")
def model() -> Model:
    return find_model("house")


@pytest.fixture(scope="module")
def cpu(model: Model) -> OnnxBackend:
    return OnnxBackend.load(model, ["cpu"], threads=1)


@pytest.fixture
def draw() -> np.random.Generator:
    return np.random.default_rng(3)


def latent(draw: np.random.Generator) -> np.ndarray:
    return draw.standard_normal((1, 16, 16, 16)).astype(np.float32)


def words(draw: np.random.Generator) -> Context:
    card = find_model("house").card
    return Context(draw.standard_normal((1, card.context_tokens, card.context_width)).astype(np.float32))


def test_decoding_alone_gives_the_picture_that_was_shown(cpu: OnnxBackend, draw: np.random.Generator) -> None:
    shown, image = cpu.finish(latent(draw), 1.0, words(draw), Follow(latent(draw), 0.5, 0.3))
    again = cpu.decode_all([shown, shown])
    assert len(again) == 2
    assert np.abs(again[1].astype(int) - image).max() <= 1
    assert cpu.decode_all([]) == []


def test_several_denoisings_are_each_what_one_is(cpu: OnnxBackend, draw: np.random.Generator) -> None:
    points = [Point(latent(draw), t, words(draw)) for t in (1.0, 0.6, 0.35)]
    for point, x0 in zip(points, cpu.denoise_all(points), strict=True):
        assert np.array_equal(x0, cpu.denoise(point.x, point.t, point.context))


def test_a_passage_is_painted_where_it_is(cpu: OnnxBackend, draw: np.random.Generator) -> None:
    x, start, target = latent(draw), words(draw), words(draw)
    on_the_way = cpu.denoise(x, 1.0, Passage(start, target, 0.3))
    assert np.array_equal(on_the_way, cpu.denoise(x, 1.0, Passage(start, target, 0.3).here()))
    assert np.array_equal(cpu.denoise(x, 1.0, Passage(start, target, 1.0)), cpu.denoise(x, 1.0, target))


def test_a_model_without_an_encoder_says_so(model: Model, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(NAMES["house"], tmp_path / "model"))
    whole = find_model(str(folder))
    (folder / "encoder.onnx").unlink(missing_ok=True)
    with pytest.raises(BackendError, match=r"encoder\.onnx: missing: this model has no encoder"):
        OnnxBackend.load(whole, ["cpu"]).encode_image(np.zeros((256, 256, 3), np.uint8))


def test_a_picture_goes_into_a_latent_and_comes_back(cpu: OnnxBackend, draw: np.random.Generator) -> None:
    if not (NAMES["house"] / "encoder.onnx").is_file():
        pytest.skip("the shipped house model has no encoder yet")
    _, image = cpu.finish(latent(draw), 1.0, words(draw), Follow(latent(draw)))
    back = cpu.decode_all([cpu.encode_image(image)])[0]
    assert np.abs(back.astype(int) - image).mean() < np.abs(image.astype(int) - int(image.mean())).mean()


def test_the_graph_taken_apart_gives_what_the_whole_gives(cpu: OnnxBackend, draw: np.random.Generator) -> None:
    pytest.importorskip("onnx", reason="takes the package onnx")
    parts = take_apart(NAMES["house"] / "painter.onnx", SIDES, (256, 256))
    x, before, context = latent(draw), latent(draw), words(draw)
    row = PROVIDERS["cpu"]
    feeds = {"x": x, "t": np.array([1.0], np.float32), "context": context.tokens}
    (x0,) = open_session(parts.predict, row, Setting(1)).run(["x0"], feeds)
    assert np.abs(x0 - cpu.denoise(x, 1.0, context)).max() < 1e-4
    more = feeds | {"before": before, "share": np.array(0.5, np.float32), "reach": np.array(0.3, np.float32)}
    shown, image = open_session(parts.frame, row, Setting(1)).run(["shown", "image"], more)
    there_shown, there_image = cpu.finish(x, 1.0, context, Follow(before, 0.5, 0.3))
    assert np.abs(shown - there_shown).max() < 1e-4
    (alone,) = open_session(parts.decode, row, Setting(1)).run(["image"], {"shown": shown})
    for picture in (image, alone):
        assert np.abs(picture[0].astype(int) - there_image).max() <= 1


def test_bound_buffers_stay_where_they_are_and_give_the_same(draw: np.random.Generator) -> None:
    """What a CUDA graph needs, on the CPU: inputs updated in place, outputs at one address."""
    pytest.importorskip("onnx", reason="takes the package onnx")
    parts = take_apart(NAMES["house"] / "painter.onnx", SIDES, (256, 256))
    plain = open_session(parts.predict, PROVIDERS["cpu"], Setting(1))
    assert isinstance(plain, HostGraph)
    bound = BoundGraph(plain.session, "bound", device="cpu")
    addresses = {name: value.data_ptr() for name, value in (bound._in | bound._out).items()}
    for t in (1.0, 0.6):
        feeds = {"x": latent(draw), "t": np.array([t], np.float32), "context": words(draw).tokens}
        (x0,), (kept,) = plain.run(["x0"], feeds), bound.run(["x0"], feeds)
        assert np.array_equal(x0, kept)
    assert addresses == {name: value.data_ptr() for name, value in (bound._in | bound._out).items()}
    free = open_session(NAMES["house"] / "painter.onnx", PROVIDERS["cpu"], Setting(1))
    assert isinstance(free, HostGraph)
    with pytest.raises(BackendError, match="free dimensions"):
        BoundGraph(free.session, "bound", device="cpu")


def test_nodes_that_a_provider_leaves_to_others_are_noted() -> None:
    """AzureExecutionProvider, a part of every onnxruntime, takes no node of a graph like ours."""
    if "AzureExecutionProvider" not in onnxruntime.get_available_providers():
        pytest.skip("this onnxruntime has no AzureExecutionProvider")
    azure = Provider("azure", "AzureExecutionProvider", "", lambda setting, captured: {}, device="cuda")
    graph = open_session(NAMES["house"] / "painter.onnx", azure, Setting(1, SIDES))
    assert isinstance(graph, HostGraph)
    (note,) = graph.notes
    assert "azure takes not the whole graph" in note
    assert "Conv" in note
    assert "not captured" in note


@pytest.mark.parametrize(("kind", "bound"), [("fp32", 0.02), ("bf16", 3.0)])
def test_openvino_paints_what_onnx_runtime_paints(
    model: Model, cpu: OnnxBackend, draw: np.random.Generator, kind: str, bound: float
) -> None:
    """In bf16 the mean difference is 1.3 levels of 255 on noise, the worst case."""
    pytest.importorskip("openvino", reason="needs rhapsode[openvino]")
    backend = OnnxBackend.load(model, [f"openvino:{kind}"], threads=1)
    assert f"{kind} on 1 CPU threads" in backend.name
    x, before, context = latent(draw), latent(draw), words(draw)
    x0, reference = backend.denoise(x, 1.0, context), cpu.denoise(x, 1.0, context)
    assert np.abs(x0 - reference).mean() < (1e-4 if kind == "fp32" else 0.05)
    shown, image = backend.finish(x, 1.0, context, Follow(before, 0.5))
    there = cpu.finish(x, 1.0, context, Follow(before, 0.5))
    assert np.abs(image.astype(int) - there[1]).mean() < bound
    assert np.abs(backend.decode_all([shown])[0].astype(int) - image).max() <= (1 if kind == "fp32" else 8)


def test_the_house_takes_no_lora(cpu: OnnxBackend) -> None:
    with pytest.raises(ModelError, match="takes no LoRA"):
        cpu.load_lora("a.safetensors")
