"""Listening: what the ears' messages do, each a pure function of the state and the event."""

from __future__ import annotations

from dataclasses import replace

from live.events import Event
from live.lines import follow
from live.meaning.feeling import feel_voice, feel_words
from live.public import kept_off, refusals, refuse, verdict
from live.state import Handler, State
from live.words import Utterance, hear

NATIVE_LINES = 8


def _heard(state: State, event: Event) -> State:
    """Words. With a script they tell the place; else they wait for a veto where the show says so, and paint."""
    if state.kit.follower is not None:
        return _noted(follow(state, event), event)
    if state.show.ears.translate and event.address != "/heard/translated":
        state = _native(state, event)
        if (state.language or state.show.ears.language) != "en":
            return state  # its translation paints; English has none, and paints itself
    if state.show.public.veto_s > 0.0:
        # what may still change is not worth waiting for
        return state if event.address == "/heard/partial" else replace(state, waiting=(*state.waiting, event))
    return said(state, event)


def said(state: State, event: Event) -> State:
    """Words of the public that may paint now."""
    noted = _noted(state, event)
    if noted.heard == state.heard:
        return state
    sound_s = max(0.0, float(event.args[1]))
    onset_s = noted.heard[-1].onset_s
    reason = refusals(noted).get(onset_s, "")
    if reason:
        return noted if onset_s in refusals(state) else refuse(noted, reason)
    whole = noted.heard[-1].committed
    feeling = state.feeling
    if whole and is_english(state) and event.address != "/heard/partial":
        feeling = feel_words(feeling, whole, event.at_s, state.show.words.memory_s)
    return replace(noted, feeling=feeling, cause_s=event.at_s, sound_s=sound_s, fade_s=state.show.words.fade_s)


def is_english(state: State) -> bool:
    """Whether what paints is English: phrases are found and feelings read in no other language."""
    ears = state.show.ears
    return ears.translate or (state.language or ears.language) in ("en", "auto")


def release(state: State, now_s: float) -> State:
    """Let the words that have waited long enough paint."""
    wait_s = state.show.public.veto_s
    while state.waiting and now_s >= state.waiting[0].at_s + wait_s:
        event, *rest = state.waiting
        late = replace(event, at_s=event.at_s + wait_s)
        state = said(replace(state, waiting=tuple(rest)), late)
    return state


def _noted(state: State, event: Event) -> State:
    """The words in their utterance."""
    words, sound_s, onset_s = str(event.args[0]), float(event.args[1]), float(event.args[2])
    final = event.address != "/heard/partial"
    new = Utterance(
        onset_s=onset_s,
        committed=words if final else "",
        partial="" if final else words,
        heard_s=event.at_s,
        sound_s=sound_s,
    )
    return replace(state, heard=hear(state.heard, new, final=final))


def _native(state: State, event: Event) -> State:
    """Words in the speaker's own language, for the operator; what is refused shows its rule in place of its words."""
    if event.address == "/heard/partial":
        return state
    judged = verdict(state, str(event.args[0]))
    line = str(event.args[0]) if judged.ok else kept_off(judged.reason)
    return replace(state, native=(*state.native, line)[-NATIVE_LINES:])


def _voice(state: State, event: Event) -> State:
    arousal = float(event.args[3])
    return replace(state, feeling=feel_voice(state.feeling, arousal, event.at_s, state.show.words.memory_s))


def _language(state: State, event: Event) -> State:
    return replace(state, language=str(event.args[0]))


def _level(state: State, event: Event) -> State:
    return replace(state, level=float(event.args[0]))


def _ears(state: State, event: Event) -> State:
    name, detail = event.args
    return replace(state, ears=f"{name}: {detail}" if detail else str(name))


HANDLERS: dict[str, Handler] = {
    "/heard/partial": _heard,
    "/heard/committed": _heard,
    "/heard/translated": _heard,
    "/heard/voice": _voice,
    "/heard/language": _language,
    "/heard/level": _level,
    "/heard/status": _ears,
}
