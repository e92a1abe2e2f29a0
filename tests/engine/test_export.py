"""Exported models paint on ONNX Runtime, without torch, what they paint on torch."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="export needs the extra 'torch'")
pytest.importorskip("diffusers", reason="export needs the extra 'torch'")
onnx = pytest.importorskip("onnx", reason="export needs the extra 'train'")
pytest.importorskip("onnxscript", reason="export needs the extra 'train'")

from engine import Painter, Phrase, Wish  # noqa: E402
from engine.backends.base import BackendError  # noqa: E402
from engine.backends.torch_frame import Conditions  # noqa: E402
from engine.export.export import Options, export  # noqa: E402
from engine.export.graphs import predict_graph, write  # noqa: E402
from engine.models import ModelError, find_model, verify  # noqa: E402
from tests.engine.tiny_models import KINDS, make  # noqa: E402

pytestmark = [pytest.mark.train, pytest.mark.filterwarnings("ignore")]

BY_NAME = {kind.family: kind for kind in KINDS}


def exported(family: str, place: Path, options: Options) -> tuple[Painter, Painter]:
    """The same model on torch and on ONNX Runtime."""
    if not (place / "torch").exists():
        make(BY_NAME[family], place / "torch")
    name = f"onnx{options.opset}{options.bake_time}"
    if not (place / name).exists():
        export(find_model(str(place / "torch")), place / name, options)
    on_torch, on_onnx = (Painter.load(str(place / folder), ["cpu"], threads=1) for folder in ("torch", name))
    return on_torch, on_onnx


@pytest.fixture(scope="module")
def turbo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("turbo")


def paint(painter: Painter, **more: object) -> tuple[np.ndarray, np.ndarray]:
    painter.forget()
    frame = painter.paint(Wish(phrases=(Phrase("sea at night"),), seed=5, **more), 0.0)  # type: ignore[arg-type]
    assert frame.latent is not None
    return frame.latent, frame.image


def assert_equal(a: Painter, b: Painter, **more: object) -> None:
    (latent_a, image_a), (latent_b, image_b) = paint(a, **more), paint(b, **more)
    assert np.abs(latent_a - latent_b).max() < 1e-4 * max(1.0, float(np.abs(latent_a).max()))
    assert np.abs(image_a.astype(int) - image_b).max() <= 1


def test_turbo_paints_on_onnx_runtime_what_it_paints_on_torch(turbo: Path) -> None:
    on_torch, on_onnx = exported("sd-turbo", turbo, Options(17))
    assert "onnxruntime" in on_onnx.backend.name
    for steps in (1, 2, 4):
        assert_equal(on_torch, on_onnx, steps=steps)
    for text in ("fire", "", "日本語", "sea " * 400):
        assert np.abs(on_torch.encode(text).tokens - on_onnx.encode(text).tokens).max() < 1e-4
    files = {path.name for path in on_onnx.model.folder.glob("predict*")}
    assert files == {"predict.onnx", "predict.onnx.data"}
    nodes = onnx.load(on_onnx.model.folder / "predict.onnx", load_external_data=False).graph.node
    sizes = [len(part.t.raw_data) for node in nodes for part in node.attribute]
    assert max(sizes) < 4096, "large constants lie in the graph, beside the weights"
    verify(on_onnx.model)


def test_the_newer_opset_has_attention_and_group_norm_whole(turbo: Path, tmp_path: Path) -> None:
    on_torch, on_onnx = exported("sd-turbo", turbo, Options(17))
    folder = Path(shutil.copytree(on_onnx.model.folder, tmp_path / "newer"))
    for name in ("predict.onnx", "predict.onnx.data"):
        (folder / name).unlink()
    net, model = on_torch.backend._net, on_torch.model  # type: ignore[attr-defined]
    latent = (1, model.card.latent.channels, model.card.latent.height, model.card.latent.width)
    example = Conditions(torch.zeros(1, 77, model.card.context_width), None, None)
    write(predict_graph(net, example, latent, None), folder / "predict.onnx", 23)
    assert_equal(on_torch, Painter.load(str(folder), ["cpu"], threads=1), steps=2)
    nodes = onnx.load(folder / "predict.onnx", load_external_data=False).graph.node
    assert {"Attention", "GroupNormalization"} <= {node.op_type for node in nodes}


def test_an_embedded_guidance_scale_goes_along(tmp_path: Path) -> None:
    on_torch, on_onnx = exported("lcm", tmp_path, Options(17))
    assert_equal(on_torch, on_onnx, steps=2, guidance=3.0)


def test_two_encoders_and_guidance_by_contrast_are_the_same(tmp_path: Path) -> None:
    on_torch, on_onnx = exported("lcm-lora-sdxl", tmp_path, Options(17))
    for negative in ("", "fire"):
        assert_equal(on_torch, on_onnx, steps=2, guidance=2.0, negative=negative)


def test_a_baked_time_paints_one_step_alone(turbo: Path) -> None:
    on_torch, on_onnx = exported("sd-turbo", turbo, Options(17, bake_time=True))
    assert_equal(on_torch, on_onnx, steps=1)
    assert set(on_onnx.model.card.times) == {"1"}
    assert on_onnx.model.family.carry_clamp == 0.0
    assert np.array_equal(paint(on_onnx, steps=4)[0], paint(on_onnx, steps=1)[0])


def test_an_exported_model_plays_without_torch_and_names_damage(turbo: Path, tmp_path: Path) -> None:
    folder = exported("sd-turbo", turbo, Options(17))[1].model.folder
    code = (
        "import sys; sys.modules['torch'] = sys.modules['diffusers'] = sys.modules['transformers'] = None\n"
        "from engine import Painter, Phrase, Wish\n"
        f"print(Painter.load({str(folder)!r}, ['cpu'], 1).paint(Wish(), 0.0).image.shape)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "(32, 32, 3)"
    copy = Path(shutil.copytree(folder, tmp_path / "copy"))
    weights = copy / "predict.onnx.data"
    weights.write_bytes(weights.read_bytes()[:-8])
    with pytest.raises(ModelError, match=r"predict\.onnx\.data: sha256"):
        verify(find_model(str(copy)))
    with pytest.raises(BackendError, match=r"predict\.onnx"):
        Painter.load(str(copy), ["cpu"])


def test_what_can_not_be_exported_says_why(turbo: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="not in the diffusers layout"):
        export(find_model("house"), tmp_path / "out")
    model = exported("sd-turbo", turbo, Options(17))[0].model
    with pytest.raises(ModelError, match="exists; name a new folder"):
        export(model, tmp_path)
    with pytest.raises(ModelError, match="opset = 9; use one of 17, 23"):
        export(model, tmp_path / "out", Options(9))
