"""LocalAgreement-n: a word is final once n hypotheses in a row begin with it."""

from __future__ import annotations

from collections.abc import Sequence

from live.ears.whisper.hypothesis import Spoken
from live.ears.whisper.overlap import LONGEST, repeated
from live.ears.whisper.policy import Decision


class LocalAgreement:
    """A live.ears.whisper.policy.Policy.

    Liu, Spanakis and Niehues (2020); Macháček, Dabre and Bojar (2023) stream Whisper with it. What is committed
    stays: later hypotheses count only from where the committed words end in time.
    """

    def __init__(self, agreeing: int = 2) -> None:
        """`agreeing`: hypotheses in a row that must begin with a word, 1 or more."""
        self._agreeing = agreeing
        self.begin()

    def begin(self) -> None:
        """A new utterance."""
        self._past: list[tuple[Spoken, ...]] = []
        self._committed: tuple[Spoken, ...] = ()

    def update(self, words: Sequence[Spoken], heard_s: float) -> Decision:
        """Commit what the last n hypotheses agree on; `heard_s` is not needed for that."""
        fresh = self._fresh(words)
        self._past = [*self._past, fresh][-self._agreeing :]
        agreed = _agreed(self._past) if len(self._past) == self._agreeing else 0
        if agreed:
            self._committed = (*self._committed, *fresh[:agreed])[-LONGEST:]
            # All agreed on these words, so in each hypothesis they are the first ones, whatever their times.
            self._past = [past[agreed:] for past in self._past]
        return Decision(fresh[:agreed], fresh[agreed:])

    def finish(self, words: Sequence[Spoken]) -> tuple[Spoken, ...]:
        """The rest of the last hypothesis; begins a new utterance."""
        fresh = self._fresh(words)
        self.begin()
        return fresh

    def _fresh(self, words: Sequence[Spoken]) -> tuple[Spoken, ...]:
        """The words whose middle comes after the committed ones, without those heard twice."""
        if not self._committed:
            return tuple(words)
        end_s = self._committed[-1].end_s
        later = tuple(word for word in words if word.start_s + word.end_s > 2.0 * end_s)
        return later[repeated(self._committed, later) :]


def _agreed(hypotheses: Sequence[Sequence[Spoken]]) -> int:
    """How many words all hypotheses begin with."""
    count = 0
    for column in zip(*hypotheses, strict=False):
        if len({word.text for word in column}) > 1:
            break
        count += 1
    return count
