"""What holds whatever is said: the place stays in the text, the same words give the same place, hands win."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from live.follow.belief import Text
from live.follow.follower import Follower, Place
from live.follow.phones import Phones
from live.follow.script import Script, ScriptLine, words_of

LINES = (
    "One candle in the window says my name.",
    "I close the door.",
    "And rain, and rain, and under it no ground.",
    "I close the door.",
    "* * *",
    "The sun comes up.",
)
SCRIPT = Script(tuple(ScriptLine(number, text) for number, text in enumerate(LINES, start=1)))
WORDS = sorted({word for line in LINES for word in words_of(line)} | {"water", "oh", "\u6708", "na\u00efve", "xyzzy"})


@cache
def phones() -> Phones:
    return Phones()


@cache
def follower() -> Follower:
    return Follower(SCRIPT, phones())


@dataclass(frozen=True)
class Heard:
    words: str
    final: bool
    breath: bool
    wait_s: float


@dataclass(frozen=True)
class Hand:
    line: int
    wait_s: float


waits = st.floats(0.03, 3.0)
spoken = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join) | st.sampled_from(LINES) | st.text(max_size=20)
heards = st.builds(Heard, words=spoken, final=st.booleans(), breath=st.booleans(), wait_s=waits)
hands = st.builds(Hand, line=st.integers(-2, 9), wait_s=waits)
events = st.lists(heards | heards | heards | hands, max_size=30)


def fold(by: Follower, happened: list[Heard | Hand]) -> list[Place]:
    """The place after each event, from before the first line."""
    place, now_s, onset_s = by.begin(), 1.0, 1.0
    places = [place]
    for event in happened:
        now_s += event.wait_s
        if isinstance(event, Hand):
            place = by.go_to(place, event.line, now_s)
        else:
            onset_s = now_s if event.breath else onset_s
            place = by.heard(place, event.words, final=event.final, onset_s=onset_s, at_s=now_s)
        places.append(place)
    return places


@settings(max_examples=60, deadline=None)
@given(events)
def test_the_place_is_always_in_the_text(happened: list[Heard | Hand]) -> None:
    for place in fold(follower(), happened):
        assert 0 <= place.line <= len(LINES)
        assert 0.0 <= place.progress <= 1.0
        assert 0.0 <= place.sure <= 1.0
        assert abs(float(np.frombuffer(place.belief, np.float32).sum()) - 1.0) < 1e-4


@settings(max_examples=20, deadline=None)
@given(events)
def test_the_same_events_give_the_same_places(happened: list[Heard | Hand]) -> None:
    assert fold(follower(), happened) == fold(Follower(SCRIPT, phones()), happened)


@settings(max_examples=60, deadline=None)
@given(events, st.integers(0, 6), heards)
def test_a_hand_always_wins(happened: list[Heard | Hand], line: int, then: Heard) -> None:
    place = fold(follower(), [*happened, Hand(line, 0.1)])[-1]
    assert (place.line, place.by_hand, place.sure) == (line, True, 1.0)
    soon = follower().heard(place, then.words, final=then.final, onset_s=place.onset_s, at_s=place.since_s + 0.3)
    assert soon.line == line


@settings(max_examples=60, deadline=None)
@given(events)
def test_a_partial_withdrawn_leaves_no_trace_in_what_is_believed(happened: list[Heard | Hand]) -> None:
    place = fold(follower(), happened)[-1]
    seen = follower().heard(place, "one candle and rain", final=False, onset_s=place.onset_s, at_s=1e6)
    assert seen.belief == place.belief


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 6), min_size=1, max_size=8), st.integers(0, 30), st.booleans())
def test_a_belief_is_a_probability(lengths: list[int], seed: int, breath: bool) -> None:
    text = Text(tuple(lengths))
    draw = np.random.default_rng(seed)
    belief = (
        text.set_to(int(draw.integers(len(lengths)))) if breath else text.ready(int(draw.integers(len(lengths) + 1)))
    )
    for _ in range(12):
        belief = text.step(belief, draw.uniform(0.1, 60.0, sum(lengths)).astype(np.float32))
        if draw.uniform() < 0.3:
            belief = text.breathe(belief)
        lines = text.by_line(belief)
        assert lines.shape == (len(lengths) + 1,)
        assert lines.min() >= 0.0
        assert abs(float(lines.sum()) - 1.0) < 1e-4
