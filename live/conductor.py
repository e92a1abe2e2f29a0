"""The conductor: a show is a fold of `step` over its events. Pure: no socket, clock, GPU or file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engine.wish import Phrase, Wish
from live import hands, listening
from live.cues import opening_scene, scene_at
from live.ears.settings import EarSettings
from live.events import Event
from live.look import Look
from live.report import Why
from live.show import Show
from live.state import Handler, State, caused, to_cue
from live.words import compose, phrases, shares

__all__ = ["State", "start", "step"]


def start(show: Show, hearing: EarSettings = EarSettings()) -> State:  # noqa: B008  (frozen)
    """The state before the first event; its wish is the resting picture. `hearing`: as the venue has it."""
    scene = opening_scene(show)
    state = State(show=show, scene=scene, steps=show.picture.steps, hearing=hearing)
    return _wished(state, 0.0)


def step(state: State, events: Sequence[Event], now_s: float) -> tuple[State, Wish, Look]:
    """Take events (oldest first) and the time; give the new state, what to paint, and how to show it.

    The wish's id grows when, and only when, something in it has changed.
    """
    for event in events:
        handler = HANDLERS.get(event.address)
        if handler is not None:
            state = handler(state, event)
    state = _follow(state, now_s)
    state = _wished(state, now_s)
    return state, state.wish, state.look


def _wished(state: State, now_s: float) -> State:
    """The state with its wish brought up to date."""
    scene = state.scene
    why = _mix(state, now_s)
    wanted = replace(
        state.wish,
        phrases=tuple(Phrase(compose(w.text, scene.style, scene.mood), w.weight) for w in why),
        seed=scene.seed,
        drift_hz=scene.drift_hz,
        carry=scene.carry,
        steps=state.steps,
        ahead=_ahead(state),
    )
    if wanted == state.wish and state.wish.id:
        return replace(state, why=why, cause_s=None, sound_s=0.0)
    quiet = state.cause_s is None  # memory fades at its own pace
    wish = replace(
        wanted,
        id=state.wish.id + 1,
        made_s=now_s,
        fade_s=state.show.words.fade_s if quiet else state.fade_s,
        cause_s=state.cause_s or 0.0,
        sound_s=state.sound_s,
    )
    return replace(state, wish=wish, why=why, cause_s=None, sound_s=0.0)


def _mix(state: State, now_s: float) -> tuple[Why, ...]:
    """Who is heard: the operator's prompt or slots, else the voice over the scene."""
    filled = {text: (weight, f"slot {n}") for n, (text, weight) in enumerate(state.slots, 1) if text and weight}
    if state.prompt:
        filled.setdefault(state.prompt, (1.0, "desk"))
    if filled:
        return shares(filled)
    return phrases(state.heard, Why(state.scene.prompt, 1.0, state.scene.source), state.show.words, now_s)


def _ahead(state: State) -> tuple[str, ...]:
    """What the next two cues and the one before would ask for."""
    near = (state.cue + 1, state.cue + 2, state.cue - 1)
    scenes = [scene_at(state.show, n) for n in near if 0 <= n <= len(state.show.cue)]
    return tuple(dict.fromkeys(compose(s.prompt, s.style, s.mood) for s in scenes))


def _follow(state: State, now_s: float) -> State:
    """Go on by itself from a cue that says so."""
    while 0 < state.cue < len(state.show.cue):
        follow_s = state.show.cue[state.cue - 1].follow_s
        if follow_s is None or now_s < state.cue_since_s + follow_s:
            break
        due_s = state.cue_since_s + follow_s
        state = to_cue(state, state.cue + 1, due_s)
    return state


def _panic(state: State, event: Event) -> State:
    calm = replace(start(state.show, state.hearing), wish=state.wish, cue=state.cue, ears=state.ears, level=state.level)
    return replace(caused(calm, event), look=Look(changed_s=event.at_s))


HANDLERS: dict[str, Handler] = {**hands.HANDLERS, **listening.HANDLERS, "/panic": _panic}
"""What each address of the table does."""
