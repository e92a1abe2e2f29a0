"""Status: the part of the stage's report that the show's own state says."""

from __future__ import annotations

from pathlib import PurePath

from live.lines import script_line
from live.look import Look
from live.public import kept_off, refusals
from live.report import StageReport
from live.state import State


def show_report(state: State, look: Look, now_s: float) -> StageReport:
    """Prompt and why, words, lines, cues, look; what the machine adds is left at its defaults."""
    cues, ears = state.show.cue, state.show.ears
    place = state.place
    here = place.line if place else 0
    line, following = script_line(state, here), script_line(state, here + 1)
    return StageReport(
        title=state.show.show.title,
        now_s=now_s,
        wish_id=state.wish.id,
        prompt=state.why,
        partial=state.heard[-1].partial if state.heard else "",
        committed=_said(state),
        waiting=tuple(str(event.args[0]) for event in state.waiting),
        level=state.level,
        language=state.language,
        feeling=next((why.source for why in state.why if why.source.startswith("mood")), ""),
        line_number=here,
        line_count=len(state.kit.script.lines) if state.kit.script else 0,
        line_text=line.text if line else "",
        next_line_text=following.text if following else "",
        line_progress=place.progress if place else 0.0,
        line_by="" if not here or place is None else "hand" if place.by_hand else "voice",
        cue_number=state.cue,
        cue_name=cues[state.cue - 1].name if state.cue else "",
        next_cue_name=cues[state.cue].name if state.cue < len(cues) else "",
        cue_count=len(cues),
        blackout=look.blackout,
        freeze=look.freeze,
        brightness=look.brightness,
        drift_hz=state.scene.drift_hz,
        carry=state.scene.carry,
        emotion=state.emotion,
        image=PurePath(state.scene.image).name,
        image_share=state.scene.image_share,
        loras=state.scene.loras,
        gain_db=state.hearing.gain_db,
        gate_db=state.hearing.gate_db,
        mute=state.hearing.mute,
        seed=state.scene.seed,
        ears=state.ears or ("off" if ears.mode == "off" else "starting"),
        filtered=state.filtered,
    )


def _said(state: State) -> tuple[str, ...]:
    """The last lines for the operator: what is refused shows its rule in place of its words."""
    if state.native:
        return state.native
    refused = {} if state.kit.follower else refusals(state)
    return tuple(
        kept_off(refused[u.onset_s]) if u.onset_s in refused else u.committed for u in state.heard if u.committed
    )
