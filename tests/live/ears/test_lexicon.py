"""Every word of a script gets a pronunciation that pocketsphinx takes."""

import pytest

from live.ears.heard import EarsError
from live.ears.lexicon import common_words, pronounce, read_dictionary, spell_out, write_dictionary

PHONES = set(
    "AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH".split()
)


@pytest.fixture(scope="module")
def known():
    return read_dictionary()


def test_the_dictionary_is_read_with_all_ways_to_say_a_word(known):
    assert known["moon"] == ["M UW N"]
    assert len(known["wind"]) == 2
    assert len(known) > 100_000


def test_a_known_word_keeps_its_ways(known):
    assert write_dictionary(pronounce(["wind"], known)) == "wind W AY N D\nwind(2) W IH N D\n"


@pytest.mark.parametrize(
    ("word", "phones"),
    [
        ("moondark", "M UW N D AA R K"),  # two known words
        ("candle's", "K AE N D AH L Z"),
        ("starling's", "S T AA R L IH NG Z"),
        ("glimmerless", "G L IH M ER L AH S"),
    ],
)
def test_a_coinage_is_put_together_from_what_is_known(known, word, phones):
    assert word not in known or word == "candle's"
    assert pronounce([word], known)[word] == [phones]


@pytest.mark.parametrize(
    ("word", "phones"),
    [("zyme", "Z AY M"), ("thrake", "TH R EY K"), ("blorringly", "B L AO R IH NG L IY"), ("queel", "K W IY L")],
)
def test_the_rest_is_guessed_from_its_spelling(word, phones):
    assert spell_out(word) == phones


def test_any_english_spelling_yields_real_phones():
    for word in ("q", "x", "e", "aeiou", "rhythm", "strengths", "o'er", "zzz", "eye", "queue"):
        assert set(spell_out(word).split()) <= PHONES
        assert spell_out(word)


def test_a_letter_that_english_lacks_is_an_error_with_a_way_out(known):
    with pytest.raises(EarsError, match=r"'größe'.*letter 'ß'.*ears\.whisper"):
        pronounce(["größe"], known)


def test_the_common_words_are_a_thousand_and_all_can_be_said(known):
    words = common_words()
    assert len(words) == 1000
    assert all(0.0 < share < 1.0 for share in words.values())
    assert set(words) <= set(known)
