"""What the evaluation asks the model for: prompts, the noise each is painted from, and what each should show."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from tools.house import vocabulary
from tools.house.classifier import JUDGED
from tools.house.heldout import HELD_OUT, RELATED
from tools.house.heldout_verse import VERSE
from tools.house.scenes import SceneSpec, sample_specs

UNSEEN_SEED = 900_000
"""Seeds of scenes that nothing was trained on begin here; training draws below 1,000."""
WITH = 0
"""The relation that any two subjects can have."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A prompt, the noise it is painted from, and what it should show: attribute -> class number."""

    text: str
    seed: int
    shows: tuple[tuple[str, int], ...]


def number(attribute: str, name: str) -> int:
    """Class number of a value of an attribute."""
    return next(k for k, row in enumerate(vocabulary.ATTRIBUTES[attribute]) if row.name == name)


@cache
def _ambiguous() -> frozenset[str]:
    """Wordings that stand for two values (scales: a fish, a piano), so that no picture could be wrong."""
    counts = Counter(
        word.lower() for name in JUDGED for row in vocabulary.ATTRIBUTES[name] for word in dict.fromkeys(row.words)
    )
    return frozenset(word for word, count in counts.items() if count > 1)


def worded(rng: np.random.Generator, attribute: str, value: int) -> str:
    """One of the value's wordings at random, of those that mean nothing else."""
    words = vocabulary.ATTRIBUTES[attribute][value].words
    plain = [word for word in words if word.lower() not in _ambiguous()]
    return str(rng.choice(plain or words))


def asked_plainly(rounds: int, seed: int = 7) -> list[Asked]:
    """Every subject `rounds` times in turn with a style, a palette and a mood, each in any of its wordings."""
    rng = np.random.default_rng(seed)
    found = []
    for turn in range(rounds):
        for subject in range(len(vocabulary.SUBJECTS)):
            for other in ("style", "palette", "mood"):
                value = (subject + 5 * turn) % len(vocabulary.ATTRIBUTES[other])
                text = f"{worded(rng, 'subject', subject)}, {worded(rng, other, value)}"
                found.append(Asked(text, _noise(rng), (("subject", subject), (other, value))))
    return found


def asked_unheard(table: dict[str, tuple[str, str]], rounds: int, seed: int = 8) -> list[Asked]:
    """Every held-out phrase alone, `rounds` times; those of attributes that the judge sees."""
    rng = np.random.default_rng(seed)
    return [
        Asked(phrase, _noise(rng), ((attribute, number(attribute, name)),))
        for phrase, (attribute, name) in table.items()
        if attribute in JUDGED
        for _ in range(rounds)
    ]


def asked_in_verse(rounds: int, seed: int = 9) -> list[Asked]:
    """Every line of the held-out verse `rounds` times, with what it should bring of what the judge sees."""
    rng = np.random.default_rng(seed)
    return [
        Asked(line, _noise(rng), tuple((kind, number(kind, name)) for kind, name in marks if kind in JUDGED))
        for line, marks in VERSE.items()
        for _ in range(rounds)
    ]


def scenes_of_two(count: int) -> list[SceneSpec]:
    """Unseen scenes of two subjects that can share a picture, the one with the other."""
    specs = [spec for spec in sample_specs(12 * count, UNSEEN_SEED + 1) if spec.second >= 0][:count]
    return [replace(spec, relation=WITH) for spec in specs]


def asked_for_two(count: int, seed: int = 10) -> list[Asked]:
    """The subjects of `scenes_of_two`, joined by any wording of 'with' or 'beside'."""
    rng = np.random.default_rng(seed)
    words = [word for row in vocabulary.RELATIONS[:2] for word in row.words]
    found = []
    for spec in scenes_of_two(count):
        text = f"{worded(rng, 'subject', spec.subject)} {rng.choice(words)} {worded(rng, 'subject', spec.second)}"
        found.append(Asked(text, _noise(rng), (("subject", spec.subject), ("second", spec.second))))
    return found


def _noise(rng: np.random.Generator) -> int:
    return int(rng.integers(2**31))


@dataclass(frozen=True, slots=True)
class Prompts:
    """All that the model is asked for."""

    plain: list[Asked]
    two: list[Asked]
    unheard: list[Asked]
    related: list[Asked]
    verse: list[Asked]

    @classmethod
    def of(cls, rounds: int) -> Prompts:
        """`rounds` times every subject, held-out word and line; half as many pairs as subjects, each time."""
        pairs = asked_for_two(rounds * len(vocabulary.SUBJECTS) // 2)
        unheard = asked_unheard(HELD_OUT, rounds)
        return cls(asked_plainly(rounds), pairs, unheard, asked_unheard(RELATED, rounds), asked_in_verse(rounds))
