"""The filter against the test set written for it: a line may move between rows, the sums may not grow."""

from __future__ import annotations

from tools import filter_table
from tools.filter_table import disguised, ours, samples


def test_poems_pass() -> None:
    poems = samples("poetic")
    assert len(poems) >= 200
    assert sum(not ours(poem) for poem in poems) <= 6


def test_what_is_not_hidden_is_caught() -> None:
    assert [sample.text for sample in samples("offensive") if ours(sample)] == []


def test_what_is_hidden_is_nearly_always_caught() -> None:
    found = [(name, ours(sample)) for name, sample in disguised("as it is") if name != "together"]
    assert len(found) > 2000
    assert sum(missed for _, missed in found) <= 0.01 * len(found)
    assert sum(ours(sample) for sample in samples("handmade")) <= 4


def test_what_no_list_can_catch_is_not_claimed() -> None:
    beyond = samples("beyond")
    assert sum(ours(sample) for sample in beyond) > 0.9 * len(beyond)


def test_the_table_in_the_documentation_is_what_the_filter_does() -> None:
    assert filter_table.main(["--check"]) == 0
