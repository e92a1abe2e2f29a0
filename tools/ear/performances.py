"""Performances of a script: which line is spoken when, with skips, repeats, asides and a start from the top."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

from live.follow.script import Script

ASIDES = (
    "Good evening, and welcome to the show.",
    "Thank you all so much for coming out tonight.",
    "Can everybody hear me at the back?",
    "Sorry, could somebody bring me a glass of water?",
    "My grandmother told me that one, you know.",
    "I wrote this next part on a train.",
    "Okay, where was I? Let me start that again.",
    "And now for something a little slower.",
    "There are more chairs over there on the left.",
    "I always forget this line.",
    "This is the first time I have read this in public.",
    "Is that a dog? I think there is a dog in the room.",
    "I would like to thank the band, and the people who did the lights.",
    "The next one is for my brother, who could not be here.",
    "It was raining when I wrote this, as you can imagine.",
    "No, that was wrong, sorry about that.",
)
"""What a speaker says between lines."""


@dataclass(frozen=True, slots=True)
class Said:
    """One utterance: a line of the script, or an aside, after which the place should be where it was."""

    line: int
    """Number of the line; for an aside, of the line before it."""
    text: str
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Timed:
    """When an utterance really began."""

    said: Said
    onset_s: float


@dataclass(frozen=True, slots=True)
class Score:
    """How a performance was followed."""

    latencies_s: tuple[float, ...]
    """From each line's onset to its line event; infinite where the next line came first."""
    wrong: int
    """Line events that named a line which wasn't being spoken."""
    wrong_s: float
    """How long the place was wrong because of them, each counted up to 5 s."""

    @property
    def hit(self) -> int:
        """Lines that were found while they were spoken."""
        return sum(math.isfinite(latency_s) for latency_s in self.latencies_s)


def straight(script: Script) -> list[Said]:
    """Every line once."""
    return [Said(line.number, line.text) for line in script.lines]


def lively(script: Script, seed: int) -> list[Said]:
    """About every third line has something before it: an aside, a skip, a repeat, and once a start from the top."""
    draw = random.Random(seed)
    asides = draw.sample(ASIDES, len(ASIDES))
    said: list[Said] = []
    number, restarted = 1, False
    while number <= len(script.lines):
        chance = draw.random()
        if chance < 0.15 and asides:
            said.append(Said(said[-1].line if said else 0, asides.pop(), aside=True))
        elif chance < 0.22 and number > 2:
            number += 1
        elif chance < 0.28 and number > 2:
            number -= 1
        elif chance < 0.31 and number > 6 and not restarted:
            number, restarted = 1, True
        if number <= len(script.lines):
            said.append(Said(number, script.lines[number - 1].text))
        number += 1
    return said


def judge(script: Script, truth: Sequence[Timed], moves: Sequence[tuple[float, int]]) -> Score:
    """Compare line events, (when, number), with the truth; lines that read the same are one."""
    latencies_s = []
    number = 0
    for at, timed in enumerate(truth):
        until_s = truth[at + 1].onset_s if at + 1 < len(truth) else math.inf
        if not timed.said.aside and timed.said.line != number:
            number = timed.said.line
            hits_s = [s for s, line in moves if timed.onset_s < s <= until_s and _same(script, line, number)]
            latencies_s.append(hits_s[0] - timed.onset_s if hits_s else math.inf)
    wrong = 0
    wrong_s = 0.0
    ends_s = [*(s for s, _ in moves[1:]), math.inf]
    for (at_s, line), end_s in zip(moves, ends_s, strict=True):
        spoken = [timed.said.line for timed in truth if timed.onset_s < at_s]
        if not _same(script, line, spoken[-1] if spoken else 0):
            wrong += 1
            wrong_s += min(5.0, end_s - at_s)
    return Score(tuple(latencies_s), wrong, wrong_s)


def _same(script: Script, one: int, other: int) -> bool:
    return one == other or (min(one, other) > 0 and script.lines[one - 1].text == script.lines[other - 1].text)
