"""How much of what was asked for the judge sees: shares right by attribute, by class of word, of pairs, of verse."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tools.house.classifier import PRESENT
from tools.house.eye import Seen
from tools.house.heldout import CLASSES, KINDS
from tools.house.prompts import Asked


def score(asked: Sequence[Asked], seen: Seen) -> dict[str, float]:
    """Attribute -> share right, over the prompts that ask for it."""
    right: dict[str, list[bool]] = {}
    for k, one in enumerate(asked):
        for attribute, value in one.shows:
            right.setdefault(attribute, []).append(bool(seen.names[attribute][k] == value))
    return {name: float(np.mean(values)) for name, values in right.items()}


def score_by_class(asked: Sequence[Asked], seen: Seen) -> dict[str, float]:
    """Share right of held-out words, in all (each word counts the same) and by class of word."""
    right: dict[str, list[bool]] = {}
    for k, one in enumerate(asked):
        ((attribute, value),) = one.shows
        right.setdefault(CLASSES[one.text], []).append(bool(seen.names[attribute][k] == value))
    figures = {f"held_out_{kind.replace(' ', '_')}": float(np.mean(right[kind])) for kind in KINDS if kind in right}
    return {"held_out_words": float(np.mean([good for goods in right.values() for good in goods])), **figures}


def score_verse(asked: Sequence[Asked], seen: Seen) -> dict[str, float]:
    """Share right of all that the lines should bring; of their subjects; of their moods."""
    figures = {
        "held_out_verse": float(np.mean([seen.names[a][k] == v for k, one in enumerate(asked) for a, v in one.shows]))
    }
    each = score(asked, seen)
    return figures | {f"verse_{name}": each[name] for name in ("subject", "mood") if name in each}


def score_both(asked: Sequence[Asked], seen: Seen) -> dict[str, float]:
    """Share of pictures whose two likeliest subjects are the two asked for; and of those with one of them there."""
    wanted = [{value for _, value in one.shows} for one in asked]
    found = [set(pair) for pair in seen.names[PRESENT].tolist()]
    both = [a == b for a, b in zip(wanted, found, strict=True)]
    either = [bool(a & b) for a, b in zip(wanted, found, strict=True)]
    return {"both_subjects": float(np.mean(both)), "one_of_two": float(np.mean(either))}
