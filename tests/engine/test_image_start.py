"""Starting from a picture, on the house model: kept by its share, eased in and out, a camera's shown at once."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from engine import Painter, Phrase, Wish
from engine.flow.start import Memory, remembered

FOREST = Wish(id=1, phrases=(Phrase("a forest, neon"),), seed=4, fade_s=1.0)
SEEN = replace(FOREST, image="camera", image_share=0.5)
Picture = np.ndarray


def change(a: Picture, b: Picture) -> float:
    return float(np.sqrt(np.mean((a.astype(np.float32) - b.astype(np.float32)) ** 2)))


@pytest.fixture(scope="module")
def pictures(house: Painter) -> tuple[Picture, Picture]:
    """Two pictures that the model could have painted."""
    made = []
    for text in ("a lighthouse in a storm, watercolour", "the moon, charcoal"):
        house.forget()
        made.append(house.paint(text).image.copy())
    return made[0], made[1]


@pytest.fixture(autouse=True)
def nothing_seen(painter: Painter) -> None:
    painter.wipe_sights()


def first(painter: Painter, wish: Wish) -> Picture:
    painter.forget()
    return painter.paint(wish, 0.0).image


def test_the_larger_the_share_the_nearer_the_picture(painter: Painter, pictures: tuple[Picture, Picture]) -> None:
    painter.see(pictures[0], "camera", 3.5)
    far = [
        change(first(painter, replace(SEEN, image_share=share)), pictures[0]) for share in (0.0, 0.25, 0.5, 0.9, 1.0)
    ]
    assert far == sorted(far, reverse=True)
    assert far[-1] < 10.0, "the picture itself should come through the autoencoder"
    assert far[0] > 5 * far[-1]
    assert painter.paint(SEEN, 0.1).info.sight_s == 3.5
    assert painter.paint(FOREST, 3.0).info.sight_s == 0.0


@pytest.mark.parametrize("steps", [1, 3])
def test_words_still_count_beside_the_picture(painter: Painter, pictures: tuple[Picture, Picture], steps: int) -> None:
    painter.see(pictures[0], "camera", 0.0)
    wish = replace(SEEN, image_share=0.2, steps=steps)
    other = replace(wish, phrases=(Phrase("fire, oil painting"),))
    assert change(first(painter, wish), first(painter, other)) > 2.0


def test_without_a_sight_it_is_painted_without_and_that_is_told(
    painter: Painter, pictures: tuple[Picture, Picture]
) -> None:
    painter.see(pictures[0], "camera:other", 0.0)
    assert np.array_equal(first(painter, SEEN), first(painter, FOREST))
    assert "none has come yet" in painter.remarks(SEEN)[0]
    painter.see(pictures[0], "camera", 0.0)
    assert painter.remarks(SEEN) == ()


def test_a_picture_of_another_size_is_refused_by_name(painter: Painter) -> None:
    with pytest.raises(ValueError, match=r"'camera' is \(16, 16, 3\) uint8; give \(256, 256, 3\) uint8"):
        painter.see(np.zeros((16, 16, 3), np.uint8), "camera", 0.0)
    with pytest.raises(ValueError, match="float32"):
        painter.see(np.zeros((256, 256, 3), np.float32), "camera", 0.0)  # type: ignore[arg-type]


def test_it_comes_and_goes_without_a_jump(painter: Painter, pictures: tuple[Picture, Picture]) -> None:
    painter.see(pictures[0], "camera", 0.0)
    painter.see(pictures[1], "moon.png", 0.0)
    moon = replace(SEEN, image="moon.png")
    wishes = (
        [FOREST] * 5 + [SEEN] * 36 + [moon] * 12 + [SEEN] * 36 + [replace(SEEN, image_share=0.9)] * 36 + [FOREST] * 48
    )
    frames = [painter.paint(wish, k / 24).image for k, wish in enumerate(wishes)]
    steps = [change(a, b) for a, b in pairwise(frames)]
    whole = change(frames[4], pictures[0])
    assert max(steps) < 0.25 * whole, "a picture popped in"
    assert change(frames[40], first(painter, SEEN)) < 2.0
    assert change(frames[-1], frames[4]) < 2.0, "it did not go again"


def test_a_picture_that_is_wiped_eases_out_and_is_gone(painter: Painter, pictures: tuple[Picture, Picture]) -> None:
    painter.see(pictures[0], "camera", 0.0)
    painter.see(pictures[1], "moon.png", 0.0)
    before = [painter.paint(SEEN, k / 24).image for k in range(36)][-1]
    painter.wipe_sights()
    frames = [before, *(painter.paint(FOREST, k / 24).image for k in range(36, 84))]
    assert max(change(a, b) for a, b in pairwise(frames)) < 0.25 * change(frames[0], frames[-1]), "it popped out"
    assert not painter._flow.references._sights
    painter.see(pictures[0], "camera", 0.0)
    painter.paint(SEEN, 4.0)
    painter.wipe_sights()
    painter.forget()
    assert not painter._flow.references._sights


def test_a_cameras_next_picture_comes_through_at_once(painter: Painter, pictures: tuple[Picture, Picture]) -> None:
    wish = replace(SEEN, image_share=0.8)
    painter.see(pictures[0], "camera", 0.0)
    for k in range(48):
        painter.paint(wish, k / 24)
    painter.see(pictures[1], "camera", 2.0)
    shown = painter.paint(wish, 2.0).image
    assert change(shown, first(painter, wish)) < 1.0
    assert change(shown, pictures[1]) < 0.3 * change(pictures[0], pictures[1])


def test_a_still_picture_lets_the_painting_rest_and_a_new_one_wakes_it(
    painter: Painter, pictures: tuple[Picture, Picture]
) -> None:
    painter.see(pictures[0], "camera", 0.0)
    for k in range(72):
        painter.paint(SEEN, k / 24)
    assert painter.still(SEEN, 3.0)
    painter.see(pictures[0], "camera", 3.0)
    assert not painter.still(SEEN, 3.0)


def test_a_picture_is_encoded_once(
    painter: Painter, pictures: tuple[Picture, Picture], monkeypatch: pytest.MonkeyPatch
) -> None:
    encoded = []
    encode = painter._flow.references._encode
    monkeypatch.setattr(painter._flow.references, "_encode", lambda image: encoded.append(1) or encode(image))
    painter.see(pictures[0], "camera", 0.0)
    painter.see(pictures[1], "camera", 0.1)
    for k in range(10):
        painter.paint(SEEN, k / 24)
    assert len(encoded) == 1, "pictures that no frame starts from need no latent"


def test_memories_share_what_is_free() -> None:
    a, b = np.full((1, 1, 2, 2), 1.0, np.float32), np.full((1, 1, 2, 2), 3.0, np.float32)
    assert remembered([]) is None
    assert remembered([Memory(a, 0.0), Memory(b, 0.4)]) == Memory(b, 0.4)
    both = remembered([Memory(a, 0.5), Memory(b, 0.4)])
    assert both is not None
    assert both.share == pytest.approx(0.7)
    assert both.latent[0, 0, 0, 0] == pytest.approx((0.5 * 1.0 + 0.2 * 3.0) / 0.7)
    whole = remembered([Memory(a, 1.0), Memory(b, 0.4)])
    assert whole is not None
    assert np.allclose(whole.latent, a)
