"""The painter with the real house model: frames, stillness, flow, repeatability, errors that name the place."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from engine import Painter, Phrase, Wish
from engine.backends.base import BackendError
from engine.backends.onnx.backend import OnnxBackend
from engine.model.find import NAMES, ModelError, find_model, verify

SEA = Wish(id=1, phrases=(Phrase("a calm sea at night, ink wash"),), seed=4)
FIRE = replace(SEA, id=2, phrases=(Phrase("fire, oil painting"),), fade_s=2.0)


def change(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.sqrt(np.mean((a.astype(np.float32) - b.astype(np.float32)) ** 2)))


def test_a_frame_is_a_picture_and_says_what_it_answers(painter: Painter) -> None:
    wish = replace(SEA, id=17, cause_s=1.5, made_s=1.6)
    frame = painter.paint(wish, 2.0)
    assert frame.image.dtype == np.uint8
    assert frame.image.shape == (frame.info.height, frame.info.width, 3)
    assert (frame.info.wish_id, frame.info.cause_s, frame.info.wish_made_s) == (17, 1.5, 1.6)
    assert frame.image.std() > 5, "the picture is a flat field"


def test_stamps_follow_the_order_of_the_making(painter: Painter) -> None:
    ticks = iter(range(100))
    info = painter.paint(SEA, 0.0, clock=lambda: float(next(ticks))).info
    assert info.wish_seen_s <= info.text_s < info.denoise_s < info.decoded_s


def test_at_drift_0_the_picture_is_still(painter: Painter) -> None:
    first = painter.paint(SEA, 0.0)
    assert np.array_equal(first.image, painter.paint(SEA, 5.0).image)
    assert painter.still(SEA, 6.0)


def test_drift_moves_it_a_little_and_a_redraw_a_lot(painter: Painter) -> None:
    wish = replace(SEA, drift_hz=0.1)
    first = painter.paint(wish, 0.0).image
    moved = painter.paint(wish, 1 / 24).image
    painter.forget()
    redrawn = painter.paint(replace(SEA, seed=999), 0.0).image
    assert 0.0 < change(first, moved) < 0.2 * change(first, redrawn)
    assert not painter.still(wish, 0.1)


def test_a_fade_arrives_where_the_prompt_alone_would_be(painter: Painter) -> None:
    painter.paint(SEA, 0.0)
    frames = [painter.paint(FIRE, t / 24) for t in range(96)]
    painter.forget()
    alone = painter.paint(FIRE, 0.0).image
    assert change(frames[-1].image, alone) < 1.0
    assert change(frames[0].image, alone) > 10.0
    painter.forget()


def test_a_fade_of_no_length_is_a_cut(painter: Painter) -> None:
    painter.paint(SEA, 0.0)
    cut = painter.paint(replace(FIRE, fade_s=0.0), 0.02).image
    painter.forget()
    assert np.array_equal(cut, painter.paint(FIRE, 0.0).image)


def test_no_step_of_a_fade_stands_out(painter: Painter) -> None:
    frames = [painter.paint(SEA, 0.0)] + [painter.paint(replace(FIRE, fade_s=4.0), t / 24) for t in range(97)]
    steps = [change(a.latent, b.latent) for a, b in pairwise(frames)]  # type: ignore[arg-type]
    assert max(steps) <= 3 * np.mean(steps)


def test_a_seed_change_flows_too(painter: Painter) -> None:
    painter.paint(SEA, 0.0)
    walked = replace(SEA, id=2, seed=77, fade_s=2.0)
    frames = [painter.paint(walked, t / 24) for t in range(49)]
    steps = [change(a.latent, b.latent) for a, b in pairwise(frames)]  # type: ignore[arg-type]
    assert max(steps) <= 4 * np.mean(steps)
    assert change(frames[0].latent, frames[-1].latent) > 5 * max(steps)  # type: ignore[arg-type]


def test_carry_over_with_drift_0_comes_to_rest(painter: Painter) -> None:
    wish = replace(SEA, carry=0.3)
    latents = [painter.paint(wish, t / 24).latent for t in range(96)]
    assert change(latents[-1], latents[-2]) < 1e-3  # type: ignore[arg-type]


def test_more_carry_than_the_family_bears_is_clamped(painter: Painter) -> None:
    def second(carry: float) -> np.ndarray:
        painter.forget()
        wish = replace(SEA, carry=carry, drift_hz=0.5)
        painter.paint(wish, 0.0)
        return painter.paint(wish, 0.1).image

    assert np.array_equal(second(0.4), second(0.9))


@pytest.mark.parametrize("steps", [1, 2, 4])
def test_every_number_of_steps_paints(painter: Painter, steps: int) -> None:
    assert painter.paint(replace(SEA, steps=steps), 0.0).image.std() > 5


def test_equal_wishes_paint_equal_pictures_in_another_painter(painter: Painter) -> None:
    other = Painter.load("house")
    for at_s, wish in ((0.0, SEA), (0.5, FIRE), (1.0, replace(FIRE, id=3, seed=9))):
        assert np.array_equal(painter.paint(wish, at_s).image, other.paint(wish, at_s).image)


def test_words_near_in_meaning_are_near_in_context(painter: Painter) -> None:
    def cosine(a: str, b: str) -> float:
        x, y = (painter.encode(text).tokens.ravel() - painter.encode("").tokens.ravel() for text in (a, b))
        return float(x @ y / (np.linalg.norm(x) * np.linalg.norm(y)))

    assert cosine("boat", "ship") > cosine("boat", "mountain")
    assert cosine("sorrow", "grief") > cosine("sorrow", "joy")


@pytest.mark.parametrize("text", ["", "   ", "!!!", "日本語", "x" * 5000, "the " * 400, "\x00\ud800", "🌊"])
def test_any_text_can_be_painted(painter: Painter, text: str) -> None:
    assert np.isfinite(painter.encode(text).tokens).all()
    assert painter.paint(Wish(phrases=(Phrase(text),)), 0.0).image.std() > 0


def test_a_model_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no such name or folder; did you mean house"):
        find_model("hause")
    with pytest.raises(ModelError, match=r"config\.json: No such file"):
        find_model(str(tmp_path))


def test_a_truncated_or_altered_file_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(NAMES["house"], folder)
    graph = folder / "painter.onnx"
    graph.write_bytes(graph.read_bytes()[:1000])
    with pytest.raises(ModelError, match=r"painter\.onnx: sha256"):
        verify(find_model(str(folder)))
    with pytest.raises(BackendError, match=r"painter\.onnx"):
        Painter.load(str(folder))
    graph.unlink()
    with pytest.raises(ModelError, match=r"painter\.onnx: missing"):
        find_model(str(folder))


def test_a_card_of_another_family_or_shape_is_refused(tmp_path: Path) -> None:
    card = json.loads((NAMES["house"] / "config.json").read_text())
    (tmp_path / "config.json").write_text(json.dumps(card | {"family": "castle"}))
    with pytest.raises(ModelError, match="family = 'castle'"):
        find_model(str(tmp_path))
    (tmp_path / "config.json").write_text("{")
    with pytest.raises(ModelError, match=r"config\.json"):
        find_model(str(tmp_path))


def test_a_backend_that_can_not_be_had_gives_its_reason_and_a_fallback_is_noted() -> None:
    import onnxruntime

    if "CUDAExecutionProvider" in onnxruntime.get_available_providers():
        pytest.skip("this machine's onnxruntime has the CUDA provider")
    house = find_model("house")
    with pytest.raises(BackendError, match="has no CUDAExecutionProvider"):
        OnnxBackend.load(house, ["cuda"])
    with pytest.raises(BackendError, match="unknown; use one of"):
        OnnxBackend.load(house, ["cudda"])
    backend = OnnxBackend.load(house, ["cuda", "cpu"])
    assert any("CUDAExecutionProvider" in note for note in backend.notes)
