"""The painter on a torch model: everything that flows flows as with the house model, and errors are named."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the torch backend needs the extra 'torch'")
pytest.importorskip("diffusers", reason="the torch backend needs the extra 'torch'")

from engine import Painter, Phrase, Wish  # noqa: E402
from engine.backends.base import BackendError  # noqa: E402
from engine.model.families import FAMILIES  # noqa: E402
from engine.model.find import ModelError, find_model, verify  # noqa: E402
from tests.engine.tiny_models import KINDS, make  # noqa: E402

pytestmark = [pytest.mark.train, pytest.mark.filterwarnings("ignore")]

SEA = Wish(id=1, phrases=(Phrase("sea at night"),), seed=4)
FIRE = replace(SEA, id=2, phrases=(Phrase("fire"),), fade_s=2.0)
BY_NAME = {kind.family: kind for kind in KINDS}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("turbo")
    make(BY_NAME["sd-turbo"], place)
    return place


@pytest.fixture(scope="module")
def turbo(folder: Path) -> Iterator[Painter]:
    threads = torch.get_num_threads()
    yield Painter.load(str(folder), ["cpu"], threads=1)
    torch.set_num_threads(threads)


@pytest.fixture
def painter(turbo: Painter) -> Painter:
    turbo.forget()
    return turbo


@pytest.fixture
def copied(folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(folder, tmp_path / "copy"))


def change(a: Any, b: Any) -> float:
    return float(np.sqrt(np.mean((np.asarray(a, np.float32) - np.asarray(b, np.float32)) ** 2)))


def test_a_fade_flows_and_arrives_and_then_stands_still(painter: Painter) -> None:
    frames = [painter.paint(SEA, 0.0)] + [painter.paint(FIRE, t / 12) for t in range(60)]
    steps = [change(a.latent, b.latent) for a, b in pairwise(frames)]
    painter.forget()
    alone = painter.paint(FIRE, 0.0)
    assert max(steps[:24]) < 0.25 * change(frames[0].latent, alone.latent)
    assert change(frames[-1].latent, alone.latent) < 0.05 * change(frames[0].latent, alone.latent)
    assert steps[-1] < 1e-3


def test_eight_weighted_prompts_mix(painter: Painter) -> None:
    words = "sea night fire moon red low tide sail".split()
    mixed = painter.paint(replace(SEA, phrases=tuple(Phrase(word, 1 / (k + 1)) for k, word in enumerate(words))), 0.0)
    painter.forget()
    assert change(mixed.latent, painter.paint(SEA, 0.0).latent) > 1e-3


def test_a_seed_walk_flows(painter: Painter) -> None:
    painter.paint(SEA, 0.0)
    frames = [painter.paint(replace(SEA, seed=77, fade_s=2.0), t / 12) for t in range(25)]
    steps = [change(a.latent, b.latent) for a, b in pairwise(frames)]
    assert max(steps) <= 4 * np.mean(steps)


@pytest.mark.parametrize("steps", [1, 4])
def test_carry_is_clamped_and_changes_the_picture(painter: Painter, steps: int) -> None:
    def second(carry: float) -> np.ndarray:
        painter.forget()
        wish = replace(SEA, carry=carry, drift_hz=0.5, steps=steps)
        painter.paint(wish, 0.0)
        return painter.paint(wish, 0.1).latent  # type: ignore[return-value]

    assert np.array_equal(second(FAMILIES["sd-turbo"].carry_clamp), second(0.9))
    assert change(second(0.0), second(0.2)) > 1e-3


@pytest.mark.parametrize("text", ["", "   ", "日本語", "x" * 5000, "sea " * 400, "\x00\ud800", "🌊"])
def test_any_text_can_be_painted(painter: Painter, text: str) -> None:
    assert np.isfinite(painter.encode(text).tokens).all()


def test_guidance_fades_in_from_none(tmp_path: Path) -> None:
    make(BY_NAME["lcm-lora-sdxl"], tmp_path)
    lora = Painter.load(str(tmp_path), ["cpu"], threads=1)
    lora.paint(SEA, 0.0)
    guided = replace(SEA, id=2, guidance=2.0, negative="fire", fade_s=1.0)
    frames = [lora.paint(guided, t / 12) for t in range(30)]
    lora.forget()
    assert change(frames[-1].latent, lora.paint(guided, 0.0).latent) < 0.05
    assert lora.remarks(guided) == ()


def test_a_tiny_decoder_and_another_size_by_recipe(tmp_path: Path) -> None:
    make(BY_NAME["hyper-sd"], tmp_path, tiny_decoder=True)
    (tmp_path / "rhapsode.json").write_text(json.dumps({"width": 64, "height": 96}))
    frame = Painter.load(str(tmp_path), ["cpu"], threads=1).paint(SEA, 0.0)
    assert frame.image.shape == (96, 64, 3)
    assert frame.image.std() > 0


def test_a_prediction_that_is_not_finite_is_named(painter: Painter) -> None:
    bias = painter.backend._net.unet.conv_out.bias.data  # type: ignore[attr-defined]
    whole = bias.clone()
    bias.fill_(float("nan"))
    with pytest.raises(BackendError, match="NaN or infinity; check the model's files"):
        painter.paint(SEA, 0.0)
    bias.copy_(whole)
    assert painter.paint(SEA, 0.1).image.std() > 0


def test_memory_that_can_not_be_had_is_named(painter: Painter, monkeypatch: pytest.MonkeyPatch) -> None:
    def greedy(*_: object, **__: object) -> None:
        torch.empty(1 << 50)

    unet = painter.backend._net.unet  # type: ignore[attr-defined]
    monkeypatch.setattr(unet, "forward", greedy)
    with pytest.raises(BackendError, match=r"out of memory .* paint smaller pictures"):
        painter.paint(SEA, 0.0)


def test_a_device_that_is_not_there_gives_its_reason_and_a_fallback_is_noted(folder: Path) -> None:
    if torch.cuda.is_available():
        pytest.skip("this machine has a CUDA device")
    with pytest.raises(BackendError, match=r"'cuda': torch .* finds no such device"):
        Painter.load(str(folder), ["cuda"])
    with pytest.raises(BackendError, match="paints no diffusers folder"):
        Painter.load(str(folder), ["tensorrt"])
    assert any("cuda" in note for note in Painter.load(str(folder), ["cuda", "cpu"], threads=1).backend.notes)


def test_without_torch_the_way_out_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("engine.backends.torch.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(BackendError, match=r"install rhapsode\[torch\]"):
        Painter.load(str(folder), ["cpu"])


def test_cut_off_and_altered_weights_are_named_before_anything_is_loaded(copied: Path) -> None:
    weights = copied / "unet" / "diffusion_pytorch_model.safetensors"
    whole = weights.read_bytes()
    weights.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ModelError, match="cut off: copy it again"):
        find_model(str(copied))
    weights.write_bytes(whole[:4])
    with pytest.raises(ModelError, match="no safetensors file"):
        find_model(str(copied))
    weights.write_bytes(b"\xff" * 64)
    with pytest.raises(ModelError, match="too few for its header"):
        find_model(str(copied))
    weights.unlink()
    (copied / "unet" / "diffusion_pytorch_model.bin").write_bytes(b"pickle")
    with pytest.raises(ModelError, match="pickled weights only"):
        find_model(str(copied))


def test_a_flipped_bit_is_found_by_the_noted_sha256(copied: Path) -> None:
    import hashlib

    name = "unet/diffusion_pytorch_model.safetensors"
    weights = copied / name
    noted = hashlib.sha256(weights.read_bytes()).hexdigest()
    (copied / "rhapsode.json").write_text(json.dumps({"files": {name: noted}}))
    verify(find_model(str(copied)))
    raw = bytearray(weights.read_bytes())
    raw[-10] ^= 1
    weights.write_bytes(raw)
    with pytest.raises(ModelError, match="sha256"):
        verify(find_model(str(copied)))


def edit(path: Path, **changes: object) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


@pytest.mark.parametrize(
    ("file", "changes", "says"),
    [
        ("unet/config.json", {"_class_name": "Transformer2DModel"}, "paints with UNet2DConditionModel"),
        ("unet/config.json", {"in_channels": 9}, "inpainting"),
        ("scheduler/scheduler_config.json", {"_class_name": "PNDMScheduler"}, "is no few-step model's"),
        ("scheduler/scheduler_config.json", {"beta_end": 0.02}, "betas"),
        ("scheduler/scheduler_config.json", {"prediction_type": "flow"}, "prediction_type = 'flow'"),
        ("unet/config.json", {"sample_size": "big"}, r"unet/config\.json: Expected"),
    ],
)
def test_a_folder_of_another_architecture_is_refused(
    copied: Path, file: str, changes: dict[str, object], says: str
) -> None:
    edit(copied / file, **changes)
    with pytest.raises(ModelError, match=says):
        find_model(str(copied))


def test_weights_of_another_shape_are_refused(copied: Path) -> None:
    edit(copied / "unet" / "config.json", block_out_channels=[8, 24])
    with pytest.raises(ModelError, match=r"unet: .*compare config\.json|unet: .*of another architecture"):
        Painter.load(str(copied), ["cpu"], threads=1)


def test_missing_weights_are_refused(copied: Path) -> None:
    from safetensors.torch import load_file, save_file

    path = copied / "unet" / "diffusion_pytorch_model.safetensors"
    tensors = load_file(path)
    del tensors["conv_out.weight"]
    save_file(tensors, path)
    with pytest.raises(ModelError, match=r"unet: .*conv_out"):
        Painter.load(str(copied), ["cpu"], threads=1)


def test_a_recipe_names_the_family_and_may_be_wrong(copied: Path) -> None:
    recipe = copied / "rhapsode.json"
    recipe.write_text('{"family": "sdxl-turbo"}')
    with pytest.raises(ModelError, match="is for sdxl, but unet/ is sd21; use one of sd-turbo"):
        find_model(str(copied))
    recipe.write_text('{"family": "turbo"}')
    with pytest.raises(ModelError, match="family = 'turbo'; use one of sd-turbo"):
        find_model(str(copied))
    recipe.write_text('{"famly": "sd-turbo"}')
    with pytest.raises(ModelError, match="famly"):
        find_model(str(copied))
    edit(copied / "scheduler" / "scheduler_config.json", timestep_spacing="leading")
    recipe.write_text('{"family": "sd-turbo"}')
    assert find_model(str(copied)).family.name == "sd-turbo"
    shutil.rmtree(copied / "text_encoder")
    with pytest.raises(ModelError, match=r"text_encoder: no \.safetensors file"):
        find_model(str(copied))
