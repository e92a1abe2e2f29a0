"""Words that no caption contains, each with the attribute it should nevertheless bring to the picture, by class.

What the house model does with them shows what the text encoder carries over by meaning alone. HELD_OUT is strict:
no word of it occurs in a caption. RELATED holds inflections and compounds of caption words (mountainous,
snowstorm); they too occur in no caption. CLASSES tells of what kind a held-out word is; figures are given by class.
"""

from __future__ import annotations

from tools.house.heldout_words import RELATED_WORDS, STRICT_WORDS

KINDS = ("concrete noun", "synonym", "abstract noun", "emotion", "verb", "colour", "season", "style word")


def _flat(table: dict[str, dict[str, str]]) -> dict[str, tuple[str, str]]:
    """Word -> (attribute, name)."""
    return {
        word.strip(): (attribute, name)
        for attribute, names in table.items()
        for name, words in names.items()
        for word in words.split(";")
    }


CLASSES: dict[str, str] = {word: kind for kind, table in STRICT_WORDS.items() for word in _flat(table)}
HELD_OUT: dict[str, tuple[str, str]] = {
    word: value for table in STRICT_WORDS.values() for word, value in _flat(table).items()
}
RELATED: dict[str, tuple[str, str]] = _flat(RELATED_WORDS)
