"""Exported models paint on ONNX Runtime, without torch, what they paint on torch."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="export needs the extra 'export'")
pytest.importorskip("diffusers", reason="export needs the extra 'export'")
onnx = pytest.importorskip("onnx", reason="export needs the extra 'export'")
pytest.importorskip("onnxscript", reason="export needs the extra 'export'")

from diffusers import AutoencoderKL, AutoencoderTiny  # noqa: E402
from safetensors.torch import save_file  # noqa: E402

from engine import Painter  # noqa: E402
from engine.backends.base import BackendError  # noqa: E402
from engine.export.options import Options  # noqa: E402
from engine.model.find import ModelError, find_model, verify  # noqa: E402
from tests.engine.exporting import assert_equal, exported, made, paint  # noqa: E402
from tests.engine.tiny_models import WIDTH  # noqa: E402

pytestmark = [pytest.mark.train, pytest.mark.filterwarnings("ignore")]


@pytest.fixture(scope="module")
def turbo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("turbo")


def test_turbo_paints_on_onnx_runtime_what_it_paints_on_torch(turbo: Path) -> None:
    on_torch, on_onnx = exported("sd-turbo", turbo, Options())
    assert "onnxruntime" in on_onnx.backend.name
    for steps in (1, 2, 4):
        assert_equal(on_torch, on_onnx, steps=steps)
    for text in ("fire", "", "日本語", "sea " * 400):
        assert np.abs(on_torch.encode(text).tokens - on_onnx.encode(text).tokens).max() < 1e-4
    card = on_onnx.model.card
    assert (card.target, card.opset, card.dtype) == ("cpu", 17, "fp32")
    assert card.fused["predict.onnx"] == {"MultiHeadAttention": 4, "Attention": 4, "SkipLayerNormalization": 8}
    files = {path.name for path in on_onnx.model.folder.glob("predict*")}
    assert files == {"predict.onnx", "predict.onnx.data"}
    nodes = onnx.load(on_onnx.model.folder / "predict.onnx", load_external_data=False).graph.node
    assert uint8_only_at_the_ends(on_onnx.model.folder)
    sizes = [len(part.t.raw_data) for node in nodes for part in node.attribute]
    assert max(sizes) < 4096, "large constants lie in the graph, beside the weights"
    verify(on_onnx.model)


def uint8_only_at_the_ends(folder: Path) -> bool:
    """Whether pictures are cast at once where they come in, and last of all where they go out."""
    show, encode = (onnx.load(folder / f"{name}.onnx", load_external_data=False).graph for name in ("show", "encode"))
    last = next(node for node in show.node if "image" in node.output)
    first = [node for node in encode.node if "image" in node.input]
    return last.op_type == "Cast" and [node.op_type for node in first] == ["Cast"]


def test_an_embedded_guidance_scale_goes_along(tmp_path: Path) -> None:
    on_torch, on_onnx = exported("lcm", tmp_path, Options(check=False))
    assert_equal(on_torch, on_onnx, steps=2, guidance=3.0)


def test_two_encoders_and_guidance_by_contrast_are_the_same(tmp_path: Path) -> None:
    on_torch, on_onnx = exported("lcm-lora-sdxl", tmp_path, Options(check=False))
    for negative in ("", "fire"):
        assert_equal(on_torch, on_onnx, steps=2, guidance=2.0, negative=negative)


def test_a_tiny_decoder_at_hand_is_taken_as_on_torch(tmp_path: Path) -> None:
    folder = made("lcm-lora", tmp_path)
    shutil.copytree(made("lcm-lora", tmp_path / "other", tiny_decoder=True) / "vae", folder / "taesd")
    on_torch, on_onnx = exported("lcm-lora", tmp_path, Options(check=False))
    assert any(note.startswith("decoder: tiny") for note in on_torch.backend.notes)
    assert_equal(on_torch, on_onnx)


@pytest.mark.parametrize(("family", "keys"), [("sd-turbo", ("emb_params",)), ("sdxl-turbo", ("clip_l", "clip_g"))])
def test_learned_words_go_along(tmp_path: Path, family: str, keys: tuple[str, ...]) -> None:
    folder = made(family, tmp_path)
    generator = torch.Generator().manual_seed(1)
    for name, count in (("one", 1), ("three", 3)):
        save_file({key: torch.randn(count, WIDTH, generator=generator) for key in keys}, folder / f"{name}.safetensors")
    words = [{"file": "one.safetensors", "word": "<gull>"}, {"file": "three.safetensors", "word": "Kelp"}]
    (folder / "rhapsode.json").write_text(json.dumps({"embeddings": words}))
    on_torch, on_onnx = exported(family, tmp_path, Options(check=False))
    known: list[np.ndarray] = []
    for text in ("sea", "sea <gull>", "sea kelp", "a <gull>, KELP and <gull>s", "sea kelp_1 kelpie"):
        ours, theirs = on_onnx.encode(text), on_torch.encode(text)
        assert np.abs(ours.tokens - theirs.tokens).max() < 1e-4, text
        assert ours.pooled is None or np.abs(ours.pooled - theirs.pooled).max() < 1e-4, text
        assert all(np.abs(ours.tokens - other).max() > 0.01 for other in known), text
        known.append(ours.tokens)


def test_a_baked_time_paints_one_step_alone(turbo: Path) -> None:
    on_torch, on_onnx = exported("sd-turbo", turbo, Options(bake_time=True, check=False))
    assert_equal(on_torch, on_onnx, steps=1)
    assert set(on_onnx.model.card.times) == {"1"}
    assert on_onnx.model.family.carry_clamp == 0.0
    assert np.array_equal(paint(on_onnx, steps=4)[0], paint(on_onnx, steps=1)[0])


def test_pictures_are_encoded_as_the_kl_autoencoder_does(turbo: Path) -> None:
    on_torch, on_onnx = exported("sd-turbo", turbo, Options())
    vae = AutoencoderKL.from_pretrained(on_torch.model.folder / "vae").eval()
    image, pixels = picture(on_onnx)
    with torch.inference_mode():
        theirs = vae.encode(pixels).latent_dist.mode() * vae.config.scaling_factor
    assert_same_latent(on_onnx.backend.encode_image(image), theirs)


def test_a_tiny_autoencoder_and_another_size_go_along(tmp_path: Path) -> None:
    on_torch, on_onnx = exported("hyper-sd", tmp_path, Options(size=(64, 96), check=False), tiny_decoder=True)
    assert on_onnx.model.card.latent.pixels == (96, 64)
    assert paint(on_onnx)[1].shape == (96, 64, 3)
    vae = AutoencoderTiny.from_pretrained(on_torch.model.folder / "vae").eval()
    image, pixels = picture(on_onnx)
    with torch.inference_mode():
        theirs = vae.encode(pixels).latents
    assert_same_latent(on_onnx.backend.encode_image(image), theirs)


def picture(painter: Painter) -> tuple[np.ndarray, torch.Tensor]:
    """A picture of the model's size, and the same as an autoencoder takes it."""
    image = np.random.default_rng(0).integers(0, 256, (*painter.model.card.latent.pixels, 3), np.uint8)
    return image, torch.from_numpy(image).permute(2, 0, 1)[None] / 127.5 - 1.0


def assert_same_latent(ours: np.ndarray, theirs: torch.Tensor) -> None:
    assert ours.dtype == np.float32
    assert np.abs(ours - theirs.numpy()).max() < 1e-4 * max(1.0, float(theirs.abs().max()))


def test_an_exported_model_plays_without_torch_and_names_damage(turbo: Path, tmp_path: Path) -> None:
    folder = exported("sd-turbo", turbo, Options())[1].model.folder
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
