"""The one kind of event that reaches the conductor: an OSC message that passed the checks, and when it arrived."""

from __future__ import annotations

from dataclasses import dataclass

Value = int | float | str | bool


@dataclass(frozen=True, slots=True)
class Event:
    """An OSC message whose address and arguments fit the address table.

    `args` are complete: optional arguments that the sender left out hold the table's defaults.
    """

    address: str
    args: tuple[Value, ...] = ()
    at_s: float = 0.0
    """Show time of its arrival."""
    source: str = ""
    """Where it came from, for people: '127.0.0.1:53210', 'key', 'script'."""
