"""What flows, as the backend and the eye meet it: passages, walks, repeatability, on the house model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from engine import Lora, Painter, Phrase, Wish
from engine.context import Context, Passage

SEA = Wish(id=1, phrases=(Phrase("a calm sea at night, ink wash"),), seed=4)
FIRE = replace(SEA, id=2, phrases=(Phrase("fire, oil painting"),), fade_s=1.0)


def change(a: Any, b: Any) -> float:
    return float(np.sqrt(np.mean((np.asarray(a, np.float32) - np.asarray(b, np.float32)) ** 2)))


def painted(painter: Painter, wishes: Sequence[Wish], rate_hz: float = 24.0) -> list[np.ndarray]:
    """Latents of one frame a wish."""
    return [np.asarray(painter.paint(wish, k / rate_hz).latent) for k, wish in enumerate(wishes)]


def test_the_backend_is_given_passages_between_the_same_two_contexts(
    painter: Painter, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[Context | Passage] = []
    finish = painter.backend.finish

    def noting(x: Any, t: float, context: Context | Passage, follow: Any) -> Any:
        given.append(context)
        return finish(x, t, context, follow)

    monkeypatch.setattr(painter.backend, "finish", noting)
    painted(painter, [SEA] * 3 + [FIRE] * 27)
    assert all(isinstance(context, Context) for context in given[:3] + given[-2:])
    fade = [context for context in given if isinstance(context, Passage)]
    assert len(fade) > 15
    assert len({id(context.start) for context in fade}) == len({id(context.target) for context in fade}) == 1
    assert fade[0].target is given[-1]
    shares = [context.share for context in fade]
    assert shares == sorted(shares)
    assert 0.0 < shares[0] < shares[-1] < 1.0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (replace(SEA, drift_hz=0.3), replace(SEA, drift_hz=0.3, walk="circle", seed=9)),
        (replace(SEA, drift_hz=0.3, walk="circle"), replace(SEA, drift_hz=0.3, seeds=(3, 14, 15))),
        (replace(SEA, drift_hz=0.3, seeds=(3, 14, 15)), replace(SEA, drift_hz=0.3, seeds=(14, 15, 3, 4))),
    ],
)
def test_from_one_walk_to_another_the_picture_flows(painter: Painter, one: Wish, other: Wish) -> None:
    latents = painted(painter, [one] * 12 + [replace(other, id=2, fade_s=1.0)] * 36)
    steps = [change(a, b) for a, b in pairwise(latents)]
    assert max(steps) < 0.12 * change(latents[11], latents[-1])
    assert min(steps) > 0.0


def test_a_fade_turned_round_half_way_goes_back_without_a_jump(painter: Painter) -> None:
    there = painted(painter, [FIRE])[0]
    painter.forget()
    latents = painted(painter, [SEA] * 2 + [FIRE] * 12 + [replace(SEA, id=3, fade_s=1.0)] * 40)
    steps = [change(a, b) for a, b in pairwise(latents)]
    assert max(steps) < 0.13 * change(latents[1], there)
    assert change(latents[0], latents[-1]) < 0.1


def test_equal_wishes_at_equal_times_paint_equal_pictures_with_every_kind_of_change(painter: Painter) -> None:
    picture = painter.paint("the moon, charcoal").image.copy()
    wishes = [
        *[SEA] * 3,
        *[replace(FIRE, walk="circle", drift_hz=0.5)] * 6,
        *[replace(FIRE, id=3, seeds=(1, 2), drift_hz=0.5)] * 6,
        *[replace(SEA, id=4, image="moon.png", carry=0.2, steps=2)] * 6,
    ]
    runs = []
    for _ in range(2):
        painter.forget()
        painter.wipe_sights()
        painter.see(picture, "moon.png", 0.0)
        runs.append(painted(painter, wishes))
    assert all(np.array_equal(a, b) for a, b in zip(*runs, strict=True))


def test_a_slider_under_a_finger_costs_no_survey_for_every_wish(
    painter: Painter, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[int] = []
    denoise_all = painter.backend.denoise_all
    monkeypatch.setattr(
        painter.backend, "denoise_all", lambda points: looked.append(len(points)) or denoise_all(points)
    )
    mixes = [
        replace(SEA, id=k + 2, phrases=(Phrase("a calm sea", 1.0 - k / 40), Phrase("fire", k / 40)), fade_s=0.3)
        for k in range(1, 31)
    ]
    latents = painted(painter, [SEA] * 2 + mixes + mixes[-1:] * 40, rate_hz=30.0)
    assert sum(looked) < 16, "the finger starves the picture"
    moved = [change(a, b) for a, b in pairwise(latents)]
    assert min(moved[2:30]) > 0.0, "it waits for the finger to rest"
    assert change(latents[-1], latents[-2]) < 2e-3, "it does not arrive"
    # a model may hold on to the sea until fire outweighs it, so half the mix need not be half the way
    assert change(latents[31], latents[2]) > 0.2 * change(latents[-1], latents[2]), "it does not follow the finger"
    looked.clear()
    loras = [replace(SEA, loras=(Lora("none.safetensors", 0.1 * k),)) for k in range(3)]
    painted(painter, [wish for wish in loras for _ in range(10)])
    assert not looked, "weights would be merged for every look"


def test_time_that_runs_back_a_little_stands_still(painter: Painter) -> None:
    moving = replace(SEA, drift_hz=0.5)
    for now_s in (0.0, 0.5, 1.0):
        painter.paint(moving, now_s)
    here = painter.paint(moving, 1.0)
    assert change(painter.paint(moving, 0.9).latent, here.latent) < 1e-6


def test_a_string_is_a_wish_with_that_phrase(painter: Painter) -> None:
    image = painter.paint("a calm sea").image
    painter.forget()
    assert np.array_equal(image, painter.paint(Wish(phrases=(Phrase("a calm sea"),))).image)
