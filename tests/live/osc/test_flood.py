"""Budgets and complaints, with time as an argument."""

from __future__ import annotations

from live.osc.flood import MAX_SENDERS, Budget, Complaints


def test_budget_is_each_senders_own_and_comes_back():
    budget = Budget(each=3)
    assert [budget.charge("a") for _ in range(3)] == [False, False, True]
    assert budget.spent("a", 0.5)
    assert not budget.spent("b", 0.5)
    assert not budget.spent("a", 1.5)


def test_budget_of_countless_senders_is_shared():
    budget = Budget(each=2)
    for number in range(100_000):
        budget.charge(number)
    assert len(budget._bad) <= MAX_SENDERS + 1
    assert budget.spent("one more", 0.1)


def test_complaints_are_few_distinct_and_repeat_only_after_a_while():
    complaints = Complaints(rate_hz=2, keep=8, quiet_s=10.0)
    for at_s in (0.0, 0.1, 0.2):
        complaints.add("same", at_s)
    complaints.add("other", 0.3)
    complaints.add("too many this second", 0.4)
    assert complaints.take() == ["same", "other"]
    complaints.add("same", 5.0)
    assert complaints.take() == []
    complaints.add("same", 11.0)
    assert complaints.take() == ["same"]


def test_complaints_waiting_are_bounded():
    complaints = Complaints(rate_hz=1000, keep=3)
    for number in range(100):
        complaints.add(str(number), 0.0)
    assert complaints.take() == ["97", "98", "99"]
