"""Scenes as data: what a picture shows, and balanced random samples of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tools.house import vocabulary as voc
from tools.house.captions import all_caption_words, caption
from tools.house.moodtable import MOOD_TENDENCIES
from tools.house.painter.paint import paint
from tools.house.painter.subjects import DRAWINGS

__all__ = ["SceneSpec", "all_caption_words", "caption", "paint", "sample_specs"]

SECOND_SHARE = 0.20
PLACE_RELATIONS = ("with", "under", "behind")  # what a place can be to a thing
LIT_SHARE = 0.35  # share of scenes in a light of their own
FOLLOW_MOOD = 0.6  # share of scenes whose palette and weather follow the mood's tendency
ONLY_THINGS = ("two", "many")  # compositions that repeat the subject make sense for things only
WEATHER_SUBJECTS = {
    "rain": ("clear", "windy", "misty"),
    "snow": ("clear", "windy", "misty"),
    "lightning": ("clear", "rainy"),
    "stars": ("clear", "windy"),
    "galaxy": ("clear",),
    "clouds": ("clear", "windy", "rainy"),
    "aurora": ("clear", "snowy"),
}


@dataclass(frozen=True, slots=True)
class SceneSpec:
    """Row numbers in the vocabulary's tables (second: -1 for none) and the seed of everything else."""

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


def _number(rows: tuple[voc.Row, ...], name: str) -> int:
    return next(k for k, row in enumerate(rows) if row.name == name)


PAINTED = [k for k, row in enumerate(voc.SUBJECTS) if row.name in DRAWINGS]
THINGS = [k for k in PAINTED if DRAWINGS[voc.SUBJECTS[k].name][1] == "thing"]


def sample_specs(n: int, seed: int) -> list[SceneSpec]:
    """n scenes; subjects, styles and moods each appear equally often (up to one), in random company."""
    rng = np.random.default_rng(seed)
    subjects = _balanced(rng, np.array(PAINTED), n)
    styles = _balanced(rng, np.arange(len(voc.STYLES)), n)
    moods = _balanced(rng, np.arange(len(voc.MOODS)), n)
    return [_sample(rng, int(a), int(b), int(c)) for a, b, c in zip(subjects, styles, moods, strict=True)]


def _balanced(rng: np.random.Generator, values: np.ndarray, n: int) -> np.ndarray:
    rounds = [rng.permutation(values) for _ in range(-(-n // len(values)))]
    return np.concatenate(rounds)[:n] if rounds else values[:0]


def _pick(rng: np.random.Generator, rows: tuple[voc.Row, ...], tendency: tuple[str, ...]) -> int:
    if tendency and rng.random() < FOLLOW_MOOD:
        return _number(rows, str(rng.choice(tendency)))
    return int(rng.integers(len(rows)))


def _sample(rng: np.random.Generator, subject: int, style: int, mood: int) -> SceneSpec:
    name = voc.SUBJECTS[subject].name
    kind = DRAWINGS[name][1]
    tendency = MOOD_TENDENCIES[voc.MOODS[mood].name]
    palette = _pick(rng, voc.PALETTES, tendency.palettes)
    time = _pick(rng, voc.TIMES, tendency.times)
    weather = _pick(rng, voc.WEATHERS, tendency.weathers) if rng.random() < 0.7 else 0
    allowed = WEATHER_SUBJECTS.get(name)
    if allowed and voc.WEATHERS[weather].name not in allowed:
        weather = _number(voc.WEATHERS, str(rng.choice(allowed)))
    frames = [k for k, row in enumerate(voc.COMPOSITIONS) if kind == "thing" or row.name not in ONLY_THINGS]
    composition = int(rng.choice(frames)) if rng.random() < 0.6 else 0
    second = _second(rng, name, kind) if rng.random() < SECOND_SHARE / 0.97 else -1
    if second >= 0:
        composition = 0
    relation = _relation(rng, kind) if second >= 0 else 0
    light = int(rng.integers(1, len(voc.LIGHTS))) if rng.random() < LIT_SHARE else 0
    seed = int(rng.integers(2**31))
    return SceneSpec(subject, second, style, palette, time, weather, mood, composition, relation, light, seed)


def _relation(rng: np.random.Generator, kind: str) -> int:
    """How the first subject, of this kind, stands to the second."""
    if kind == "thing":
        return int(rng.integers(len(voc.RELATIONS)))
    return _number(voc.RELATIONS, str(rng.choice(PLACE_RELATIONS)))


def _second(rng: np.random.Generator, name: str, kind: str) -> int:
    """Another subject that can share the picture: a thing over a place, a place under a thing, two things."""
    choices = [k for k in (PAINTED if kind == "thing" else THINGS) if voc.SUBJECTS[k].name != name]
    return int(rng.choice(choices))
