"""Lines of verse, each with what it calls for: a subject, a mood, a palette, or some of them."""

from __future__ import annotations

import gzip
from pathlib import Path

from tools.house import vocabulary

FILE = Path(__file__).with_name("verses.tsv.gz")
"""A line each: subject, mood, palette (or -), text; written for training, none of them held out. "..." stands where a
word was that the evaluation holds out. Packed, a third of its size: zcat shows it, gzip -9n packs it again."""
SAID = ("subject", "mood", "palette")


def read(path: Path = FILE) -> list[tuple[str, dict[str, int]]]:
    """(Text, attribute -> row of the vocabulary) of every line; ValueError names the place of a bad one."""
    rows = {name: {row.name: k for k, row in enumerate(vocabulary.ATTRIBUTES[name])} for name in SAID}
    found = []
    packed = path.read_bytes()
    text = (gzip.decompress(packed) if path.suffix == ".gz" else packed).decode()
    for number, line in enumerate(text.splitlines(), 1):
        *names, text = line.split("\t")
        try:
            said = {kind: rows[kind][name] for kind, name in zip(SAID, names, strict=True) if name != "-"}
        except (KeyError, ValueError) as error:
            raise ValueError(
                f"{path}:{number}: {error}; want subject, mood, palette (or -) and text, tabs between"
            ) from error
        found.append((text, said))
    return found


VERSES = read()
