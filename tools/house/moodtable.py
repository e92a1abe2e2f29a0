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
    "longing": Tendency(("violet", "gold-on-night", "autumn", "desert"), ("dusk",), ("clear", "misty")),
    "anger": Tendency(("ember", "vermilion", "electric"), ("dusk", "night"), ("stormy", "windy")),
    "wonder": Tendency(("gold-on-night", "electric", "spectrum"), ("night",), ("clear", "snowy")),
    "tenderness": Tendency(("rose", "dawn", "spring"), ("dawn", "noon"), ("clear", "snowy")),
    "hope": Tendency(("moss", "dawn", "spring"), ("dawn", "noon"), ("clear",)),
    "loneliness": Tendency(("frost", "ash", "sea-glass"), ("dawn", "dusk"), ("misty", "snowy")),
}

MOOD_SUBJECTS: dict[str, tuple[str, str, str, str]] = {
    "grief": ("grave", "rain", "candle", "bare tree"),
    "joy": ("balloons", "sunflower", "dancer", "ferris wheel"),
    "calm": ("sea", "moon", "lotus", "mountains"),
    "dread": ("tunnel", "wolf", "eye", "skull"),
    "longing": ("window", "road", "boat", "letter"),
    "anger": ("volcano", "lightning", "glass shards", "fire"),
    "wonder": ("galaxy", "aurora", "whale", "comet"),
    "tenderness": ("rosebud", "feather", "hand", "embrace"),
    "hope": ("sun", "bird", "lighthouse", "rainbow"),
    "loneliness": ("street lamp", "walker", "chair", "island"),
}
"""What a mood shows when no subject is said: four subjects, one for each quarter of two chance numbers."""

_HOMES: dict[str, str] = {
    "grief": "rain; candle; bare tree; church; grave; ruins; cage; violin; piano; mask; hourglass; ink drops; iceberg",
    "joy": "flowers; butterfly; dancer; dog; lion; bee; peacock; sunflower; apple; circus; ferris wheel; umbrella; "
    "hat; bell; balloons; bicycle; guitar; drum; equalizer; stage lights; crown; wine glass; bubbles; kite; "
    "triangles",
    "calm": "sea; moon; dunes; river; mountains; fish; leaf; swan; turtle; snail; lotus; bamboo; wheat; sleeper; "
    "temple; cup; book; chair; mandala; rings; resonance; island; clouds; elephant; lines; cubes",
    "dread": "smoke; eye; wolf; snake; spider; bat; crab; octopus; skull; labyrinth; tunnel; tornado; cave; grid; "
    "sword",
    "longing": "window; boat; road; bridge; stairs; train; letter; mirror; anchor; deer; birds; cherry branch; key; "
    "singer; wheel; waterfall; currents",
    "anger": "lightning; fire; glass shards; waves; volcano; bear; runner; lips; pulse",
    "wonder": "stars; galaxy; aurora; crystal; spiral; owl; whale; jellyfish; mushroom; castle; pyramid; particles; "
    "atom; network; comet; planet; eclipse; hot air balloon; face; fountain",
    "tenderness": "heart; feather; hand; snow; cat; rabbit; rosebud; embrace; child; angel; dandelion; horse",
    "hope": "sun; forest; tree; bird; door; house; lighthouse; rainbow; roots; prayer; lantern; windmill; clock; palm "
    "tree",
    "loneliness": "city; street lamp; walker; crowd; fox; cactus",
}
SUBJECT_MOODS: dict[str, str] = {name.strip(): mood for mood, names in _HOMES.items() for name in names.split(";")}
"""The mood in which a subject is painted when none is said."""
