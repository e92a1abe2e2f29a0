"""What a caption leaves unsaid: a scene's own default for it, chosen by what is said and by a few numbers of its code.

A caption that names only a boat would otherwise go with a boat in any style and palette at once, and a model that
answers in one step would paint their mean. Here every silence has one answer for one noise, and other answers for
others: four styles for a subject, a mood's palettes, hours and weathers, a mood's four subjects.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
import torch

from tools.house import vocabulary as voc
from tools.house.moodtable import MOOD_SUBJECTS, MOOD_TENDENCIES, SUBJECT_MOODS
from tools.house.painter.noise import CHOICES, code

SILENT_MOODS = ("calm", "wonder", "longing", "hope")
"""What a scene feels like when neither subject nor mood is said."""
WEATHER_SUBJECTS = {
    "rain": ("clear", "windy", "misty"),
    "snow": ("clear", "windy", "misty"),
    "lightning": ("clear", "rainy"),
    "stars": ("clear", "windy"),
    "galaxy": ("clear",),
    "clouds": ("clear", "windy", "rainy"),
    "aurora": ("clear", "snowy"),
}
"""Weathers that do not hide a subject made of sky."""
COLOURLESS = ("charcoal", "shadow play", "line drawing", "chalkboard", "etching", "pencil")
"""Styles that show little of a palette: they come when they are asked for by name, never by themselves. Who names
colours and no medium would lose them, and a wall that is told a mood alone would go grey."""
PLAIN = {"second": -1, "composition": 0, "relation": 0, "light": 0}
"""Attributes whose default depends on nothing."""


@cache
def number(attribute: str, name: str) -> int:
    """Row of a value in the vocabulary's tables."""
    return next(k for k, row in enumerate(voc.ATTRIBUTES[attribute]) if row.name == name)


def choices(seeds: np.ndarray) -> np.ndarray:
    """(n, CHOICES) float64 in 0..1: the numbers of the scenes' codes that settle what is left open."""
    return torch.special.ndtr(code(torch.from_numpy(seeds))[:, :CHOICES].double()).numpy()


def _one_of(names: tuple[str, ...], chance: float) -> str:
    return names[min(int(chance * len(names)), len(names) - 1)]


def _quarter(first: float, second: float) -> int:
    return 2 * (first > 0.5) + (second > 0.5)


def styles_of(subject: int) -> tuple[int, ...]:
    """The four styles that a subject comes in when none is said, all of which show their palette; every such style
    serves equally many subjects, about."""
    shown = [k for k, row in enumerate(voc.STYLES) if row.name not in COLOURLESS]
    found: list[int] = []
    for step in (0, 7, 16, 23):
        style, other = (11 * subject + step) % len(voc.STYLES), 7 * subject + step
        while style not in shown or style in found:
            style, other = shown[other % len(shown)], other + 1
        found.append(style)
    return tuple(found)


def completed(said: Mapping[str, int], chances: np.ndarray) -> dict[str, int]:
    """All attributes of a scene of which some are said: attribute -> row, `said` kept as it is."""
    whole = dict(said)
    if "mood" not in whole:
        silent = SILENT_MOODS[_quarter(chances[2], chances[3])]
        home = SUBJECT_MOODS[voc.SUBJECTS[whole["subject"]].name] if "subject" in whole else silent
        whole["mood"] = number("mood", home)
    mood = voc.MOODS[whole["mood"]].name
    if "subject" not in whole:
        whole["subject"] = number("subject", MOOD_SUBJECTS[mood][_quarter(chances[0], chances[1])])
    subject = voc.SUBJECTS[whole["subject"]].name
    tendency = MOOD_TENDENCIES[mood]
    whole.setdefault("palette", number("palette", _one_of(tendency.palettes, chances[4])))
    whole.setdefault("time", number("time", _one_of(tendency.times, chances[5])))
    if "weather" not in whole:
        weather = _one_of(("clear", "clear", "clear", *tendency.weathers), chances[1])
        fits = weather in WEATHER_SUBJECTS.get(subject, (weather,))
        whole["weather"] = number("weather", weather if fits else "clear")
    whole.setdefault("style", styles_of(whole["subject"])[_quarter(chances[6], chances[7])])
    return PLAIN | whole
