"""From a decoded message to an Event: the address table decides what is known, complete and in range."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from functools import lru_cache

from live.events import Event, Value
from live.osc.addresses import BY_ADDRESS, Address, Argument, Kind
from live.osc.decode import Message, OscError, short


def to_event(message: Message, at_s: float, source: str) -> Event:
    """The message as an Event with all its arguments: numbers clamped to their range, defaults filled in.

    Integers do for floats, whole floats for integers, 0, 1, 0.0 and 1.0 for bools. Raises OscError otherwise.
    """
    row = BY_ADDRESS.get(message.address)
    if row is None:
        raise OscError(f"{short(message.address)[1:-1]}: unknown address; {_near(message.address[:64])}")
    given = message.args
    if len(given) > len(row.arguments):
        raise OscError(f"{row.address}: {len(given)} arguments; send {usage(row)}")
    args = tuple(
        _fit(row, argument, given[place]) if place < len(given) else _default(row, argument)
        for place, argument in enumerate(row.arguments)
    )
    return Event(row.address, args, at_s, source)


def usage(row: Address) -> str:
    """How to send it, for people: '/cue number(int 1..9999)'; square brackets around what may be left out."""
    words = [row.address]
    for argument in row.arguments:
        word = f"{argument.name}({kind_and_range(argument)})"
        words.append(word if argument.default is None else f"[{word}]")
    return " ".join(words)


def kind_and_range(argument: Argument) -> str:
    """'float 0..1', 'text', 'bool'."""
    if argument.kind in ("int", "float"):
        return f"{argument.kind} {argument.low:.10g}..{argument.high:.10g}"
    return argument.kind


def _default(row: Address, argument: Argument) -> Value:
    if argument.default is None:
        raise OscError(f"{row.address}: {argument.name}: missing; send {usage(row)}")
    return argument.default


def _fit(row: Address, argument: Argument, value: Value) -> Value:
    fitted = _FIT[argument.kind](argument, value)
    if fitted is None:
        # what is sent to the wrong place may be what somebody said, and this text goes to a log
        seen = f"a text of {len(value)} letters" if isinstance(value, str) else short(value)
        raise OscError(f"{row.address}: {argument.name} = {seen}; send {usage(row)}")
    return fitted


def _fit_float(argument: Argument, value: Value) -> Value | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(min(max(value, argument.low), argument.high))


def _fit_int(argument: Argument, value: Value) -> Value | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
        return None
    return int(min(max(int(value), int(argument.low)), int(argument.high)))


def _fit_bool(_: Argument, value: Value) -> Value | None:
    return bool(value) if not isinstance(value, str) and value in (0, 1) else None


def _fit_text(_: Argument, value: Value) -> Value | None:
    return value if isinstance(value, str) else None


_FIT: dict[Kind, Callable[[Argument, Value], Value | None]] = {
    "int": _fit_int,
    "float": _fit_float,
    "bool": _fit_bool,
    "text": _fit_text,
}


@lru_cache(256)
def _near(address: str) -> str:
    near = difflib.get_close_matches(address, BY_ADDRESS, 3, 0.6)
    return f"did you mean {' or '.join(near)}?" if near else f"use one of {' '.join(BY_ADDRESS)}"
