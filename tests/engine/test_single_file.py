"""A single checkpoint file paints what the folder it was made of paints."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the torch backend needs the extra 'torch'")
pytest.importorskip("diffusers", reason="the torch backend needs the extra 'torch'")

from engine import Painter, Phrase, Wish  # noqa: E402
from engine.model.find import ModelError, find_model  # noqa: E402
from tests.engine import single_file  # noqa: E402
from tests.engine.tiny_models import KINDS, make  # noqa: E402

pytestmark = [pytest.mark.train, pytest.mark.filterwarnings("ignore")]

BY_NAME = {kind.family: kind for kind in KINDS}
WHOLE = ("unet", "vae", "text_encoder")


def checkpoint(family: str, place: Path, parts: tuple[str, ...]) -> Path:
    """A model's folder, and beside it a single file of these parts, whose base lacks the weights that it gives."""
    pipeline = make(BY_NAME[family], place / "model")
    shutil.copytree(place / "model", place / "base")
    for part in parts:
        for weights in (place / "base" / part).glob("*.safetensors"):
            weights.unlink()
    single_file.write(pipeline, place / "dream.safetensors", parts)
    (place / "dream.json").write_text(json.dumps({"base": "base"}))
    return place / "dream.safetensors"


def paint(place: Path) -> tuple[np.ndarray, np.ndarray]:
    painter = Painter.load(str(place), ["cpu"], threads=1)
    frame = painter.paint(Wish(phrases=(Phrase("sea at night"),), seed=5, steps=2), 0.0)
    return frame.latent, frame.image  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("family", "parts"),
    [
        ("lcm-lora", WHOLE),
        ("sd-turbo", WHOLE),
        ("lightning-sdxl", (*WHOLE, "text_encoder_2")),
        ("lightning-sdxl", ("unet",)),
    ],
)
def test_every_architecture_comes_out_of_one_file(family: str, parts: tuple[str, ...], tmp_path: Path) -> None:
    path = checkpoint(family, tmp_path, parts)
    expected, found = paint(tmp_path / "model"), paint(path)
    assert np.abs(expected[0] - found[0]).max() < 1e-4
    assert np.abs(expected[1].astype(int) - found[1]).max() <= 1


def test_a_unet_named_as_diffusers_names_it(tmp_path: Path) -> None:
    make(BY_NAME["sd-turbo"], tmp_path / "model")
    shutil.copy(tmp_path / "model" / "unet" / "diffusion_pytorch_model.safetensors", tmp_path / "unet.safetensors")
    (tmp_path / "recipe").mkdir()
    recipe = {"base": "../model", "file": "../unet.safetensors", "prediction": "sample", "family": "sd-turbo"}
    (tmp_path / "recipe" / "rhapsode.json").write_text(json.dumps(recipe))
    assert find_model(str(tmp_path / "recipe")).family.prediction == "sample"
    (tmp_path / "recipe" / "rhapsode.json").write_text(json.dumps(recipe | {"prediction": ""}))
    assert np.array_equal(paint(tmp_path / "recipe")[0], paint(tmp_path / "model")[0])


def test_what_is_wrong_with_a_file_is_named(tmp_path: Path) -> None:
    path = checkpoint("lcm-lora", tmp_path, ("unet",))
    whole = path.read_bytes()
    path.write_bytes(whole[:-100])
    with pytest.raises(ModelError, match="cut off"):
        find_model(str(path))
    path.write_bytes(whole)
    shutil.copy(tmp_path / "base" / "vae" / "diffusion_pytorch_model.safetensors", tmp_path / "vae.safetensors")
    (tmp_path / "vae.json").write_text('{"base": "base"}')
    with pytest.raises(ModelError, match="holds no UNet"):
        find_model(str(tmp_path / "vae.safetensors"))
    (tmp_path / "dream.json").unlink()
    with pytest.raises(ModelError, match=r"write dream\.json beside it"):
        find_model(str(path))
    make(BY_NAME["sd-turbo"], tmp_path / "other")
    (tmp_path / "dream.json").write_text('{"base": "other"}')
    with pytest.raises(ModelError, match="another architecture than its recipe's base"):
        Painter.load(str(path), ["cpu"], threads=1)
