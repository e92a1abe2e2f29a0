"""Status: the part of the stage's report that the show's own state says."""

from __future__ import annotations

from live.conductor import State
from live.look import Look
from live.report import StageReport


def show_report(state: State, look: Look, now_s: float) -> StageReport:
    """Prompt and why, words, cues, look; what the machine adds is left at its defaults."""
    cues = state.show.cue
    return StageReport(
        title=state.show.show.title,
        now_s=now_s,
        wish_id=state.wish.id,
        prompt=state.why,
        partial=state.heard[-1].partial if state.heard else "",
        committed=tuple(u.committed for u in state.heard if u.committed),
        level=state.level,
        cue_number=state.cue,
        cue_name=cues[state.cue - 1].name if state.cue else "",
        next_cue_name=cues[state.cue].name if state.cue < len(cues) else "",
        cue_count=len(cues),
        blackout=look.blackout,
        freeze=look.freeze,
        brightness=look.brightness,
        drift_hz=state.scene.drift_hz,
        carry=state.scene.carry,
        seed=state.scene.seed,
        ears=state.ears or ("off" if state.show.ears.mode == "off" else "starting"),
    )
