"""The larger model at a tiny size: every stage on another model's autoencoder, weights in int8 in several files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs the extra 'train'")
pytest.importorskip("diffusers", reason="training needs the extra 'train'")

import onnxruntime as ort  # noqa: E402

from engine.backends.onnx.house_graph import take_apart  # noqa: E402
from engine.errors import ModelError  # noqa: E402
from engine.model.find import NAMES, find_model, verify  # noqa: E402
from engine.painter import Painter  # noqa: E402
from engine.wish import Wish  # noqa: E402
from tools.house import autoencoder, base, stored, unet, work  # noqa: E402
from tools.house import config as presets  # noqa: E402
from tools.house import train as training  # noqa: E402
from tools.house.config import Config, Shape  # noqa: E402
from tools.house.dealer import Scenes  # noqa: E402

pytestmark = [pytest.mark.train, pytest.mark.filterwarnings("ignore")]

MIB = 2**20
LIMIT = 700_000
SHAPES = (
    Shape("", 64, 64),
    Shape("wide-", 64, 128, share=0.5, batch=0.5),
    Shape("large-", 128, 128, share=0.5, batch=0.25),
    Shape("large-wide-", 128, 256, share=0.5, turns=4, batch=0.25),
)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Config]:
    """A tiny model that went through all stages of the preset, on the autoencoder of another tiny model."""
    folder = tmp_path_factory.mktemp("house")
    small = replace(presets.TINY, build=folder / "build", out=folder / "small", stored="int8")
    sizes = replace(small.sizes, size=128, unet_widths=(16, 32), unet_layers=2)
    own = replace(small, build=folder / "build-large", out=folder / "large", sizes=sizes, shapes=SHAPES)
    config = replace(own, base=small, stored="int8", largest_file=LIMIT)
    threads = torch.get_num_threads()
    for name in ("autoencoder", "text", "export"):
        training.stage(name)(small)
    for name in training.stages_of(config):
        training.stage(name)(config)
    yield config
    torch.set_num_threads(threads)


def feed(height: int, width: int, context: np.ndarray) -> dict[str, np.ndarray]:
    """What painter.onnx asks for, without a picture."""
    x = np.random.default_rng(0).standard_normal((1, 16, height, width), np.float32)
    numbers = {"share": np.array(1.0, np.float32), "reach": np.array(1e9, np.float32)}
    return {
        "x": x,
        "t": np.array([0.7], np.float32),
        "context": context,
        "before": x,
        "decode": np.array(False),
    } | numbers


@pytest.mark.parametrize("cells", [(8, 8), (8, 14)], ids=["square", "wide"])
def test_the_exported_painter_is_the_torch_flow(large: Config, cells: tuple[int, int]) -> None:
    flow = unet.load(large).cpu()
    context = torch.randn(1, large.sizes.context_tokens, large.sizes.context_width)
    given = feed(*cells, context.numpy())
    session = ort.InferenceSession(large.out / "painter.onnx")
    found = session.run(["x0"], given)[0]
    x, t = torch.from_numpy(given["x"]), torch.from_numpy(given["t"])
    with torch.inference_mode():
        trained = flow.x0(x, t, context).numpy()
        kept = stored.rounded(flow).x0(x, t, context).numpy()
    assert np.abs(found - kept).max() < 0.02
    assert 0 < np.abs(trained - kept).max() < 0.2, "rounded, and no more than that"


def test_weights_lie_in_several_files_that_are_all_noted(large: Config) -> None:
    card = json.loads((large.out / "config.json").read_text())
    data = sorted(large.out.glob("painter.onnx.data-*"))
    assert len(data) > 1
    assert max(file.stat().st_size for file in data) <= LIMIT
    own = {file.relative_to(large.out).as_posix() for file in large.out.rglob("*") if file.is_file()}
    assert set(card["files"]) == own - {"config.json"} | {"encoder.onnx", "text/transformer.onnx", "text/words.npz"}
    assert not (large.out / "encoder.onnx").exists(), "it is the base's"
    assert verify(find_model(str(large.out))) == len(card["files"])


def test_an_altered_file_beside_the_graph_or_at_the_base_is_told(large: Config) -> None:
    assert large.base is not None
    for file in (large.out / "painter.onnx.data-2", large.base.out / "encoder.onnx"):
        whole = file.read_bytes()
        try:
            file.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
            with pytest.raises(ModelError, match=file.name):
                verify(find_model(str(large.out)))
        finally:
            file.write_bytes(whole)


def test_the_painter_paints_square_wide_and_from_a_picture(large: Config) -> None:
    wish = Wish()
    own = Painter.load(str(large.out), ["cpu"], threads=1)
    image = own.paint(wish, 0.0).image
    assert image.shape == (128, 128, 3)
    assert image.std() > 0
    assert own.backend.encode_image(image).shape == (1, 16, 8, 8)
    wide = Painter.load(str(large.out), ["cpu"], threads=1, size=(224, 128)).paint(wish, 0.0).image
    assert wide.shape == (128, 224, 3)


def test_openvino_paints_with_the_split_weights(large: Config) -> None:
    """It reads the files, and computes the part that the engine takes out: the whole has a branch, which it can't."""
    openvino = pytest.importorskip("openvino", reason="the runtime is an extra")
    core, path = openvino.Core(), large.out / "painter.onnx"
    assert core.read_model(str(path)).get_ops()
    context = np.random.default_rng(1).standard_normal((1, 4, large.sizes.context_width)).astype(np.float32)
    given = feed(8, 14, context)
    expected = ort.InferenceSession(path).run(["x0"], given)[0]
    part = take_apart(path, (("latent_height", 8), ("latent_width", 14)), (128, 224)).predict
    settings = {"INFERENCE_PRECISION_HINT": "f32", "INFERENCE_NUM_THREADS": 1}
    compiled = core.compile_model(core.read_model(part), "CPU", settings)
    found = compiled({name: given[name] for name in ("x", "t", "context")})[0]
    assert np.abs(found - expected).max() < 0.03  # of latents of unit size, under an untrained and decided caster


def test_both_models_share_one_latent_space(large: Config) -> None:
    assert large.base is not None
    image = torch.rand(1, 3, 64, 112)
    with torch.inference_mode():
        theirs, ours = (autoencoder.load(config).cpu().encode(image) for config in (large.base, large))
        there, here = (autoencoder.load(config).cpu().decode(ours) for config in (large.base, large))
    assert (theirs - ours).abs().max() < 0.02  # its encoder is kept in float16
    assert (there - here).abs().max() < 0.05  # and its decoder in int8
    state = torch.load(large.build / "autoencoder.pt", weights_only=True)
    state["average"]["state"]["spread.running_mean"] += 1
    elsewhere = replace(large, build=large.build / "other")
    elsewhere.build.mkdir()
    torch.save(state, elsewhere.build / "autoencoder.pt")
    with pytest.raises(SystemExit, match="not the autoencoder in"):
        base.train(elsewhere)


def test_the_shipped_model_can_be_a_base() -> None:
    model = base.restored(NAMES["house"], presets.LARGE.sizes)
    encoder = ort.InferenceSession(NAMES["house"] / "encoder.onnx")
    image = np.random.default_rng(2).integers(0, 256, (64, 64, 3), np.uint8)
    with torch.inference_mode():
        ours = model.encode(torch.from_numpy(image).permute(2, 0, 1)[None] / 255).numpy()
    assert np.abs(encoder.run(None, {"image": image})[0] - ours).max() < 1e-3


def test_batches_come_in_all_shapes_and_their_sizes(large: Config) -> None:
    scenes, seen = Scenes(large), set()
    for _ in range(80):
        rows, latent, labels = scenes.deal(8)
        seen.add((len(rows), *latent.shape[2:]))
        assert torch.equal(labels, torch.from_numpy(scenes.rows[rows]))
    assert seen == {(8, 4, 4), (4, 4, 8), (2, 8, 8), (2, 8, 16)}


def test_scenes_on_disk_keep_their_names_and_seeds() -> None:
    from tools.house.latents import files, shelves

    found = {files(presets.CPU, shelf)[0].name: (shelf.latent, shelf.seed) for shelf in shelves(presets.CPU)}
    assert found == {"latents-49000.f16": ((16, 16), 101), "wide-latents-12250.f16": ((16, 28), 151)}


def test_every_preset_keeps_to_sizes_that_its_unet_can_halve() -> None:
    for config in (presets.CPU, presets.GPU, presets.LARGE):
        unit = presets.CELL * 2 ** (len(config.sizes.unet_widths) - 1)
        assert all(side % unit == 0 for shape in config.shapes for side in (shape.height, shape.width)), config.name
        assert all(a.width * a.height <= b.width * b.height for a, b in pairwise(config.shapes))


def test_both_models_fit_what_the_package_may_hold() -> None:
    """Counted before the larger one is trained; then the files that are there."""
    graphs = MIB / 4  # nodes, scales and small weights of a model's graphs
    whole = (NAMES["house"] / "text/words.npz").stat().st_size
    for config in (presets.CPU, presets.LARGE):
        counts = work.parameters(config.sizes)
        own = 2 * counts.pop("encoder")  # always in float16
        bytes_each = 1 if config.stored == "int8" else 2
        own += bytes_each * counts.pop("listener")
        painter = bytes_each * sum(counts.values())
        assert painter + graphs < (16 * MIB if config.largest_file is None else 40 * MIB), config.name
        whole += painter + graphs + (own if config.base is None else 0)
    assert whole < 40 * MIB
    shipped = [file for place in NAMES.values() if place.is_dir() for file in place.rglob("*") if file.is_file()]
    assert max(file.stat().st_size for file in shipped) <= 16 * MIB
    assert sum(file.stat().st_size for file in shipped) <= 40 * MIB


def test_work_is_counted_as_the_engine_counts_it(large: Config) -> None:
    from engine.bench.work_of import work_of

    card = json.loads((large.out / "config.json").read_text())
    expected = work_of(find_model(str(large.out)), "float32")
    for part, stage in (("step", "unet"), ("decode", "decode")):
        assert card["gflop"]["128x128"][part] == pytest.approx(expected[stage].flops / 1e9, rel=0.03, abs=2e-3)
