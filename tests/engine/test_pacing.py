"""Pacing: the lag and the top speed of what is shown, and a fade as it is seen on the house model."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import count, pairwise

import numpy as np
import pytest

from engine import Painter, Phrase, Wish
from engine.backends.base import Follow
from engine.flow.pacing import LEAP, TOP_SPEED, Pacing, followed

SEA = Wish(id=1, phrases=(Phrase("a forest in snow, watercolour"),), seed=1)
CITY = replace(SEA, id=2, phrases=(Phrase("a city at night, neon"),), fade_s=2.0)
ORIGIN = np.zeros((1, 1, 2, 2), np.float32)


def change(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.sqrt(np.mean((a.astype(np.float32) - b.astype(np.float32)) ** 2)))


def test_what_is_shown_goes_a_share_of_the_way_but_no_further_than_its_reach() -> None:
    there = np.full_like(ORIGIN, 2.0)
    assert np.allclose(followed(Follow(ORIGIN, 0.25), there), 0.5)
    assert np.allclose(followed(Follow(ORIGIN, 0.25, reach=0.1), there), 0.1)
    assert np.array_equal(followed(Follow(ORIGIN), there), there)
    assert np.array_equal(followed(Follow(ORIGIN, 1.0, reach=0.1), ORIGIN), ORIGIN)


def test_following_apart_is_what_the_backend_does_inside(painter: Painter) -> None:
    frame = painter.paint(SEA, 0.0)
    context, noise = painter.encode("a city at night, neon"), np.asarray(frame.latent)
    follow = Follow(noise, 0.4, 0.3)
    shown, image = painter.backend.finish(noise, 1.0, context, follow)
    apart = followed(follow, painter.backend.denoise(noise, 1.0, context))
    assert np.abs(shown - apart).max() < 1e-4
    assert change(painter.backend.decode_all([apart])[0], image) < 0.5


def test_a_fade_bounds_the_speed_until_it_no_longer_holds() -> None:
    pacing = Pacing()
    assert not pacing.bound
    follow = pacing.follow(ORIGIN, 0.1, need=(2.0, 4.0))
    assert follow.reach == pytest.approx(TOP_SPEED * 2.0 / 4.0 * 0.1)
    pacing.moved(follow.reach, follow.reach, 0.1, fading=True)
    assert pacing.bound
    after = pacing.follow(ORIGIN, 0.1)
    pacing.moved(after.reach, after.reach, 0.1, fading=False)
    assert pacing.bound, "it is still on its way at full speed"
    pacing.moved(0.5 * after.reach, after.reach, 0.1, fading=False)
    assert not pacing.bound


def test_a_drift_that_leaps_goes_little_faster_than_it_went() -> None:
    pacing = Pacing()
    for _ in range(100):
        follow = pacing.follow(ORIGIN, 0.05, adrift=True)
        pacing.moved(0.004, follow.reach, 0.05, fading=False)
    assert pacing.follow(ORIGIN, 0.05, adrift=True).reach == pytest.approx(LEAP * 0.004, rel=0.01)
    assert math.isinf(pacing.follow(ORIGIN, 0.05).reach), "another wish is not held up"


def test_a_fade_that_changes_nothing_does_not_stop_the_drift() -> None:
    pacing = Pacing()
    for _ in range(100):
        follow = pacing.follow(ORIGIN, 0.05)
        pacing.moved(0.02, follow.reach, 0.05, fading=False)
    assert pacing.follow(ORIGIN, 0.05, need=(0.0, 2.0)).reach > 0.02


def test_a_fade_moves_at_once_evenly_and_arrives(painter: Painter) -> None:
    before = [painter.paint(SEA, k / 24) for k in range(2)]
    frames = [before[-1]] + [painter.paint(CITY, k / 24) for k in range(2, 60)]
    latents = [change(np.asarray(a.latent), np.asarray(b.latent)) for a, b in pairwise(frames)][:48]
    pixels = [change(a.image, b.image) for a, b in pairwise(frames)][:48]
    assert pixels[0] > 0.03 * np.mean(pixels), "the first frame after the change stood still"
    assert max(latents) < 1.8 * np.mean(latents), "it leapt"  # a sure caster: fades bend sharply
    assert max(pixels) < 2.1 * np.mean(pixels), "it leapt"
    assert min(pixels[4:44]) > 0.25 * np.mean(pixels), "it sat still"
    assert change(frames[48].image, frames[-1].image) < 0.15 * change(frames[0].image, frames[-1].image)


def test_a_fade_through_a_new_seed_is_as_even(painter: Painter) -> None:
    there = replace(CITY, seed=77)
    frames = [painter.paint(SEA, 0.0)] + [painter.paint(there, k / 24) for k in range(1, 49)]
    latents = [change(np.asarray(a.latent), np.asarray(b.latent)) for a, b in pairwise(frames)]
    assert max(latents) < 1.6 * np.mean(latents)


def test_a_dear_model_looks_no_further_than_its_frame(painter: Painter, monkeypatch: pytest.MonkeyPatch) -> None:
    looked = []
    denoise_all = painter.backend.denoise_all
    monkeypatch.setattr(painter.backend, "denoise_all", lambda points: looked.append(points) or denoise_all(points))
    for frame_s in (1.0, 0.01):
        painter.forget()
        ticks = count()
        for k, wish in enumerate((SEA, SEA, CITY, CITY)):
            painter.paint(wish, k / 24, clock=lambda ticks=ticks, frame_s=frame_s: frame_s * next(ticks))  # type: ignore[misc]
        assert bool(looked) == (frame_s == 0.01)
