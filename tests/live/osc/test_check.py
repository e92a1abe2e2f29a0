"""The address table decides: what is taken, what is clamped, what is filled in, and what the refusal says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.events import Event, Value
from live.osc.addresses import BY_ADDRESS, TABLE
from live.osc.check import to_event, usage
from live.osc.decode import Message, OscError

TAKEN = [
    ("/prompt", ("a red moon",), ("a red moon", -1.0)),
    ("/prompt", ("a red moon", 3), ("a red moon", 3.0)),
    ("/prompt", ("", 1e9), ("", 600.0)),
    ("/slot", (2.0, "rain"), (2, "rain", 1.0, -1.0)),
    ("/slot", (99, "rain", -5, 0.5), (8, "rain", 0.0, 0.5)),
    ("/seed", (-(2**63),), (0, -1.0)),
    ("/seed", (1e300,), (2**31 - 1, -1.0)),
    ("/carry", (1,), (0.4,)),
    ("/blackout", (), (True,)),
    ("/blackout", (0,), (False,)),
    ("/blackout", (1.0,), (True,)),
    ("/freeze", (False,), (False,)),
    ("/go", (), ()),
    ("/heard/partial", ("the sea",), ("the sea", -1.0, -1.0)),
]


@pytest.mark.parametrize(("address", "given_args", "expected"), TAKEN)
def test_taken(address: str, given_args: tuple[Value, ...], expected: tuple[Value, ...]):
    event = to_event(Message(address, given_args), 1.5, "a test")
    assert event == Event(address, expected, 1.5, "a test")
    assert [type(value) for value in event.args] == [type(value) for value in expected]


REFUSED = [
    ("/promt", ("x",), r"/promt: unknown address; did you mean /prompt"),
    ("/heard/comitted", (), r"did you mean /heard/committed"),
    ("/qqqqqqqqqqqqqqqqqq", (), r"use one of /prompt /slot"),
    ("/go", (1.0,), r"/go: 1 arguments; send /go"),
    ("/cue", (), r"/cue: number: missing; send /cue number\(int 1\.\.9999\)"),
    ("/cue", (1.5,), r"/cue: number = 1.5; send"),
    ("/cue", ("one",), r"/cue: number = a text of 3 letters; send"),
    ("/cue", (True,), r"/cue: number = True; send"),
    ("/drift", (False,), r"/drift: drift_hz = False"),
    ("/prompt", (5,), r"/prompt: prompt = 5"),
    ("/blackout", (2,), r"/blackout: on = 2; send /blackout \[on\(bool\)\]"),
    ("/blackout", ("on",), r"/blackout: on = a text of 2 letters"),
]


@pytest.mark.parametrize(("address", "given_args", "names"), REFUSED)
def test_refused(address: str, given_args: tuple[Value, ...], names: str):
    with pytest.raises(OscError, match=names):
        to_event(Message(address, given_args), 0.0, "a test")


def test_usage_names_ranges_and_what_may_be_left_out():
    assert (
        usage(BY_ADDRESS["/slot"]) == "/slot slot(int 1..8) prompt(text) [weight(float 0..1)] [fade_s(float -1..600)]"
    )


def test_table_holds_together():
    """Defaults fit their own argument; what must be given comes before what may be left out."""
    for row in TABLE:
        optional = [argument.default is not None for argument in row.arguments]
        assert optional == sorted(optional), row.address
        full = tuple("x" if argument.default is None else argument.default for argument in row.arguments)
        full = tuple(
            argument.low if argument.default is None and argument.kind != "text" else value
            for argument, value in zip(row.arguments, full, strict=True)
        )
        assert to_event(Message(row.address, full), 0.0, "").args == full


VALUES = st.one_of(
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.text(),
)
ADDRESSES = st.one_of(st.sampled_from(sorted(BY_ADDRESS)), st.text())


@given(ADDRESSES, st.lists(VALUES, max_size=5))
def test_any_message_is_in_range_or_refused(address: str, values: list[Value]):
    try:
        event = to_event(Message(address, tuple(values)), 0.0, "")
    except OscError:
        return
    kinds = {"int": int, "float": float, "bool": bool, "text": str}
    for argument, value in zip(BY_ADDRESS[address].arguments, event.args, strict=True):
        assert type(value) is kinds[argument.kind]
        if isinstance(value, int | float) and argument.kind != "bool":
            assert argument.low <= value <= argument.high
