"""The reviewed word lists: every correction still corrects something, none stands twice."""

from __future__ import annotations

import pytest
from glin_profanity.data.dictionary import dictionary

from live.filter.lists import LANGUAGES, corrections, word_list
from live.filter.text import split
from live.filter.veil import veil


@pytest.mark.parametrize("language", LANGUAGES)
def test_corrections_fit_the_library(language: str) -> None:
    theirs = {split(line) for line in dictionary.get_words(LANGUAGES[language])}
    for line in corrections(language):
        words = split(line.partition(":")[0].lstrip("+-?~"))
        assert words, veil(line)
        added, taken = f"+{' '.join(words)}" == line, (words in theirs) and not _dropped(language, words)
        assert not (added and taken), f"{language}: the library has it already: {veil(line)}"
        assert line[0] == "+" or words in theirs or _added(language, words), f"{language}: not there: {veil(line)}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_correction_stands_twice(language: str) -> None:
    seen = [(line[0] == "-", split(line.partition(":")[0].lstrip("+-?~"))) for line in corrections(language)]
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_list_is_worth_having(language: str) -> None:
    assert len(word_list(language)) >= 15


def test_the_veil_is_its_own_inverse_and_hides() -> None:
    for text in ("Straße, été", "рассвет и море", "plain words*"):
        assert veil(veil(text)) == text
        assert veil(text) != text


def _added(language: str, words: tuple[str, ...]) -> bool:
    return any(
        line[0] == "+" and split(line.partition(":")[0].lstrip("+?~")) == words for line in corrections(language)
    )


def _dropped(language: str, words: tuple[str, ...]) -> bool:
    return any(line[0] == "-" and split(line[1:]) == words for line in corrections(language))
