"""Where in the text the speaker may be: a probability for every word, carried forward word by word.

The forward algorithm of a hidden Markov model (Rabiner 1989, section III.A) whose states are the words of the
text, each with a twin for what is said beside the text after it. Score followers are built this way (Orio and
Déchelle 2001; Cont 2010); the jumps are sparse and structured, so a step costs O(words), not O(words^2).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from live.follow.likeness import Evidence

Array = NDArray[np.float32]

_FAINT = 1e-3
"""Less probable than this is no news of how far a line is spoken."""


@dataclass(frozen=True, slots=True)
class Moves:
    """Probabilities of what comes after a word. What is left of 1 is said beside the text."""

    on: tuple[float, float, float] = (0.82, 0.05, 0.02)
    """From a word to the next, the one after it, and the third: recognisers drop words."""
    over: tuple[float, float, float] = (0.58, 0.06, 0.02)
    """The same from a line's last word into the next line, where many a speaker says something of their own."""
    back_on: tuple[float, float, float] = (0.22, 0.06, 0.03)
    """From words beside the text back into it."""
    between_on: float = 0.2
    """From words between two lines into the next."""
    resume: float = 0.7
    """A breath after words between two lines ends them with this probability."""
    jump: float = 0.02
    """From a word of the text to the beginning of another line."""
    aside_jump: float = 0.05
    """The same from words beside the text."""
    ready_on: float = 0.74
    """After a breath at the line's end: into the next line."""
    ready_jump: float = 0.05
    hand_on: float = 0.4
    """After the line was set by hand: into it from its beginning."""
    hand_within: float = 0.2
    """The same, anywhere within it: the line was being spoken already."""
    hand_jump: float = 0.02
    hand_wait: float = 0.35
    """Something beside the text, and the line still to come."""
    breath: tuple[float, float] = (0.35, 0.55)
    """A breath ends the line with this probability, plus this times the share of the line that was spoken."""
    near: tuple[tuple[int, float], ...] = ((1, 0.36), (0, 0.24), (2, 0.12), (-1, 0.1), (3, 0.04), (-2, 0.03))
    """Where jumps lead: lines from here, and their share of all jumps."""
    top: float = 0.03
    """Share of the jumps that lead to the first line."""
    anywhere: float = 0.08
    """Share of the jumps spread over all words evenly."""
    entry: tuple[float, float, float] = (0.72, 0.2, 0.08)
    """Where a line is entered: at its first, second or third word."""


class Parts(NamedTuple):
    """A belief taken apart; all float32, together summing to 1."""

    on: Array
    """(words,) the word was the last one heard."""
    aside: Array
    """(words,) something was said beside the text after the word, within its line."""
    between: Array
    """(lines + 1,) this many lines are spoken, and something was said beside the text since."""
    ready: Array
    """(lines + 1,) this many lines are spoken and a breath was taken; nothing of the next is heard."""
    hand: Array
    """(lines,) put to this line by hand; nothing of it is heard."""


class Text:
    """A text's belief arithmetic; `lengths`: how many words each line has, each at least one."""

    def __init__(self, lengths: tuple[int, ...], moves: Moves | None = None) -> None:
        self._moves = moves or Moves()
        self.lengths = np.array(lengths, np.intp)
        self.ends = np.cumsum(self.lengths)
        self.first = self.ends - self.lengths
        self.last = self.ends - 1
        self.lines, self.words = len(lengths), int(self.ends[-1])
        self.line_of = np.repeat(np.arange(self.lines), self.lengths)
        self.share = ((np.arange(self.words) - self.first[self.line_of] + 1) / self.lengths[self.line_of]).astype(
            np.float32
        )
        self._entries = [np.minimum(self.first + step, self.last) for step in range(3)]
        self._onward = [self._by_place(step) for step in range(3)]
        leaving = self._moves
        self._stay = (1.0 - np.sum(self._onward, axis=0) - leaving.jump).astype(np.float32)
        self._breath = (leaving.breath[0] + leaving.breath[1] * self.share).astype(np.float32)

    def _by_place(self, step: int) -> Array:
        """(words,) probability of going on by step + 1 words: `over` at a line's last word, else `on`."""
        onward = np.full(self.words, self._moves.on[step], np.float32)
        onward[self.last] = self._moves.over[step]
        return onward

    def parts(self, belief: bytes) -> Parts:
        """Views of a packed belief."""
        whole = np.frombuffer(belief, np.float32)
        words, lines = self.words, self.lines
        between, ready, hand = 2 * words, 2 * words + lines + 1, 2 * (words + lines + 1)
        return Parts(whole[:words], whole[words:between], whole[between:ready], whole[ready:hand], whole[hand:])

    def ready(self, lines: int) -> bytes:
        """Certainty that so many lines are spoken and the next is due."""
        return self._sure(2 * self.words + self.lines + 1 + lines)

    def set_to(self, line: int) -> bytes:
        """Certainty that the line with this index, from 0, was set by hand."""
        return self._sure(2 * (self.words + self.lines + 1) + line)

    def _sure(self, at: int) -> bytes:
        whole = np.zeros(2 * (self.words + self.lines + 1) + self.lines, np.float32)
        whole[at] = 1.0
        return whole.tobytes()

    def breathe(self, belief: bytes) -> bytes:
        """The belief at the beginning of a new utterance: the line may be done."""
        on, aside, between, ready, hand = self.parts(belief)
        done = ready + between * self._moves.resume
        done[1:] += np.add.reduceat((on + aside) * self._breath, self.first)
        rest = 1.0 - self._breath
        return np.concatenate([on * rest, aside * rest, between * (1.0 - self._moves.resume), done, hand]).tobytes()

    def step(self, belief: bytes, ratios: Evidence) -> bytes:
        """The belief after one more word was heard; `ratios` is (words,), from Likeness."""
        moves = self._moves
        parts = self.parts(belief)
        on, aside = parts.on, parts.aside
        reached = np.zeros(self.words, np.float32)
        for step in range(min(3, self.words - 1)):
            onward = on * self._onward[step] + aside * moves.back_on[step]
            reached[step + 1 :] += onward[: -step - 1]
        self._enter(reached, self._bound(parts))
        reached += np.repeat(parts.hand * (moves.hand_within / self.lengths), self.lengths)
        beside = on * self._stay + aside * (1.0 - sum(moves.back_on) - moves.aside_jump)
        between = parts.between * (1.0 - moves.between_on - moves.aside_jump)
        between += parts.ready * (1.0 - moves.ready_on - moves.ready_jump)
        between[1:] += beside[self.last]
        beside[self.last] = 0.0
        waiting = np.zeros_like(between)  # the breath is over
        whole = np.concatenate([reached * ratios, beside, between, waiting, parts.hand * moves.hand_wait])
        whole /= whole.sum()
        return whole.tobytes()

    def _bound(self, parts: Parts) -> Array:
        """(lines,) probability of beginning each line with the next word, other than by going on."""
        moves = self._moves
        leaving = np.add.reduceat(parts.on * moves.jump + parts.aside * moves.aside_jump, self.first)
        restless = parts.between * moves.aside_jump + parts.ready * moves.ready_jump
        leaving += restless[1:] + parts.hand * moves.hand_jump
        total = float(leaving.sum() + restless[0])
        bound = np.full(self.lines, total * moves.anywhere / self.lines, np.float32)
        bound[0] += total * moves.top
        for step, share in moves.near:
            if step > 0:
                bound[step:] += share * leaving[:-step]
            elif step < 0:
                bound[:step] += share * leaving[-step:]
            else:
                bound += share * leaving
        bound += parts.ready[:-1] * moves.ready_on + parts.between[:-1] * moves.between_on + parts.hand * moves.hand_on
        return bound

    def _enter(self, reached: Array, bound: Array) -> None:
        """Spread the lines' probabilities over their first words, in place."""
        for entry, share in zip(self._entries, self._moves.entry, strict=True):
            reached[entry] += bound * share  # each line has words of its own, so no index comes twice

    def by_line(self, belief: bytes) -> Array:
        """(lines + 1,) probability of each line being the one spoken last; [0] is before the first."""
        on, aside, between, ready, hand = self.parts(belief)
        lines = between + ready
        lines[1:] += np.add.reduceat(on + aside, self.first) + hand
        return lines

    def unheard(self, belief: bytes, line: int) -> float:
        """Probability that the line with this index, from 0, was set by hand and nothing of it is heard."""
        return float(self.parts(belief).hand[line])

    def progress(self, belief: bytes, line: int) -> float:
        """Share of the line with this index, from 0, that was spoken, 0..1; 0 where that is unknown."""
        on, aside, *_ = self.parts(belief)
        own = slice(int(self.first[line]), int(self.ends[line]))
        here = on[own] + aside[own]
        at = int(here.argmax())
        return float(self.share[own][at]) if here[at] > _FAINT else 0.0
