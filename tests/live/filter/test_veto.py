"""The veto window: waiting, releasing, dropping, blocking."""

from live.filter.veto import MOST_WAITING, Veto, is_blocked, offer, ready, veto


def test_a_text_waits_its_time_and_comes_out_once() -> None:
    state = offer(Veto(wait_s=3.0), "a red boat", 10.0)
    state, passed = ready(state, 12.9)
    assert passed == ()
    state, passed = ready(state, 13.0)
    assert [one.text for one in passed] == ["a red boat"]
    assert ready(state, 20.0)[1] == ()


def test_no_window_lets_it_pass_at_once() -> None:
    _, passed = ready(offer(Veto(), "a red boat", 1.0), 1.0)
    assert len(passed) == 1


def test_veto_drops_what_waits_and_blocks_what_is_on_the_wall() -> None:
    state = offer(Veto(wait_s=3.0), "a red boat", 10.0)
    state = veto(state, ["green smoke"])
    assert state.waiting == ()
    for text in ("A RED boat!", "a réd boat", "and then a red boat comes", "Green Smoke", "much green smoke"):
        assert offer(state, text, 11.0).waiting == ()
    for text in ("a red", "green", "smoke green"):
        assert offer(state, text, 11.0).waiting


def test_a_single_word_is_blocked_only_by_itself() -> None:
    state = veto(Veto(), ["smoke"])
    assert is_blocked(state, "Smoke!")
    assert not is_blocked(state, "smoke over the sea")


def test_a_newer_text_of_one_source_begins_to_wait_anew() -> None:
    state = offer(Veto(wait_s=2.0), "a red", 0.0, "voice 7")
    state = offer(state, "a red boat", 1.9, "voice 7")
    assert ready(state, 2.5)[1] == ()
    assert [one.text for one in ready(state, 3.9)[1]] == ["a red boat"]


def test_the_same_text_again_does_not_prolong_the_wait() -> None:
    state = offer(Veto(wait_s=2.0), "a red boat", 0.0, "voice 7")
    state = offer(state, "a red boat", 1.9, "voice 7")
    assert len(ready(state, 2.0)[1]) == 1


def test_a_source_that_turns_to_a_blocked_text_loses_its_place() -> None:
    state = offer(veto(Veto(wait_s=2.0), ["green smoke"]), "green", 0.0, "voice 7")
    assert offer(state, "green smoke", 1.0, "voice 7").waiting == ()


def test_a_flood_leaves_room_for_nobody_but_breaks_nothing() -> None:
    state = Veto(wait_s=5.0)
    for number in range(200):
        state = offer(state, f"wave {number}", 0.0)
    assert len(state.waiting) == MOST_WAITING
    assert state.waiting[0].text == "wave 0"


def test_nothing_said_is_not_offered() -> None:
    assert offer(Veto(), " ... ", 0.0).waiting == ()
