"""Tints: every feeling has its own, in words that the house model was taught."""

from __future__ import annotations

from itertools import product

import pytest

from live.meaning.feeling import Feeling
from live.meaning.tint import Tint, tint, tint_of
from tools.house.vocabulary import ATTRIBUTES

SIDES = tuple(product((-1, 0, 1), repeat=2))


def felt(side: tuple[int, int], arousal: float = 0.0) -> Tint:
    return tint(Feeling(side=side, arousal=arousal))


def test_no_feeling_no_tint() -> None:
    assert tint(Feeling()) == Tint()
    assert Tint().words == ""


def test_every_feeling_has_its_own_mood_and_colours() -> None:
    tints = [felt(side) for side in SIDES if side != (0, 0)]
    assert len({one.mood for one in tints}) == len({one.palette for one in tints}) == 8


@pytest.mark.parametrize("side", [side for side in SIDES if side != (0, 0)])
def test_the_house_model_was_taught_these_words(side: tuple[int, int]) -> None:
    taught = {
        attribute: {word for row in rows for word in (row.name, *row.words)} for attribute, rows in ATTRIBUTES.items()
    }
    one = felt(side)
    assert one.mood in taught["mood"]
    assert one.palette in taught["palette"]
    assert any(one.texture in words for words in taught.values())


def test_the_stirred_move_faster_and_the_still_slower() -> None:
    stirred, still = felt((0, 1), 1.0), felt((0, -1), -1.0)
    assert (stirred.drift_scale, still.drift_scale) == (4.0, 0.25)
    assert stirred.fade_scale < 1.0 < still.fade_scale


def test_a_written_mood_is_one_of_ours_or_taken_at_its_word() -> None:
    assert tint_of(" Longing ").palette == "blue and gold"
    assert tint_of("homesick for a kitchen").words == "homesick for a kitchen"
