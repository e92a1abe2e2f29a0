"""The conductor: a show is a fold of `step` over its events. Pure: no socket, clock, GPU or file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import msgspec

from engine.wish import Phrase, Wish
from live import hands, lines, listening, public
from live.cues import scenes_of
from live.ears.settings import EarSettings
from live.events import Event
from live.kit import NO_KIT, Kit
from live.lines import painted, script_line
from live.listening import is_english, release
from live.look import Look
from live.material import loras
from live.meaning.feeling import settle
from live.meaning.mix import Mix, Said, mix, texts
from live.public import admitted, thinned
from live.report import Why
from live.show import Show
from live.state import Handler, State, caused, to_cue
from live.words import compose, shares

__all__ = ["State", "start", "step"]

EAR_SETTINGS = EarSettings()
MAX_DRIFT_HZ = 4.0


def start(show: Show, kit: Kit = NO_KIT, hearing: EarSettings = EAR_SETTINGS) -> State:
    """The state before the first event; its wish is the resting picture. `hearing`: as the venue has it."""
    scenes = scenes_of(show)
    state = State(
        show=show,
        scene=scenes[0],
        scenes=scenes,
        kit=kit,
        steps=show.picture.steps,
        hearing=hearing,
        place=kit.follower.begin() if kit.follower else None,
        emotion=show.words.emotion,
    )
    return _wished(state, 0.0)


def step(state: State, events: Sequence[Event], now_s: float) -> tuple[State, Wish, Look]:
    """Take events (oldest first) and the time; give the new state, what to paint, and how to show it.

    The wish's id grows when, and only when, something in it has changed.
    """
    for event in thinned(events):
        handler = HANDLERS.get(event.address)
        if handler is not None:
            state = handler(state, event)
    state = _follow(release(state, now_s), now_s)
    state = replace(state, feeling=settle(state.feeling, now_s, state.show.words.memory_s))
    state = _wished(state, now_s)
    return state, state.wish, state.look


def _wished(state: State, now_s: float) -> State:
    """The state with its wish brought up to date."""
    scene = state.scene
    wanted_mix = _mix(state, now_s)
    wanted = replace(
        state.wish,
        phrases=tuple(Phrase(compose(w.text, scene.style, scene.mood), w.weight) for w in wanted_mix.why),
        seed=scene.seed,
        drift_hz=min(MAX_DRIFT_HZ, round(scene.drift_hz * wanted_mix.drift_scale, 4)),
        walk=scene.walk,
        seeds=scene.seeds,
        negative=scene.negative,
        guidance=scene.guidance,
        image=scene.image,
        image_share=scene.image_share,
        loras=loras(state.show, scene.loras),
        carry=scene.carry,
        steps=state.steps,
        pace=state.show.picture.pace,
        fill_hz=state.show.picture.fill_hz,
        ahead=_ahead(state),
    )
    if wanted == state.wish and state.wish.id:
        return replace(state, why=wanted_mix.why, cause_s=None, sound_s=0.0)
    quiet = state.cause_s is None  # memory fades at its own pace
    fade_s = (state.show.words.fade_s if quiet else state.fade_s) * wanted_mix.fade_scale
    wish = replace(
        wanted,
        id=state.wish.id + 1,
        made_s=now_s,
        fade_s=fade_s if _destination(wanted) != _destination(state.wish) else state.wish.fade_s,
        cause_s=state.cause_s or 0.0,
        sound_s=state.sound_s,
    )
    return replace(state, wish=wish, why=wanted_mix.why, cause_s=None, sound_s=0.0)


def _destination(wish: Wish) -> tuple[object, ...]:
    """What is reached by a fade. A wish that only drifts faster leaves the fade under way its length.

    The painter may see it in place of the one before, and would cut where that was to fade.
    """
    place = wish.phrases, wish.negative, wish.guidance, wish.loras, wish.image, wish.image_share
    return (*place, wish.seed, wish.walk, wish.seeds)


def _mix(state: State, now_s: float) -> Mix:
    """Who is heard: the operator's prompt or slots, else the voice over the scene."""
    filled = {text: (weight, f"slot {n}") for n, (text, weight) in enumerate(state.slots, 1) if text and weight}
    if state.prompt:
        filled.setdefault(state.prompt, (1.0, "desk"))
    if filled:
        return Mix(shares(filled))
    base = Why(state.scene.prompt, 1.0, state.scene.source)
    rules = msgspec.structs.replace(state.show.words, emotion=state.emotion)
    return mix(_said(state), base, rules, state.feeling, now_s)


def _said(state: State) -> Said:
    if state.kit.follower is not None:
        return Said(line=state.line, before=state.before)
    return Said(admitted(state), english=is_english(state))


def _ahead(state: State) -> tuple[str, ...]:
    """What the next two lines, the next two cues and the cue before would ask for."""
    scene, language = state.scene, state.show.ears.language
    here = state.place.line if state.place else 0
    lines = [script_line(state, here + 1), script_line(state, here + 2)]
    spoken = [text for line in lines if line for text in texts(painted(line, language, 0.0, 0.0))]
    asked = [compose(text, scene.style, scene.mood) for text in spoken]
    near = (state.cue + 1, state.cue + 2, state.cue - 1)
    scenes = [state.scenes[n] for n in near if 0 <= n < len(state.scenes)]
    return tuple(dict.fromkeys([*asked, *(compose(s.prompt, s.style, s.mood) for s in scenes)]))


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
    calm = replace(
        start(state.show, state.kit, state.hearing),
        wish=state.wish,
        cue=state.cue,
        cue_since_s=event.at_s,  # a cue that goes on by itself stays calm for its whole length
        place=state.place,
        vetoed=state.vetoed,
        filtered=state.filtered,
        ears=state.ears,
        level=state.level,
        language=state.language,
    )
    return replace(caused(calm, event), look=Look(changed_s=event.at_s))


HANDLERS: dict[str, Handler] = {
    **hands.HANDLERS,
    **lines.HANDLERS,
    **listening.HANDLERS,
    **public.HANDLERS,
    "/panic": _panic,
}
"""What each address of the table does."""
