"""What was said against what was told: word error rate, recall, and how late words and lines come. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import Levenshtein

from live.bench.ear_scenes import Scene
from live.ears.heard import Word
from live.told import Told
from live.wall import Move
from live.words import STOP_WORDS

NEAR_S = 0.4
"""A word told counts as the word said when its text is the same and its middle is so near."""
LAST_S = 2.0
"""The last line of a scene may be found until so long after its end."""


@dataclass(frozen=True, slots=True)
class WordScore:
    """Counts add up over scenes; latencies are in seconds from a word's end, and may be negative."""

    said: int = 0
    hits: int = 0
    """Words said that were committed as said."""
    wrong: int = 0
    """Substitutions, deletions and insertions: the fewest edits that make the committed words those said."""
    content: int = 0
    """Words said that may bring a picture (no stop words), and how many of them were committed."""
    content_hits: int = 0
    nudge_s: tuple[float, ...] = ()
    """To the first event, partial or committed, that holds the word."""
    commit_s: tuple[float, ...] = ()
    """To the committed event that holds it."""

    @property
    def wer(self) -> float:
        """Word error rate."""
        return self.wrong / self.said if self.said else math.nan

    @property
    def recall(self) -> float:
        """Share of the words said that were committed."""
        return self.hits / self.said if self.said else math.nan

    @property
    def content_recall(self) -> float:
        """The same, of words that may bring a picture."""
        return self.content_hits / self.content if self.content else math.nan


def score_words(scene: Scene, told: Sequence[Told]) -> WordScore:
    """How well and how soon the scene's words were told."""
    committed = [word for each in told if each.heard.kind == "committed" for word in each.heard.timed]
    said = scene.words
    wanted, got = [word.text for word in said], [word.text for word in committed]
    same = [
        index
        for op in Levenshtein.opcodes(wanted, got)
        if op.tag == "equal"
        for index in range(op.src_start, op.src_end)
    ]
    content = [index for index, text in enumerate(wanted) if text not in STOP_WORDS]
    final = [each for each in told if each.heard.kind == "committed"]
    words = [each for each in told if each.heard.kind in ("committed", "partial")]
    return WordScore(
        said=len(said),
        hits=len(same),
        wrong=Levenshtein.distance(wanted, got),
        content=len(content),
        content_hits=len(set(content) & set(same)),
        nudge_s=_delays(said, words),
        commit_s=_delays(said, final),
    )


def add_words(scores: Iterable[WordScore]) -> WordScore:
    """The scores of several scenes as one."""
    total = WordScore()
    for score in scores:
        total = WordScore(
            total.said + score.said,
            total.hits + score.hits,
            total.wrong + score.wrong,
            total.content + score.content,
            total.content_hits + score.content_hits,
            total.nudge_s + score.nudge_s,
            total.commit_s + score.commit_s,
        )
    return total


def _delays(said: Sequence[Word], told: Sequence[Told]) -> tuple[float, ...]:
    """For each word that was ever told: seconds from its end to the first event that holds it."""
    first: dict[int, float] = {}
    at = 0
    for each in told:
        for word in each.heard.timed:
            middle_s = _middle_s(word)
            while at and _middle_s(said[at - 1]) >= middle_s - NEAR_S:
                at -= 1
            while at < len(said) and _middle_s(said[at]) < middle_s - NEAR_S:
                at += 1
            near = range(at, len(said))
            for index in near:
                if _middle_s(said[index]) > middle_s + NEAR_S:
                    break
                if said[index].text == word.text and index not in first:
                    first[index] = each.at_s - said[index].end_s
    return tuple(first.values())


def _middle_s(word: Word) -> float:
    return 0.5 * (word.start_s + word.end_s)


@dataclass(frozen=True, slots=True)
class LineScore:
    """Counts add up over scenes; latencies are in seconds from a line's onset."""

    said: int = 0
    hit_s: tuple[float, ...] = ()
    """For each line that was found before the next thing was said: from its onset to the first wish that is its."""
    early: int = 0
    """Lines at which the wall stood before they were said; not counted as found."""
    strays: int = 0
    """Moves to a line that is neither the one being said nor the one before it."""
    asides: int = 0
    """Ad-libs, each of one or two lines, that a line follows."""
    back_at_once: int = 0
    """Ad-libs whose next line was found."""
    back_in_one: int = 0
    """Ad-libs whose next line, or else the one after it, was found."""

    @property
    def hits(self) -> int:
        """Lines found."""
        return len(self.hit_s)


def score_lines(scene: Scene, moves: Sequence[Move]) -> LineScore:
    """How many of the scene's lines were found, and how soon; `moves` in order of time."""
    found: list[bool | None] = []
    score = LineScore()
    before = 0
    for index, said in enumerate(scene.said):
        last = index + 1 == len(scene.said)
        until_s = said.end_s + LAST_S if last else scene.said[index + 1].onset_s
        own = [move for move in moves if said.onset_s < move.at_s <= until_s]
        line = said.clip.line if said.clip.part == "script" else 0
        strays = sum(move.line not in (line, before) for move in own)
        score = replace(score, strays=score.strays + strays)
        if not line:
            found.append(None)
            continue
        hit_s = next((move.at_s - said.onset_s for move in own if move.line == line), None)
        stood = [move.line for move in moves if move.at_s <= said.onset_s][-1:] == [line]
        score = replace(
            score,
            said=score.said + 1,
            hit_s=score.hit_s if hit_s is None else (*score.hit_s, hit_s),
            early=score.early + (hit_s is None and stood),
        )
        found.append(hit_s is not None)
        before = line
    return _with_asides(score, found)


def _with_asides(score: LineScore, found: Sequence[bool | None]) -> LineScore:
    """Adds how soon the lines after each ad-lib (None) were found."""
    after = [
        [each for each in found[index:] if each is not None][:2]
        for index in range(1, len(found))
        if found[index - 1] is None and found[index] is not None
    ]
    return replace(
        score,
        asides=len(after),
        back_at_once=sum(pair[0] for pair in after),
        back_in_one=sum(any(pair) for pair in after),
    )


def add_lines(scores: Iterable[LineScore]) -> LineScore:
    """The scores of several scenes as one."""
    total = LineScore()
    for score in scores:
        total = LineScore(
            total.said + score.said,
            total.hit_s + score.hit_s,
            total.early + score.early,
            total.strays + score.strays,
            total.asides + score.asides,
            total.back_at_once + score.back_at_once,
            total.back_in_one + score.back_in_one,
        )
    return total
