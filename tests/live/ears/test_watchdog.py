"""When a microphone counts as lost, and when zeros are worth a fresh look."""

import pytest

from live.ears.watchdog import FIRST_S, OPEN_S, SILENT_S, Watchdog


def renewals(watchdog, until_s, zeros):
    """The times at which it asks for a fresh stream, with a chunk every 16 ms."""
    asked, at_s = [], 0.0
    while at_s < until_s:
        watchdog.heard(at_s, zeros(at_s))
        if watchdog.judge(at_s) == "renew":
            asked.append(at_s)
        at_s += 0.016
    return asked


@pytest.mark.parametrize(
    ("signs", "patience_s"),
    [((), OPEN_S), (("opened",), FIRST_S), (("opened", "heard"), SILENT_S)],
    ids=["opening", "opened", "running"],
)
def test_each_phase_has_its_patience(signs, patience_s):
    watchdog = Watchdog(100.0)
    for sign in signs:
        watchdog.opened(100.0) if sign == "opened" else watchdog.heard(100.0, zeros=False)
    assert watchdog.judge(100.0 + patience_s - 0.01) == "well"
    assert watchdog.judge(100.0 + patience_s + 0.01) == "lost"


def test_zeros_are_looked_into_at_growing_intervals_and_never_count_as_lost():
    asked = renewals(Watchdog(0.0), 250.0, lambda _: True)
    assert asked == pytest.approx([2, 6, 14, 30, 62, 122, 182, 242], abs=0.1)


def test_a_single_sound_begins_the_count_anew():
    asked = renewals(Watchdog(0.0), 20.0, lambda at_s: not 9.0 < at_s < 9.02)
    assert asked == pytest.approx([2, 6, 11, 15], abs=0.1)


def test_zeros_are_told_while_they_last():
    watchdog = Watchdog(0.0)
    renewals(watchdog, 1.5, lambda _: True)
    assert not watchdog.zeros
    renewals(watchdog, 2.5, lambda _: True)
    assert watchdog.zeros
    watchdog.heard(2.6, zeros=False)
    assert not watchdog.zeros


def test_opening_afresh_gets_its_time_and_the_zeros_still_count():
    watchdog = Watchdog(0.0)
    assert len(renewals(watchdog, 3.0, lambda _: True)) == 1
    watchdog.opening(3.0)
    assert watchdog.judge(3.0 + SILENT_S + 0.1) == "well"
    watchdog.opened(3.7)
    watchdog.heard(3.8, zeros=True)
    assert watchdog.zeros
    assert watchdog.judge(3.9) == "well"  # the next look is at 6 s, not 2 s from now
