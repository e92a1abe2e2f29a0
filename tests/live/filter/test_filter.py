"""The filter's rules, on words of our own where words do; the word lists themselves are tried in test_table.py."""

# ruff: noqa: RUF001  (letters that look like others are what this is about)

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from live.filter.filter import GOOD, Filter, Line, Rules
from live.filter.normalise import clean
from live.filter.veil import veil
from tools.disguises import DISGUISES

BARE = Rules(languages=())
ENGLISH = Filter(Rules())


def lines(*texts: str, file: str = "deny.txt") -> tuple[Line, ...]:
    return tuple(Line(text, f"{file} line {number}") for number, text in enumerate(texts, 1))


def denying(*texts: str) -> Filter:
    return Filter(Rules(languages=(), deny=lines(*texts)))


def test_nothing_is_refused_without_lists() -> None:
    judge = Filter(BARE).judge
    for text in ("", " ", "a red boat", veil("shpx"), "🌊", "\x00\ufffd", "l̶i̶n̶e̶"):
        assert judge(text) == GOOD


def test_the_reason_names_the_line_and_no_word() -> None:
    verdict = denying("green smoke", "walrus").judge("a walrus at sea")
    assert (verdict.ok, verdict.kind, verdict.reason) == (False, "denied", "deny.txt line 2")


@pytest.mark.parametrize("disguise", [name for name in DISGUISES if name != "together"])
def test_a_denied_word_is_found_in_every_disguise(disguise: str) -> None:
    text = DISGUISES[disguise]("walrus parade")
    verdict = denying("walrus").judge(text)
    assert not verdict.ok, text


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("w4lrus", "digits for letters"),
        ("waaalrus", "repeated letters"),
        ("w*lrus", "masked letters"),
        ("wa lr us", "letters apart"),
        ("w.a.l.r.u.s", "letters apart"),
        ("wаlrus", "lookalike letters"),
        ("wálrus", "accents"),
    ],
)
def test_the_reason_says_how_it_was_hidden(text: str, how: str) -> None:
    assert denying("walrus").judge(text).reason == f"deny.txt line 1, {how}"


def test_words_are_whole() -> None:
    judge = denying("art", "sea", "ten").judge
    for text in ("a party of hearts", "the season of seals", "listen, often", "a rt", "s e t e n t"):
        assert judge(text).ok, text
    for text in ("art", "the Sea!", "ten-pin", "sea's edge", "l'art"):
        assert not judge(text).ok, text


def test_a_star_stands_for_anything_at_either_end() -> None:
    judge = denying("storm*", "*walrus", "*owl*").judge
    for text in ("storms", "stormy", "storm", "seawalrus", "growling", "owl"):
        assert not judge(text).ok, text
    for text in ("thunderstorm", "walruses", "ow l"):
        assert judge(text).ok, text


def test_phrases_are_words_in_a_row() -> None:
    judge = denying("green smoke").judge
    for text in ("Green, smoke", "the gr33n smoke", "greensmoke", "g r e e n  s m o k e"):
        assert not judge(text).ok, text
    for text in ("smoke green", "green and smoke", "green smokers"):
        assert judge(text).ok, text


def test_artists_are_whole_names_whatever_their_case_and_accents() -> None:
    judge = Filter(Rules(languages=(), artists=lines("Ambrosine Vellacourt", "Ödön Lac", file="artists.txt"))).judge
    verdict = judge("a harbour in the style of ambrosine VELLACOURT's late work")
    assert (verdict.kind, verdict.reason) == ("artist", "artists.txt line 1")
    assert not judge("after Odon Lac").ok
    for text in ("Ambrosine", "Vellacourt", "Ambrosine Vellacourts", "Odon Lacroix", "a lac at dusk"):
        assert judge(text).ok, text


def test_the_allow_file_excuses_from_word_lists_and_from_nothing_else() -> None:
    word = veil("fuvg")
    allow = lines(f"{word} happens, said the tide", file="allow.txt")
    judge = Filter(Rules(languages=("en",), allow=allow, deny=lines("tide wave"))).judge
    assert judge(f"{word} happens, said the tide").ok
    assert not judge(f"{word} happens").ok
    assert not judge(f"{word} happens, said the tide, {word}").ok
    assert judge(f"{word} happens, said the tide wave").kind == "denied"


def test_a_word_with_two_faces_passes_in_good_company_only() -> None:
    judge = Filter(Rules(languages=("en",))).judge
    word = veil("pbpx")
    assert judge(f"the {word} crows at dawn").ok
    assert not judge(f"my {word}").ok
    assert not judge(f"my {word.replace('o', '0')} crows at dawn").ok  # who hides it means it


def test_a_word_innocent_elsewhere_counts_where_its_language_is_spoken() -> None:
    word = veil("ovgr")  # French; English for the work of teeth
    assert Filter(Rules(language="en")).judge(f"a {word} of winter air").ok
    assert not Filter(Rules(language="en")).judge(f"ma {word}").ok
    assert not Filter(Rules(language="fr")).judge(word).ok


def test_the_same_text_gets_the_same_verdict_in_any_order() -> None:
    texts = ["a red boat", veil("shpx"), "the sea", veil("fuvg")] * 3
    one, other = Filter(Rules()), Filter(Rules())
    assert [one.judge(text) for text in texts] == [other.judge(text) for text in reversed(texts)][::-1]


def test_a_text_full_of_masks_is_refused_unread() -> None:
    verdict = Filter(Rules()).judge(" ".join(f"w{letter}*ve" for letter in "abcdefghijk"))
    assert (verdict.ok, verdict.reason) == (False, "more than 8 words with masked letters")


def test_numbers_signs_and_scripts_without_spaces_can_be_denied() -> None:
    judge = denying("1488", "\U0001f52b", "*花火*", "наган").judge
    for text in ("the 1488 gang", "a child with a \U0001f52b", "夏の花火大会", "старый наган"):
        assert not judge(text).ok, text
    for text in ("14 88th street", "1489", "\U0001f33b", "花と火"):
        assert judge(text).ok, text


def test_norwegian_goes_by_all_its_codes() -> None:
    word = veil("svggre")  # in English somebody who fits pipes
    assert Filter(Rules(language="en")).judge(word).ok
    assert all(not Filter(Rules(language=code)).judge(word).ok for code in ("no", "nb", "nn"))


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=60))
def test_any_text_has_a_verdict_and_cleaning_twice_changes_nothing(text: str) -> None:
    assert ENGLISH.judge(text) == ENGLISH.judge(text)
    assert clean(clean(text)) == clean(text)


@settings(deadline=None, max_examples=200)
@given(st.text("fuckshit .*@$!013аеосух\u200b\u0336'-", max_size=40))
def test_any_mess_of_disguises_has_a_verdict(text: str) -> None:
    verdict = ENGLISH.judge(text)
    assert verdict.ok == (verdict.reason == "")
