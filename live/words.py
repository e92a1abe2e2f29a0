"""Words as they are heard: utterances that grow, shares of a mix, and the prompt that they make."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from engine.wish import MAX_PHRASES
from live.report import Why

STOP_WORDS = frozenset(
    "a an the and or but nor so if of to in on at by for from with into onto over under as is are was were be been "
    "am i you he she it we they me him her us them my your his its our their this that these those there here not "
    "no yes do does did have has had will would can could shall should may might must what which who whom whose "
    "when where why how all any some than then too very just oh ah um uh er".split()
)
"""Words that bring no picture of their own."""

MAX_UTTERANCES = 4
"""Utterances that are remembered; of those before nothing is left in the mix."""

MIN_SHARE = 0.03
"""A phrase with less of the mix than this is let go."""

_SHARE_STEP = 0.05
"""Shares are rounded to this, so that a fading memory makes a new wish a few times a second at most."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """What one breath of speech brought so far; `onset_s` tells utterances apart. Times are show time."""

    onset_s: float
    committed: str = ""
    partial: str = ""
    heard_s: float = 0.0
    """When its words last changed."""
    sound_s: float = 0.0
    """When the sound of its newest words was captured."""


def has_picture(words: str) -> bool:
    """Whether any word of it may bring a picture."""
    return any(word.strip(".,;:!?'\"-").lower() not in STOP_WORDS for word in words.split())


def hear(heard: tuple[Utterance, ...], new: Utterance, *, final: bool) -> tuple[Utterance, ...]:
    """The utterances with new words put in their place: committed words add up, partial words replace each other."""
    if heard and heard[-1].onset_s == new.onset_s:
        last = heard[-1]
        committed = f"{last.committed} {new.committed}".strip() if final else last.committed
        changed = replace(last, committed=committed, partial="" if final else new.partial)
        if changed == last:
            return heard
        return (*heard[:-1], replace(changed, heard_s=new.heard_s, sound_s=new.sound_s))
    return (*heard, new)[-MAX_UTTERANCES:]


def shares(weights: dict[str, tuple[float, str]]) -> tuple[Why, ...]:
    """Weights by text as rounded shares of one whole, strongest first; the negligible are let go.

    Rounding is by largest remainder (Hamilton's method), so that the shares add up to 1.
    """
    whole = sum(weight for weight, _ in weights.values())
    kept = sorted(((w, text, why) for text, (w, why) in weights.items() if w >= MIN_SHARE * whole), key=lambda k: -k[0])
    kept = kept[:MAX_PHRASES]
    steps = round(1.0 / _SHARE_STEP)
    exact = [weight / sum(weight for weight, _, _ in kept) * steps for weight, _, _ in kept]
    counts = [math.floor(count) for count in exact]
    by_remainder = sorted(range(len(kept)), key=lambda k: counts[k] - exact[k])
    for k in by_remainder[: steps - sum(counts)]:
        counts[k] += 1
    found = [Why(text, count / steps, why) for (_, text, why), count in zip(kept, counts, strict=True) if count]
    return tuple(sorted(found, key=lambda why: -why.weight))


def compose(text: str, style: str, mood: str) -> str:
    """One prompt: the phrase, then the style, then the mood."""
    return ", ".join(part for part in (text, style, mood) if part)
