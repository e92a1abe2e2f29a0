"""How well the script follower does on misheard words: simulated performances at several word error rates.

    python -m tools.ear.follow_sim shows/crossing/poem.txt --runs 20

Words are dropped, replaced (half by words that sound alike, half by common ones) and added at random; partials
grow word by word and their newest word is often wrong at first, as recognisers' are. Prints, for straight and for
lively performances (skips, repeats, asides, a start from the top), lines found, time to find them, wrong moves.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import extract

from live.ears.lexicon import common_words
from live.follow.follower import Follower, Place
from live.follow.phones import Phones
from live.follow.script import Script, read_script_file, words_of
from tools.ear.performances import Said, Score, Timed, judge, lively, straight

WORD_S = 0.33
PAUSE_S = 1.0
LAG_S = 0.25
"""From a word's end to the partial that has it."""
AGREEING = 4
"""A word is committed when this many words follow it, or the utterance ends."""
SHARES = {"replace": 0.55, "drop": 0.27, "add": 0.18}
"""Of all errors."""
UNSETTLED = 0.3
"""Chance that a partial's newest word is another at first."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the ears would say."""

    words: str
    final: bool
    onset_s: float
    at_s: float


class Mishearing:
    """Makes recognisers' errors; `draw` decides which."""

    def __init__(self, script: Script, phones: Phones, draw: random.Random) -> None:
        common = common_words()
        self._common, self._weights = list(common), list(common.values())
        pool = {*common, *(word for line in script.lines for word in words_of(line.text))}
        self._sounds = {word: phones.ways(word)[0] for word in sorted(pool)}
        self._alike: dict[str, list[str]] = {}
        self._phones, self._draw = phones, draw

    def hear(self, words: Sequence[str], error_rate: float) -> list[str]:
        """The words with about `error_rate` errors a word."""
        heard: list[str] = []
        for word in words:
            if self._draw.random() < error_rate * SHARES["add"]:
                heard.append(self.any())
            chance = self._draw.random()
            if chance < error_rate * SHARES["replace"]:
                heard.append(self.other(word))
            elif chance >= error_rate * (SHARES["replace"] + SHARES["drop"]):
                heard.append(word)
        return heard

    def other(self, word: str) -> str:
        """Another word: one that sounds like it, or any."""
        return self._draw.choice(self._near(word)) if self._draw.random() < 0.5 else self.any()

    def any(self) -> str:
        """A common word, as often as it is said."""
        return self._draw.choices(self._common, self._weights)[0]

    def _near(self, word: str) -> list[str]:
        if word not in self._alike:
            sound = self._phones.ways(word)[0]
            found = extract(sound, self._sounds, scorer=Levenshtein.normalized_similarity, limit=7)
            self._alike[word] = [near for _, _, near in found if near != word][:6]
        return self._alike[word]


def tell(
    said: Sequence[Said], mishearing: Mishearing, error_rate: float, draw: random.Random
) -> Iterator[Told | Timed]:
    """A performance as the ears would tell it, each utterance's truth before its words."""
    now_s = 1.0
    for each in said:
        yield Timed(each, now_s)
        spoken = words_of(each.text)
        heard = mishearing.hear(spoken, error_rate)
        committed = 0
        for count in range(1, len(heard) + 1):
            at_s = now_s + WORD_S * count * len(spoken) / len(heard) + LAG_S
            if draw.random() < UNSETTLED:
                unsettled = [*heard[committed : count - 1], mishearing.other(heard[count - 1])]
                yield Told(" ".join(unsettled), False, now_s, at_s - 0.1)
            if count - committed > AGREEING:
                yield Told(heard[committed], True, now_s, at_s)
                committed += 1
            yield Told(" ".join(heard[committed:count]), False, now_s, at_s)
        end_s = now_s + WORD_S * len(spoken)
        if committed < len(heard):
            yield Told(" ".join(heard[committed:]), True, now_s, end_s + 0.4)
        now_s = end_s + PAUSE_S


def follow(
    follower: Follower, told: Iterator[Told | Timed]
) -> tuple[list[Timed], list[tuple[float, int]], list[float]]:
    """The truth, the line events, and the processor time of each update in seconds."""
    place: Place = follower.begin()
    truth, moves, spent_s = [], [], []
    for each in told:
        if isinstance(each, Timed):
            truth.append(each)
            continue
        began_s = time.thread_time()
        new = follower.heard(place, each.words, final=each.final, onset_s=each.onset_s, at_s=each.at_s)
        spent_s.append(time.thread_time() - began_s)
        if new.line != place.line:
            moves.append((each.at_s, new.line))
        place = new
    return truth, moves, spent_s


def report(script: Script, scores: Sequence[Score], spent_s: Sequence[float]) -> str:
    """One line of the table."""
    latencies_s = sorted(latency_s for score in scores for latency_s in score.latencies_s)
    hit = sum(score.hit for score in scores)
    lines = len(script.lines)
    worst = min(score.hit / len(score.latencies_s) for score in scores)
    return (
        f"found {100 * hit / len(latencies_s):5.1f} % (of {lines}: {lines * hit / len(latencies_s):5.1f}, worst run "
        f"{lines * worst:5.1f})  median {statistics.median(latencies_s):4.2f} s  "
        f"p90 {latencies_s[int(0.9 * len(latencies_s))]:4.2f} s  wrong moves a run "
        f"{sum(score.wrong for score in scores) / len(scores):5.2f}, for "
        f"{sum(score.wrong_s for score in scores) / len(scores):5.2f} s"
        f"  update {1000 * statistics.mean(spent_s):4.2f} ms, longest {1000 * max(spent_s):.1f} ms"
    )


def main(arguments: list[str] | None = None) -> int:
    """Print the tables; returns the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("script", type=Path, nargs="+", help="script files")
    parser.add_argument("--runs", type=int, default=10, help="performances for each figure")
    parser.add_argument("--rates", type=float, nargs="+", default=[0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6])
    asked = parser.parse_args(arguments)
    phones = Phones()
    for path in asked.script:
        script = read_script_file(path)
        follower = Follower(script, phones)
        for manner in ("straight", "lively"):
            for rate in asked.rates:
                scores, spent_s = [], []
                for run in range(asked.runs):
                    draw = random.Random(run)
                    said = straight(script) if manner == "straight" else lively(script, run)
                    told = tell(said, Mishearing(script, phones, draw), rate, draw)
                    truth, moves, times_s = follow(follower, told)
                    scores.append(judge(script, truth, moves))
                    spent_s += times_s
                print(f"{path.stem:12s} {manner:8s} errors {rate:.1f}: {report(script, scores, spent_s)}", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
