"""A rendered show has its LoRAs in the picture from the first frame that weighs them, however long they are read."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the torch backend needs the extra 'torch'")
pytest.importorskip("diffusers", reason="the torch backend needs the extra 'torch'")

from safetensors.torch import save_file  # noqa: E402

from engine import Lora, Painter, Phrase, Wish  # noqa: E402
from engine.backends.torch import lora as torch_lora  # noqa: E402
from live.events import Event  # noqa: E402
from live.render import RATE_HZ, moments  # noqa: E402
from live.show_file import load_show  # noqa: E402
from tests.engine.tiny_models import KINDS, make  # noqa: E402

pytestmark = [pytest.mark.train, pytest.mark.filterwarnings("ignore")]

LAYER = "down_blocks.1.attentions.0.transformer_blocks.0.attn2.to_q"
SHOW = """
[show]
title = "Ink"
[picture]
model = "model"
resting = "sea at night"
steps = 2
[[lora]]
name = "ink"
file = "ink.safetensors"
weight = {weight}
[[lora]]
name = "gold"
file = "gold.safetensors"
[[cue]]
name = "dawn"
lora = {{ gold = 1.0 }}
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ink")
    kind = next(kind for kind in KINDS if kind.family == "hyper-sd")
    outputs, inputs = make(kind, folder / "model").unet.get_submodule(LAYER).weight.shape
    for seed, name in enumerate(("ink", "gold")):
        generator = torch.Generator().manual_seed(seed)
        halves = {
            "down": torch.randn(4, inputs, generator=generator),
            "up": torch.randn(outputs, 4, generator=generator),
        }
        save_file({f"unet.{LAYER}.lora.{end}.weight": half for end, half in halves.items()},
                  folder / f"{name}.safetensors")  # fmt: skip
    return folder


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> dict[str, float]:
    """How long reading a LoRA takes, in seconds: longer than a picture that plays would wait for it."""
    took = {"s": 0.0}
    real = torch_lora.read_changes

    def read(*given: Any) -> Any:
        time.sleep(took["s"])
        return real(*given)

    monkeypatch.setattr(torch_lora, "read_changes", read)
    monkeypatch.setattr(torch_lora, "PATIENCE_S", 0.0)
    return took


def rendered(place: Path, weight: float) -> list[np.ndarray]:
    (place / "show.toml").write_text(SHOW.format(weight=weight))
    painter = Painter.load(str(place / "model"), ["cpu"], threads=1)
    events = [Event("/go", (), 5 / RATE_HZ, "test")]
    return [moment.painted for moment in moments(load_show(place), painter, events, 10 / RATE_HZ)]


def test_two_renders_are_equal_from_the_first_frame(place: Path, slow: dict[str, float]) -> None:
    at_once = rendered(place, 0.8)
    slow["s"] = 0.4
    slowly = rendered(place, 0.8)
    assert [np.array_equal(a, b) for a, b in zip(at_once, slowly, strict=True)] == [True] * 10
    without = rendered(place, 0.0)
    assert not np.array_equal(at_once[0], without[0]), "the first frame has no LoRA in it"


def test_a_show_that_plays_does_not_wait(place: Path, slow: dict[str, float]) -> None:
    painter = Painter.load(str(place / "model"), ["cpu"], threads=1)
    plain = painter.paint(Wish(phrases=(Phrase("sea"),), seed=3)).image
    wish = Wish(phrases=(Phrase("sea"),), seed=3, loras=(Lora(str(place / "ink.safetensors"), 0.8),))
    slow["s"] = 2.0
    painter.forget()
    assert np.array_equal(painter.paint(wish).image, plain)
    painter.settle(wish)
    painter.forget()
    assert not np.array_equal(painter.paint(wish).image, plain)
