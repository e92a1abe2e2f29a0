"""Hands: what the operator's messages do, each a pure function of the state and the event."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from live.cues import weighed
from live.events import Event
from live.lines import line_back, next_line
from live.material import image_place, inside
from live.public import refuse, verdict
from live.show import Walk
from live.state import NO_SLOTS, Handler, State, caused, remark, to_cue


def _judged(place: int, handler: Handler) -> Handler:
    """The handler, for events whose argument number `place` may be painted; others change nothing."""

    def judged(state: State, event: Event) -> State:
        found = verdict(state, str(event.args[place]).strip())
        return handler(state, event) if found.ok else refuse(state, found.reason)

    return judged


def _prompt(state: State, event: Event) -> State:
    text, fade_s = event.args
    cleared = replace(state, prompt=str(text).strip(), slots=NO_SLOTS)
    return caused(cleared, event, fade_s)


def _slot(state: State, event: Event) -> State:
    number, text, weight, fade_s = event.args
    slots = list(state.slots)
    slots[int(number) - 1] = (str(text).strip(), float(weight))
    return caused(replace(state, slots=tuple(slots)), event, fade_s)


def _scene_value(key: str) -> Handler:
    """Handler that sets one value of the scene; an empty text means the show's own.

    What takes no fade leaves that of the other changes as it is.
    """

    def handler(state: State, event: Event) -> State:
        value = event.args[0]
        if value == "":
            value = getattr(state.show.picture, key)
        changed: dict[str, Any] = {key: value}
        return _changed(state, event, changed)

    return handler


def _circle(state: State, event: Event) -> State:
    walk: Walk = "circle" if event.args[0] else "row"
    return _changed(state, event, {"walk": walk, "seeds": ()})


def _seed(state: State, event: Event) -> State:
    """Walk there, out of a round of seeds too: that would hide it."""
    return _changed(state, event, {"seed": event.args[0], "seeds": ()})


def _changed(state: State, event: Event, values: dict[str, Any]) -> State:
    """With new values in the scene; the second argument, where there is one, is the fade."""
    fade_s = event.args[1] if len(event.args) > 1 else None
    done = caused(replace(state, scene=replace(state.scene, **values)), event, fade_s or 0.0)
    return done if fade_s is not None else replace(done, fade_s=state.fade_s)


def _image(state: State, event: Event) -> State:
    """A network may name cameras and the show's own files, and no others."""
    image, fade_s = str(event.args[0]).strip(), event.args[1]
    if not inside(state.show, image):
        return remark(state, "/image: no such file in the show's folder; put it there, or send camera")
    return caused(replace(state, scene=replace(state.scene, image=image_place(state.show, image))), event, fade_s)


def _lora(state: State, event: Event) -> State:
    name, weight, fade_s = str(event.args[0]), float(event.args[1]), event.args[2]
    known = [known for known, _ in state.scene.loras]
    if name not in known:
        return remark(state, f"/lora: no [[lora]] of that name in the show; it has {', '.join(known) or 'none'}")
    scene = replace(state.scene, loras=weighed(state.scene.loras, {name: weight}))
    return caused(replace(state, scene=scene), event, fade_s)


def _steps(state: State, event: Event) -> State:
    return replace(caused(replace(state, steps=int(event.args[0])), event), fade_s=state.fade_s)


def _emotion(state: State, event: Event) -> State:
    return caused(replace(state, emotion=float(event.args[0])), event)


def _go(state: State, event: Event) -> State:
    if not state.show.cue:
        return next_line(state, event)
    if state.cue >= len(state.show.cue):
        return state  # the last cue stays; an extra GO must not restart a show
    return to_cue(state, state.cue + 1, event.at_s)


def _back(state: State, event: Event) -> State:
    if not state.show.cue:
        return line_back(state, event)
    return to_cue(state, state.cue - 1, event.at_s) if state.cue else state


def _cue(state: State, event: Event) -> State:
    return to_cue(state, int(event.args[0]), event.at_s)


def _blackout(state: State, event: Event) -> State:
    return replace(state, look=replace(state.look, blackout=bool(event.args[0])))


def _freeze(state: State, event: Event) -> State:
    return replace(state, look=replace(state.look, freeze=bool(event.args[0])))


def _brightness(state: State, event: Event) -> State:
    level, fade_s = event.args
    look = replace(state.look, brightness=float(level), fade_s=float(fade_s), changed_s=event.at_s)
    return replace(state, look=look)


def _hearing(key: str) -> Handler:
    """Handler that sets one of the ears' settings."""

    def handler(state: State, event: Event) -> State:
        changed: dict[str, Any] = {key: event.args[0]}
        return replace(state, hearing=replace(state.hearing, **changed))

    return handler


HANDLERS: dict[str, Handler] = {
    "/prompt": _judged(0, _prompt),
    "/slot": _judged(1, _slot),
    "/style": _judged(0, _scene_value("style")),
    "/mood": _judged(0, _scene_value("mood")),
    "/seed": _seed,
    "/drift": _scene_value("drift_hz"),
    "/carry": _scene_value("carry"),
    "/circle": _circle,
    "/negative": _scene_value("negative"),  # what it names is kept off the wall; the filter would keep it on
    "/guidance": _scene_value("guidance"),
    "/lora": _lora,
    "/image": _image,
    "/image/share": _scene_value("image_share"),
    "/steps": _steps,
    "/emotion": _emotion,
    "/go": _go,
    "/back": _back,
    "/cue": _cue,
    "/blackout": _blackout,
    "/freeze": _freeze,
    "/brightness": _brightness,
    "/ears/gain": _hearing("gain_db"),
    "/ears/gate": _hearing("gate_db"),
    "/ears/mute": _hearing("mute"),
}
