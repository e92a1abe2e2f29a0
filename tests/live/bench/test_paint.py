"""Bench paint: the figures that it promises, for the show's model and for random weights."""

from __future__ import annotations

import pytest

from live.bench import BUNDLED
from live.bench.paint import Painting, measure
from live.show import ShowError


def test_random_weights_have_figures_stages_and_floor() -> None:
    figures = measure(BUNDLED, 0.3, ("cpu",), Painting("random:toy", (64, 64), 1))
    names = "new_hz p50_ms p95_ms p99_ms text_ms unet_ms decode_ms copy_ms unet_gflop floor_ms share_of_floor"
    assert {f"steps1_{name}" for name in names.split()} <= set(figures)
    assert figures["size"] == "64x64"
    assert float(figures["machine_gflops"]) > 0.0


def test_the_house_model_is_measured_at_both_sizes() -> None:
    figures = measure(BUNDLED, 0.2, ("cpu",), Painting(steps=1))
    assert {"steps1_p50_ms", "512x512_steps1_p50_ms"} <= set(figures)


def test_what_cannot_be_had_is_a_show_error() -> None:
    with pytest.raises(ShowError, match="random:none"):
        measure(BUNDLED, 0.1, ("cpu",), Painting("random:none"))
