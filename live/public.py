"""The public: what of it may be painted; the filter's verdicts and the operator's veto, as pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from live.events import Event
from live.filter.filter import GOOD, Verdict
from live.filter.veto import is_blocked, key
from live.meaning.feeling import Feeling
from live.state import Handler, State, caused
from live.words import Utterance, compose

JUDGED = frozenset({"/prompt", "/slot", "/style", "/mood"})
"""Addresses whose texts are judged when they come."""
JUDGED_A_TURN = 12
"""So many of them count between two pictures, the newest: every slot, style and mood in one bundle."""


def verdict(state: State, text: str) -> Verdict:
    """Whether a text that is not the show's own may be painted: by itself, and with the scene's style and mood.

    Where those alone would be refused they are the show's own choice, and nobody else answers for them.
    """
    judge = state.kit.judge
    if not text or judge is None:
        return GOOD
    alone, around = judge(text), compose("", state.scene.style, state.scene.mood)
    if not alone.ok or not around or not judge(around).ok:
        return alone
    return judge(compose(text, state.scene.style, state.scene.mood))


def thinned(events: Sequence[Event]) -> list[Event]:
    """The events without the older ones of a flood of texts to judge: judging takes time that the picture needs."""
    judged = [place for place, event in enumerate(events) if event.address in JUDGED]
    passed = set(judged[:-JUDGED_A_TURN])
    return [event for place, event in enumerate(events) if place not in passed]


def admitted(state: State) -> tuple[Utterance, ...]:
    """The utterances that may paint. One that holds a refused word is refused whole, its first half included."""
    refused = refusals(state)
    return tuple(u for u in state.heard if u.onset_s not in refused)


def refusals(state: State) -> dict[float, str]:
    """Why utterances may not paint, by their onsets."""
    found: dict[float, str] = {}
    for utterance in state.heard:
        text = " ".join(part for part in (utterance.committed, utterance.partial) if part)
        if is_blocked(text, state.vetoed):
            found[utterance.onset_s] = "veto"
        elif not (judged := verdict(state, text)).ok:
            found[utterance.onset_s] = judged.reason
    return found


def kept_off(reason: str) -> str:
    """What the operator sees in place of refused words."""
    return f"(kept off the wall: {reason})"


def refuse(state: State, reason: str) -> State:
    """Count something that was kept off the wall, and say which rule did it."""
    return replace(state, filtered=state.filtered + 1, filter_reason=reason)


def _veto(state: State, event: Event) -> State:
    """Drop what the public has said: on the wall, waiting, and whenever it is said again in this show."""
    texts = [str(waiting.args[0]) for waiting in state.waiting]
    texts += [part for u in state.heard for part in (u.committed, u.partial, f"{u.committed} {u.partial}")]
    keys = {key(text) for text in texts} - {()}
    if state.kit.follower is not None or not keys:
        return state
    vetoed = state.vetoed | keys
    return refuse(caused(replace(state, vetoed=vetoed, waiting=(), heard=(), feeling=Feeling()), event), "veto")


HANDLERS: dict[str, Handler] = {"/veto": _veto}
