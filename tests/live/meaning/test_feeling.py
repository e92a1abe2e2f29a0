"""Feelings rise with words and voice, fade by themselves, and don't flicker."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from live.meaning.feeling import Feeling, feel_voice, feel_words, settle

MEMORY_S = 6.0
JOY, GRIEF = "sing and dance, the bells are laughing", "they bury her, ash and dust, a grave"


def test_words_and_voice_take_sides() -> None:
    assert feel_words(Feeling(), JOY, 1.0, MEMORY_S).side == (1, 1)
    assert feel_words(Feeling(), "a gentle lullaby, calm and quiet", 1.0, MEMORY_S).side[0] == 1
    assert feel_words(Feeling(), GRIEF, 1.0, MEMORY_S).side[0] == -1
    assert feel_voice(feel_voice(Feeling(), 0.9, 1.0, MEMORY_S), 0.9, 1.5, MEMORY_S).side == (0, 1)
    assert feel_voice(feel_voice(Feeling(), -0.9, 1.0, MEMORY_S), -0.9, 1.5, MEMORY_S).side == (0, -1)


def test_a_feeling_fades_to_nothing_and_a_line_without_one_leaves_most_of_it() -> None:
    felt = feel_words(Feeling(), JOY, 0.0, MEMORY_S)
    after = feel_words(felt, "the table has four legs", 1.0, MEMORY_S)
    assert 0.6 * felt.words < after.words < felt.words
    assert settle(felt, 120.0, MEMORY_S).strength == 0.0
    assert settle(felt, 120.0, MEMORY_S).side == (0, 0)


def test_of_a_long_utterance_the_end_is_felt() -> None:
    told = feel_words(Feeling(), f"{JOY}. {'the table has four legs and ' * 5} {GRIEF}", 0.0, MEMORY_S)
    assert told.words < -0.3


def test_words_of_one_feeling_wear_off_under_another() -> None:
    felt = feel_words(feel_words(Feeling(), JOY, 0.0, MEMORY_S), GRIEF, 1.0, MEMORY_S)
    assert felt.words < -0.3


def test_when_nothing_held_moves_the_feeling_is_the_same_object() -> None:
    felt = feel_words(Feeling(), JOY, 0.0, MEMORY_S)
    assert settle(felt, 0.05, MEMORY_S) is felt
    assert settle(Feeling(), 9.0, MEMORY_S) == Feeling()


def test_settling_often_and_once_end_at_the_same_sides() -> None:
    often = felt = feel_words(Feeling(), GRIEF, 0.0, MEMORY_S)
    for tick in range(1, 400):
        often = settle(often, tick * 0.05, MEMORY_S)
    assert often.side == settle(felt, 399 * 0.05, MEMORY_S).side


@pytest.mark.parametrize("about", [0.25, 0.3, 0.6])
def test_a_voice_that_wavers_about_a_border_doesnt_flicker(about: float) -> None:
    rng = np.random.default_rng(5)
    felt, seen = Feeling(), []
    for tick in range(400):
        felt = feel_voice(felt, float(np.clip(about + rng.normal(0.0, 0.06), -1.0, 1.0)), 0.5 * tick, MEMORY_S)
        seen.append((felt.side, felt.arousal))
    changes = sum(one != other for one, other in pairwise(seen[10:]))
    assert changes <= 6


def test_strength_is_in_range_and_grows_with_what_is_felt() -> None:
    weak = feel_words(Feeling(), "a lamp", 0.0, MEMORY_S)
    strong = feel_voice(feel_words(Feeling(), JOY, 0.0, MEMORY_S), 1.0, 0.0, MEMORY_S)
    assert 0.0 < weak.strength < strong.strength <= 1.0
