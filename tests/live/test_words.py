"""Utterances grow, shares add up, prompts are composed."""

from __future__ import annotations

import pytest

from live.words import MAX_UTTERANCES, Utterance, compose, has_picture, hear, shares


@pytest.mark.parametrize(("words", "bring"), [("and the", False), ("The, of!", False), ("the moon", True), ("", False)])
def test_small_words_bring_no_picture(words: str, bring: bool) -> None:
    assert has_picture(words) is bring


def test_words_of_one_utterance_add_up_and_partials_replace_each_other() -> None:
    heard = hear((), Utterance(1.0, partial="the"), final=False)
    heard = hear(heard, Utterance(1.0, partial="the moon"), final=False)
    assert heard[-1].partial == "the moon"
    heard = hear(heard, Utterance(1.0, committed="the moon", heard_s=2.0), final=True)
    heard = hear(heard, Utterance(1.0, committed="drowns", heard_s=3.0), final=True)
    assert heard == (Utterance(1.0, "the moon drowns", "", 3.0, 0.0),)


def test_hearing_the_same_again_is_nothing_new() -> None:
    heard = hear((), Utterance(1.0, partial="the moon", heard_s=1.5), final=False)
    assert hear(heard, Utterance(1.0, partial="the moon", heard_s=9.0), final=False) == heard


def test_shares_add_up_to_one_and_the_negligible_go() -> None:
    mix = shares({"a": (1.0, ""), "b": (0.5, ""), "c": (0.001, "")})
    assert [why.text for why in mix] == ["a", "b"]
    assert sum(why.weight for why in mix) == pytest.approx(1.0)


@pytest.mark.parametrize("count", [1, 3, 7, 8, 30])
def test_equal_weights_of_any_number_add_up_to_one(count: int) -> None:
    assert sum(why.weight for why in shares({str(k): (2.0, "") for k in range(count)})) == pytest.approx(1.0)


def test_however_much_is_said_only_the_last_utterances_are_kept() -> None:
    heard: tuple[Utterance, ...] = ()
    for number in range(50):
        heard = hear(heard, Utterance(float(number), committed=f"boat {number}", heard_s=float(number)), final=True)
    assert len(heard) == MAX_UTTERANCES
    assert heard[-1].committed == "boat 49"


def test_a_prompt_is_the_phrase_then_the_style_then_the_mood() -> None:
    assert compose("a boat", "ink wash", "longing") == "a boat, ink wash, longing"
    assert compose("a boat", "", "") == "a boat"
