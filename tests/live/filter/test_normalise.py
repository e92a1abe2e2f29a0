"""Cleaning: one case, nothing invisible, words and gaps."""

# ruff: noqa: RUF001  (letters that look like others are what this is about)

import pytest

from live.filter.normalise import bare, clean, words


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  The SEA ", "  the sea "),
        ("ｆｕｌｌ", "full"),
        ("st\u200bone\u00ad", "stone"),
        ("l\u0336i\u0336g\u0336h\u0336t\u0336", "light"),
        ("\U0001f182\U0001f174\U0001f170", "sea"),
        ("\U0001f1f8\U0001f1ea\U0001f1e6", "sea"),
        ("𝓼𝓮𝓪 𝖘𝖊𝖆", "sea sea"),
        ("Straße", "strasse"),
        ("ё", "е"),
        ("été", "été"),
        ("don’t", "don't"),
        ("a\tb\nc", "a b c"),
    ],
)
def test_clean(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


def test_words_keep_signs_that_stand_for_letters_and_leave_punctuation() -> None:
    assert [word.text for word in words("s0ft, l!ght; st@r $ea! (moon) end.")] == [
        *("s0ft", "l!ght", "st@r", "$ea", "moon", "end"),
    ]


def test_gaps_tell_an_apostrophe_from_a_space() -> None:
    assert [(word.text, word.gap) for word in words("it's hit l'eau")] == [
        *(("it", ""), ("hit", "'' "), ("l", " "), ("eau", "'")),
    ]


def test_bare_takes_accents_and_nothing_else() -> None:
    assert bare("garçon naïf mañana") == "garcon naif manana"
    assert bare("øre æble łan") == "øre æble łan"
