"""Screening: of several phrases, those that may be painted, and what to tell the operator of the rest. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from live.filter.filter import Verdict


@dataclass(frozen=True, slots=True)
class Screened:
    """Phrases in their order. `notes` hold no words of what was left out, so that they may go to a log."""

    kept: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def screen(phrases: Iterable[str], judge: Callable[[str], Verdict]) -> Screened:
    """Each phrase judged alone; where one fails, it is left out and noted. All left out: paint the resting picture."""
    verdicts = [(phrase, judge(phrase)) for phrase in phrases]
    return Screened(
        tuple(phrase for phrase, verdict in verdicts if verdict.ok),
        tuple(dict.fromkeys(note(verdict) for _, verdict in verdicts if not verdict.ok)),
    )


def note(verdict: Verdict) -> str:
    """A line for the desk: 'filter: not painted, word list en, letters apart'."""
    return f"filter: not painted, {verdict.reason}"
