"""The house model's graphs as they are shipped: every size, and pictures into latents."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest
from numpy.typing import NDArray

import engine
from engine.model.find import ModelError, find_model, verify, with_size

HOUSE = Path(engine.__file__).parent / "house"


def session(name: str, cells: tuple[int, int] | None = None) -> Any:
    """A session of a shipped graph, for every size or for one, in latent cells."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    for side, count in zip(("latent_height", "latent_width"), cells or (), strict=False):
        options.add_free_dimension_override_by_name(side, count)
    return onnxruntime.InferenceSession(str(HOUSE / name), options, providers=["CPUExecutionProvider"])


def feeds(height: int, width: int, seed: int = 1) -> dict[str, NDArray[Any]]:
    """Noise of that size, in cells, and what else the painter asks for."""
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((1, 16, height, width), np.float32)
    return {
        "x": x,
        "t": np.ones(1, np.float32),
        "context": rng.standard_normal((1, 4, 256), np.float32),
        "before": x,
        "share": np.array(1.0, np.float32),
        "reach": np.array(1e9, np.float32),
        "decode": np.array(True),
    }


@pytest.fixture(scope="module")
def painter() -> Any:
    """The painter of every size."""
    return session("painter.onnx")


def test_files_are_as_the_card_says() -> None:
    model = find_model("house")
    verify(model)
    assert model.card.any_size
    assert "encoder.onnx" in model.card.files


def test_sizes_that_the_network_can_not_halve_are_refused() -> None:
    model = find_model("house")
    assert with_size(model, (448, 256)).card.latent.pixels == (256, 448)
    with pytest.raises(ModelError, match="multiples of 64"):
        with_size(model, (272, 256))


@pytest.mark.parametrize(("height", "width"), [(16, 16), (16, 28), (28, 16), (4, 4), (32, 36)])
def test_it_paints_any_size(painter: Any, height: int, width: int) -> None:
    x0, shown, image = painter.run(None, feeds(height, width))
    assert x0.shape == shown.shape == (1, 16, height, width)
    assert image.shape == (1, 16 * height, 16 * width, 3)
    assert np.isfinite(x0).all()
    assert image.std() > 5.0  # a picture, not a flat field


def test_one_size_alone_gives_the_same_picture(painter: Any) -> None:
    given = feeds(16, 28)
    free, fixed = painter.run(None, given), session("painter.onnx", (16, 28)).run(None, given)
    assert np.abs(free[0] - fixed[0]).max() < 1e-4
    assert np.abs(free[2].astype(int) - fixed[2]).max() <= 1


@pytest.mark.parametrize(("height", "width"), [(16, 16), (16, 28), (32, 32)])
def test_a_picture_comes_back_from_its_latent(painter: Any, height: int, width: int) -> None:
    """Encoder, then the painter's decoder on a latent that is not moved: what the model painted, nearly."""
    painted = painter.run(None, feeds(height, width, seed=2))[2][0]
    latent = session("encoder.onnx").run(None, {"image": painted})[0]
    assert latent.shape == (1, 16, height, width)
    kept = feeds(height, width) | {"before": latent, "share": np.array(0.0, np.float32)}
    again = painter.run(None, kept)[2][0]
    error = np.square(again.astype(np.float64) - painted).mean()
    spread = painted.astype(np.float64).var()
    assert error < 0.1 * spread
    assert 0.5 < latent.std() < 1.5  # the spread that the UNet learned from
