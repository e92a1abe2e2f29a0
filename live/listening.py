"""Listening: what the ears' messages do, each a pure function of the state and the event."""

from __future__ import annotations

from dataclasses import replace

from live.events import Event
from live.state import Handler, State
from live.words import Utterance, hear


def _heard(state: State, event: Event) -> State:
    words, sound_s, onset_s = str(event.args[0]), float(event.args[1]), float(event.args[2])
    final = event.address == "/heard/committed"
    new = Utterance(
        onset_s=onset_s,
        committed=words if final else "",
        partial="" if final else words,
        heard_s=event.at_s,
        sound_s=sound_s,
    )
    heard = hear(state.heard, new, final=final)
    if heard == state.heard:
        return state
    return replace(state, heard=heard, cause_s=event.at_s, sound_s=max(0.0, sound_s), fade_s=state.show.words.fade_s)


def _level(state: State, event: Event) -> State:
    return replace(state, level=float(event.args[0]))


def _ears(state: State, event: Event) -> State:
    name, detail = event.args
    return replace(state, ears=f"{name}: {detail}" if detail else str(name))


HANDLERS: dict[str, Handler] = {
    "/heard/partial": _heard,
    "/heard/committed": _heard,
    "/heard/level": _level,
    "/heard/status": _ears,
}
