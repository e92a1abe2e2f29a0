"""From a feeling to a tint: the mood, colours and texture that say it, and how fast the picture moves."""

from __future__ import annotations

from dataclasses import dataclass

from live.meaning.feeling import Feeling

_DRIFT_OCTAVES, _FADE_OCTAVES = 2.0, 1.0
"""Full arousal makes the drift so many octaves faster, and fades so many octaves shorter."""


@dataclass(frozen=True, slots=True)
class Tint:
    """What a feeling does to the picture. Words are such as painters know; empty: nothing is felt."""

    mood: str = ""
    palette: str = ""
    texture: str = ""
    drift_scale: float = 1.0
    """Times the scene's drift, 0.25..4."""
    fade_scale: float = 1.0
    """Times the length of a fade, 0.5..2."""

    @property
    def words(self) -> str:
        """All that is to be painted."""
        return ", ".join(part for part in (self.mood, self.palette, self.texture) if part)


_BY_SIDE: dict[tuple[int, int], tuple[str, str, str]] = {
    (1, 1): ("joy", "gold", "sunburst"),
    (1, 0): ("hope", "dawn colours", "clear air"),
    (1, -1): ("tenderness", "rose colours", "misty"),
    (0, 1): ("wonder", "electric colours", "wind"),
    (0, 0): ("", "", ""),
    (0, -1): ("calm", "sea-glass", "still sea"),
    (-1, 1): ("anger", "vermilion", "storm"),
    (-1, 0): ("dread", "violet", "under dark clouds"),
    (-1, -1): ("grief", "ash", "rain"),
}
"""Sides of (valence, arousal) -> mood, palette, texture; by Russell's circumplex, chosen by what the wall shows."""

_BY_MOOD = {row[0]: row for row in _BY_SIDE.values() if row[0]} | {
    "longing": ("longing", "blue and gold", "far away"),
    "loneliness": ("loneliness", "frost", "snow in the air"),
}


def tint(feeling: Feeling) -> Tint:
    """The tint of what is held of a feeling."""
    mood, palette, texture = _BY_SIDE[feeling.side]
    return Tint(
        mood,
        palette,
        texture,
        drift_scale=2.0 ** (_DRIFT_OCTAVES * feeling.arousal),
        fade_scale=2.0 ** (-_FADE_OCTAVES * feeling.arousal),
    )


def tint_of(mood: str) -> Tint:
    """The tint of a mood that somebody wrote; a mood that the table lacks is taken at its word."""
    return Tint(*_BY_MOOD.get(mood.strip().lower(), (mood.strip(), "", "")))
