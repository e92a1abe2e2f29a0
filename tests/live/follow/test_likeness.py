"""Sounds of words and what a heard word is worth."""

from __future__ import annotations

import numpy as np
import pytest

from live.follow.likeness import Likeness, Weights
from live.follow.phones import Phones, families, fold


@pytest.mark.parametrize(("one", "other"), [("knight", "night"), ("reign", "rain"), ("its", "it's"), ("o'er", "oer")])
def test_words_that_sound_the_same_have_the_same_phones(phones: Phones, one: str, other: str) -> None:
    assert set(phones.ways(one)) & set(phones.ways(other))


def test_a_word_with_two_pronunciations_has_both(phones: Phones) -> None:
    assert len(phones.ways("wind")) == 2
    assert all(len(way) == 4 for way in phones.ways("wind"))


def test_a_coinage_is_put_together_from_words_that_are_known(phones: Phones) -> None:
    (moonboat,) = phones.ways("moonboat")
    assert moonboat == phones.ways("moon")[0] + phones.ways("boat")[0]


def test_a_word_of_another_script_is_its_letters(phones: Phones) -> None:
    assert phones.ways("ночь") == ("ночь",)
    assert phones.ways("月") == ("月",)


@pytest.mark.parametrize(
    ("word", "plain"), [("là", "la"), ("o'er", "oer"), ("straße", "strasse"), ("café", "cafe"), ("'", "'")]
)
def test_folding_takes_accents_and_apostrophes(word: str, plain: str) -> None:
    assert fold(word) == plain


def test_voiced_and_voiceless_are_one_family(phones: Phones) -> None:
    assert families(phones.ways("bad")[0]) == families(phones.ways("pat")[0])
    assert families(phones.ways("bad")[0]) != families(phones.ways("man")[0])


@pytest.fixture(scope="module")
def likeness(phones: Phones) -> Likeness:
    return Likeness(("the", "lantern", "and", "rain", "the", "moon"), phones)


def test_a_rare_word_as_written_says_much_a_small_one_little_a_wrong_one_speaks_against(likeness: Likeness) -> None:
    weights = Weights()
    assert likeness.evidence("lantern") == pytest.approx([weights.miss, weights.rare, *[weights.miss] * 4], rel=0.5)
    assert likeness.evidence("the")[[0, 4]] == pytest.approx([weights.stop] * 2)
    assert likeness.evidence("helicopter").max() < 1.0


def test_a_word_that_sounds_alike_lies_between_and_likeness_of_manner_counts(likeness: Likeness) -> None:
    exact, near, far = (likeness.evidence(word)[3] for word in ("rain", "lane", "sign"))
    assert exact > near > far


def test_small_words_of_another_language_count_less_where_the_text_repeats_them(phones: Phones) -> None:
    poem = "la nuit la lune la neige un loup".split()
    likeness = Likeness(tuple(poem), phones)
    assert likeness.evidence("la")[0] < 0.2 * likeness.evidence("loup")[7]


def test_the_ratios_are_read_only_since_they_are_kept(likeness: Likeness) -> None:
    kept = likeness.evidence("moon")
    assert kept.dtype == np.float32
    with pytest.raises(ValueError, match="read-only"):
        kept[0] = 1.0
