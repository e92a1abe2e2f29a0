"""Fetching from a hub on this machine: whole and hashed, or with a named error and nothing that looks whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pytest
from safetensors.numpy import save

from engine.errors import ModelError
from engine.model.find import find_model
from engine.model.recipe import RECIPE, Recipe
from engine.shelf import fetch as fetching
from engine.shelf.catalogue import Entry
from engine.shelf.fetch import Shop, fetch
from engine.shelf.hashes import sha256
from engine.shelf.home import on_shelf
from engine.shelf.hub import Listing, Remote, fetch_file
from engine.shelf.stock import take_stock
from tests.engine.hub_server import COMMIT, Hub, serve

WEIGHTS = save({"a": np.arange(40_000, dtype=np.float32)})
TAESD = {"_class_name": "AutoencoderTiny", "decoder_block_out_channels": [64, 64, 64, 64], "scaling_factor": 1.0}
"""Of the public decoder's configuration what matters: it has no block_out_channels."""
FILES = {"config.json": json.dumps(TAESD).encode(), "diffusion_pytorch_model.safetensors": WEIGHTS,
         "run_me.py": b"print('no')", "old.bin": b"pickle"}  # fmt: skip
TINY = ("config.json", "*.safetensors", "*.py", "*.bin")
ROW = Entry("tiny", "maker/tiny", "main", TINY, 0.0, "mit", "yes", kind="decoder")
LORA = Entry("style", "maker/style", COMMIT, ("s.safetensors",), 0.0, "openrail++", "yes", "lcm-lora", base="base",
             decoder="tiny", lora="s.safetensors", steps=(2, 3, 4))  # fmt: skip
BASE = Entry("base", "maker/base", COMMIT, ("*",), 0.0, "mit", "yes", kind="base")


def layout() -> dict[str, bytes]:
    """A repository in the diffusers layout, in both precisions: configurations that are read, weights that are not."""
    configs = {
        "model_index.json": {"_class_name": "StableDiffusionPipeline"},
        "unet/config.json": {"_class_name": "UNet2DConditionModel", "sample_size": 8, "cross_attention_dim": 8},
        "vae/config.json": {"_class_name": "AutoencoderKL", "block_out_channels": [8, 8]},
        "text_encoder/config.json": {},
        "scheduler/scheduler_config.json": {"_class_name": "LCMScheduler"},
        "tokenizer/vocab.json": {},
    }
    stems = {"unet": "diffusion_pytorch_model", "vae": "diffusion_pytorch_model", "text_encoder": "model"}
    weights = [f"{part}/{stem}{half}.safetensors" for half in ("", ".fp16") for part, stem in stems.items()]
    return {path: json.dumps(config).encode() for path, config in configs.items()} | dict.fromkeys(weights, WEIGHTS)


@pytest.fixture
def hub() -> Iterator[Hub]:
    hub = Hub()
    hub.files = {"maker/tiny": dict(FILES), "maker/style": {"s.safetensors": WEIGHTS}}
    hub.files["maker/base"] = layout()
    hub.files["maker/pickled"] = {"unet/diffusion_pytorch_model.bin": b"pickle", "model_index.json": b"{}"}
    with serve(hub):
        yield hub


@pytest.fixture
def shop(hub: Hub, tmp_path: Path) -> Shop:
    return Shop(tmp_path / "models", hub.address, lambda _: None, {"tiny": ROW, "style": LORA, "base": BASE})


def recipe(place: Path) -> Recipe:
    return msgspec.json.decode((place / RECIPE).read_bytes(), type=Recipe)


def test_a_fetched_model_is_whole_hashed_and_pinned(shop: Shop) -> None:
    place = fetch("tiny", shop)
    assert on_shelf(shop.home) == ("tiny",)
    assert sorted(path.name for path in place.iterdir()) == [
        "config.json", "diffusion_pytorch_model.safetensors", RECIPE]  # fmt: skip
    noted = recipe(place)
    assert noted.source is not None
    assert (noted.source.repository, noted.source.revision) == ("maker/tiny", COMMIT)
    assert noted.files == {name: sha256(place / name) for name in FILES if name.endswith(("json", "safetensors"))}


def test_what_a_lora_leans_on_comes_too_and_its_recipe_names_it(shop: Shop, hub: Hub) -> None:
    place = fetch("style", shop)
    assert on_shelf(shop.home) == ("base", "style", "tiny")
    noted = recipe(place)
    assert (noted.base, noted.decoder, noted.family, noted.steps) == ("../base", "../tiny", "lcm-lora", (2, 3, 4))
    assert [lora.file for lora in noted.loras] == ["s.safetensors"]
    model = find_model(str(place))
    assert model.card.latent.scale == 8, "the tiny decoder's pixels a cell"
    assert model.layout is not None
    assert model.layout.scaling == (1.0, 0.0)
    asked = len(hub.ranges)
    fetch("style", shop)
    assert len(hub.ranges) == asked, "what is there is not fetched again"


def test_a_decoder_is_no_model(shop: Shop, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RHAPSODE_MODELS", str(shop.home))
    fetch("taesd", replace(shop, table={"taesd": replace(ROW, name="taesd")}))
    with pytest.raises(ModelError, match="a decoder, which paints nothing"):
        find_model("taesd")
    assert {item.name: item.state for item in take_stock() if item.place}["taesd"] == "whole"
    (shop.home / "taesd" / "config.json").unlink()
    assert "missing" in {item.name: item.state for item in take_stock() if item.place}["taesd"]


def test_any_repository_in_the_diffusers_layout_comes_in_half_precision(shop: Shop) -> None:
    shop = replace(shop, table={"tiny": ROW})
    place = fetch("maker/base", shop)
    assert on_shelf(shop.home) == ("base",)
    weights = sorted(path.relative_to(place).as_posix() for path in place.rglob("*.safetensors"))
    assert weights == ["text_encoder/model.fp16.safetensors", "unet/diffusion_pytorch_model.fp16.safetensors",
                       "vae/diffusion_pytorch_model.fp16.safetensors"]  # fmt: skip
    assert find_model(str(place)).family.name == "lcm-lora"


def test_a_repository_that_holds_no_model_gets_no_name(shop: Shop, hub: Hub) -> None:
    hub.files["maker/parts"] = {"unet/diffusion_pytorch_model.safetensors": WEIGHTS}
    with pytest.raises(ModelError, match=r"unet/config\.json"):
        fetch("maker/parts", shop)
    assert on_shelf(shop.home) == ()
    hub.ranges.clear()
    with pytest.raises(ModelError, match=r"unet/config\.json"):
        fetch("maker/parts", shop)
    assert hub.ranges == [], "what was fetched once is not fetched again"


def test_two_makers_models_of_one_name_are_told_apart(shop: Shop, hub: Hub) -> None:
    fetch("maker/base", replace(shop, table={"tiny": ROW}))
    hub.files["other/base"] = hub.files["maker/base"]
    with pytest.raises(ModelError, match="was fetched from maker/base, not from other/base; rename or remove"):
        fetch("other/base", replace(shop, table={"tiny": ROW}))


def test_a_cut_connection_leaves_nothing_that_looks_whole_and_the_next_try_goes_on(
    shop: Shop, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.DOWNLOAD_CHUNK_SIZE", 10_000)
    hub.cut_after = 70_000
    hub.files["maker/tiny"].pop("config.json")
    with pytest.raises(ModelError, match="run the same command again"):
        fetch("tiny", shop)
    assert on_shelf(shop.home) == ()
    hub.refuse = False
    hub.ranges.clear()
    place = fetch("tiny", shop)
    assert (place / "diffusion_pytorch_model.safetensors").read_bytes() == WEIGHTS
    assert hub.ranges == [("diffusion_pytorch_model.safetensors", "bytes=70000-")]


def test_altered_weights_are_thrown_away(shop: Shop, hub: Hub) -> None:
    for path in ("config.json", "diffusion_pytorch_model.safetensors"):
        hub.alter = path
        with pytest.raises(ModelError, match=rf"{path}: hash .* the hub lists"):
            fetch("tiny", shop)
        assert on_shelf(shop.home) == ()
    hub.alter = ""
    fetch("tiny", shop)
    assert on_shelf(shop.home) == ("tiny",)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("maker/pickled", "pickled weights only, which can run code"),
        ("maker/nothing", "no such repository"),
        ("maker/other@v9", "no revision 'v9'"),
        ("nowhere", "not in the catalogue; use one of tiny, style"),
        ("maker/tiny", "run: rhapsode models fetch tiny"),
    ],
)
def test_what_can_not_be_fetched_is_named(shop: Shop, hub: Hub, name: str, says: str) -> None:
    hub.files["maker/other"] = FILES
    with pytest.raises(ModelError, match=says):
        fetch(name, shop)
    assert on_shelf(shop.home) == ()


def test_without_network_the_way_out_is_named(tmp_path: Path) -> None:
    shop = Shop(tmp_path, "http://127.0.0.1:9", lambda _: None, {"tiny": ROW})
    with pytest.raises(ModelError, match=r"not reachable .* rhapsode models add NAME FOLDER"):
        fetch("tiny", shop)


def test_a_full_disk_is_told_before_the_first_byte(shop: Shop, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "SPARE_BYTES", 1 << 60)
    with pytest.raises(ModelError, match=r"GB free, maker/tiny wants"):
        fetch("tiny", shop)
    assert hub.ranges == []


def test_what_was_begun_of_another_commit_is_not_gone_on_with(shop: Shop, hub: Hub) -> None:
    part = shop.home / "tiny.part"
    part.mkdir(parents=True)
    (part / ".commit").write_text("another", "utf-8")
    (part / "diffusion_pytorch_model.safetensors.half").write_bytes(b"foreign")
    place = fetch("tiny", shop)
    assert all(wanted == "" for _, wanted in hub.ranges)
    assert not (place / ".commit").exists()
    assert json.loads((place / RECIPE).read_text("utf-8"))["source"]["revision"] == COMMIT


def test_a_path_that_leads_out_of_the_folder_is_not_fetched(shop: Shop, hub: Hub) -> None:
    hub.files["maker/tiny"]["../../evil.json"] = b"{}"
    fetch("tiny", shop)
    assert not any("evil" in path for path, _ in hub.ranges)


def test_what_can_not_be_compared_is_not_fetched(shop: Shop, hub: Hub, tmp_path: Path) -> None:
    unknown = Remote("config.json", 3)
    with pytest.raises(ModelError, match=r"config\.json: this hub lists no hash of it"):
        fetch_file(Listing("maker/tiny", COMMIT, (unknown,)), unknown, tmp_path, hub.address)
    assert hub.ranges == []
