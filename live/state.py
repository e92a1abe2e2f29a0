"""State: all that a show is at one moment, and the two ways in which every hand changes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from engine.wish import Wish
from live.cues import Scene
from live.ears.settings import EarSettings
from live.events import Event
from live.filter.veto import Key
from live.follow.follower import Place
from live.kit import NO_KIT, Kit
from live.look import Look
from live.meaning.feeling import Feeling
from live.meaning.mix import Line
from live.osc.addresses import ASIS
from live.report import Why
from live.show import Show
from live.words import Utterance

NO_SLOTS: tuple[tuple[str, float], ...] = (("", 0.0),) * 8


@dataclass(frozen=True, slots=True)
class State:
    """All that a show is at one moment."""

    show: Show
    scene: Scene
    kit: Kit = NO_KIT
    scenes: tuple[Scene, ...] = ()
    """Of the whole show, by cue number: reckoned once, since every picture asks what may come next."""
    look: Look = Look()
    cue: int = 0
    """Number of the cue we are in, from 1; 0 before the first GO."""
    cue_since_s: float = 0.0
    prompt: str = ""
    """The operator's own prompt; while it is not empty the voice doesn't paint."""
    slots: tuple[tuple[str, float], ...] = NO_SLOTS
    steps: int = 1
    heard: tuple[Utterance, ...] = ()
    """What was said and may paint, oldest first; with a script it is only shown to the operator."""
    native: tuple[str, ...] = ()
    """The last lines in the speaker's own language, where `heard` holds their translation."""
    waiting: tuple[Event, ...] = ()
    """Words of the public that wait for the operator's veto, oldest first."""
    vetoed: frozenset[Key] = frozenset()
    """What was vetoed: said again, it does not paint."""
    filtered: int = 0
    """How often something said or sent was kept off the wall."""
    filter_reason: str = ""
    """Which list or rule did so last; no words."""
    remarks: int = 0
    """How many remarks the operator has been given; the last one:"""
    remark: str = ""
    place: Place | None = None
    """Where in the script the speaker is."""
    line: Line | None = None
    """The script's line that paints, and the one before it."""
    before: Line | None = None
    feeling: Feeling = Feeling()
    emotion: float = 0.0
    language: str = ""
    level: float = 0.0
    ears: str = ""
    hearing: EarSettings = EarSettings()
    """How the ears are to take the sound."""
    why: tuple[Why, ...] = ()
    wish: Wish = Wish()
    fade_s: float = 0.0
    """How long the next change of the wish takes."""
    cause_s: float | None = None
    """When the event arrived that changes the next wish; None where only time passes."""
    sound_s: float = 0.0


def to_cue(state: State, number: int, now_s: float) -> State:
    """Into a cue: its scene whole; an operator's prompt and slots give way."""
    number = max(0, min(number, len(state.show.cue)))
    scene = state.scenes[number]
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
        line=None,
        before=None,
        fade_s=scene.fade_s,
        cause_s=now_s,
        sound_s=0.0,
    )


def caused(state: State, event: Event, fade_s: object = ASIS) -> State:
    """The state, noting that this event is the cause of what changes in the wish."""
    asked_s = fade_s if isinstance(fade_s, float) and fade_s >= 0.0 else state.scene.fade_s
    return replace(state, cause_s=event.at_s, sound_s=0.0, fade_s=asked_s)


def remark(state: State, text: str) -> State:
    """Tell the operator something."""
    return replace(state, remarks=state.remarks + 1, remark=text)


Handler = Callable[[State, Event], State]
"""What an event does to a show."""
