"""When is a word final? Once it has stayed the same for n updates in a row; each word is final once."""

from __future__ import annotations

from collections.abc import Sequence

from live.ears.heard import Word


class Agreement:
    """Commits the words on which the last n hypotheses of an utterance agree.

    LocalAgreement-n of Liu, Spanakis and Niehues (2020), as Macháček, Dabre and Bojar (2023) stream with it.
    What is committed stays: later hypotheses count only from where the committed words end in time.
    """

    def __init__(self, agreeing: int, showing: int = 1) -> None:
        """Updates in a row that must begin with a word: `agreeing` to make it final, 1 or more; `showing` (1 to
        `agreeing`) to show it before that, so that what is shown does not flicker."""
        self._agreeing = agreeing
        self._showing = showing
        self.begin()

    def begin(self) -> None:
        """A new utterance."""
        self._past: list[tuple[Word, ...]] = []
        self._end_s = -1.0

    def update(self, words: Sequence[Word]) -> tuple[tuple[Word, ...], tuple[Word, ...]]:
        """The words that have just become final, and those to show that may still change."""
        fresh = self._fresh(words)
        self._past = [*self._past, fresh][-self._agreeing :]
        agreed = _agreed(self._past) if len(self._past) == self._agreeing else 0
        if agreed:
            self._end_s = fresh[agreed - 1].end_s
            self._past = [self._fresh(past) for past in self._past]
        recent = self._past[-self._showing :]
        shown = _agreed(recent) if len(recent) == self._showing else 0
        return fresh[:agreed], fresh[agreed:][:shown]

    def finish(self, words: Sequence[Word]) -> tuple[Word, ...]:
        """The rest of the utterance's final words; begins a new one."""
        fresh = self._fresh(words)
        self.begin()
        return fresh

    def _fresh(self, words: Sequence[Word]) -> tuple[Word, ...]:
        """The words whose middle comes after the committed ones; their edges shift with each update."""
        return tuple(word for word in words if word.start_s + word.end_s > 2.0 * self._end_s)


def _agreed(hypotheses: Sequence[Sequence[Word]]) -> int:
    """How many words all hypotheses begin with."""
    count = 0
    for column in zip(*hypotheses, strict=False):
        if len({word.text for word in column}) > 1:
            break
        count += 1
    return count
