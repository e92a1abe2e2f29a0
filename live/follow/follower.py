"""Follow a speaker through a text they know by heart, through misheard words, skips, repeats and asides. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np

from live.follow.belief import Moves, Text
from live.follow.likeness import Likeness, Weights
from live.follow.phones import Phones
from live.follow.script import Script, ScriptError, words_of

NEWEST = 48
"""Words of a partial that count, from its end; what came before them is long decided."""


@dataclass(frozen=True, slots=True)
class Rule:
    """When the place moves."""

    at_once: float = 0.97
    """The next line is taken at once when it is at least so probable."""
    due: float = 0.9
    """The next line is taken when it is at least so probable twice in a row."""
    elsewhere: float = 0.97
    """Any other line is taken when it is at least so probable twice in a row."""
    after_hand: float = 0.99
    """The same as long as nothing of a line that was set by hand has been heard."""
    unheard: float = 0.02
    """A line set by hand has been heard when it is less probable than this that it was not."""
    hold_s: float = 0.5
    """Words that come so soon after a move by hand were spoken before it."""
    armed: float = 0.7
    """The next line is due when so much of this one is spoken."""
    weights: Weights = Weights()
    moves: Moves = Moves()


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the script the speaker is, and what it takes to follow on from there."""

    line: int = 0
    """Number of the line, from 1; 0 is before the first."""
    progress: float = 0.0
    """Share of the line's words that are spoken, 0..1."""
    sure: float = 1.0
    """Probability of being in this line, or in one that reads the same, 0..1."""
    armed: bool = False
    """Most of the line is spoken: the next is due."""
    since_s: float = 0.0
    """When the line was taken."""
    heading: int = -1
    """Number of the line that the last words spoke for firmly enough, if it wasn't this one; -1 is none."""
    by_hand: bool = False
    """Set by hand, and nothing of it heard since."""
    onset_s: float = float("-inf")
    """When the utterance began that the words below belong to."""
    said: int = 0
    """Words committed in this utterance."""
    skip: int = 0
    """So many words of this utterance belong to what was before a move by hand."""
    pending: int = 0
    """Words of the last partial."""
    belief: bytes = field(default=b"", repr=False)
    """After the committed words; see live.follow.belief."""


class Follower:
    """Pure arithmetic on places: the same calls give the same places."""

    def __init__(self, script: Script, phones: Phones, rule: Rule | None = None) -> None:
        """Raises ScriptError where no line has words."""
        self._rule = rule or Rule()
        spoken = [(line.number, words) for line in script.lines if (words := words_of(line.text))]
        if not spoken:
            raise ScriptError("script: no words in it; write the poem there, one line a line")
        self.lines = len(script.lines)
        self._text = Text(tuple(len(words) for _, words in spoken), self._rule.moves)
        self._numbers = np.array([0, *(number for number, _ in spoken)])
        kinds: dict[tuple[str, ...], int] = {(): 0}
        self._kind = np.array([0, *(kinds.setdefault(words, len(kinds)) for _, words in spoken)])
        self._likeness = Likeness(tuple(word for _, words in spoken for word in words), phones, self._rule.weights)
        # Partials repeat their beginnings: what was worked out for those is kept.
        self._after = lru_cache(maxsize=64)(self._step)
        self._breathed = lru_cache(maxsize=8)(self._text.breathe)

    def begin(self) -> Place:
        """Before the first line."""
        return Place(belief=self._text.ready(0))

    def heard(self, place: Place, words: str, *, final: bool, onset_s: float, at_s: float) -> Place:
        """The place after more words of the utterance that began at `onset_s`, which came at `at_s`.

        Words that are not final replace the last ones that were not; final words follow on and supersede those.
        """
        said = words_of(words)
        if onset_s != place.onset_s:
            belief = self._breathed(place.belief)
            place = replace(place, onset_s=onset_s, said=0, skip=0, pending=0, belief=belief)
        if at_s < place.since_s + self._rule.hold_s and place.by_hand:
            place = replace(place, skip=max(place.skip, place.said + len(said)))
        fresh = said[max(0, place.skip - place.said) :]
        belief = place.belief
        for word in fresh[-NEWEST:]:
            belief = self._after(belief, word)
        if final:
            place = replace(place, said=place.said + len(said), pending=0, belief=belief)
        else:
            place = replace(place, pending=len(said))
        return self._judged(place, belief, at_s, settled=final or not fresh)

    def go_to(self, place: Place, line: int, at_s: float) -> Place:
        """The place after somebody set the line by hand: 0 is before the first, the last is the script's last.

        It holds until words that come after it speak for another line.
        """
        line = max(0, min(line, self.lines))
        at = int(np.searchsorted(self._numbers, line, side="right")) - 1
        exact = at > 0 and int(self._numbers[at]) == line
        belief = self._text.set_to(at - 1) if exact else self._text.ready(at)
        skip = place.said + place.pending
        return replace(
            place,
            line=line,
            progress=0.0,
            sure=1.0,
            armed=False,
            since_s=at_s,
            heading=-1,
            by_hand=True,
            skip=skip,
            belief=belief,
        )

    def _step(self, belief: bytes, word: str) -> bytes:
        return self._text.step(belief, self._likeness.evidence(word))

    def _judged(self, place: Place, belief: bytes, at_s: float, settled: bool) -> Place:
        """The place with line, progress and confidence as the belief has them."""
        lines = self._text.by_line(belief)
        kinds = np.bincount(self._kind, weights=lines)
        best = int(np.where(self._kind == kinds.argmax(), lines, -1.0).argmax())
        here = int(np.searchsorted(self._numbers, place.line, side="right")) - 1
        certain = float(kinds[self._kind[best]])
        # Words that say as much for this line as for another like it leave the place where it is.
        speaks = best != here and certain >= self._needed(place, best - here) and lines[best] > 2.0 * lines[here]
        number = int(self._numbers[best])
        # The newest words change most: what they say must stand when the next come, unless it was due and is clear.
        clear = best == here + 1 and certain >= self._rule.at_once
        if speaks and (settled or clear or number == place.heading):
            place = replace(place, line=number, since_s=at_s, by_hand=False, armed=False, progress=0.0)
            here = best
        place = replace(place, heading=number if speaks else -1)
        if here == 0 or int(self._numbers[here]) != place.line:
            return replace(place, sure=float(lines[here]))
        by_hand = place.by_hand and self._text.unheard(belief, here - 1) > self._rule.unheard
        progress = 0.0 if by_hand else self._text.progress(belief, here - 1) or place.progress
        return replace(
            place,
            progress=progress,
            sure=min(1.0, float(kinds[self._kind[here]])),
            armed=place.armed or progress >= self._rule.armed,
            by_hand=by_hand,
        )

    def _needed(self, place: Place, ahead: int) -> float:
        """How probable a line so many lines ahead must be to be taken."""
        if place.by_hand:
            return self._rule.after_hand
        return self._rule.due if ahead == 1 else self._rule.elsewhere
