"""When is a word of Whisper's final? What a policy offers; each policy is one file beside this one.

LocalAgreement (agreement.py) compares hypotheses. AlignAtt (Papi, Turchi and Negri 2023) would hold back the words
whose attention lies on the last frames of sound: `Spoken.end_s` comes from that attention, and `heard_s` says where
the sound ends, so it needs no more than this interface.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from live.ears.whisper.hypothesis import Spoken


@dataclass(frozen=True, slots=True)
class Decision:
    """The words that have just become final, and those after them that may still change."""

    committed: tuple[Spoken, ...]
    partial: tuple[Spoken, ...]
    settled: int
    """How many words at the hypothesis's beginning say what is committed by now."""


class Policy(Protocol):
    """Decides word by word; all times are on the utterance's clock."""

    def begin(self) -> None:
        """A new utterance."""

    def update(self, words: Sequence[Spoken], heard_s: float) -> Decision:
        """Judge the newest hypothesis over sound that ends at `heard_s`."""

    def cut(self, count: int) -> None:
        """The sound of the last hypothesis's first `count` words, all of them settled, is gone."""

    def finish(self, words: Sequence[Spoken]) -> tuple[Spoken, ...]:
        """The utterance is over: what of its last hypothesis was not committed yet."""
