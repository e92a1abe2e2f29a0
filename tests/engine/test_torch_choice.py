"""What the torch backend chooses: device and number type by name, decoder, float8 layers, pictures at once."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the torch backend needs the extra 'torch'")

from engine.backends.base import BackendError, Follow  # noqa: E402
from engine.backends.torch import device as torch_device  # noqa: E402
from engine.backends.torch import fp8 as torch_fp8  # noqa: E402
from engine.backends.torch.fp8 import Float8, make_float8  # noqa: E402
from engine.backends.torch.rows import best  # noqa: E402
from engine.errors import ModelError  # noqa: E402
from tests.engine.random_backend import random_backend, random_context  # noqa: E402
from tests.engine.test_torch_run import KINDS, T, apart, noise  # noqa: E402

pytestmark = [pytest.mark.train, pytest.mark.filterwarnings("ignore")]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("tensorrt", "paints no diffusers folder; use one of cuda, mps, cpu"),
        ("cpu:fp16", "cpu takes no type 'fp16'; use one of auto, fp32, bf16"),
        ("cpu:", "cpu takes no type ''"),
        ("cuda:int8", "use one of auto, fp32, fp16, bf16, fp8"),
        ("mps:fp8", "mps takes no type 'fp8'"),
        ("CPU", "paints no diffusers folder"),
    ],
)
def test_a_backend_s_name_is_parsed_strictly(name: str, says: str) -> None:
    with pytest.raises(BackendError, match=says):
        torch_device.parse(name)


def test_auto_is_half_precision_where_it_is_faster(monkeypatch: pytest.MonkeyPatch) -> None:
    def kind(name: str, size: int) -> str:
        return torch_device.parse(name).settled(size).kind

    monkeypatch.setattr(torch_device, "cpu_has_bf16", lambda: True)
    assert kind("cpu", torch_device.LARGE) == kind("cpu:auto", torch_device.LARGE) == "bf16"
    assert kind("cpu", torch_device.LARGE - 1) == kind("cpu:fp32", torch_device.LARGE) == "fp32"
    assert kind("cuda", 0) == kind("mps", 0) == "fp16"
    assert torch_device.parse("cuda:fp8").dtype == torch.float16
    monkeypatch.setattr(torch_device, "cpu_has_bf16", lambda: False)
    assert kind("cpu", torch_device.LARGE) == "fp32"


@pytest.mark.parametrize("name", KINDS)
def test_bfloat16_stays_close_to_float32(name: str) -> None:
    kind = KINDS[name]
    results = []
    for backend in ("cpu:fp32", "cpu:bf16"):
        made = random_backend(kind, backend, compiler="")
        assert backend.split(":")[1] in made.name
        results.append(made.finish(noise(kind, 0), T, random_context(kind, 1), Follow(noise(kind, 5), 0.5)))
    assert 0.0 < apart(results[1][0], results[0][0]) < 0.03
    assert np.abs(results[1][1].astype(float) - results[0][1]).mean() < 8.0


def test_float8_layers_stay_close_and_see_changed_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch_fp8, "_ROWS", 1)  # a small picture has few
    kind = KINDS["sdxl"]
    plain, quantised = (random_backend(kind, "cpu:fp32", compiler="") for _ in range(2))
    layers = make_float8(quantised._net.unet, least=1)
    names = {name for name, module in quantised._net.unet.named_modules() if isinstance(module, Float8)}
    assert any(name.endswith("attn1.qkv") for name in names)
    assert any(name.endswith("ff.wide") for name in names)
    x, context = noise(kind, 0), random_context(kind, 1)
    expected = plain.denoise(x, T, context)
    assert 1e-4 < apart(quantised.denoise(x, T, context), expected) < 0.1
    for made in (plain, quantised):
        views = made._net.unet.weight_views()
        for view in views.values():
            view.mul_(0.8)
    stale = apart(quantised.denoise(x, T, context), plain.denoise(x, T, context))
    for layer in layers:
        layer.refresh()
    fresh = apart(quantised.denoise(x, T, context), plain.denoise(x, T, context))
    assert fresh < 0.1
    assert fresh < stale
    monkeypatch.setattr(torch_fp8, "_ROWS", 1000)
    exact = quantised.denoise(x, T, context)
    assert apart(exact, plain.denoise(x, T, context)) < 1e-5


def test_a_device_is_asked_whether_it_has_float8(monkeypatch: pytest.MonkeyPatch) -> None:
    assert torch_fp8.why_not(torch.device("cpu")) == ""

    def refuses(*_: object, **__: object) -> None:
        raise RuntimeError("CUBLAS_STATUS_NOT_SUPPORTED\nand a stack")

    monkeypatch.setattr(torch, "_scaled_mm", refuses)
    assert torch_fp8.why_not(torch.device("cpu")) == "CUBLAS_STATUS_NOT_SUPPORTED"


@pytest.mark.parametrize(
    ("seconds", "rows"),
    [
        ({1: 1.0}, 1),
        ({1: 1.0, 2: 2.0}, 1),
        ({1: 1.0, 2: 1.9}, 1),
        ({1: 1.0, 2: 1.2, 4: 2.3}, 2),
        ({1: 1, 2: 2, 4: 2}, 4),
    ],
)
def test_more_at_once_must_pay(seconds: dict[int, float], rows: int) -> None:
    assert best(seconds) == rows


@pytest.fixture
def whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A model with a whole decoder of four levels, and a tiny autoencoder on the shelf."""
    pytest.importorskip("diffusers", reason="writes a model with the library")
    from diffusers import AutoencoderKL, AutoencoderTiny

    from tests.engine.tiny_models import KINDS as FAMILIES
    from tests.engine.tiny_models import make

    monkeypatch.setenv("RHAPSODE_MODELS", str(tmp_path / "shelf"))
    folder = tmp_path / "model"
    make(next(family for family in FAMILIES if family.family == "sd-turbo"), folder)
    levels = {"block_out_channels": (8,) * 4, "latent_channels": 4, "norm_num_groups": 4}
    kinds = {"down_block_types": ("DownEncoderBlock2D",) * 4, "up_block_types": ("UpDecoderBlock2D",) * 4}
    AutoencoderKL(**levels, **kinds).save_pretrained(folder / "vae")
    widths = {"encoder_block_out_channels": (8,) * 4, "decoder_block_out_channels": (8,) * 4}
    blocks = {"num_encoder_blocks": (1,) * 4, "num_decoder_blocks": (1,) * 4}
    AutoencoderTiny(**widths, **blocks).save_pretrained(tmp_path / "shelf" / "taesd")
    return folder


def load(folder: Path) -> SimpleNamespace:
    """The backend's notes and the picture of one latent."""
    from engine import Painter

    backend = Painter.load(str(folder), ["cpu:fp32"], threads=1).backend
    size = 128 // 8
    latent = np.random.default_rng(0).standard_normal((1, 4, size, size), np.float32)
    return SimpleNamespace(notes="; ".join(backend.notes), image=backend.decode_all([latent])[0], backend=backend)


def test_a_tiny_decoder_is_used_where_there_is_one(whole: Path) -> None:
    shelf = whole.parent / "shelf" / "taesd"
    tiny = load(whole)
    assert f"decoder: tiny, {shelf}" in tiny.notes
    picture = np.full((128, 128, 3), 128, np.uint8)
    assert tiny.backend.encode_image(picture).shape == (1, 4, 16, 16)
    moved = shelf.rename(shelf.with_name("elsewhere"))
    slow = load(whole)
    assert "longer than three UNets; for a tiny one: rhapsode models fetch taesd" in slow.notes
    assert slow.image.shape == tiny.image.shape == (128, 128, 3)
    assert np.abs(slow.image.astype(int) - tiny.image).max() > 8
    (whole / "rhapsode.json").write_text(json.dumps({"decoder": str(moved)}))
    assert np.array_equal(load(whole).image, tiny.image)


def test_a_damaged_tiny_decoder_is_named(whole: Path) -> None:
    weights = next((whole.parent / "shelf" / "taesd").glob("*.safetensors"))
    weights.write_bytes(weights.read_bytes()[:-100])
    with pytest.raises(ModelError, match=r"taesd.*cut off"):
        load(whole)
