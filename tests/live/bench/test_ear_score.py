"""Scores: counted by hand on small scenes."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.bench.ear_corpus import Clip
from live.bench.ear_scenes import CLEAN, Said, Scene
from live.bench.ear_score import LineScore, add_lines, add_words, score_lines, score_words
from live.ears.heard import Heard, Word
from live.told import Told
from live.wall import Move


def scene(*said, length_s=2.0):
    """Lines as (part, number, text, onset_s); each word of a line lasts 0.4 s, each line `length_s`."""
    whole = []
    for part, number, text, onset_s in said:
        words = tuple(Word(word, 0.4 * at, 0.4 * at + 0.4) for at, word in enumerate(text.split()))
        sound = np.zeros(round(length_s * 16000), np.float32)
        whole.append(Said(Clip(part, number, "slt", text, sound, words, "alignment"), onset_s))
    return Scene("test", "slt", CLEAN, np.zeros(16000, np.float32), tuple(whole))


def told(kind, at_s, *words):
    timed = tuple(Word(text, start_s, start_s + 0.4) for text, start_s in words)
    text = " ".join(word.text for word in timed)
    return Told(Heard(kind, at_s, text, at_s, 0.0, timed=timed), at_s)


FOREST = scene(("open", 1, "show me a burning forest", 1.0))


def test_every_word_in_its_place_is_no_error():
    heard = [told("committed", 3.5, *((word.text, word.start_s) for word in FOREST.words))]
    score = score_words(FOREST, heard)
    assert (score.said, score.hits, score.wrong, score.wer, score.recall) == (5, 5, 0, 0.0, 1.0)
    assert sorted(score.commit_s) == pytest.approx([0.5, 0.9, 1.3, 1.7, 2.1])


def test_each_kind_of_error_counts_once():
    heard = [told("committed", 3.5, ("show", 1.0), ("me", 1.4), ("the", 1.6), ("a", 1.8), ("florist", 2.6))]
    score = score_words(FOREST, heard)  # 'the' inserted, 'burning' left out, 'forest' misheard
    assert score.wrong == 3
    assert score.hits == 3
    assert (score.content, score.content_hits) == (3, 1)


def test_a_nudge_is_the_first_event_that_holds_the_word_and_a_commit_the_first_final_one():
    heard = [
        told("partial", 1.5, ("so", 1.0)),
        told("partial", 1.6, ("show", 1.0)),
        told("partial", 1.9, ("show", 1.0), ("me", 1.4)),
        told("committed", 2.4, ("show", 1.0), ("me", 1.4)),
    ]
    score = score_words(FOREST, heard)
    assert score.nudge_s == pytest.approx((0.2, 0.1))
    assert score.commit_s == pytest.approx((1.0, 0.6))


def test_the_same_word_elsewhere_is_not_the_word():
    heard = [told("committed", 4.0, ("forest", 3.2))]
    assert score_words(FOREST, heard).commit_s == ()


def test_a_word_said_again_is_found_at_its_own_time():
    twice = scene(("open", 1, "rain", 1.0), ("open", 2, "rain", 5.0))
    heard = [told("committed", 1.9, ("rain", 1.1)), told("committed", 6.0, ("rain", 5.0))]
    assert score_words(twice, heard).commit_s == pytest.approx((0.5, 0.6))


def test_nothing_heard_is_all_wrong():
    score = score_words(FOREST, [])
    assert (score.wer, score.recall, score.nudge_s) == (1.0, 0.0, ())


def test_scores_add_up():
    heard = [told("committed", 3.5, ("show", 1.0))]
    one = score_words(FOREST, heard)
    both = add_words([one, one])
    assert (both.said, both.hits, both.wrong, both.commit_s) == (10, 2, 8, (*one.commit_s, *one.commit_s))
    assert math.isnan(add_words([]).wer)


@given(st.lists(st.sampled_from(["show", "me", "a", "burning", "forest", "sea"]), max_size=9))
def test_the_score_keeps_its_bounds(words):
    heard = [told("committed", 9.0, *((text, 1.0 + 0.4 * at) for at, text in enumerate(words)))]
    score = score_words(FOREST, heard)
    assert 0 <= score.hits <= min(len(words), 5)
    assert abs(len(words) - 5) <= score.wrong <= max(len(words), 5)
    assert score.content_hits <= score.hits
    assert len(score.commit_s) <= 5


POEM = scene(("script", 1, "one", 1.0), ("script", 2, "two", 5.0), ("script", 3, "three", 9.0))


def test_a_line_is_found_between_its_onset_and_the_next():
    score = score_lines(POEM, [Move(1, 1.5), Move(2, 5.25), Move(3, 10.0)])
    assert score.hit_s == (0.5, 0.25, 1.0)
    assert (score.said, score.early, score.strays) == (3, 0, 0)


def test_a_line_found_too_late_or_too_soon_is_not_found():
    score = score_lines(POEM, [Move(1, 5.3), Move(3, 6.0)])
    assert score.hits == 0
    assert score.early == 1  # the third: the wall stood there before it was said
    assert score.strays == 1  # going to it while the second was said


def test_the_last_line_may_be_found_for_two_seconds_after_its_end():
    assert score_lines(POEM, [Move(3, 12.9)]).hits == 1
    assert score_lines(POEM, [Move(3, 13.1)]).hits == 0


WITH_ASIDE = scene(
    ("script", 1, "one", 1.0),
    ("open", 1, "well", 5.0),
    ("open", 2, "yes", 9.0),
    ("script", 2, "two", 13.0),
    ("script", 3, "three", 17.0),
)


@pytest.mark.parametrize(
    ("moves", "at_once", "in_one"),
    [
        ([Move(1, 1.5), Move(2, 13.5), Move(3, 17.5)], 1, 1),
        ([Move(1, 1.5), Move(3, 17.5)], 0, 1),
        ([Move(1, 1.5)], 0, 0),
    ],
)
def test_after_an_ad_lib_the_next_line_counts_or_the_one_after_it(moves, at_once, in_one):
    score = score_lines(WITH_ASIDE, moves)
    assert (score.said, score.asides, score.back_at_once, score.back_in_one) == (3, 1, at_once, in_one)
    assert score.strays == 0


def test_any_line_found_in_an_ad_lib_is_a_stray():
    assert score_lines(WITH_ASIDE, [Move(1, 1.5), Move(3, 6.0)]).strays == 1


def test_line_scores_add_up():
    one = score_lines(WITH_ASIDE, [Move(1, 1.5)])
    assert add_lines([one, one]) == LineScore(6, (0.5, 0.5), 0, 0, 2, 0, 0)
