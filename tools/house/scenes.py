"""Scenes as data: what a picture shows, what of it its captions must say, and balanced random samples of it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from tools.house import unsaid
from tools.house import vocabulary as voc
from tools.house.captions import SAYS, all_caption_words, caption, mask, pattern
from tools.house.painter.paint import layers, paint
from tools.house.painter.subjects import DRAWINGS

__all__ = ["SceneSpec", "all_caption_words", "caption", "layers", "paint", "sample_specs"]

SECOND_SHARE = 0.20
SILENT_SHARE = 0.02  # scenes of which nothing is said
PLACE_RELATIONS = ("with", "under", "behind")  # what a place can be to a thing
ONLY_THINGS = ("two", "many")  # compositions that repeat the subject make sense for things only


@dataclass(frozen=True, slots=True)
class SceneSpec:
    """Row numbers in the vocabulary's tables (second: -1 for none), the seed of everything else, and which of the
    attributes a caption must say, as bits in the order of captions.SAYS: the others are what they are when unsaid."""

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
    seed: int
    must: int = 0


PAINTED = [k for k, row in enumerate(voc.SUBJECTS) if row.name in DRAWINGS]
THINGS = [k for k in PAINTED if DRAWINGS[voc.SUBJECTS[k].name][1] == "thing"]


def sample_specs(n: int, seed: int) -> list[SceneSpec]:
    """n scenes; what is said of them is what a random caption's form says, the rest what that leaves unsaid.

    Subjects, styles and moods that are said appear equally often (up to one), in random company.
    """
    rng = np.random.default_rng(seed)
    turns = {
        "subject": _in_turn(rng, np.array(PAINTED)),
        "style": _in_turn(rng, np.arange(len(voc.STYLES))),
        "mood": _in_turn(rng, np.arange(len(voc.MOODS))),
    }
    seeds = rng.integers(2**31, size=n)
    return [_sample(rng, turns, int(one), row) for one, row in zip(seeds, unsaid.choices(seeds), strict=True)]


def with_pairs(n: int, share: float, seed: int) -> list[SceneSpec]:
    """n scenes as `sample_specs` draws them, but about `share` of them, 0..1, of two subjects: who is to tell two must
    have seen many."""
    drawn = sample_specs(max(1, math.ceil(share / SECOND_SHARE)) * n, seed)
    pairs = [spec for spec in drawn if spec.second >= 0][: round(share * n)]
    chosen = pairs + [spec for spec in drawn if spec.second < 0][: n - len(pairs)]
    return [chosen[k] for k in np.random.default_rng(seed).permutation(len(chosen))]


def in_any_company(specs: Sequence[SceneSpec], share: float, seed: int) -> list[SceneSpec]:
    """The scenes, about `share` of them, 0..1, with any style, palette, mood and hour at all.

    A mood has palettes of its own, and a subject styles, by which they could be told without being looked at.
    """
    rng = np.random.default_rng(seed)
    drawn = {
        name: rng.integers(len(voc.ATTRIBUTES[name]), size=len(specs)) for name in ("style", "palette", "mood", "time")
    }
    changed = rng.random(len(specs)) < share
    return [
        replace(spec, **{name: int(values[k]) for name, values in drawn.items()}) if changed[k] else spec
        for k, spec in enumerate(specs)
    ]


def _in_turn(rng: np.random.Generator, values: np.ndarray) -> Iterator[int]:
    while True:
        yield from rng.permutation(values).tolist()


def _sample(rng: np.random.Generator, turns: dict[str, Iterator[int]], seed: int, chances: np.ndarray) -> SceneSpec:
    form = "" if rng.random() < SILENT_SHARE else pattern(rng, bool(rng.random() < SECOND_SHARE))
    says = mask(form)
    named = [name for bit, name in enumerate(SAYS) if says >> bit & 1]
    said = {name: next(turns[name]) for name in turns if name in named}
    for name in ("palette", "time"):
        if name in named:
            said[name] = int(rng.integers(len(voc.ATTRIBUTES[name])))
    if "light" in named:
        said["light"] = int(rng.integers(1, len(voc.LIGHTS)))
    subject = voc.SUBJECTS[unsaid.completed(said, chances)["subject"]].name
    if "weather" in named:
        allowed = unsaid.WEATHER_SUBJECTS.get(subject, tuple(row.name for row in voc.WEATHERS))
        said["weather"] = unsaid.number("weather", str(rng.choice(allowed)))
    kind = kind_of(subject)
    if "second" in named:
        said["second"] = second_of(rng, subject)
    if "relation" in named:
        said["relation"] = relation_of(rng, subject)
    if "composition" in named and "second" not in named:
        frames = [k for k, row in enumerate(voc.COMPOSITIONS) if kind == "thing" or row.name not in ONLY_THINGS]
        said["composition"] = int(rng.choice(frames))
    return SceneSpec(**unsaid.completed(said, chances), seed=seed, must=sum(1 << SAYS.index(name) for name in said))


def kind_of(subject: str) -> str:
    """Whether a subject is a thing, or a place or field that fills the picture."""
    return DRAWINGS[subject][1]


def relation_of(rng: np.random.Generator, subject: str) -> int:
    """How a first subject stands to a second: a row of the relations."""
    if kind_of(subject) == "thing":
        return int(rng.integers(len(voc.RELATIONS)))
    return unsaid.number("relation", str(rng.choice(PLACE_RELATIONS)))


def second_of(rng: np.random.Generator, subject: str) -> int:
    """A row of another subject that can share the picture: a thing over a place, a place under a thing, two things."""
    options = [k for k in (PAINTED if kind_of(subject) == "thing" else THINGS) if voc.SUBJECTS[k].name != subject]
    return int(rng.choice(options))
