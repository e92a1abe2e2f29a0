"""LocalAgreement-n: a word is final once n hypotheses in a row begin with it."""

from __future__ import annotations

from collections.abc import Sequence

from live.ears.whisper.hypothesis import Spoken
from live.ears.whisper.overlap import LONGEST, repeated, said_again
from live.ears.whisper.policy import Decision


class LocalAgreement:
    """A live.ears.whisper.policy.Policy.

    Liu, Spanakis and Niehues (2020); Macháček, Dabre and Bojar (2023) stream Whisper with it. What is committed
    stays: later hypotheses count only from behind the committed words on.
    """

    def __init__(self, agreeing: int = 2) -> None:
        """`agreeing`: hypotheses in a row that must begin with a word, 1 or more."""
        self._agreeing = agreeing
        self.begin()

    def begin(self) -> None:
        """A new utterance."""
        self._past: list[tuple[Spoken, ...]] = []
        self._settled: tuple[Spoken, ...] = ()
        self._committed: tuple[Spoken, ...] = ()

    def update(self, words: Sequence[Spoken], heard_s: float) -> Decision:
        """Commit what the last n hypotheses agree on; `heard_s` is not needed for that."""
        at = self._goes_on(words)
        fresh = tuple(words[at:])
        self._past = [*self._past, fresh][-self._agreeing :]
        agreed = _agreed(self._past) if len(self._past) == self._agreeing else 0
        self._committed = (*self._committed, *fresh[:agreed])[-LONGEST:]
        self._past = [past[agreed:] for past in self._past]
        if words:
            self._settled = tuple(words[: at + agreed])
        return Decision(fresh[:agreed], fresh[agreed:], at + agreed)

    def cut(self, count: int) -> None:
        """The sound of the last hypothesis's first `count` words, all of them committed, is gone."""
        self._settled = self._settled[count:]

    def finish(self, words: Sequence[Spoken]) -> tuple[Spoken, ...]:
        """The rest of the last hypothesis; begins a new utterance."""
        fresh = tuple(words[self._goes_on(words) :])
        self.begin()
        return fresh

    def _goes_on(self, words: Sequence[Spoken]) -> int:
        """The first word of the hypothesis that was not committed yet."""
        return said_again(self._settled, words) if self._settled else repeated(self._committed, words)


def _agreed(hypotheses: Sequence[Sequence[Spoken]]) -> int:
    """How many words all hypotheses begin with."""
    count = 0
    for column in zip(*hypotheses, strict=False):
        if len({word.text for word in column}) > 1:
            break
        count += 1
    return count
