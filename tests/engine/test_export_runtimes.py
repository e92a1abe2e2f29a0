"""What an export makes for each runtime: fused nodes, number types, several rows, LoRAs as inputs; what it refuses."""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="export needs the extra 'export'")
pytest.importorskip("diffusers", reason="export needs the extra 'export'")
onnx = pytest.importorskip("onnx", reason="export needs the extra 'export'")
pytest.importorskip("onnxscript", reason="export needs the extra 'export'")

import onnxruntime  # noqa: E402
from diffusers import UNet2DConditionModel  # noqa: E402
from safetensors.torch import save_file  # noqa: E402

from engine import Lora, Painter  # noqa: E402
from engine.export import export as exporting  # noqa: E402
from engine.export.check import compare, expected  # noqa: E402
from engine.export.export import ROWS, export  # noqa: E402
from engine.export.graphs import Graph  # noqa: E402
from engine.export.half import to_half  # noqa: E402
from engine.export.layers import compare_counts  # noqa: E402
from engine.export.options import Options  # noqa: E402
from engine.export.spell import spell_out  # noqa: E402
from engine.export.verb import add_verb  # noqa: E402
from engine.export.write import settle, trace  # noqa: E402
from engine.model.find import ModelError, find_model  # noqa: E402
from tests.engine.exporting import assert_equal, exported, made, paint, write  # noqa: E402

pytestmark = [pytest.mark.train, pytest.mark.filterwarnings("ignore")]

TOUCHED = {
    "style": ("down_blocks.1.attentions.0.transformer_blocks.0.attn1.to_v", "mid_block.resnets.0.conv1"),
    "light": (
        "down_blocks.1.attentions.0.transformer_blocks.0.attn1.to_v",
        "up_blocks.0.attentions.1.proj_in",
        "mid_block.attentions.0.transformer_blocks.0.ff.net.2",
    ),
}
"""Layers that two LoRAs change; one of them both."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("runtimes")


def spelled(folder: Path, out: Path) -> Path:
    """The same model with the nodes that only CUDA has spelled out, so that a CPU plays it."""
    shutil.copytree(folder, out)
    for name in ("predict.onnx", "show.onnx", "encode.onnx"):
        graph = onnx.load(out / name, load_external_data=False)
        (out / name).write_bytes(spell_out(graph).SerializeToString())
    return out


def test_for_cuda_every_layer_is_one_node_and_means_the_same(place: Path, tmp_path: Path) -> None:
    folder = write("sd-turbo", place, Options("cuda", dtype="fp32"))
    card = find_model(str(folder)).card
    predict, show = card.fused["predict.onnx"], card.fused["show.onnx"]
    assert (predict["MultiHeadAttention"], predict["Attention"]) == (4, 4)
    assert predict["GroupNorm"] + predict["SkipGroupNorm"] == 21
    assert (predict["NhwcConv"], show["NhwcConv"]) == (25, 16)
    kinds = {node.op_type for node in onnx.load(folder / "predict.onnx", load_external_data=False).graph.node}
    assert not {"Softmax", "InstanceNormalization", "Conv"} & kinds
    on_torch = Painter.load(str(place / "torch"), ["cpu"], threads=1)
    assert_equal(on_torch, Painter.load(str(spelled(folder, tmp_path / "spelled")), ["cpu"], threads=1), steps=2)


def test_half_for_cuda_stays_within_its_bound_and_loras_leave_attention_fused(
    place: Path, loras: tuple[Path, ...], tmp_path: Path
) -> None:
    folder = write("sd-turbo", place, Options("cuda", loras=loras))
    full = write("sd-turbo", place, Options("cuda", dtype="fp32"))
    assert (folder / "predict.onnx.data").stat().st_size < 0.7 * (full / "predict.onnx.data").stat().st_size
    assert find_model(str(folder)).card.fused["predict.onnx"]["MultiHeadAttention"] == 8
    on_torch = Painter.load(str(place / "torch"), ["cpu"], threads=1)
    halved = Painter.load(str(spelled(folder, tmp_path / "spelled")), ["cpu"], threads=1)
    assert halved.model.card.dtype == "fp16"
    assert_equal(on_torch, halved, bound=5e-3, steps=1)


def test_int8_for_the_cpu_stays_within_its_bound(place: Path, loras: tuple[Path, ...]) -> None:
    on_torch, on_onnx = exported("sd-turbo", place, Options(dtype="int8", loras=loras))
    assert on_onnx.model.card.fused["predict.onnx"]["MatMulInteger"] > 30
    assert_equal(on_torch, on_onnx, bound=0.1, steps=1)
    latents = [paint(painter, steps=1)[0] for painter in (on_torch, on_onnx)]
    assert np.abs(latents[0] - latents[1]).max() > 1e-4, "nothing was rounded"


def test_for_tensorrt_attention_and_group_norm_are_single_nodes(place: Path) -> None:
    on_torch, on_onnx = exported("sd-turbo", place, Options("tensorrt", check=False))
    card = on_onnx.model.card
    assert (card.opset, card.dtype, card.target) == (23, "fp16", "tensorrt")
    assert card.fused["predict.onnx"] == {"Attention": 8, "GroupNormalization": 21}
    assert card.fused["show.onnx"] == {"Attention": 1, "GroupNormalization": 14}
    graph = onnx.load(on_onnx.model.folder / "predict.onnx", load_external_data=False)
    assert not any(node.domain for node in graph.graph.node)
    assert not any(node.metadata_props for node in graph.graph.node)
    assert_equal(on_torch, on_onnx, bound=5e-3, steps=1)


def test_rows_are_predicted_at_once_as_one_by_one(place: Path, loras: tuple[Path, ...]) -> None:
    folder = write("sd-turbo", place, Options(rows=4, loras=loras, check=False))
    single, several = (
        onnxruntime.InferenceSession(folder / name, providers=["CPUExecutionProvider"])
        for name in ("predict.onnx", ROWS)
    )
    assert (folder / f"{ROWS}.data").stat().st_size < 0.5 * (folder / "predict.onnx.data").stat().st_size
    shapes = {entry.name: entry.shape for entry in several.get_inputs()}
    assert shapes["knobs"] == ["rows", 8]
    draw = np.random.default_rng(0)
    for count in (1, 3):
        feeds = {"x": draw.normal(size=(count, 4, 16, 16)), "tokens": draw.normal(size=(count, 77, 16))}
        feeds["knobs"] = np.abs(draw.normal(size=(count, 8))) * [300, 1, 1, 1, 1, 1, 1, 1]
        feeds = {name: array.astype(np.float32) for name, array in feeds.items()}
        weights = {"lora_scales": np.array([0.2, 0.9], np.float32)}
        (at_once,) = several.run(["x0"], feeds | weights)
        for row in range(count):
            alone = {name: array[row : row + 1] for name, array in feeds.items()} | {"knobs": feeds["knobs"][row]}
            (wanted,) = single.run(["x0"], alone | weights)
            assert np.abs(at_once[row] - wanted[0]).max() < 1e-4 * np.abs(wanted).max()


@pytest.fixture(scope="module")
def loras(place: Path) -> tuple[Path, ...]:
    """Two LoRA files of rank 2 and 3."""
    made("sd-turbo", place)
    unet = UNet2DConditionModel.from_pretrained(place / "torch" / "unet")
    seed = torch.Generator().manual_seed(0)
    files = []
    for rank, (name, paths) in enumerate(TOUCHED.items(), 2):
        tensors: dict[str, Any] = {}
        for path in paths:
            weight = unet.get_submodule(path).weight
            tensors[f"unet.{path}.lora_A.weight"] = 0.3 * torch.randn(rank, *weight.shape[1:], generator=seed)
            tail = [1] * (weight.ndim - 2)
            tensors[f"unet.{path}.lora_B.weight"] = 0.3 * torch.randn(len(weight), rank, *tail, generator=seed)
        save_file(tensors, place / f"{name}.safetensors")
        files.append(place / f"{name}.safetensors")
    return tuple(files)


def test_loras_are_mixed_live_as_if_they_were_added_to_the_weights(place: Path, loras: tuple[Path, ...]) -> None:
    folder = write("sd-turbo", place, Options(rows=4, loras=loras, check=False))
    session = onnxruntime.InferenceSession(folder / "predict.onnx", providers=["CPUExecutionProvider"])
    draw = np.random.default_rng(1)
    x, tokens = (draw.normal(size=shape).astype(np.float32) for shape in ((1, 4, 16, 16), (1, 77, 16)))
    knobs = np.array([500, 0.3, -0.9, 0, 0, 0, 0, 0], np.float32)
    plain = None
    for scales in ((0.0, 0.0), (0.7, 0.0), (0.4, -1.2)):
        unet = UNet2DConditionModel.from_pretrained(place / "torch" / "unet")
        for file, scale in zip(loras, scales, strict=True):
            add(unet, file, scale)
        with torch.inference_mode():
            output = unet(torch.from_numpy(x), 500.0, encoder_hidden_states=torch.from_numpy(tokens)).sample
        wanted = 0.3 * x - 0.9 * output.numpy()
        feeds = {"x": x, "knobs": knobs, "tokens": tokens, "lora_scales": np.array(scales, np.float32)}
        (found,) = session.run(["x0"], feeds)
        assert np.abs(found - wanted).max() < 1e-4 * np.abs(wanted).max()
        plain = found if plain is None else plain
        assert (np.abs(found - plain).max() > 1e-2) == any(scales)


def add(unet: Any, file: Path, scale: float) -> None:
    """Add scale * up @ down to the weights."""
    from safetensors.torch import load_file

    tensors = load_file(file)
    for path in TOUCHED[file.stem]:
        down, up = (tensors[f"unet.{path}.lora_{half}.weight"] for half in "AB")
        weight = unet.get_submodule(path).weight
        weight.data += scale * (up.flatten(1) @ down.flatten(1)).reshape(weight.shape)


def test_a_wish_weighs_the_exported_loras(place: Path, loras: tuple[Path, ...]) -> None:
    on_torch, on_onnx = exported("sd-turbo", place, Options(rows=4, loras=loras, check=False))
    assert on_onnx.model.card.fused["predict.onnx"]["MultiHeadAttention"] == 8
    assert [lora.file for lora in on_onnx.model.card.loras] == ["style.safetensors", "light.safetensors"]
    assert_equal(on_torch, on_onnx, loras=(Lora(str(loras[1]), 0.8),))


def test_what_can_not_be_exported_says_why_and_leaves_nothing(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = find_model(str(made("sd-turbo", place)))
    out = tmp_path / "out"

    def refused(pattern: str, asked: Options | None = None, to: Path = out) -> None:
        with pytest.raises(ModelError, match=pattern):
            export(model, to, asked)
        assert [path.name for path in tmp_path.iterdir() if "out" in path.name] == []

    with pytest.raises(ModelError, match="not in the diffusers layout"):
        export(find_model("house"), out)
    refused("exists; name a new folder", to=tmp_path)
    refused("opset = 9; use one of 17, 23", Options(opset=9))
    refused("--for tpu: unknown; use one of cpu, cuda, tensorrt", Options("tpu"))
    refused("--dtype int4 for cuda: use one of fp32, fp16", Options("cuda", dtype="int4"))
    refused("--dtype int8 with --rows 2", Options(dtype="int8", rows=2))
    refused("--rows 0: use 1..64", Options(rows=0))
    refused("size 50x50; use multiples of", Options(size=(50, 50)))
    strange = tmp_path / "strange.safetensors"
    save_file(
        {"unet.nowhere.to_q.lora_A.weight": torch.ones(1, 2), "unet.nowhere.to_q.lora_B.weight": torch.ones(2, 1)},
        strange,
    )
    refused("layers that the model doesn't have", Options(loras=(strange,)))
    with monkeypatch.context() as patch:
        patch.setattr(exporting.shutil, "disk_usage", lambda folder: shutil._ntuple_diskusage(9, 9, 0))
        refused("0 MB free, .* MB needed; make room")
    with monkeypatch.context() as patch:
        patch.setattr(exporting, "find_spec", lambda name: None)
        refused(r"onnx, onnxscript: not installed; pip install 'rhapsode\[export\]'")


def test_weights_that_the_exporter_left_in_files_of_their_own_are_gathered_in_half(tmp_path: Path) -> None:
    torch.manual_seed(0)
    module = torch.nn.Sequential(torch.nn.Linear(64, 96), torch.nn.GELU(), torch.nn.Linear(96, 8))
    graph = Graph(module, {"x": torch.randn(3, 64)}, ("y",))
    path = tmp_path / "graph.onnx"
    trace(graph, path, 17)
    raw = tmp_path / "graph.raw" / "raw.onnx"
    onnx.save_model(onnx.load(raw), raw, save_as_external_data=True, all_tensors_to_one_file=False, size_threshold=0)
    assert len(list(raw.parent.iterdir())) > 4
    settle(path, lambda model: to_half(model, lambda name: False), path)
    assert {file.name for file in tmp_path.iterdir()} == {"graph.onnx", "graph.onnx.data"}
    kinds = {weight.data_type for weight in onnx.load(path).graph.initializer if weight.dims}
    assert kinds == {onnx.TensorProto.FLOAT16}
    assert 0.0 < compare(path, graph.inputs, expected(graph), "fp16") < 2e-3


def test_layers_that_were_not_fused_at_all_stop_the_export() -> None:
    had = {"attention": 8, "group norm": 0}
    assert compare_counts(Path("p.onnx"), had, ("attention", "group norm"), {"Attention": 7}) == "attention 7 of 8"
    with pytest.raises(ModelError, match=r"p\.onnx: none of 8 layers of attention was recognised"):
        compare_counts(Path("p.onnx"), had, ("attention",), {"GroupNorm": 3})


def test_a_graph_that_differs_from_torch_is_refused(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made("sd-turbo", place)
    was = exporting.expected
    monkeypatch.setattr(exporting, "expected", lambda graph: tuple(array * 1.01 for array in was(graph)))
    with pytest.raises(ModelError, match=r"differs from torch by 9\..e-03 of its largest number, 1e-04 is allowed"):
        export(find_model(str(place / "torch")), tmp_path / "out", None, lambda line: None)
    assert not list(tmp_path.iterdir())


def test_the_verb_reads_its_options_and_answers_with_a_status(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made("sd-turbo", place)
    parser = argparse.ArgumentParser()
    add_verb(parser.add_subparsers())
    given = [
        "export",
        str(place / "torch"),
        str(place),
        "--for",
        "cuda",
        "--lora",
        "a",
        "--lora",
        "b",
        "--size",
        "64x96",
    ]
    options = parser.parse_args(given)
    assert (options.target, options.loras, options.size) == ("cuda", [Path("a"), Path("b")], (64, 96))
    assert options.verb(options) == 2
    assert "exists; name a new folder" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        parser.parse_args([*given, "--size", "64"])
