"""LoRAs against diffusers' own, and as they come and go while a picture is painted."""

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

from engine import Lora, Painter, Phrase, Wish  # noqa: E402
from engine.backends.torch import lora as torch_lora  # noqa: E402
from engine.backends.torch.lora import LIVE, LiveLoras  # noqa: E402
from engine.backends.torch.merge import views_of  # noqa: E402
from engine.blend import noise_field  # noqa: E402
from engine.model.find import ModelError  # noqa: E402
from tests.engine.tiny_models import KINDS, make  # noqa: E402

pytestmark = [pytest.mark.train, pytest.mark.filterwarnings("ignore")]

BY_NAME = {kind.family: kind for kind in KINDS}
RANK, ALPHA, PROMPT = 3, 1.5, "sea at night"
LINEAR = ("down_blocks.1.attentions.0.transformer_blocks.0.attn2.to_q",
          "mid_block.attentions.0.transformer_blocks.0.attn1.to_out.0",
          "up_blocks.0.attentions.1.transformer_blocks.0.ff.net.2", "down_blocks.1.attentions.0.proj_in")  # fmt: skip
CONVOLUTIONS = ("down_blocks.0.resnets.0.conv1", "up_blocks.0.upsamplers.0.conv", "conv_in")
OLD = {  # what trainers for SDXL call some layers of the tiny UNet, one ResNet block to a level
    "down_blocks.1.attentions.0.transformer_blocks.0.attn2.to_q": "input_blocks_3_1_transformer_blocks_0_attn2_to_q",
    "mid_block.attentions.0.transformer_blocks.0.attn1.to_out.0": "middle_block_1_transformer_blocks_0_attn1_to_out_0",
    "up_blocks.0.attentions.1.transformer_blocks.0.ff.net.2": "output_blocks_1_1_transformer_blocks_0_ff_net_2",
}


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with much to do must not make a LoRA miss its first frame."""
    monkeypatch.setattr(torch_lora, "PATIENCE_S", 30.0)


def halves(shape: tuple[int, ...], seed: int) -> tuple[Any, Any]:
    generator = torch.Generator().manual_seed(seed)
    down = torch.randn(RANK, *shape[1:], generator=generator) * 0.3
    return down, torch.randn(shape[0], RANK, *[1] * (len(shape) - 2), generator=generator) * 0.3


def write(path: Path, module: Any, names: dict[str, str], alpha: bool = True) -> Path:
    """A LoRA of `module`'s layers, each under the name that a key begins with."""
    tensors = {}
    for seed, (layer, name) in enumerate(names.items()):
        down, up = halves(tuple(module.get_submodule(layer).weight.shape), seed)
        tensors |= {f"{name}.lora_down.weight": down, f"{name}.lora_up.weight": up}
        if alpha:
            tensors[f"{name}.alpha"] = torch.tensor(ALPHA)
    save_file({name: tensor.contiguous() for name, tensor in tensors.items()}, path)
    return path


def kohya(layers: tuple[str, ...]) -> dict[str, str]:
    return {layer: "lora_unet_" + layer.replace(".", "_") for layer in layers}


def theirs(pipeline: Any, path: Path | None, weight: float) -> np.ndarray:
    """The latents of the library's pipeline, the LoRA loaded by its own means."""
    if path is not None:
        pipeline.load_lora_weights(path.parent, weight_name=path.name, adapter_name="it")
        pipeline.set_adapters(["it"], [weight])
    noise = torch.from_numpy(noise_field(5, 0, (1, 4, 16, 16)))
    with torch.inference_mode():
        done = pipeline(PROMPT, num_inference_steps=1, latents=noise, output_type="latent", guidance_scale=1.0)
    if path is not None:
        pipeline.unload_lora_weights()
    return np.asarray(done.images.numpy())


def ours(painter: Painter, *loras: Lora) -> np.ndarray:
    painter.forget()
    latent = painter.paint(Wish(phrases=(Phrase(PROMPT),), seed=5, guidance=1.0, loras=loras), 0.0).latent
    assert latent is not None
    return latent


def close(a: np.ndarray, b: np.ndarray) -> bool:
    return float(np.abs(a - b).max()) < 1e-4 * max(1.0, float(np.abs(b).max()))


@pytest.fixture(scope="module")
def sd(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any, Painter]:
    folder = tmp_path_factory.mktemp("sd") / "model"
    pipeline = make(BY_NAME["lcm-lora"], folder)
    return folder, pipeline, Painter.load(str(folder), ["cpu"], threads=1)


@pytest.fixture(scope="module")
def xl(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any, Painter]:
    folder = tmp_path_factory.mktemp("xl") / "model"
    pipeline = make(BY_NAME["lcm-lora-sdxl"], folder)
    return folder, pipeline, Painter.load(str(folder), ["cpu"], threads=1)


def test_live_linear_and_convolution_changes_are_diffusers_own(sd: tuple[Path, Any, Painter]) -> None:
    pytest.importorskip("peft", reason="diffusers loads LoRAs with peft")
    folder, pipeline, painter = sd
    path = write(folder / "style.safetensors", pipeline.unet, kohya(LINEAR + CONVOLUTIONS))
    without, expected = theirs(pipeline, None, 0.0), theirs(pipeline, path, 0.7)
    assert np.abs(expected - without).max() > 0.1
    assert close(ours(painter), without)
    assert close(ours(painter, Lora(str(path), 0.7)), expected)
    assert np.array_equal(ours(painter, Lora(str(path), 0.0)), ours(painter))


def test_the_names_that_trainers_for_sdxl_write_are_understood(xl: tuple[Path, Any, Painter]) -> None:
    pytest.importorskip("peft", reason="diffusers loads LoRAs with peft")
    folder, pipeline, painter = xl
    path = write(folder / "old.safetensors", pipeline.unet, {layer: "lora_unet_" + old for layer, old in OLD.items()})
    expected = theirs(pipeline, path, 0.8)
    assert np.abs(expected - theirs(pipeline, None, 0.0)).max() > 0.1
    assert close(ours(painter, Lora(str(path), 0.8)), expected)


@pytest.mark.parametrize("kind", ["sd", "xl"])
def test_a_recipes_lora_changes_the_text_encoders_too(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    pytest.importorskip("peft", reason="diffusers loads LoRAs with peft")
    folder, pipeline, _ = request.getfixturevalue(kind)
    own = Path(shutil.copytree(folder, tmp_path / "model"))
    write(own / "unet.safetensors", pipeline.unet, kohya(LINEAR))
    from safetensors.torch import load_file

    tensors = load_file(own / "unet.safetensors")
    for part, start in (("text_encoder", "lora_te1" if kind == "xl" else "lora_te"), ("text_encoder_2", "lora_te2")):
        if not hasattr(pipeline, part):
            continue
        module = getattr(pipeline, part)
        for seed, end in enumerate(("q_proj", "out_proj")):  # the library knows these files by their out_proj
            layer = next(name for name, _ in module.named_modules() if name.endswith(f"layers.1.self_attn.{end}"))
            name = f"{start}_text_model_{layer.removeprefix('text_model.').replace('.', '_')}"
            down, up = halves(tuple(module.get_submodule(layer).weight.shape), 20 + seed)
            tensors |= {f"{name}.lora_down.weight": down, f"{name}.lora_up.weight": up}
            tensors[f"{name}.alpha"] = torch.tensor(ALPHA)
    save_file(tensors, own / "style.safetensors")
    (own / "rhapsode.json").write_text(json.dumps({"loras": [{"file": "style.safetensors", "weight": 0.6}]}))
    expected = theirs(pipeline, own / "style.safetensors", 0.6)
    assert close(ours(Painter.load(str(own), ["cpu"], threads=1)), expected)


def network() -> Any:
    """One of our own networks, its convolutions channels last, its attention's matrices fused."""
    from engine.nets.shapes import UnetShape
    from engine.nets.unet import Unet

    kind = BY_NAME["lcm-lora"]
    from tests.engine.tiny_models import _unet

    net = Unet(UnetShape.of(dict(_unet(kind).config)))
    net.random_(3)
    return net


def test_weights_lie_where_they_lay_and_come_back_to_the_bit(tmp_path: Path) -> None:
    net = network()
    views = net.weight_views()
    before = {name: view.clone() for name, view in views.items()}
    places = {name: view.data_ptr() for name, view in views.items()}
    fake = torch.nn.Module()
    fake.get_submodule = lambda layer: torch.nn.ParameterDict({"weight": views[layer.replace(".", "_")]})
    path = write(tmp_path / "a.safetensors", fake, kohya(LINEAR + CONVOLUTIONS))
    loras = LiveLoras(net)
    loras.load(str(path))
    assert loras.weigh(((str(path), 0.5),))
    assert not loras.weigh(((str(path), 0.5),)), "nothing to do twice"
    for seed, layer in enumerate(LINEAR + CONVOLUTIONS):
        name = layer.replace(".", "_")
        down, up = halves(tuple(views[name].shape), seed)
        expected = before[name] + 0.5 * (ALPHA / RANK) * (up.flatten(1) @ down.flatten(1)).reshape(views[name].shape)
        assert torch.allclose(views[name], expected, atol=1e-5), layer
    untouched = set(views) - {layer.replace(".", "_") for layer in LINEAR + CONVOLUTIONS}
    assert all(torch.equal(views[name], before[name]) for name in untouched)
    assert loras.weigh(())
    assert all(torch.equal(views[name], before[name]) for name in views)
    assert {name: view.data_ptr() for name, view in net.weight_views().items()} == places


def test_a_change_of_many_layers_comes_in_bit_by_bit_and_whole(tmp_path: Path) -> None:
    net = torch.nn.Sequential(*(torch.nn.Linear(8, 8) for _ in range(6)))
    first = {name: view.clone() for name, view in views_of(net).items()}
    path = write(tmp_path / "a.safetensors", net, {str(k): f"lora_unet_{k}" for k in range(6)})
    loras = LiveLoras(net, most_work=2.0 * 64 * RANK)
    loras.load(str(path))
    changed = [loras.weigh(((str(path), 1.0),)) for _ in range(4)]
    assert changed == [True, True, True, False]
    weights = [view.clone() for view in views_of(net).values()]
    for t in range(12):  # a fade: every layer gets its turn, the last as the first
        loras.weigh(((str(path), 1.0 - t / 12),))
        if t == 3:
            assert not any(torch.equal(view, old) for view, old in zip(views_of(net).values(), weights, strict=True))
    while loras.weigh(()):
        pass
    assert all(torch.equal(view, first[name]) for name, view in views_of(net).items())


def test_a_file_that_is_read_slowly_stalls_no_frame(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from threading import Event

    go = Event()
    real = torch_lora.read_changes
    monkeypatch.setattr(torch_lora, "PATIENCE_S", 0.0)
    monkeypatch.setattr(torch_lora, "read_changes", lambda *given: (go.wait(30.0), real(*given))[1])
    net = torch.nn.Sequential(torch.nn.Linear(8, 8))
    path = write(tmp_path / "a.safetensors", net, {"0": "lora_unet_0"})
    loras = LiveLoras(net)
    loras.load(str(path))
    assert not loras.weigh(((str(path), 1.0),))
    assert loras.notes == ("a.safetensors: being read, not in the picture yet",)
    go.set()
    loras.wait()
    assert loras.weigh(((str(path), 1.0),))
    assert loras.notes == ()


def test_files_that_could_not_be_read_are_named_and_take_no_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(path: Path, planned: Any) -> Any:
        raise ModelError(f"{path}: gone")

    net = torch.nn.Sequential(torch.nn.Linear(8, 8))
    files = [str(write(tmp_path / f"{k}.safetensors", net, {"0": "lora_unet_0"})) for k in range(LIVE + 1)]
    loras = LiveLoras(net)
    with monkeypatch.context() as patched:
        patched.setattr(torch_lora, "read_changes", broken)
        for file in files[:LIVE]:
            loras.load(file)
        assert not loras.weigh(((files[0], 1.0),))
    assert loras.notes == tuple(f"{file}: gone" for file in files[:LIVE])
    loras.load(files[LIVE])
    assert loras.weigh(((files[LIVE], 1.0),))
    loras.load(files[0])
    assert f"{files[0]}: gone" not in loras.notes, "one that is there again is asked for anew"


def test_an_evenings_many_loras_make_room_for_each_other(tmp_path: Path) -> None:
    net = torch.nn.Sequential(torch.nn.Linear(8, 8))
    files = [str(write(tmp_path / f"{k}.safetensors", net, {"0": "lora_unet_0"})) for k in range(LIVE + 2)]
    loras = LiveLoras(net)
    for file in files:
        loras.load(file)
        loras.weigh(((file, 1.0),))
    held = views_of(net)["0"].clone()
    loras.weigh(((files[0], 1.0),))
    assert torch.allclose(views_of(net)["0"], held), "one that had made room is read again"
    loras.weigh(tuple((file, 0.1) for file in files[:LIVE]))
    assert loras.notes == ()
    with pytest.raises(ModelError, match=f"{LIVE} LoRAs are mixed already"):
        loras.load(files[-1])
    loras.weigh(tuple((file, 0.1) for file in files))
    assert any("mixed already" in line for line in loras.notes)


def test_float16_weights_are_the_exact_ones_rounded_once(tmp_path: Path) -> None:
    net = torch.nn.Sequential(torch.nn.Linear(64, 48, bias=False))
    first = net[0].weight.detach().half()
    path = write(tmp_path / "a.safetensors", net, {"0": "lora_unet_0"})
    down, up = (half.half().double() for half in halves((48, 64), 0))
    loras = LiveLoras({"0": (view := first.clone())})
    loras.load(str(path))
    loras.weigh(((str(path), 0.7),))
    exact = first.double() + 0.7 * (up * (ALPHA / RANK)) @ down
    assert ((view.double() - exact).abs() <= 2.0**-10 * exact.abs() + 2.0**-12).all()
    loras.weigh(())
    assert torch.equal(view, first)


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")
def test_a_captured_graph_computes_with_the_weights_as_they_are_then(tmp_path: Path) -> None:
    net = torch.nn.Sequential(torch.nn.Linear(64, 64, bias=False)).cuda().half().requires_grad_(False)
    path = write(tmp_path / "a.safetensors", net, {"0": "lora_unet_0"})
    x = torch.randn(4, 64, device="cuda", dtype=torch.float16)
    loras = LiveLoras(net)
    loras.load(str(path))
    loras.wait()
    net(x)
    torch.cuda.synchronize()
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        y = net(x)
    plain = net(x).clone()
    for weight in (0.5, 0.0):
        loras.weigh(((str(path), weight),))
        graph.replay()
        torch.cuda.synchronize()
        assert torch.equal(y, net(x))
        assert torch.equal(y, plain) == (weight == 0.0)
