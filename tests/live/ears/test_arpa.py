"""The script's language model is a probability, says what it should, and is read by pocketsphinx."""

import itertools
import math

import pytest
from pocketsphinx import Config, LogMath, NGramModel

from live.ears.arpa import END, START, interpolate, write_arpa

LINES = [("the", "moon", "climbs", "up"), ("the", "sea", "stands", "up"), ("rain", "and", "rain")]
COMMON = {"the": 0.5, "and": 0.3, "house": 0.2}
WORDS = {"the", "moon", "climbs", "up", "sea", "stands", "rain", "and", "house", END}


def probability(model, words):
    """ARPA's rule: the n-gram if it is listed, else the context's back-off times the shorter one."""
    entry = model[len(words)].get(words)
    if entry:
        return 10.0**entry.probability
    context = model[len(words) - 1].get(words[:-1])
    return (10.0**context.backoff if context else 1.0) * probability(model, words[1:])


@pytest.mark.parametrize("order", [1, 2, 3])
def test_every_context_sums_to_one(order):
    model = interpolate(LINES, COMMON)
    for context in itertools.product([*sorted(WORDS - {END}), START], repeat=order - 1):
        total = sum(probability(model, (*context, word)) for word in WORDS)
        assert total == pytest.approx(1.0, abs=1e-9), context


def test_what_the_script_says_is_likelier_there_than_elsewhere():
    model = interpolate(LINES, COMMON)
    assert probability(model, ("the", "moon")) > 5 * probability(model, ("up", "moon"))
    assert probability(model, ("moon", "climbs", "up")) > 0.5


def test_common_words_have_their_mass():
    model = interpolate(LINES, COMMON, common_mass=0.6)
    script = {word for line in LINES for word in line}
    assert probability(model, ("house",)) == pytest.approx(0.6 * 0.2 * 0.9)
    assert sum(probability(model, (word,)) for word in script | {"house"}) == pytest.approx(0.9)


def test_lines_run_on_into_each_other():
    model = interpolate(LINES, COMMON)
    assert ("up", "the") in model[2]
    assert (START, "rain", "and") in model[3]


def test_pocketsphinx_reads_it_and_finds_the_same_numbers(tmp_path):
    model = interpolate(LINES, COMMON)
    path = tmp_path / "script.lm"
    path.write_text(write_arpa(model))
    read = NGramModel(Config(lm=None), LogMath(), str(path))
    for words in (("house",), ("the", "moon"), ("up", "moon"), ("moon", "climbs", "up"), ("sea", "moon", "sea")):
        found = read.prob(list(reversed(words))) * math.log10(1.0001)  # pocketsphinx wants the newest word first
        assert found == pytest.approx(math.log10(probability(model, words)), abs=0.01), words
