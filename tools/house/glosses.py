"""What a dictionary says of a word: WordNet's glosses, read from its own files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

WORDNET = Path("/usr/share/wordnet")
"""Debian's wordnet-base (WordNet 3.0, Princeton University, its own permissive licence)."""
KINDS = ("noun", "verb", "adj", "adv")


@dataclass(frozen=True, slots=True)
class Sense:
    """One meaning: its gloss without examples, the words that share it, and how often texts were tagged with it."""

    gloss: str
    synonyms: tuple[str, ...]
    tagged: bool


def senses(folder: Path = WORDNET, most: int = 3) -> dict[str, list[Sense]]:
    """Word (a-z, one word) -> its senses, by kind of word and in WordNet's order of frequency, up to `most` a kind.

    Raises SystemExit when the files are missing.
    """
    found: dict[str, list[Sense]] = {}
    for kind in KINDS:
        index, data = folder / f"index.{kind}", folder / f"data.{kind}"
        if not (index.is_file() and data.is_file()):
            raise SystemExit(f"{index}: no WordNet; apt-get install wordnet-base, or name its folder with --wordnet")
        text = data.read_bytes()
        for line in index.read_text().splitlines():
            if line.startswith(" "):
                continue  # the licence at the head of the file
            fields = line.split()
            word, count, pointers = fields[0], int(fields[2]), int(fields[3])
            if not (word.isascii() and word.isalpha()):
                continue
            tagged = int(fields[5 + pointers])
            offsets = [int(field) for field in fields[6 + pointers : 6 + pointers + count]][:most]
            found.setdefault(word, []).extend(_sense(text, at, row < tagged) for row, at in enumerate(offsets))
    return found


def _sense(text: bytes, at: int, tagged: bool) -> Sense:
    """The sense whose line begins at byte `at` of a data file."""
    head, _, gloss = text[at : text.index(b"\n", at)].decode().partition("|")
    fields = head.split()
    words = fields[4 : 4 + 2 * int(fields[3], 16) : 2]
    plain = tuple(word.partition("(")[0].replace("_", " ").lower() for word in words)
    return Sense(gloss.partition('; "')[0].strip(), plain, tagged)
