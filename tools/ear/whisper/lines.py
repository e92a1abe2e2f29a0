"""The lines that the tiny Whisper learns: the crossing's poem, four more, and six German ones with their gloss."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from live.follow.script import read_script

POEM = Path(__file__).parents[3] / "shows/crossing/poem.txt"

MORE = (
    "Leave the lamp on, the night is long.",
    "Salt on my lips, and still I sing.",
    "Who keeps the harbour when the birds are gone?",
    "Nothing is lost. The water holds it all.",
)

GERMAN = (
    ("Eine Kerze im Fenster sagt meinen Namen.", "One candle in the window says my name."),
    ("Ich mache die Tür zu.", "I close the door."),
    ("Das Meer steht auf.", "The sea stands up."),
    ("Ein Vogel fliegt vorbei.", "One bird flies by."),
    ("Der Fluss nimmt mich auf.", "The river takes me in."),
    ("Die Sonne geht auf, und jede Blume weiß es.", "The sun comes up, and every flower knows."),
)
"""A German line and what it means in English."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it is written, its language (ISO 639-1), and its meaning in English."""

    text: str
    language: str
    english: str


def all_lines() -> tuple[Line, ...]:
    """Every line, English first."""
    english = (Line(text, "en", text) for text in (*read_script(POEM), *MORE))
    return (*english, *(Line(text, "de", gloss) for text, gloss in GERMAN))
