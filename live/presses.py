"""Presses: keys of the window as the events that a desk would send; the keys of toggles turn their state over."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from live.events import Event, Value
from live.osc.addresses import BY_ADDRESS
from live.state import State

_TOGGLES: dict[str, Callable[[State], bool]] = {
    "/blackout": lambda state: state.look.blackout,
    "/freeze": lambda state: state.look.freeze,
    "/ears/mute": lambda state: state.hearing.mute,
}


def pressed(presses: Sequence[tuple[str, tuple[object, ...]]], state: State, now_s: float) -> list[Event]:
    """The events of (address, arguments) that were pressed, in their order."""
    return [Event(address, _arguments(address, given, state), now_s, "key") for address, given in presses]


def _arguments(address: str, given: tuple[object, ...], state: State) -> tuple[Value, ...]:
    if address in _TOGGLES:
        return (not _TOGGLES[address](state),)
    known = tuple(value for value in given if isinstance(value, int | float | str | bool))
    return known or tuple(a.default for a in BY_ADDRESS[address].arguments if a.default is not None)
