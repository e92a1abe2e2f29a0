"""Words become final by agreement, each exactly once."""

import random

import pytest

from live.ears.commit import Agreement
from live.ears.heard import Word


def words(text):
    """One word every half second."""
    return tuple(Word(word, 0.5 * at, 0.5 * at + 0.4) for at, word in enumerate(text.split()))


def said(some):
    return " ".join(word.text for word in some)


def test_a_word_is_final_once_n_updates_agree():
    agreement = Agreement(3)
    assert agreement.update(words("the")) == ((), words("the"))
    assert agreement.update(words("the moo")) == ((), words("the moo"))
    committed, changing = agreement.update(words("the moon"))
    assert (said(committed), said(changing)) == ("the", "moon")
    agreement.update(words("the moon climbs"))
    committed, changing = agreement.update(words("the moon climbed"))
    assert (said(committed), said(changing)) == ("moon", "climbed")


def test_a_word_is_shown_once_two_updates_agree_and_withdrawn_when_they_do_not():
    agreement = Agreement(3, showing=2)
    shown = [said(agreement.update(words(text))[1]) for text in ("the", "the moo", "the moon", "the moon", "the mood")]
    assert shown == ["", "the", "", "moon", ""]


def test_showing_changes_nothing_about_what_is_final():
    chance = random.Random(1)
    for _ in range(100):
        plain, calm = Agreement(3), Agreement(3, showing=2)
        for _ in range(20):
            heard = words(" ".join(chance.choice("ab") for _ in range(chance.randint(0, 4))))
            committed = plain.update(heard)[0]
            assert calm.update(heard)[0] == committed
        assert plain.finish(heard) == calm.finish(heard)


def test_words_that_keep_changing_are_never_final_before_the_end():
    agreement = Agreement(2)
    for text in ("see", "sea", "see", "sea"):
        assert agreement.update(words(text))[0] == ()
    assert said(agreement.finish(words("sea"))) == "sea"


def test_the_end_brings_the_rest_once_and_begins_anew():
    agreement = Agreement(2)
    agreement.update(words("a b c"))
    assert said(agreement.update(words("a b c"))[0]) == "a b c"
    assert said(agreement.finish(words("a b c d"))) == "d"
    assert said(agreement.finish(words("a"))) == "a"


def test_a_change_of_mind_about_final_words_does_not_say_them_again():
    agreement = Agreement(1)
    assert said(agreement.update(words("the moon"))[0]) == "the moon"
    assert said(agreement.finish(words("them noon rose"))) == "rose"


def test_a_word_that_grew_over_a_wrong_short_one_is_not_lost():
    agreement = Agreement(1)
    agreement.update((Word("the", 1.0, 1.1),))
    assert said(agreement.finish((Word("behind", 1.0, 1.6),))) == "behind"


@pytest.mark.parametrize("agreeing", [1, 2, 4])
def test_whatever_the_recogniser_wavers_a_steady_end_is_said_whole_and_in_order(agreeing):
    chance = random.Random(agreeing)
    for _ in range(200):
        truth = words(" ".join(chance.choice("abcde") for _ in range(chance.randint(1, 12))))
        agreement, final = Agreement(agreeing), []
        for known in range(len(truth) + 1):
            wrong = tuple(Word("?", word.start_s, word.end_s) for word in truth[known : known + 2])
            for _ in range(agreeing):
                # The last words waver: sometimes there, sometimes not; what came before them stays.
                shown = truth[:known] + wrong[: chance.randint(0, 1) if agreeing > 1 else 0]
                final += agreement.update(shown)[0]
        final += agreement.finish(truth)
        times = [word.start_s for word in final]
        assert times == sorted(set(times))
        assert len(final) == len(truth)
