"""Every training stage at a tiny size: it goes on from its checkpoint, and all of them end in a model that runs."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs the extra 'train'")
pytest.importorskip("diffusers", reason="training needs the extra 'train'")

import onnxruntime as ort  # noqa: E402

from engine.words import WordTable  # noqa: E402
from tools.house import config as presets  # noqa: E402
from tools.house import links, vocabulary  # noqa: E402
from tools.house import train as training  # noqa: E402
from tools.house.config import Config  # noqa: E402

pytestmark = [pytest.mark.train, pytest.mark.filterwarnings("ignore")]


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Config]:
    """A tiny model that went through all the stages, once."""
    folder = tmp_path_factory.mktemp("house")
    config = replace(presets.TINY, build=folder / "build", out=folder / "out")
    threads = torch.get_num_threads()
    for name in training.STAGES:
        training.stage(name)(config)
    yield config
    torch.set_num_threads(threads)


def steps_of(config: Config, stage: str) -> int:
    """Steps that a stage's checkpoint has behind it."""
    return int(torch.load(config.build / f"{stage}.pt", weights_only=True)["step"])


@pytest.mark.parametrize(
    "stage", ["autoencoder", "text", "features", "props", "sketch", "unet", "decoder", "classifier"]
)
def test_a_stage_resumes_where_it_stopped(trained: Config, stage: str) -> None:
    before = steps_of(trained, stage)
    budget = replace(getattr(trained, stage), steps=before + 3)
    training.stage(stage)(replace(trained, **{stage: budget}))
    assert steps_of(trained, stage) == before + 3


def test_meaning_is_followed_link_by_link(trained: Config, capsys: pytest.CaptureFixture[str]) -> None:
    links.main(trained)
    told = capsys.readouterr().out.splitlines()
    assert [line.split(": ")[0] for line in told] == [
        *(f"heard, {kind}" for kind in ("plain", "two", "unheard", "related", "verse")),
        *(f"{kind}, {how}" for kind in ("plain", "two") for how in ("painted", "under the exact cast")),
    ]
    shares = [float(part.rsplit(" ", 1)[1]) for line in told for part in line.split(": ")[1].split(", ")]
    assert all(0 <= share <= 1 for share in shares)
    assert "both" in told[1]


def test_losses_are_logged_and_finite(trained: Config) -> None:
    lines = [json.loads(line) for line in (trained.build / "log.jsonl").read_text().splitlines()]
    assert {line["stage"] for line in lines} >= {"autoencoder", "text", "props", "sketch", "unet", "classifier"}
    assert all(np.isfinite(line["loss"]) for line in lines)


def test_the_exported_painter_paints_under_the_exported_context(trained: Config) -> None:
    words = WordTable.load(trained.out / "text/words.npz").lookup("a lantern over black water")
    listener = ort.InferenceSession(trained.out / "text/transformer.onnx")
    (context,) = listener.run(None, {"words": words[None]})
    assert context.shape == (1, trained.sizes.context_tokens, trained.sizes.context_width)
    assert np.allclose(context.std(-1), 1, atol=0.01)  # all contexts on one sphere: slerp is meant for that
    painter = ort.InferenceSession(trained.out / "painter.onnx")
    x = np.random.default_rng(0).standard_normal((1, 16, 4, 4), np.float32)
    feed = {"x": x, "t": np.ones(1, np.float32), "context": context, "before": x, "share": np.array(0.25, np.float32)}
    feed["reach"] = np.array(1e9, np.float32)
    x0, shown, image = painter.run(None, feed | {"decode": np.array(True)})
    assert (x0.shape, image.shape, image.dtype) == (x.shape, (1, 64, 64, 3), np.uint8)
    assert np.allclose(shown, x + 0.25 * (x0 - x), atol=1e-5)
    bound = painter.run(None, feed | {"reach": np.array(0.01, np.float32), "decode": np.array(True)})[1]
    assert np.sqrt(np.mean((bound - x) ** 2)) == pytest.approx(0.01, rel=1e-3)
    again, _, nothing = painter.run(None, feed | {"decode": np.array(False)})
    assert np.array_equal(again, x0)
    assert nothing.size == 0


def test_the_onnx_painter_is_the_torch_unet(trained: Config) -> None:
    from tools.house import unet

    flow = unet.load(trained).cpu()
    x, context = torch.randn(1, 16, 4, 4), torch.randn(1, trained.sizes.context_tokens, trained.sizes.context_width)
    with torch.inference_mode():
        expected = flow.x0(x, torch.tensor([0.7]), context).numpy()
    painter = ort.InferenceSession(trained.out / "painter.onnx")
    feed = {"x": x.numpy(), "t": np.array([0.7], np.float32), "context": context.numpy()}
    feed |= {
        "before": feed["x"],
        "share": np.array(1.0, np.float32),
        "reach": np.array(1e9, np.float32),
        "decode": np.array(False),
    }
    assert np.abs(painter.run(None, feed)[0] - expected).max() < 0.05 * np.abs(expected).max()  # float16 weights


def test_what_is_exported_decodes_as_the_decoder_learned_last(trained: Config, tmp_path: Path) -> None:
    from tools.house import autoencoder, decoder

    whole = replace(trained, out=tmp_path / "out", build=tmp_path / "build")
    shutil.copytree(trained.build, whole.build)
    learned = torch.load(whole.build / "decoder.pt", weights_only=True)
    for weight in learned["average"]["state"].values():
        weight.mul_(1.1) if weight.is_floating_point() else None
    torch.save(learned, whole.build / "decoder.pt")
    training.stage("export")(whole)
    x, context = torch.randn(1, 16, 4, 4), torch.randn(1, trained.sizes.context_tokens, trained.sizes.context_width)
    feed = {"x": x.numpy(), "t": np.ones(1, np.float32), "context": context.numpy(), "before": x.numpy()}
    feed |= {"share": np.array(0.0, np.float32), "reach": np.array(1e9, np.float32), "decode": np.array(True)}
    image = ort.InferenceSession(whole.out / "painter.onnx").run(["image"], feed)[0].astype(np.float32)
    with torch.inference_mode():
        pictures = [load(whole).cpu().decode(x).clamp(0, 1) * 255 for load in (decoder.load, autoencoder.load)]
    last, first = (np.abs(image - picture.permute(0, 2, 3, 1).numpy()).mean() for picture in pictures)
    assert last < 1
    assert first > 2 * last


@pytest.mark.parametrize("kept", ["float16", "int8"])
def test_training_goes_on_from_the_exported_files(
    trained: Config, tmp_path: Path, kept: Literal["float16", "int8"]
) -> None:
    from tools.house import restore, unet

    whole = replace(trained, out=tmp_path / "out", stored=kept)
    training.stage("export")(whole)
    config = replace(whole, build=tmp_path / "build")
    restore.train(config)
    flow, x = unet.load(config).cpu(), torch.randn(1, 16, 4, 4)
    words = torch.randn(1, 5, 128)
    with torch.inference_mode():
        context = flow.listener(words)
        expected = flow.x0(x, torch.ones(1), context).numpy()
    (told,) = ort.InferenceSession(config.out / "text/transformer.onnx").run(None, {"words": words.numpy()})
    assert np.abs(told - context.numpy()).max() < 1e-4
    feed = {"x": x.numpy(), "t": np.ones(1, np.float32), "context": told, "before": x.numpy()}
    feed |= {"share": np.array(1.0, np.float32), "reach": np.array(1e9, np.float32), "decode": np.array(False)}
    found = ort.InferenceSession(config.out / "painter.onnx").run(["x0"], feed)[0]
    assert np.abs(found - expected).max() < 1e-3
    for stage in ("text", "props", "sketch"):  # each from its checkpoint, whose optimisers begin anew
        training.stage(stage)(replace(config, scenes=4))
        assert steps_of(config, stage) == 2
    written = (config.build / "unet.pt").stat().st_mtime_ns
    restore.train(config)
    assert (config.build / "unet.pt").stat().st_mtime_ns == written, "what is there stays"


def test_files_of_another_size_are_no_checkpoints(trained: Config, tmp_path: Path) -> None:
    from tools.house import restore

    other = replace(trained, build=tmp_path, sizes=replace(trained.sizes, context_width=64))
    with pytest.raises(SystemExit, match=r"transformer\.onnx: no .* numbers, for "):
        restore.train(other)
    assert not list(tmp_path.iterdir())


def test_the_exported_graphs_take_any_size(trained: Config) -> None:
    from tools.house import decoder

    training.stage("export")(trained)  # other tests may have trained on since the last one
    model = decoder.load(trained).cpu()
    painter = ort.InferenceSession(trained.out / "painter.onnx")
    encoder = ort.InferenceSession(trained.out / "encoder.onnx")
    assert [entry.shape for entry in encoder.get_inputs()] == [["16*latent_height", "16*latent_width", 3]]
    for height, width in ((4, 4), (4, 8), (10, 2)):
        image = np.random.default_rng(1).integers(0, 256, (16 * height, 16 * width, 3), np.uint8)
        (latent,) = encoder.run(None, {"image": image})
        with torch.inference_mode():
            expected = model.encode(torch.from_numpy(image).permute(2, 0, 1)[None] / 255).numpy()
        assert np.abs(latent - expected).max() < 0.02  # weights are stored in float16
        feed = {"x": latent, "t": np.ones(1, np.float32), "before": latent, "decode": np.array(True)}
        feed |= {"share": np.array(0.0, np.float32), "reach": np.array(1e9, np.float32)}
        feed["context"] = np.zeros((1, trained.sizes.context_tokens, trained.sizes.context_width), np.float32)
        shown, again = painter.run(["shown", "image"], feed)
        assert np.array_equal(shown, latent)
        with torch.inference_mode():
            back = model.decode(torch.from_numpy(latent)).mul(255).clamp(0, 255)[0].permute(1, 2, 0).numpy()
        assert np.abs(again[0] - back).max() < 3.0


def test_config_names_files_as_they_are(trained: Config) -> None:
    import hashlib

    card = json.loads((trained.out / "config.json").read_text())
    for name, digest in card["files"].items():
        assert hashlib.sha256((Path(trained.out) / name).read_bytes()).hexdigest() == digest


def test_the_evaluation_asks_and_judges_everything(trained: Config) -> None:
    """A few prompts of every kind, painted by the tiny model and judged by the tiny judge."""
    from tools.house import evaluate
    from tools.house.evaluate import Prompts

    full = Prompts.of(1)
    few = Prompts(full.plain[:3], full.two[:3], full.unheard[::60], full.related[:2], full.verse[:2])
    rows = evaluate.evaluate(trained, few)
    assert [row["steps"] for row in rows] == [1, 2, 4]
    assert set(rows[0]) >= {"subject_top1", "both_subjects", "held_out_words", "held_out_verse"}
    assert all(0 <= value <= 1 for row in rows for name, value in row.items() if name != "steps")


def test_presence_names_both_subjects() -> None:
    from tools.house.classifier import COLUMNS, present

    rows = torch.zeros(2, len(COLUMNS) + 1, dtype=torch.int64)
    rows[:, COLUMNS["subject"]], rows[:, COLUMNS["second"]] = 3, torch.tensor([-1, 5])
    assert present(rows).nonzero().tolist() == [[0, 3], [1, 3], [1, 5]]


def test_the_judge_is_told_who_is_where() -> None:
    from tools.house import classifier
    from tools.house.cast import COLUMNS

    shown = torch.zeros(2, 2, classifier.SIDE, classifier.SIDE)
    shown[0, 0, :, :48], shown[0, 1, :48, 24:] = 0.6, 1.0
    owners = classifier.whose(shown)
    middle = classifier.CELLS // 2
    assert owners.shape == (2, classifier.CELLS, classifier.CELLS)
    assert (owners[0, middle:, :middle] == 1).all()
    assert (owners[0, :middle, middle // 2 :] == 2).all()
    assert (owners[0, middle:, middle:] == 0).all()
    assert (owners[1] == 0).all()
    rows = torch.zeros(2, len(COLUMNS) + 1, dtype=torch.int64)
    rows[:, COLUMNS["subject"]], rows[:, COLUMNS["second"]] = 3, torch.tensor([7, -1])
    found = classifier.places(owners, rows)
    nobody = len(vocabulary.SUBJECTS)
    assert found[0].unique().tolist() == [3, 7, nobody]
    assert found[1].unique().tolist() == [nobody]


def test_a_mirrored_scene_keeps_who_is_where() -> None:
    from tools.house.classifier import mirrored

    torch.manual_seed(0)
    where = torch.arange(12).expand(64, 12, 12)
    image = where.repeat_interleave(8, 1).repeat_interleave(8, 2)[:, None].expand(-1, 3, -1, -1).float()
    turned, places = mirrored(image, where)
    assert torch.equal(turned[:, 0, ::8, ::8].long(), places)
    backwards = places[:, 0, 0] == 11
    assert 16 < backwards.sum() < 48
    assert torch.equal(places[~backwards], where[~backwards])


def test_the_judges_scenes_are_painted_once_and_gone_on_with(trained: Config) -> None:
    from tools.house.classifier import Scenes

    first = Scenes(trained)
    image, labels, where = first.deal(np.array([0, 3]))
    assert image.shape == (2, 3, 96, 96)
    assert where.shape == (2, 12, 12)
    assert image.std() > 0.05
    note = next((trained.build / "judge").glob("painted-*.txt"))
    assert note.read_text() == "8"
    note.write_text("4")
    first.pictures[:] = 0
    again = Scenes(trained)
    assert not again.pictures[:4].any()
    assert again.pictures[4:].any()
    assert torch.equal(again.labels[[0, 3]], labels.cpu())


def test_scenes_come_square_and_wide(trained: Config) -> None:
    from tools.house.dealer import Scenes

    scenes, seen = Scenes(trained), set()
    for _ in range(40):
        rows, latent, labels = scenes.deal(3)
        seen.add(tuple(latent.shape[1:]))
        assert torch.equal(labels, torch.from_numpy(scenes.rows[rows]))
    assert seen == {(16, 4, 4), (16, 4, 8)}
