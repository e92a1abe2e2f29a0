"""LoRAs: whatever tool named their tensors, fused or live, they change the picture as the arithmetic says."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the torch backend needs the extra 'torch'")
pytest.importorskip("diffusers", reason="the torch backend needs the extra 'torch'")

from safetensors.torch import load_file, save_file  # noqa: E402

from engine import Lora, Painter, Phrase, Wish  # noqa: E402
from engine.model.find import ModelError  # noqa: E402
from engine.model.lora import read_lora  # noqa: E402
from tests.engine.tiny_models import KINDS, make  # noqa: E402

pytestmark = [pytest.mark.train, pytest.mark.filterwarnings("ignore")]

SEA = Wish(id=1, phrases=(Phrase("sea at night"),), seed=4, guidance=1.0)
QUERY = "down_blocks.1.attentions.0.transformer_blocks.0.attn2.to_q"
CONVOLUTION = "down_blocks.0.resnets.0.conv1"
TEXT = "text_model.encoder.layers.0.self_attn.q_proj"
RANK, ALPHA = 2, 4.0


def halves(weight: Any, seed: int) -> tuple[Any, Any]:
    """(down, up) for a layer's weight."""
    generator = torch.Generator().manual_seed(seed)
    down = torch.randn(RANK, *weight.shape[1:], generator=generator)
    up = torch.randn(weight.shape[0], RANK, *[1] * (weight.ndim - 2), generator=generator)
    return down * 0.3, up * 0.3


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with three LoRA files: kohya's naming, PEFT's, and one with a text encoder's part."""
    place = tmp_path_factory.mktemp("lora") / "model"
    pipeline = make(next(kind for kind in KINDS if kind.family == "lcm-lora"), place)
    weights = {name: pipeline.unet.get_submodule(name).weight.detach() for name in (QUERY, CONVOLUTION)}
    kohya, peft = {}, {}
    for seed, (name, weight) in enumerate(weights.items()):
        down, up = halves(weight, seed)
        flat = "lora_unet_" + name.replace(".", "_")
        kohya |= {f"{flat}.lora_down.weight": down, f"{flat}.lora_up.weight": up, f"{flat}.alpha": torch.tensor(ALPHA)}
        peft |= {f"unet.{name}.lora_A.weight": down, f"unet.{name}.lora_B.weight": up * (ALPHA / RANK)}
    save_file(kohya, place / "kohya.safetensors")
    save_file(peft, place / "peft.safetensors")
    layers = dict(pipeline.text_encoder.named_modules())
    query = next(layer for name, layer in layers.items() if name.endswith("layers.0.self_attn.q_proj"))
    down, up = halves(query.weight.detach(), 7)
    text = {f"text_encoder.{TEXT}.lora_A.weight": down, f"text_encoder.{TEXT}.lora_B.weight": up}
    save_file(peft | text, place / "text.safetensors")
    return place


@pytest.fixture(scope="module")
def plain(model: Path) -> Iterator[Painter]:
    threads = torch.get_num_threads()
    yield Painter.load(str(model), ["cpu"], threads=1)
    torch.set_num_threads(threads)


@pytest.fixture
def painter(plain: Painter) -> Painter:
    plain.forget()
    return plain


def latent(painter: Painter, **more: object) -> np.ndarray:
    painter.forget()
    return painter.paint(replace(SEA, **more), 0.0).latent  # type: ignore[arg-type, return-value]


def merged_by_hand(model: Path, copy: Path, weight: float) -> Painter:
    """A model whose weights were changed by hand."""
    shutil.copytree(model, copy)
    path = copy / "unet" / "diffusion_pytorch_model.safetensors"
    tensors = load_file(path)
    for seed, name in enumerate((QUERY, CONVOLUTION)):
        target = tensors[f"{name}.weight"]
        down, up = halves(target, seed)
        target += (
            weight * (ALPHA / RANK) * torch.einsum("or,ri->oi", up.flatten(1), down.flatten(1)).reshape(target.shape)
        )
    save_file(tensors, path)
    return Painter.load(str(copy), ["cpu"], threads=1)


@pytest.mark.parametrize("name", ["kohya.safetensors", "peft.safetensors"])
def test_live_and_fused_are_what_the_arithmetic_says(painter: Painter, model: Path, tmp_path: Path, name: str) -> None:
    expected = latent(merged_by_hand(model, tmp_path / "hand", 0.7))
    without = latent(painter)
    live = latent(painter, loras=(Lora(str(model / name), 0.7),))
    fused_folder = Path(shutil.copytree(model, tmp_path / "fused"))
    (fused_folder / "rhapsode.json").write_text(json.dumps({"loras": [{"file": name, "weight": 0.7}]}))
    fused = latent(Painter.load(str(fused_folder), ["cpu"], threads=1))
    bound = 1e-4 * max(1.0, float(np.abs(expected).max()))
    assert np.abs(expected - without).max() > 100 * bound, "the LoRA changed nothing"
    assert np.abs(live - expected).max() < bound
    assert np.abs(fused - expected).max() < bound
    assert np.array_equal(latent(painter, loras=(Lora(str(model / name), 0.0),)), latent(painter))


def test_a_weight_fades_like_everything_else(painter: Painter, model: Path) -> None:
    lora = (Lora(str(model / "kohya.safetensors"), 1.0),)
    painter.forget()
    first = painter.paint(SEA, 0.0).latent
    frames = [painter.paint(replace(SEA, loras=lora, fade_s=1.0), t / 12).latent for t in range(36)]
    arrived = latent(painter, loras=lora)
    whole = np.abs(arrived - first).mean()
    assert np.abs(frames[0] - first).mean() < 0.2 * whole
    assert np.abs(frames[-1] - arrived).mean() < 0.05 * whole


def test_two_loras_add_up(painter: Painter, model: Path) -> None:
    both = latent(
        painter, loras=tuple(Lora(str(model / name), 0.35) for name in ("kohya.safetensors", "peft.safetensors"))
    )
    once = latent(painter, loras=(Lora(str(model / "kohya.safetensors"), 0.7),))
    assert np.abs(both - once).max() < 1e-4 * np.abs(once).max()


def test_a_text_encoders_part_is_fused_but_not_live_and_that_is_told(
    painter: Painter, model: Path, tmp_path: Path
) -> None:
    wish = replace(SEA, loras=(Lora(str(model / "text.safetensors"), 1.0),))
    painter.paint(wish, 0.0)
    assert any("text encoder are not used live" in line for line in painter.remarks(wish))
    folder = Path(shutil.copytree(model, tmp_path / "model"))
    (folder / "rhapsode.json").write_text(json.dumps({"loras": [{"file": "text.safetensors"}]}))
    fused = Painter.load(str(folder), ["cpu"], threads=1)
    assert np.abs(fused.encode("sea").tokens - painter.encode("sea").tokens).max() > 1e-3


def test_what_can_not_be_used_is_told_and_the_picture_goes_on(painter: Painter, model: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.safetensors"
    cut.write_bytes((model / "kohya.safetensors").read_bytes()[:-8])
    foreign = tmp_path / "foreign.safetensors"
    save_file(
        {"lora_unet_nowhere.lora_down.weight": torch.ones(2, 4), "lora_unet_nowhere.lora_up.weight": torch.ones(4, 2)},
        foreign,
    )
    for path, says in ((cut, "cut off"), (foreign, "doesn't have"), (tmp_path / "gone.safetensors", "no such file"),
                       (tmp_path / ("long" * 100), "File name too long")):  # fmt: skip
        wish = replace(SEA, loras=(Lora(str(path)),))
        painter.forget()
        assert np.array_equal(painter.paint(wish, 0.0).latent, latent(painter))  # type: ignore[arg-type]
        assert any(says in line for line in painter.remarks(wish))


def test_a_file_that_is_no_lora_is_refused(model: Path) -> None:
    with pytest.raises(ModelError, match="is no LoRA's"):
        read_lora(model / "unet" / "diffusion_pytorch_model.safetensors")
    save_file({"model.diffusion_model.out.2.bias": torch.ones(2)}, model / "checkpoint.safetensors")
    with pytest.raises(ModelError, match="is no LoRA's"):
        read_lora(model / "checkpoint.safetensors")


def test_the_house_model_says_that_it_takes_none() -> None:
    house = Painter.load("house", threads=1)
    wish = Wish(loras=(Lora("style.safetensors"),))
    assert house.paint(wish, 0.0).image.std() > 0
    assert any("takes no LoRA" in line for line in house.remarks(wish))
