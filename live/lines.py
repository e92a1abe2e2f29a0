"""Lines: how a show moves through its script, by voice or by hand; each a pure function of the state and the event."""

from __future__ import annotations

from dataclasses import replace

from live.events import Event
from live.follow.follower import Place
from live.follow.script import ScriptLine
from live.meaning.feeling import feel_words
from live.meaning.mix import Line
from live.state import Handler, State, caused, to_cue

SAME_MOVE_S = 0.4
"""Voice and hand that move so soon after each other mean one move."""


def follow(state: State, event: Event) -> State:
    """The state after words of the voice; they are the cause of what changes only where the place has changed."""
    follower = state.kit.follower
    if follower is None or state.place is None:
        return state
    words, sound_s, onset_s = str(event.args[0]), float(event.args[1]), float(event.args[2])
    final = event.address == "/heard/committed"
    place = follower.heard(state.place, words, final=final, onset_s=onset_s, at_s=event.at_s)
    here = (place.line, place.progress)
    if here == (state.place.line, state.place.progress):
        return replace(state, place=place)
    moved = _take if place.line != state.place.line else _go_on
    state = moved(state, place, event.at_s)
    return replace(state, cause_s=event.at_s, sound_s=max(0.0, sound_s), fade_s=state.show.words.fade_s)


def move(state: State, event: Event, number: int) -> State:
    """The state after a hand chose a line; its number is kept within the script."""
    follower = state.kit.follower
    if follower is None or state.place is None:
        return state
    place = follower.go_to(state.place, number, event.at_s)
    return caused(_take(state, place, event.at_s), event, state.show.words.fade_s)


def script_line(state: State, number: int) -> ScriptLine | None:
    """A line of the script by its number from 1, where there is one."""
    script = state.kit.script
    return script.lines[number - 1] if script and 0 < number <= len(script.lines) else None


def painted(line: ScriptLine, language: str, at_s: float, progress: float) -> Line:
    """What a line of the script paints: its prompt, else its English gloss, else its own words."""
    return Line(
        number=line.number,
        text=line.prompt or line.gloss or line.text,
        began_s=at_s,
        heard_s=at_s,
        progress=progress,
        mood=line.mood,
        parts=not line.prompt and (bool(line.gloss) or language == "en"),
    )


def _take(state: State, place: Place, at_s: float) -> State:
    """Into another line: it paints, the one before fades, its cue is fired, its words are felt."""
    written = script_line(state, place.line)
    if written is None:
        return replace(state, place=place, line=None, before=state.line)
    before = state.line
    cues = [cue.name for cue in state.show.cue]
    if written.cue:
        state = to_cue(state, cues.index(written.cue) + 1, at_s)
    line = painted(written, state.show.ears.language, at_s, place.progress)
    feeling = state.feeling
    if line.parts:
        feeling = feel_words(feeling, line.text, at_s, state.show.words.memory_s)
    return replace(state, place=place, line=line, before=before, feeling=feeling)


def _go_on(state: State, place: Place, at_s: float) -> State:
    """Further in the same line; a line that a cue or a hand had put away comes back."""
    written = script_line(state, place.line)
    if written is None:
        return replace(state, place=place)
    line = state.line or painted(written, state.show.ears.language, at_s, place.progress)
    return replace(state, place=place, line=replace(line, progress=place.progress, heard_s=at_s))


def _line(state: State, event: Event) -> State:
    return move(state, event, int(event.args[0]))


def next_line(state: State, event: Event) -> State:
    """One line on; the last stays. A press just after the voice has moved by itself meant that very line."""
    place = state.place
    if place is None or (place.line and not place.by_hand and event.at_s - place.since_s < SAME_MOVE_S):
        return state
    return move(state, event, place.line + 1)


def line_back(state: State, event: Event) -> State:
    """One line back; before the first is the resting picture."""
    return move(state, event, state.place.line - 1) if state.place else state


HANDLERS: dict[str, Handler] = {"/line": _line, "/line/next": next_line, "/line/back": line_back}
