"""Contexts mix part by part, and a passage between them can be left half way."""

from __future__ import annotations

import numpy as np
import pytest

from engine.context import Context, Morph, Passage, between, here, mix
from engine.way import Progress


def context(*values: float, **more: object) -> Context:
    vector = np.array([[values]], np.float32)
    return Context(vector / np.linalg.norm(vector), **more)  # type: ignore[arg-type]


A, B, C = context(1, 0, 0), context(0, 1, 0), context(0, 0, 1)


def test_mix_is_the_heavier_one_when_the_other_weighs_nothing() -> None:
    assert np.allclose(mix([A, B], [1.0, 0.0]).tokens, A.tokens)
    assert np.allclose(mix([A, B], [1.0, 1.0]).tokens, mix([B, A], [1.0, 1.0]).tokens, atol=1e-6)
    with pytest.raises(ValueError, match="2 contexts and 1 weights"):
        mix([A, B], [1.0])


def test_a_morph_left_half_way_goes_on_from_there() -> None:
    first = Morph(A, B, Progress(0.0, 0.0, 2.0)).on(1.0)
    second = first.towards(C, Progress(0.0, 1.0, 3.0))
    assert np.allclose(here(second.here()).tokens, here(first.here()).tokens)
    assert second.on(3.0).here() is C


def test_on_the_way_the_ends_stay_the_same_objects() -> None:
    morph = Morph(A, B, Progress(0.0, 0.0, 2.0))
    places = [morph.on(now_s).here() for now_s in (0.5, 1.0, 1.5)]
    assert all(isinstance(place, Passage) and place.start is A and place.target is B for place in places)
    assert [place.share for place in places if isinstance(place, Passage)] == pytest.approx([0.25, 0.5, 0.75])
    assert np.allclose(here(places[1]).tokens, between(A, B, 0.5).tokens)
    assert morph.here() is A


def test_every_part_goes_along() -> None:
    pooled_a, pooled_b = np.array([[2.0, 0.0]], np.float32), np.array([[0.0, 2.0]], np.float32)
    a = context(1, 0, pooled=pooled_a, against=context(1, 0), guidance=2.0)
    b = context(0, 1, pooled=pooled_b, against=context(0, 1), guidance=4.0)
    half = between(a, b, 0.5)
    assert half.guidance == 3.0
    assert half.pooled is not None
    assert half.against is not None
    assert np.allclose(half.pooled, np.sqrt(2.0), atol=1e-5)
    assert np.allclose(half.against.tokens, half.tokens)


def test_guidance_fades_in_from_none_against_the_one_negative_there_is() -> None:
    quarter = between(A, context(0, 1, 0, against=C, guidance=2.0), 0.25)
    assert quarter.guidance == 1.25
    assert quarter.against is C
