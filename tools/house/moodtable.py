"""What a mood tends towards when nothing else is said: palettes, times of day, weathers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tendency:
    """Vocabulary names, all equally likely."""

    palettes: tuple[str, ...]
    times: tuple[str, ...]
    weathers: tuple[str, ...]


MOOD_TENDENCIES: dict[str, Tendency] = {
    "grief": Tendency(("ash", "frost", "vermilion"), ("dusk", "night"), ("rainy", "misty")),
    "joy": Tendency(("dawn", "electric", "summer", "spectrum"), ("noon", "dawn"), ("clear", "windy")),
    "calm": Tendency(("sea-glass", "frost", "moss"), ("dawn", "dusk"), ("clear", "misty")),
    "dread": Tendency(("ash", "vermilion", "ember"), ("night",), ("stormy", "misty")),
    "longing": Tendency(("violet", "gold-on-night", "autumn"), ("dusk",), ("clear", "misty")),
    "anger": Tendency(("ember", "vermilion", "electric"), ("dusk", "night"), ("stormy", "windy")),
    "wonder": Tendency(("gold-on-night", "electric", "spectrum"), ("night",), ("clear", "snowy")),
    "tenderness": Tendency(("rose", "dawn", "spring"), ("dawn", "noon"), ("clear", "snowy")),
    "hope": Tendency(("moss", "dawn", "spring"), ("dawn", "noon"), ("clear",)),
    "loneliness": Tendency(("frost", "ash", "sea-glass"), ("dawn", "dusk"), ("misty", "snowy")),
}
