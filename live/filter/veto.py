"""The veto window: what the public says waits a moment, so that an operator may drop it before it is light. Pure.

A text is known by its words alone: case, accents and punctuation make no new one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from live.filter.normalise import bare, clean, words

Key = tuple[str, ...]

MOST_WAITING = 64
"""Texts that may wait; in a flood the newest are let go."""
MOST_BLOCKED = 4096
"""Blocked texts that are remembered, the latest."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A text that waits. A newer text of the same `source` (an utterance, a slot) takes its place."""

    text: str
    at_s: float
    source: str = ""


@dataclass(frozen=True, slots=True)
class Veto:
    """What waits, oldest first, and what is blocked for the rest of the show. Times are show time."""

    wait_s: float = 0.0
    waiting: tuple[Offer, ...] = ()
    blocked: tuple[Key, ...] = ()


def offer(state: Veto, text: str, now_s: float, source: str = "") -> Veto:
    """The state with a new text in waiting, unless it is blocked or waits already.

    In place of an older text of the same source the waiting begins anew: nothing is smuggled in at the last moment.
    """
    if is_blocked(state, text) or not key(text):
        return _without(state, source)
    if any(key(one.text) == key(text) and one.source == source for one in state.waiting):
        return state
    others = _without(state, source).waiting
    if len(others) >= MOST_WAITING:
        return state
    return replace(state, waiting=(*others, Offer(text, now_s, source)))


def ready(state: Veto, now_s: float) -> tuple[Veto, tuple[Offer, ...]]:
    """The state without those that have waited long enough, and these: they may be painted now."""
    due = tuple(one for one in state.waiting if now_s - one.at_s >= state.wait_s)
    if not due:
        return state, ()
    return replace(state, waiting=tuple(one for one in state.waiting if one not in due)), due


def veto(state: Veto, on_wall: Iterable[str] = ()) -> Veto:
    """Drop all that waits; block it, and what of the public is on the wall now, for the rest of the show."""
    dropped = [key(text) for text in (*(one.text for one in state.waiting), *on_wall)]
    blocked = tuple(dict.fromkeys((*state.blocked, *(one for one in dropped if one))))
    return replace(state, waiting=(), blocked=blocked[-MOST_BLOCKED:])


def is_blocked(state: Veto, text: str) -> bool:
    """Whether the text was dropped by a veto, or holds two words or more that were, in a row."""
    said = key(text)
    return any(_holds(said, blocked) for blocked in state.blocked)


def key(text: str) -> Key:
    """The words of a text, as they are compared."""
    return tuple(bare(word.text) for word in words(clean(text)))


def _holds(said: Key, blocked: Key) -> bool:
    if len(blocked) < 2:
        return said == blocked
    return any(said[at : at + len(blocked)] == blocked for at in range(len(said) - len(blocked) + 1))


def _without(state: Veto, source: str) -> Veto:
    """Without what waits of a named source; the nameless are each their own."""
    if not source:
        return state
    return replace(state, waiting=tuple(one for one in state.waiting if one.source != source))
