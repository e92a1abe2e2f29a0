"""The conductor: who is painted when, what a wish says, and that a show is a fold over its events."""

from __future__ import annotations

import pytest

from live.conductor import State, start, step
from live.events import Event
from live.show import About, Cue, Hearing, Painting, Show, Words

SHOW = Show(
    show=About(title="test"),
    picture=Painting(resting="calm sea", style="ink wash", seed=3, fade_s=2.0),
    ears=Hearing(mode="open"),
    words=Words(memory_s=6.0, nudge=0.35, fade_s=1.5, rest_after_s=20.0),
    cue=(
        Cue(name="one", prompt="moon", fade_s=5.0),
        Cue(name="two", style="neon", brightness=0.5, follow_s=3.0),
        Cue(name="three", prompt="forest", seed=9),
    ),
)


def told(*events: tuple[str, tuple, float], until_s: float | None = None) -> State:
    """The state after events (address, args, at_s), each taken when it came."""
    state = start(SHOW)
    for address, args, at_s in events:
        state, _, _ = step(state, [Event(address, args, at_s)], at_s)
    if until_s is not None:
        state, _, _ = step(state, [], until_s)
    return state


def texts(state: State) -> list[str]:
    return [phrase.text for phrase in state.wish.phrases]


def test_the_first_wish_is_the_resting_picture() -> None:
    state = start(SHOW)
    assert texts(state) == ["calm sea, ink wash"]
    assert (state.wish.id, state.wish.seed) == (1, 3)


def test_time_alone_makes_no_new_wish() -> None:
    assert told(until_s=100.0).wish.id == 1


def test_a_prompt_replaces_all_and_carries_its_cause_and_fade() -> None:
    wish = told(("/prompt", ("red moon", 0.5), 4.0)).wish
    assert [p.text for p in wish.phrases] == ["red moon, ink wash"]
    assert (wish.cause_s, wish.made_s, wish.fade_s) == (4.0, 4.0, 0.5)


def test_a_prompt_without_a_fade_takes_the_shows_and_an_empty_one_gives_way() -> None:
    assert told(("/prompt", ("red moon", -1.0), 4.0)).wish.fade_s == 2.0
    state = told(("/prompt", ("red moon", -1.0), 4.0), ("/prompt", ("", -1.0), 5.0))
    assert texts(state) == ["calm sea, ink wash"]


def test_slots_mix_by_weight() -> None:
    state = told(("/slot", (1, "sea", 0.25, -1.0), 1.0), ("/slot", (2, "fire", 0.75, -1.0), 2.0))
    assert [(p.text, p.weight) for p in state.wish.phrases] == [("fire, ink wash", 0.75), ("sea, ink wash", 0.25)]
    assert [w.source for w in state.why] == ["slot 2", "slot 1"]


def test_committed_words_change_the_subject_and_partial_words_only_nudge() -> None:
    partial = told(("/heard/partial", ("a boat", 0.9, 0.5), 1.0))
    committed = told(("/heard/committed", ("a boat", 0.9, 0.5), 1.0))
    weight = {p.text: p.weight for p in partial.wish.phrases}["a boat, ink wash"]
    assert committed.wish.phrases[0].text == "a boat, ink wash"
    assert committed.wish.phrases[0].weight > weight
    assert committed.wish.sound_s == 0.9


def test_words_of_one_breath_grow_together() -> None:
    state = told(
        ("/heard/partial", ("the", 0.4, 0.1), 0.5),
        ("/heard/committed", ("the moon", 0.6, 0.1), 0.7),
        ("/heard/committed", ("drowns", 0.9, 0.1), 1.0),
    )
    assert state.wish.phrases[0].text == "the moon drowns, ink wash"


def test_words_that_bring_no_picture_change_nothing() -> None:
    assert told(("/heard/partial", ("and the", 0.4, 0.1), 0.5)).wish.id == 1


def test_recent_words_outweigh_older_ones_and_silence_decays_to_the_base() -> None:
    state = told(("/heard/committed", ("a boat", 0.9, 0.5), 1.0), ("/heard/committed", ("fire", 5.9, 5.5), 6.0))
    assert texts(state)[:2] == ["fire, ink wash", "a boat, ink wash"]
    later, wish, _ = step(state, [], 200.0)
    assert texts(later) == ["calm sea, ink wash"]
    assert wish.cause_s == 0.0


def test_an_operators_prompt_is_not_talked_over() -> None:
    state = told(("/prompt", ("red moon", -1.0), 1.0), ("/heard/committed", ("a boat", 1.9, 1.5), 2.0))
    assert texts(state) == ["red moon, ink wash"]


def test_cues_track_and_back_undoes_exactly() -> None:
    one = told(("/go", (), 1.0))
    two = told(("/go", (), 1.0), ("/go", (), 2.0))
    assert (texts(one), one.wish.fade_s) == (["moon, ink wash"], 5.0)
    assert texts(two) == ["moon, neon"]
    assert two.look.brightness == 0.5
    back = told(("/go", (), 1.0), ("/go", (), 2.0), ("/back", (), 3.0))
    assert texts(back) == texts(one)
    assert back.look.brightness == 1.0


def test_a_cue_follows_by_itself_on_time_however_late_we_look() -> None:
    state = told(("/cue", (2,), 1.0), until_s=50.0)
    assert state.cue == 3
    assert state.cue_since_s == pytest.approx(4.0)


def test_go_after_the_last_cue_stays_and_a_cue_too_far_is_the_last() -> None:
    assert told(("/cue", (3,), 1.0), ("/go", (), 2.0)).cue == 3
    assert told(("/cue", (99,), 1.0)).cue == 3


def test_the_fast_lane_needs_no_new_wish() -> None:
    state = told(("/blackout", (True,), 1.0), ("/freeze", (True,), 1.0), ("/brightness", (0.3, 2.0), 1.5))
    assert state.wish.id == 1
    assert (state.look.blackout, state.look.freeze, state.look.brightness) == (True, True, 0.3)
    assert (state.look.fade_s, state.look.changed_s) == (2.0, 1.5)


def test_panic_forgets_every_override_but_keeps_the_place_in_the_show() -> None:
    state = told(
        ("/go", (), 0.5),
        ("/prompt", ("red moon", -1.0), 1.0),
        ("/seed", (77, -1.0), 1.1),
        ("/blackout", (True,), 1.2),
        ("/panic", (), 2.0),
    )
    assert texts(state) == ["calm sea, ink wash"]
    assert (state.cue, state.look.blackout, state.wish.seed) == (1, False, 3)


def test_a_cue_that_goes_on_by_itself_stays_calm_after_panic() -> None:
    state = told(("/cue", (2,), 1.0), ("/panic", (), 3.0), until_s=5.5)
    assert (state.cue, texts(state)) == (2, ["calm sea, ink wash"])
    assert told(("/cue", (2,), 1.0), ("/panic", (), 3.0), until_s=6.5).cue == 3


def test_a_slider_moved_in_a_fade_does_not_make_it_a_cut() -> None:
    """The painter sees the newest wish alone: the drift's must say how the cue before it was to be reached."""
    apart = told(("/go", (), 1.0), ("/drift", (0.5,), 1.02), ("/carry", (0.1,), 1.03), ("/steps", (2,), 1.04))
    assert (texts(apart), apart.wish.drift_hz, apart.wish.fade_s) == (["moon, ink wash"], 0.5, 5.0)
    together = [Event("/go", (), 1.0), Event("/drift", (0.5,), 1.0), Event("/steps", (2,), 1.0)]
    state, _, _ = step(start(SHOW), together, 1.0)
    assert (texts(state), state.wish.steps, state.wish.fade_s) == (["moon, ink wash"], 2, 5.0)


def test_an_empty_style_gives_the_shows_own_back() -> None:
    state = told(("/style", ("neon", -1.0), 1.0), ("/style", ("", -1.0), 2.0))
    assert texts(state) == ["calm sea, ink wash"]


def test_what_the_next_cue_will_ask_for_is_told_ahead() -> None:
    assert told().wish.ahead[:2] == ("moon, ink wash", "moon, neon")


def test_a_show_is_a_fold_over_its_events() -> None:
    events = [
        Event("/go", (), 0.3),
        Event("/heard/partial", ("a boat", 0.9, 0.5), 1.0),
        Event("/heard/committed", ("a boat in fog", 1.2, 0.5), 1.4),
        Event("/blackout", (True,), 2.0),
        Event("/cue", (2,), 2.5),
    ]

    def play() -> list[object]:
        state, out = start(SHOW), []
        for tick in range(300):
            now_s = tick / 30
            due = [e for e in events if now_s - 1 / 30 < e.at_s <= now_s]
            state, wish, look = step(state, due, now_s)
            out.append((wish, look))
        return out

    assert play() == play()
