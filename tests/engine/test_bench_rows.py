"""Rows of the painter's bench: measured for real, on the house model and on random weights."""

from __future__ import annotations

import numpy as np
import pytest

from engine import Painter, Phrase, Wish
from engine.bench.floor import Ceilings
from engine.bench.load import load, number_type
from engine.bench.random_models import RANDOM, choice_of, made, random_model, random_net, random_work
from engine.bench.rows import Plan, against_floor, known_steps, measure
from engine.bench.work_of import frame_work, work_of
from engine.errors import BackendError, ModelError


@pytest.fixture(scope="module")
def toy() -> Painter:
    return load("random:toy", ["cpu"])


def test_random_model_paints_and_words_and_noise_matter(toy: Painter) -> None:
    def first(text: str, seed: int) -> np.ndarray:
        toy.forget()
        return toy.paint(Wish(phrases=(Phrase(text),), seed=seed), 0.0).image

    image = first("a", 1)
    assert image.shape == (64, 64, 3)
    assert image.std() > 1.0
    assert np.array_equal(first("a", 1), image)
    assert not np.array_equal(first("b", 1), image)
    assert not np.array_equal(first("a", 2), image)


def test_random_weights_are_as_many_as_counted() -> None:
    plan = made("random:toy")
    net = random_net(plan, choice_of("random:toy", "cpu"))
    work = random_work("random:toy", (64, 64), 1, 1)
    assert sum(view.numel() for view in net.unet.tensors().values()) == work["unet"].bytes
    assert sum(view.numel() for view in net.decoder.tensors().values()) == work["decode"].bytes - 2 * 3 * 64 * 64


@pytest.mark.parametrize("name", RANDOM)
def test_random_models_have_their_familys_card(name: str) -> None:
    model = random_model(f"random:{name}", (256, 128))
    assert model.card.latent.pixels == (128, 256)
    assert model.schedule.times[1]
    assert work_of(model, "float16")["unet"].flops > 1e6


def test_what_cannot_be_had_is_named() -> None:
    with pytest.raises(ModelError, match=r"random:sd-turbo"):
        load("random:none", ["cpu"])
    with pytest.raises(ModelError, match="100x100; use multiples of 64"):
        random_model("random:sd-turbo", (100, 100))
    with pytest.raises(BackendError, match="no type 'fp8'"):
        load("random:toy", ["cpu:fp8"])


def test_row_of_random_weights(toy: Painter) -> None:
    row = measure(toy, Plan(steps=1, seconds=0.2, smooth=True))
    assert row.frames >= 3
    assert 0.0 < row.p50_ms <= row.p95_ms <= row.p99_ms
    assert row.unet_ms > 0.0
    assert row.decode_ms > 0.0
    assert row.smooth_hz > 0.0
    stages = work_of(toy.model, number_type(row.backend)[1])
    found = against_floor(row, stages, Ceilings(1e12, 1e11, "made up"))
    assert found["share_of_floor"] == pytest.approx(found["floor_ms"] / row.p50_ms)


def test_row_of_the_house_model() -> None:
    house = load("house", ["cpu"])
    row = measure(house, Plan(steps=1, seconds=0.2))
    assert (row.width, row.height, row.smooth_hz) == (256, 256, 0.0)
    assert row.text_ms > 0.0
    stages = work_of(house.model, "float32")
    assert stages["unet"].flops > 1e8
    assert frame_work(stages, 2).flops == 2 * stages["unet"].flops + stages["decode"].flops
    with pytest.raises(ModelError, match="9 steps"):
        known_steps(house, 9)


def test_number_types_are_read_off_names() -> None:
    assert number_type("torch 2.13.0, 2 CPU threads, bf16") == ("cpu", "bfloat16")
    assert number_type("torch 2.13.0, CUDA on NVIDIA H100 80GB HBM3, fp8") == ("cuda", "float16")
    assert number_type("onnxruntime 1.31.1, 2 CPU threads") == ("cpu", "float32")
    assert number_type("onnxruntime 1.31.1, CUDA") == ("cuda", "float16")


def test_random_text_is_the_same_for_the_same_words(toy: Painter) -> None:
    one, same, other = (toy.encode(text).tokens for text in ("sea", "sea", "fire"))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)
