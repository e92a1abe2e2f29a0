"""What a veto blocks, and what it leaves alone."""

import pytest

from live.filter.veto import is_blocked, key

BLOCKED = frozenset({key("a red boat"), key("smoke"), key("Green, smoke!")})


@pytest.mark.parametrize(
    "text", ["a red boat", "A RED boat!", "a réd boat", "and then a red boat comes", "sm\u200boke", "much green smoke"]
)
def test_the_same_words_are_blocked_however_they_are_written(text: str) -> None:
    assert is_blocked(text, BLOCKED)


@pytest.mark.parametrize("text", ["a red", "red boat", "a boat, red", "smoke over the sea", "smoke green", ""])
def test_other_words_are_not(text: str) -> None:
    assert not is_blocked(text, BLOCKED)


def test_nothing_blocked_blocks_nothing() -> None:
    assert not is_blocked("a red boat", frozenset())
    assert key(" ... ") == ()
