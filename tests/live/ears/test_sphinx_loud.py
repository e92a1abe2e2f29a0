"""A word counts as the speaker's by how loud it is beside the voice's loudest moment."""

import numpy as np
import pytest

from live.ears.clock import RATE_HZ
from live.ears.heard import Word
from live.ears.sphinx_loud import FAINT_DB, Loudness


def tone(db, seconds=0.5):
    return (10 ** (db / 20) * np.sin(np.arange(round(seconds * RATE_HZ)))).astype(np.float32)


@pytest.mark.parametrize("size", [8000, 512, 37])
def test_faint_words_are_told_from_soft_ones(size):
    sound = np.concatenate([tone(-10), tone(-10 - FAINT_DB + 1), tone(-10 - FAINT_DB - 1)])
    loudness = Loudness()
    for at in range(0, len(sound), size):
        loudness.feed(sound[at : at + size])
    words = [Word("x", 0.5 * at + 0.1, 0.5 * at + 0.4) for at in range(3)]
    assert [loudness.stands_out(word) for word in words] == [True, True, False]


def test_before_anything_louder_came_every_word_counts():
    loudness = Loudness()
    loudness.feed(tone(-50))
    assert loudness.stands_out(Word("x", 0.1, 0.4))
    loudness.feed(tone(-10))
    assert not loudness.stands_out(Word("x", 0.1, 0.4))
    loudness.begin()
    assert loudness.stands_out(Word("x", 0.1, 0.4))


def test_a_word_that_ends_with_the_sound_has_a_loudness():
    loudness = Loudness()
    loudness.feed(tone(-10))
    assert loudness.stands_out(Word("x", 0.49, 0.52))
    assert loudness.stands_out(Word("x", 0.6, 0.7))
