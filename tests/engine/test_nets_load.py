"""A model's folder or single file comes into our networks whole, a folder without diffusers; what is wrong is named."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="the torch backend needs the extra 'torch'")
pytest.importorskip("diffusers", reason="compared with diffusers, of the extra 'torch'")

from safetensors.torch import load_file, save_file  # noqa: E402

from engine.backends.torch.load import load_nets  # noqa: E402
from engine.errors import ModelError  # noqa: E402
from engine.model.layout import read_layout  # noqa: E402
from tests.engine import single_file  # noqa: E402
from tests.engine.tiny_models import KINDS, make  # noqa: E402

pytestmark = [pytest.mark.train, pytest.mark.filterwarnings("ignore")]

BY_NAME = {kind.family: kind for kind in KINDS}
CPU = torch.device("cpu")
PROBE = """
import sys, torch
from pathlib import Path
from engine.backends.torch.load import load_nets
from engine.model.layout import read_layout
parts = load_nets(read_layout(Path(sys.argv[1])), torch.device("cpu"), torch.bfloat16)
print(parts.unet.conv_in.weight.dtype, parts.decoder(torch.zeros(1, 4, 4, 4)).shape, "diffusers" in sys.modules)
"""


@torch.inference_mode()
def same(pipeline: Any, parts: Any) -> bool:
    """Whether UNet, decoder and encoder give what the library's give."""
    unet = pipeline.unet
    x, time, tokens = torch.randn(1, 4, 8, 8), torch.tensor([500.0]), torch.randn(1, 5, unet.config.cross_attention_dim)
    more: dict[str, Any] = {}
    added = None
    if unet.config.addition_embed_type:
        added = (torch.randn(1, 16), torch.ones(1, 6))
        more["added_cond_kwargs"] = {"text_embeds": added[0], "time_ids": added[1]}
    wanted = unet(x, time, tokens, **more).sample
    picture = pipeline.vae.decode(x).sample
    encoded = pipeline.vae.encode(picture)
    latent = encoded.latents if hasattr(encoded, "latents") else encoded.latent_dist.mode()
    found = parts.unet(x, time, parts.unet.keys_values(tokens), added)
    pairs = [(wanted, found), (picture, parts.decoder(x)), (latent, parts.encoder(picture))]
    return all(float((a - b).abs().max() / a.abs().max()) < 1e-5 for a, b in pairs)


@pytest.mark.parametrize(("family", "tiny"), [("sd-turbo", False), ("lightning-sdxl", True)])
def test_a_folder(family: str, tiny: bool, tmp_path: Path) -> None:
    pipeline = make(BY_NAME[family], tmp_path, tiny)
    assert same(pipeline, load_nets(read_layout(tmp_path), CPU, torch.float32))


def test_a_folder_needs_no_diffusers(tmp_path: Path) -> None:
    make(BY_NAME["sd-turbo"], tmp_path)
    run = subprocess.run([sys.executable, "-c", PROBE, str(tmp_path)], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "torch.bfloat16 torch.Size([1, 3, 8, 8]) False"


@pytest.mark.parametrize("family", ["lcm-lora", "lightning-sdxl"])
def test_a_single_file(family: str, tmp_path: Path) -> None:
    pipeline = make(BY_NAME[family], tmp_path / "base")
    single_file.write(pipeline, tmp_path / "dream.safetensors", ("unet", "vae"))
    for part in ("unet", "vae"):
        for weights in (tmp_path / "base" / part).glob("*.safetensors"):
            weights.unlink()
    (tmp_path / "dream.json").write_text(json.dumps({"base": "base"}))
    assert same(pipeline, load_nets(read_layout(tmp_path / "dream.safetensors"), CPU, torch.float32))


@pytest.mark.parametrize("part", ["unet", "vae"])
def test_weights_that_do_not_fit_are_named(part: str, tmp_path: Path) -> None:
    make(BY_NAME["sd-turbo"], tmp_path)
    path = tmp_path / part / "diffusion_pytorch_model.safetensors"
    tensors = load_file(path)
    name = "conv_out.weight" if part == "unet" else "decoder.conv_out.weight"
    shape = tensors[name].shape
    save_file(tensors | {name: torch.zeros(1, 2, 3, 3)}, path)
    with pytest.raises(ModelError, match=rf"{part}: {name} is \(1, 2, 3, 3\), by config\.json \({shape[0]}, "):
        load_nets(read_layout(tmp_path), CPU, torch.float32)
    save_file({key: value for key, value in tensors.items() if key != name}, path)
    with pytest.raises(ModelError, match=rf"{part}: 1 missing keys \({name}\)"):
        load_nets(read_layout(tmp_path), CPU, torch.float32)
    save_file(tensors | {"strange": torch.zeros(1)}, path)
    with pytest.raises(ModelError, match=rf"{part}: 1 unexpected keys \(strange\)"):
        load_nets(read_layout(tmp_path), CPU, torch.float32)


def test_a_single_file_of_another_architecture_is_named(tmp_path: Path) -> None:
    pipeline = make(BY_NAME["lcm-lora"], tmp_path / "other")
    make(BY_NAME["sd-turbo"], tmp_path / "base")
    single_file.write(pipeline, tmp_path / "dream.safetensors", ("unet",))
    (tmp_path / "dream.json").write_text(json.dumps({"base": "base"}))
    with pytest.raises(ModelError, match=r"dream\.safetensors: unet: .*another architecture than its recipe's base"):
        load_nets(read_layout(tmp_path / "dream.safetensors"), CPU, torch.float32)
