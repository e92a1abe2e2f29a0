"""Models in the diffusers layout on the shelf: added, hashed, altered, cut off, resized, painted."""

from __future__ import annotations

import argparse
import json
import re
import shutil
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

pytest.importorskip("torch", reason="the torch backend needs the extra 'torch'")
pytest.importorskip("diffusers", reason="the torch backend needs the extra 'torch'")

from engine import Painter, Phrase, Wish
from engine.blend import noise_field
from engine.errors import ModelError
from engine.model.find import find_model, verify, with_size
from engine.shelf.add import Extras, add
from engine.shelf.look import look
from live.models_verb import add_verb
from tests.engine import single_file
from tests.engine.tiny_models import KINDS, make

pytestmark = [pytest.mark.train, pytest.mark.filterwarnings("ignore")]
BY_NAME = {kind.family: kind for kind in KINDS}


@pytest.fixture(autouse=True)
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RHAPSODE_MODELS", str(tmp_path / "models"))
    return tmp_path / "models"


@pytest.fixture(scope="module")
def turbo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("turbo") / "model"
    make(BY_NAME["sd-turbo"], folder)
    return folder


def command(*words: str) -> int:
    """`rhapsode models ...`"""
    parser = argparse.ArgumentParser()
    add_verb(parser.add_subparsers(required=True))
    options = parser.parse_args(["models", *words])
    return int(options.verb(options))


def test_a_folder_is_named_hashed_and_painted(turbo: Path) -> None:
    read: list[int] = []
    place = add("mine", turbo, progress=read.append)
    model = find_model("mine")
    assert model.folder == place
    assert model.layout is not None
    assert model.layout.folder == turbo
    assert sum(read) > 10_000
    assert verify(model) == len(model.card.files) >= 8
    findings = look("mine", paint=True)
    assert [finding.what for finding in findings] == ["model", "weights", "sha256", "plays", "paint"]
    assert all(finding.good for finding in findings), findings


def test_a_lora_and_a_word_are_added_with_a_model(turbo: Path, tmp_path: Path) -> None:
    layer = "lora_unet_down_blocks_1_attentions_0_transformer_blocks_0_attn2_to_q"
    draw = np.random.default_rng(0)
    shapes = {"down": (2, 16), "up": (16, 2)}
    lora = {f"{layer}.lora_{role}.weight": draw.normal(size=shapes[role]).astype(np.float32) for role in shapes}
    save_file(lora, tmp_path / "style.safetensors")
    save_file({"emb_params": np.ones((2, 16), np.float32)}, tmp_path / "gull.safetensors")
    words = ["--lora", f"{tmp_path}/style.safetensors:0.5", "--word", f"<gull>={tmp_path}/gull.safetensors"]
    assert command("add", "mine", str(turbo), *words) == 0
    assert command("check", "mine", "--paint") == 0
    assert command("add", "plain", str(turbo)) == 0
    wish = Wish(phrases=(Phrase("sea"),), seed=3)
    latents = [Painter.load(name, ["cpu"], threads=1).paint(wish, 0.0).latent for name in ("mine", "plain")]
    assert np.abs(latents[0] - latents[1]).max() > 1e-3
    assert Painter.load("mine", ["cpu"], threads=1).encode("<gull>").tokens.std() > 0
    (tmp_path / "style.safetensors").write_bytes(b"gone bad")
    assert command("check", "mine") == 1


@pytest.mark.parametrize("family", ["lcm-lora", "lightning-sdxl"])
def test_another_size_is_painted_as_the_pipeline_paints_it(tmp_path: Path, family: str) -> None:
    import torch

    pipeline = make(BY_NAME[family], tmp_path / "model")
    painter = Painter.load(str(tmp_path / "model"), ["cpu"], threads=1, size=(96, 64))
    frame = painter.paint(Wish(phrases=(Phrase("sea"),), seed=3, guidance=1.0), 0.0)
    assert frame.image.shape == (64, 96, 3)
    noise = torch.from_numpy(noise_field(3, 0, (1, 4, 32, 48)))
    size = {"height": 64, "width": 96, "latents": noise, "output_type": "latent"}
    with torch.inference_mode():
        expected = pipeline("sea", num_inference_steps=1, guidance_scale=1.0, **size).images.numpy()
    assert frame.latent is not None
    assert np.abs(frame.latent - expected).max() < 1e-4 * max(1.0, float(np.abs(expected).max()))


def test_altered_and_cut_off_weights_are_found(turbo: Path, tmp_path: Path) -> None:
    own = Path(shutil.copytree(turbo, tmp_path / "own"))
    add("mine", own)
    weights = own / "unet" / "diffusion_pytorch_model.safetensors"
    whole = weights.read_bytes()
    weights.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(ModelError, match="truncated or altered"):
        verify(find_model("mine"))
    weights.write_bytes(whole[:-64])
    with pytest.raises(ModelError, match="cut off"):
        find_model("mine")
    assert [finding.good for finding in look("mine")] == [False]


@pytest.mark.parametrize(("part", "says"), [("unet", r"by config\.json \(16, 32\)"), ("vae", "missing keys")])
def test_weights_of_another_architecture_are_found_without_loading(
    turbo: Path, tmp_path: Path, part: str, says: str
) -> None:
    own = Path(shutil.copytree(turbo, tmp_path / "own"))
    config = json.loads((own / part / "config.json").read_text("utf-8"))
    change = {"cross_attention_dim": 32} if part == "unet" else {"layers_per_block": 2}
    (own / part / "config.json").write_text(json.dumps(config | change), "utf-8")
    last = look(str(own))[-1]
    assert not last.good
    assert re.search(says, last.text), last.text


def test_a_copy_stands_alone(turbo: Path, tmp_path: Path) -> None:
    own = Path(shutil.copytree(turbo, tmp_path / "own"))
    (own / "run_me.py").write_text("raise SystemExit", "utf-8")
    add("mine", own, copy=True)
    shutil.rmtree(own)
    model = find_model("mine")
    assert verify(model) >= 8
    assert not list(model.folder.rglob("*.py"))


def test_a_single_file_that_lies_in_its_base_can_be_copied(turbo: Path, tmp_path: Path) -> None:
    own = Path(shutil.copytree(turbo, tmp_path / "own"))
    single_file.write(make(BY_NAME["sd-turbo"], tmp_path / "model"), own / "dream.safetensors", ("unet",))
    add("dream", own / "dream.safetensors", Extras(base=str(own), family="sd-turbo"), copy=True)
    model = find_model("dream")
    assert model.layout is not None
    assert model.layout.folder == own
    assert model.layout.single == model.folder / "dream.safetensors"


def test_a_single_file_leans_on_a_base(turbo: Path, tmp_path: Path) -> None:
    pipeline = make(BY_NAME["sd-turbo"], tmp_path / "model")
    single_file.write(pipeline, tmp_path / "dream.safetensors", ("unet", "vae", "text_encoder"))
    with pytest.raises(ModelError, match="name one with --base"):
        add("dream", tmp_path / "dream.safetensors")
    add("dream", tmp_path / "dream.safetensors", Extras(base=str(turbo), family="sd-turbo"))
    model = find_model("dream")
    assert model.layout is not None
    assert model.layout.single == tmp_path / "dream.safetensors"
    assert verify(model) >= 5
    assert all(finding.good for finding in look("dream", paint=True))
    (turbo / "rhapsode.json").write_text(json.dumps({"files": {"model_index.json": "0" * 64}}))
    try:
        with pytest.raises(ModelError, match=r"model_index\.json: sha256"):
            verify(find_model("dream"))
    finally:
        (turbo / "rhapsode.json").unlink()


@pytest.mark.parametrize(
    ("extras", "says"),
    [
        (Extras(family="lcm"), "is for sd15"),
        (Extras(decoder="taesd"), "rhapsode models fetch taesd"),
        (Extras(base="nowhere"), "give a folder"),
    ],
)
def test_what_does_not_fit_is_not_added(turbo: Path, shelf: Path, extras: Extras, says: str) -> None:
    with pytest.raises(ModelError, match=says):
        add("mine", turbo, extras)
    assert not list(shelf.glob("mine*"))


def test_sizes_are_multiples_of_what_the_unet_halves(turbo: Path) -> None:
    model = find_model(str(turbo))
    assert model.card.latent.pixels == (32, 32)
    assert with_size(model, (128, 64)).card.latent.pixels == (64, 128)
    with pytest.raises(ModelError, match="multiples of 4 in"):
        with_size(model, (66, 64))


def test_weights_distilled_for_some_steps_are_never_asked_with_fewer(turbo: Path, tmp_path: Path) -> None:
    own = Path(shutil.copytree(turbo, tmp_path / "own"))
    (own / "rhapsode.json").write_text(json.dumps({"steps": [2]}))
    model = find_model(str(own))
    assert model.remarks(2) == ()
    assert model.remarks(1) == ("1 steps asked for, 2 taken: the weights were made for 2",)
    times = model.schedule.times
    assert {count: len(row) for count, row in times.items()} == {1: 2, 2: 2, 3: 2, 4: 2}
