"""Learned words: the same embeddings as diffusers' own textual inversion, for one encoder and for two."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the torch backend needs the extra 'torch'")
pytest.importorskip("diffusers", reason="the torch backend needs the extra 'torch'")

from safetensors.torch import save_file  # noqa: E402

from engine import Painter  # noqa: E402
from engine.model.find import ModelError  # noqa: E402
from engine.model.spelled import spelled_out  # noqa: E402
from tests.engine.tiny_models import KINDS, WIDTH, make  # noqa: E402

pytestmark = [pytest.mark.train, pytest.mark.filterwarnings("ignore")]

BY_NAME = {kind.family: kind for kind in KINDS}
WORD = "<gull>"


def vectors(count: int, seed: int = 0) -> Any:
    return torch.randn(count, WIDTH, generator=torch.Generator().manual_seed(seed))


def teach(folder: Path, tensors: dict[str, Any], word: str = WORD) -> Painter:
    """A painter of the model with a recipe that names the word."""
    save_file(tensors, folder / "word.safetensors")
    (folder / "rhapsode.json").write_text(json.dumps({"embeddings": [{"file": "word.safetensors", "word": word}]}))
    return Painter.load(str(folder), ["cpu"], threads=1)


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("models")
    for name in ("lcm-lora", "lightning-sdxl"):
        make(BY_NAME[name], place / name)
    return place


def library(folder: Path) -> Any:
    from diffusers import DiffusionPipeline

    return DiffusionPipeline.from_pretrained(folder, local_files_only=True, use_safetensors=True)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("name", ["emb_params", WORD])
def test_a_word_for_one_encoder(models: Path, tmp_path: Path, count: int, name: str) -> None:
    folder = Path(shutil.copytree(models / "lcm-lora", tmp_path / "model"))
    painter = teach(folder, {name: vectors(count)})
    pipeline = library(models / "lcm-lora")
    pipeline.load_textual_inversion(folder, weight_name="word.safetensors", token=WORD)
    for prompt in (f"a {WORD} at night", f"{WORD}, {WORD} sea", "sea at night"):
        expected = pipeline.encode_prompt(prompt, "cpu", 1, False)[0]
        assert np.abs(painter.encode(prompt).tokens - expected.detach().numpy()).max() < 1e-4, prompt
    with_word, without = painter.encode(f"sea {WORD}").tokens, painter.encode("sea").tokens
    assert np.abs(with_word - without).max() > 0.01


@pytest.mark.parametrize("count", [1, 2])
def test_a_word_for_two_encoders(models: Path, tmp_path: Path, count: int) -> None:
    folder = Path(shutil.copytree(models / "lightning-sdxl", tmp_path / "model"))
    both = {"clip_l": vectors(count, 1), "clip_g": vectors(count, 2)}
    painter = teach(folder, both)
    pipeline = library(models / "lightning-sdxl")
    for key, number in (("clip_l", ""), ("clip_g", "_2")):
        parts = {"text_encoder": getattr(pipeline, f"text_encoder{number}"),
                 "tokenizer": getattr(pipeline, f"tokenizer{number}")}  # fmt: skip
        pipeline.load_textual_inversion({WORD: both[key].squeeze(0)} if count == 1 else both[key], token=WORD, **parts)
    prompt = f"a {WORD} at night"
    tokens, _, pooled, _ = pipeline.encode_prompt(prompt, device="cpu", do_classifier_free_guidance=False)
    context = painter.encode(prompt)
    assert context.pooled is not None
    assert np.abs(context.tokens - tokens.detach().numpy()).max() < 1e-4
    assert np.abs(context.pooled - pooled.detach().numpy()).max() < 1e-4


def test_a_text_still_ends_where_it_ends_under_an_older_configuration(models: Path, tmp_path: Path) -> None:
    both = {"clip_l": vectors(1, 1), "clip_g": vectors(1, 2)}
    pooled = []
    for name, end in (("new", None), ("old", 2)):
        folder = Path(shutil.copytree(models / "lightning-sdxl", tmp_path / name))
        config = json.loads((folder / "text_encoder_2" / "config.json").read_text("utf-8"))
        config |= {} if end is None else {"eos_token_id": end}
        (folder / "text_encoder_2" / "config.json").write_text(json.dumps(config), "utf-8")
        pooled.append(teach(folder, both).encode(f"a {WORD} at night").pooled)
    assert np.abs(pooled[0] - pooled[1]).max() < 1e-6


@pytest.mark.parametrize(
    ("model", "tensors", "word", "says"),
    [
        ("lcm-lora", {"a": torch.zeros(2, 5)}, WORD, "vectors of 5 numbers, the text encoder's have 16"),
        ("lcm-lora", {"clip_l": torch.zeros(1, 16), "clip_g": torch.zeros(1, 16)}, WORD, "holds 2 tensors"),
        ("lightning-sdxl", {"a": torch.zeros(1, 16)}, WORD, "not for SDXL"),
        ("lcm-lora", {"a": torch.zeros(0, 16)}, WORD, r"use 1..75 of them"),
        ("lcm-lora", {"a": torch.zeros(1, 16)}, "sea</w>", "knows 'sea</w>' already"),
        ("lcm-lora", {"a": torch.zeros(1, 16)}, "two words", r"embeddings\[0\]\.word"),
    ],
)
def test_what_does_not_fit_is_named(
    models: Path, tmp_path: Path, model: str, tensors: dict[str, Any], word: str, says: str
) -> None:
    folder = Path(shutil.copytree(models / model, tmp_path / "model"))
    with pytest.raises(ModelError, match=says):
        teach(folder, tensors, word)


def test_a_word_that_would_be_read_as_a_part_of_another_is_refused(models: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(models / "lcm-lora", tmp_path / "model"))
    save_file({"a": vectors(1)}, folder / "word.safetensors")
    words = [{"file": "word.safetensors", "word": word} for word in ("Gull_1", "gull")]
    (folder / "rhapsode.json").write_text(json.dumps({"embeddings": words}))
    with pytest.raises(ModelError, match="'Gull_1' would be read as a part of 'gull'; choose another word"):
        Painter.load(str(folder), ["cpu"], threads=1)


def test_words_of_several_vectors_are_spelled_out_whole_words_only() -> None:
    spell = spelled_out({"gull", "gull_1", "gull_2", "<x>", "<x>_1", "one"})
    assert spell("a gull, Gull and seagull") == "a gull gull_1 gull_2, gull gull_1 gull_2 and seagull"
    assert spell("<x>y <x>") == "<x>y <x> <x>_1"
    assert spelled_out(["one"])("one gull") == "one gull"
