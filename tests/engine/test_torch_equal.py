"""Every family on torch paints what the library's own pipeline paints: same embeddings, same latents, to 1e-4.

Random weights give latents of up to 60, so the bound is relative to the largest. Three steps are left out: there the
library's DDIM aims at timestep 333, and then asks at 332.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the torch backend needs the extra 'torch'")
pytest.importorskip("diffusers", reason="the torch backend needs the extra 'torch'")

from engine import Painter, Phrase, Wish  # noqa: E402
from engine.blend import noise_field  # noqa: E402
from engine.flow.sample import elsewhere  # noqa: E402
from tests.engine.tiny_models import KINDS, Kind, make  # noqa: E402

pytestmark = [pytest.mark.train, pytest.mark.filterwarnings("ignore")]

PROMPT = "sea at night"


class Pair:
    """The painter and the library's pipeline of one and the same folder."""

    def __init__(self, kind: Kind, folder: Path) -> None:
        self.kind = kind
        self.pipeline: Any = make(kind, folder)
        self.painter = Painter.load(str(folder), ["cpu"], threads=1)


@pytest.fixture(scope="module", params=KINDS, ids=lambda kind: kind.family)
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    threads = torch.get_num_threads()
    yield Pair(request.param, tmp_path_factory.mktemp("model"))
    torch.set_num_threads(threads)


@pytest.fixture(autouse=True)
def walked_noise(monkeypatch: pytest.MonkeyPatch, pair: Pair) -> np.ndarray:
    """The noise that both start from; schedulers that draw noise between steps are handed the walk's."""
    latent = pair.painter.model.card.latent
    noise = noise_field(5, 0, (1, latent.channels, latent.height, latent.width))
    fresh = pair.painter.model.family.schedule.fresh
    drawn = iter(range(1, 100))

    def draw(*_: object, **__: object) -> Any:
        return torch.from_numpy(elsewhere(noise, next(drawn)) if fresh else noise)

    module = __import__(pair.kind.scheduler_class.__module__, fromlist=["randn_tensor"])
    if hasattr(module, "randn_tensor"):
        monkeypatch.setattr(module, "randn_tensor", draw)
    return noise


def theirs(pair: Pair, steps: int, noise: np.ndarray, **more: Any) -> np.ndarray:
    """The latents of the library's pipeline."""
    more = {"guidance_scale": 1.0} | pair.kind.more | more
    latents = torch.from_numpy(noise.copy())
    with torch.inference_mode():
        done = pair.pipeline(PROMPT, num_inference_steps=steps, latents=latents, output_type="latent", **more)
    return np.asarray(done.images.numpy())


def ours(pair: Pair, steps: int, **more: Any) -> np.ndarray:
    """The latents of the painter's first frame."""
    pair.painter.forget()
    more.setdefault("guidance", 1.0)
    frame = pair.painter.paint(Wish(phrases=(Phrase(PROMPT),), seed=5, steps=steps, **more), 0.0)
    assert frame.latent is not None
    assert frame.image.shape == (32, 32, 3)
    return frame.latent


def test_the_folder_tells_its_family(pair: Pair) -> None:
    assert pair.painter.model.family.name == pair.kind.family


@pytest.mark.parametrize("steps", [1, 2, 4])
def test_latents_are_equal(pair: Pair, walked_noise: np.ndarray, steps: int) -> None:
    if steps not in pair.kind.steps:
        pytest.skip(f"{pair.kind.family} takes {pair.kind.steps} steps")
    expected = theirs(pair, steps, walked_noise)
    assert expected.std() > 0.1
    assert np.abs(ours(pair, steps) - expected).max() < 1e-4 * max(1.0, float(np.abs(expected).max()))


def test_embeddings_are_equal(pair: Pair) -> None:
    with torch.inference_mode():
        encoded = pair.pipeline.encode_prompt(
            PROMPT, device="cpu", num_images_per_prompt=1, do_classifier_free_guidance=False
        )
    context = pair.painter.encode(PROMPT)
    assert np.abs(context.tokens - encoded[0].numpy()).max() < 1e-4
    assert (context.pooled is None) == (len(encoded) == 2)
    if context.pooled is not None:
        assert np.abs(context.pooled - encoded[2].numpy()).max() < 1e-4
    assert np.abs(context.tokens - pair.painter.encode("fire").tokens).max() > 0.1


@pytest.mark.parametrize("negative", ["", "fire"])
def test_guidance_and_negative_prompt_are_the_pipelines(pair: Pair, walked_noise: np.ndarray, negative: str) -> None:
    guidance = pair.painter.model.family.guidance
    if guidance.kind == "none":
        assert np.array_equal(ours(pair, 2, guidance=2.0, negative=negative), ours(pair, 2))
        assert pair.painter.remarks(Wish(guidance=2.0))
        return
    more = {"negative_prompt": negative or None} if guidance.negative else {}
    expected = theirs(pair, 2, walked_noise, guidance_scale=2.0, **more)
    assert np.abs(expected - ours(pair, 2)).max() > 1e-2, "guidance changed nothing"
    assert np.abs(ours(pair, 2, guidance=2.0, negative=negative) - expected).max() < 1e-4 * np.abs(expected).max()


def test_the_picture_is_the_decoders(pair: Pair) -> None:
    latent = torch.from_numpy(ours(pair, 1))
    with torch.inference_mode():
        vae = pair.pipeline.vae
        image = pair.pipeline.image_processor.postprocess(vae.decode(latent / vae.config.scaling_factor).sample, "np")
    frame = pair.painter.paint(Wish(phrases=(Phrase(PROMPT),), seed=5, guidance=1.0), 0.01)
    assert np.abs(frame.image.astype(float) - 255.0 * image[0]).max() <= 1.0
    assert frame.image.std() > 1.0
