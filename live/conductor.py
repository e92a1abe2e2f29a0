"""The conductor: a show is a fold of `step` over its events. Pure: no socket, clock, GPU or file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from engine.wish import Phrase, Wish
from live.cues import Scene, opening_scene, scene_at
from live.events import Event
from live.look import Look
from live.osc.addresses import ASIS
from live.report import Why
from live.show import Show
from live.words import Utterance, compose, hear, phrases, shares

NO_SLOTS: tuple[tuple[str, float], ...] = (("", 0.0),) * 8


@dataclass(frozen=True, slots=True)
class State:
    """All that a show is at one moment."""

    show: Show
    scene: Scene
    look: Look = Look()
    cue: int = 0
    """Number of the cue we are in, from 1; 0 before the first GO."""
    cue_since_s: float = 0.0
    prompt: str = ""
    """The operator's own prompt; while it is not empty the voice doesn't paint."""
    slots: tuple[tuple[str, float], ...] = NO_SLOTS
    steps: int = 1
    heard: tuple[Utterance, ...] = ()
    level: float = 0.0
    ears: str = ""
    why: tuple[Why, ...] = ()
    wish: Wish = Wish()
    fade_s: float = 0.0
    """How long the next change of the wish takes."""
    cause_s: float | None = None
    """When the event arrived that changes the next wish; None where only time passes."""
    sound_s: float = 0.0


def start(show: Show) -> State:
    """The state before the first event; its wish is the resting picture."""
    scene = opening_scene(show)
    state = State(show=show, scene=scene, steps=show.picture.steps)
    return _wished(state, 0.0)


def step(state: State, events: Sequence[Event], now_s: float) -> tuple[State, Wish, Look]:
    """Take events (oldest first) and the time; give the new state, what to paint, and how to show it.

    The wish's id grows when, and only when, something in it has changed.
    """
    for event in events:
        handler = _HANDLERS.get(event.address)
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
        state = _to_cue(state, state.cue + 1, due_s)
    return state


def _to_cue(state: State, number: int, now_s: float) -> State:
    """Into a cue: its scene whole; an operator's prompt and slots give way."""
    number = max(0, min(number, len(state.show.cue)))
    scene = scene_at(state.show, number)
    look = state.look
    if scene.brightness != look.brightness:
        look = replace(look, brightness=scene.brightness, fade_s=scene.fade_s, changed_s=now_s)
    return replace(
        state,
        scene=scene,
        look=look,
        cue=number,
        cue_since_s=now_s,
        prompt="",
        slots=NO_SLOTS,
        heard=(),
        fade_s=scene.fade_s,
        cause_s=now_s,
        sound_s=0.0,
    )


def _caused(state: State, event: Event, fade_s: object = ASIS) -> State:
    """The state, noting that this event is the cause of what changes in the wish."""
    asked_s = fade_s if isinstance(fade_s, float) and fade_s >= 0.0 else state.scene.fade_s
    return replace(state, cause_s=event.at_s, sound_s=0.0, fade_s=asked_s)


def _prompt(state: State, event: Event) -> State:
    text, fade_s = event.args
    cleared = replace(state, prompt=str(text).strip(), slots=NO_SLOTS)
    return _caused(cleared, event, fade_s)


def _slot(state: State, event: Event) -> State:
    number, text, weight, fade_s = event.args
    slots = list(state.slots)
    slots[int(number) - 1] = (str(text).strip(), float(weight))
    return _caused(replace(state, slots=tuple(slots)), event, fade_s)


def _scene_value(key: str) -> Handler:
    """Handler that sets one value of the scene; an empty text means the show's own."""

    def handler(state: State, event: Event) -> State:
        value = event.args[0]
        if value == "":
            value = getattr(state.show.picture, key)
        fade_s = event.args[1] if len(event.args) > 1 else 0.0
        changed: dict[str, Any] = {key: value}
        return _caused(replace(state, scene=replace(state.scene, **changed)), event, fade_s)

    return handler


def _steps(state: State, event: Event) -> State:
    return _caused(replace(state, steps=int(event.args[0])), event)


def _go(state: State, event: Event) -> State:
    if state.cue >= len(state.show.cue):
        return state  # the last cue stays; an extra GO must not restart a show
    return _to_cue(state, state.cue + 1, event.at_s)


def _back(state: State, event: Event) -> State:
    return _to_cue(state, state.cue - 1, event.at_s) if state.cue else state


def _cue(state: State, event: Event) -> State:
    return _to_cue(state, int(event.args[0]), event.at_s)


def _blackout(state: State, event: Event) -> State:
    return replace(state, look=replace(state.look, blackout=bool(event.args[0])))


def _freeze(state: State, event: Event) -> State:
    return replace(state, look=replace(state.look, freeze=bool(event.args[0])))


def _brightness(state: State, event: Event) -> State:
    level, fade_s = event.args
    look = replace(state.look, brightness=float(level), fade_s=float(fade_s), changed_s=event.at_s)
    return replace(state, look=look)


def _panic(state: State, event: Event) -> State:
    calm = replace(start(state.show), wish=state.wish, cue=state.cue, ears=state.ears, level=state.level)
    return replace(_caused(calm, event), look=Look(changed_s=event.at_s))


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


Handler = Callable[[State, Event], State]

_HANDLERS: dict[str, Handler] = {
    "/prompt": _prompt,
    "/slot": _slot,
    "/style": _scene_value("style"),
    "/mood": _scene_value("mood"),
    "/seed": _scene_value("seed"),
    "/drift": _scene_value("drift_hz"),
    "/carry": _scene_value("carry"),
    "/steps": _steps,
    "/go": _go,
    "/back": _back,
    "/cue": _cue,
    "/blackout": _blackout,
    "/freeze": _freeze,
    "/brightness": _brightness,
    "/panic": _panic,
    "/heard/partial": _heard,
    "/heard/committed": _heard,
    "/heard/level": _level,
    "/heard/status": _ears,
}
