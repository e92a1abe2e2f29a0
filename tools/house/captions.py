"""Captions: many wordings for one scene, from a bare word to a poet's line, never naming what isn't there."""

from __future__ import annotations

import re
from functools import cache
from typing import Protocol

import numpy as np

from tools.house import vocabulary as voc
from tools.house.forms import forms, verse


class Spec(Protocol):
    """What a caption reads of a scene (see scenes.SceneSpec)."""

    subject: int
    second: int
    style: int
    palette: int
    time: int
    weather: int
    mood: int
    composition: int
    relation: int
    light: int
    must: int


# {s} subject, {r} its line, {o} second subject, {y} style, {p} palette, {t} time, {w} weather,
# {m} mood, {n} mood line, {c} composition, {q} relation, {l} light. Weight, pattern.
PATTERNS: tuple[tuple[float, str], ...] = (
    (6, "{s}"),
    (7, "{s}, {y}"),
    (5, "{y}, {s}"),
    (4, "{s}, {y}, {m}"),
    (4, "{s}, {m}"),
    (3, "{m}, {s}, {y}"),
    (4, "{s}, {y}, {p}"),
    (3, "{s}, {p}"),
    (3, "{s}, {t}"),
    (3, "{s} {t}, {y}"),
    (2, "{s}, {w}, {y}"),
    (3, "{s}, {w}"),
    (3, "{s}, {c}"),
    (2.5, "{s}, {l}"),
    (2, "{s}, {l}, {y}"),
    (1, "{l}, {s}, {m}"),
    (0.6, "{l}"),
    (0.5, "{l}, {y}"),
    (2, "{s}, {c}, {y}"),
    (2, "{s} {t}, {p}, {y}"),
    (2, "{p} {s}"),
    (3, "{y}, {s}, {m}, {p}"),
    (2, "{s}, {t}, {w}, {m}, {y}"),
    (2, "{s}, {c}, {p}, {m}, {y}"),
    (2, "{m}, {s}"),
    (1.5, "{s} and {m}"),
    (1.5, "{m} like {s}"),
    (1.5, "{s} full of {m}"),
    (1, "I dream of {s}"),
    (1, "there is {s} in my {m}"),
    (1, "what {s} knows of {m}"),
    (1, "give me {s}, {y}"),
    (1, "a picture of {s}"),
    (1, "{y} of {s}"),
    (1, "{y}: {s}, {t}"),
    (1, "{s} as {y}"),
    (1, "show me {s}"),
    (1, "we saw {s} {t}"),
    (1, "once there was {s}, {c}"),
    (1, "only {s}, {w}"),
    (1, "{t}, {s}"),
    (1, "{w}, {s}, {m}"),
    (1, "and then {s}"),
    (4, "{r}"),
    (3, "{r}, {y}"),
    (1.5, "{r}, {m}"),
    (1, "{r}, {t}"),
    (1, "{r}, {p}, {y}"),
    (4, "{m}"),
    (3, "{m}, {y}"),
    (2, "{n}"),
    (1, "{n}, {y}"),
    (1.5, "{n}, {s}"),
    (1, "{m}, {p}"),
    (1, "{m}, {t}"),
    (2, "{y}"),
    (1.2, "{p}"),
    (1, "{p}, {y}"),
    (0.6, "{t}"),
    (0.6, "{w}"),
    (0.6, "{w}, {y}"),
    (0.4, "{t}, {y}"),
)
TWO_PATTERNS: tuple[tuple[float, str], ...] = (
    (5, "{s} and {o}"),
    (4, "{s}, {o}, {y}"),
    (2, "{s}, {m}, {o}"),
    (3, "{s}, {o}"),
    (2, "{s} and {o}, {p}"),
    (1.5, "{s} and {o} {t}, {y}"),
    (2, "{y}, {s} and {o}, {m}"),
    (6, "{s} {q} {o}"),
    (5, "{s} {q} {o}, {y}"),
    (2, "{s} {q} {o}, {m}"),
    (1.5, "{s} {q} {o}, {p}, {l}"),
    (1, "{s} remembers {o}"),
    (1, "{s} waits for {o}"),
    (2, "{r}, {o}"),
    (1, "{s} meets {o}, {c}"),
)


GRAMMAR, VERSE = 0.30, 0.15
"""Shares of captions by the forms' grammar and by the verse-like forms; the others follow the weighted patterns."""
SAYS = ("subject", "second", "style", "palette", "time", "weather", "mood", "composition", "relation", "light")
"""Attributes by their bit in a mask of what is said."""
RIDDLED, PLAINLY, ASIDE = 0.4, 0.15, 0.1
"""In hints, how often an attribute comes as a riddling line or in plain words, else as near words; and how often one is
hinted at that need not be said."""
_KEYS = {"s": 0, "r": 0, "o": 1, "y": 2, "p": 3, "t": 4, "w": 5, "m": 6, "n": 6, "c": 7, "q": 8, "l": 9}


@cache
def mask(form: str) -> int:
    """What a form says: bits in the order of SAYS."""
    return sum(1 << bit for bit in {_KEYS[key] for key in re.findall(r"\{(\w)\}", form)})


@cache
def _catalogue(two: bool) -> tuple[tuple[str, ...], np.ndarray, np.ndarray]:
    """All forms for one subject or for two, their masks, and how likely each is."""
    plain = TWO_PATTERNS if two else PATTERNS
    kinds = (
        (1 - GRAMMAR - VERSE, [form for _, form in plain], [weight for weight, _ in plain]),
        (GRAMMAR, forms(two), np.ones(len(forms(two)))),
        (VERSE, verse(two), np.ones(len(verse(two)))),
    )
    every = tuple(form for _, some, _ in kinds for form in some)
    likely = np.concatenate([share * np.asarray(weights) / np.sum(weights) for share, _, weights in kinds])
    return every, np.array([mask(form) for form in every]), likely / likely.sum()


@cache
def _fitting(two: bool, must: int) -> tuple[np.ndarray, np.ndarray]:
    """The forms that say at least `must`: their rows in the catalogue, and the running sum of their chances."""
    _, masks, likely = _catalogue(two)
    rows = np.flatnonzero(masks & must == must)
    if not len(rows):
        raise ValueError(f"no form of caption says all of {[name for bit, name in enumerate(SAYS) if must >> bit & 1]}")
    running = np.cumsum(likely[rows])
    return rows, running / running[-1]


def pattern(rng: np.random.Generator, two: bool, must: int = 0) -> str:
    """A form of caption at random that says at least what `must` (bits, see SAYS) asks for."""
    rows, running = _fitting(two, must)
    return _catalogue(two)[0][rows[min(int(np.searchsorted(running, rng.random())), len(rows) - 1)]]


def _wording(rng: np.random.Generator, row: voc.Row) -> str:
    """The plain name in one case of four, else any wording."""
    return row.name if rng.random() < 0.25 else str(rng.choice(row.words))


def caption(spec: Spec, rng: np.random.Generator) -> str:
    """One caption of 1 to about 24 words that says all that the scene's captions must; what it does not name is what
    it is when unsaid."""
    two = spec.second >= 0
    form = pattern(rng, two, spec.must)
    rows = {
        "s": voc.SUBJECTS[spec.subject],
        "y": voc.STYLES[spec.style],
        "p": voc.PALETTES[spec.palette],
        "t": voc.TIMES[spec.time],
        "w": voc.WEATHERS[spec.weather],
        "m": voc.MOODS[spec.mood],
        "c": voc.COMPOSITIONS[spec.composition],
        "q": voc.RELATIONS[spec.relation],
        "l": voc.LIGHTS[spec.light],
    }
    if two:
        rows["o"] = voc.SUBJECTS[spec.second]
    parts = {key: _wording(rng, row) for key, row in rows.items() if "{" + key + "}" in form}
    parts["r"] = str(rng.choice(rows["s"].lines or rows["s"].words))
    parts["n"] = str(rng.choice(rows["m"].lines or rows["m"].words))
    return form.format(**parts)


def in_order(rng: np.random.Generator, kinds: list[str]) -> list[int]:
    """Rows of parts of a text that say these attributes, in random order, but the subject's before the second's: who
    comes first is the subject."""
    order = rng.permutation(len(kinds)).tolist()
    two = [place for place, k in enumerate(order) if kinds[k] in ("subject", "second")]
    for place, k in zip(two, sorted((order[place] for place in two), key=lambda k: kinds[k] == "second"), strict=True):
        order[place] = k
    return order


def hinted(spec: Spec, rng: np.random.Generator) -> str:
    """A text that only hints at what the scene's captions must say, and at a little of the rest: near words, lines that
    mean without naming, in any order, as verse does it."""
    parts: list[tuple[str, str]] = []
    for bit, kind in enumerate(SAYS):
        value = getattr(spec, kind)
        must = bool(spec.must >> bit & 1)
        if value < 0 or not (must or rng.random() < ASIDE):
            continue
        row = voc.ATTRIBUTES["subject" if kind == "second" else kind][value]
        if not row.near:
            if must:
                parts.append((kind, _wording(rng, row)))
            continue
        chance = rng.random()
        if row.riddles and chance < RIDDLED:
            parts.append((kind, str(rng.choice(row.riddles))))
        elif chance < RIDDLED + PLAINLY:
            parts.append((kind, _wording(rng, row)))
        if not parts or rng.random() < 0.5 or chance >= RIDDLED + PLAINLY:
            least = 3 if kind in ("subject", "second") and chance >= RIDDLED + PLAINLY else 1
            count = min(len(row.near), int(rng.integers(least, least + 4)))
            parts.extend((kind, word) for word in rng.choice(row.near, size=count, replace=False).tolist())
    return " ".join(parts[k][1] for k in in_order(rng, [kind for kind, _ in parts]))


def all_caption_words() -> set[str]:
    """Every word (lower case, split at blanks and punctuation, hyphens kept) that any caption can contain."""
    texts = [form for _, form in (*PATTERNS, *TWO_PATTERNS)]
    for two in (False, True):
        texts += [*forms(two), *verse(two)]
    for rows in voc.ATTRIBUTES.values():
        for row in rows:
            texts += [*row.words, *row.lines, *row.near, *row.riddles]
    words: set[str] = set()
    for text in texts:
        for token in text.lower().split():
            word = token.strip(".,;:!?")
            if word and "{" not in word:
                words.add(word)
    return words
