"""Texts that the listener learns from, batch after batch, made ahead by workers: captions, bare prompts, verse, and
wordings alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

from engine.words import WordTable, base_form, tokens
from tools.house import kindred, text
from tools.house.config import Config
from tools.house.listener import Reader, pad
from tools.house.pictures import table
from tools.house.scenes import SceneSpec, all_caption_words, with_pairs

IN_VERSE, IN_BARE = 0.7, 0.15
"""Shares of the texts that are lines of verse, and bare prompts; the others are captions, which are soon understood."""
LONE = 0.4
"""Wordings alone, as a share of the texts, beside them."""
PAIRS = 0.6
"""Share of the captioned scenes that show two subjects; bare prompts and most verse name one."""
SHARED = 4
"""Parts of a batch, by length."""
SEED = 300
"""The captioned scenes come from a seed of their own."""
KIN = 301
"""So do the lines made of others."""
AHEAD = 4
"""Batches that each worker has ready."""

Words = tuple[Tensor, Tensor]
"""Word vectors (n, N, 128) of texts, and (n, N) bool, True where padded."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A batch of texts of whole scenes, and wordings alone."""

    parts: list[tuple[Words, Tensor]]
    """Texts of about a length, and which they are, (n,) int64."""
    wanted: Tensor
    """The scenes' specs (B, fields) int64."""
    of_verse: int
    """How many of them, the last, are lines of verse."""
    alone: list[tuple[Words, Tensor]]
    """Wordings, in parts likewise."""
    said: tuple[Tensor, Tensor]
    """Of each wording its attribute, as a column of specs, and its value, (b,) int64."""


def forbidden_words(table: WordTable) -> frozenset[str]:
    """Words that no training caption may hold, not even by a swap: the held-out ones and all their inflections."""
    from tools.house.heldout import HELD_OUT, RELATED

    spoken = set(all_caption_words())
    held = {word for phrase in (*HELD_OUT, *RELATED) for word in tokens(phrase)} - spoken
    roots = held | {base_form(word, table.index) for word in held}
    kin = {word for word in table.words if word in roots or base_form(word, table.index) in held}
    return frozenset((kin | held) - spoken)


def reader(seed: int | Sequence[int] | None = None) -> Reader:
    """A reader over the word table that models are trained with."""
    words = WordTable.load(text.TABLE)
    return Reader(words, forbidden_words(words), seed)


def by_length(rows: list[np.ndarray]) -> list[tuple[Words, Tensor]]:
    """Texts as word vectors (N, 128) each, in parts of about a length: what is padded costs as much as what is said."""
    order = np.array(sorted(range(len(rows)), key=lambda k: len(rows[k])))
    parts = np.array_split(order, min(SHARED, len(order)))
    return [(pad([rows[k] for k in part], torch.device("cpu")), torch.from_numpy(part)) for part in parts]


class Lessons(IterableDataset[Lesson]):
    """Lessons without end; the same for the same seed, step and number of workers."""

    def __init__(self, config: Config, step: int) -> None:
        """From a step on: a stage that goes on is not told the same again."""
        self.batch, self.seed, self.step = config.text.batch, config.seed, step
        self.kindred = kindred.load(config, reader((config.seed, KIN))) if config.variants else None
        self.specs: list[SceneSpec] = with_pairs(max(16, min(config.scenes, 60_000)), PAIRS, config.seed + SEED)

    def __iter__(self) -> Iterator[Lesson]:
        info = get_worker_info()
        reading = reader((self.seed, self.step, info.id if info else 0))
        reading.kindred = self.kindred
        while True:
            yield self.lesson(reading)

    def lesson(self, reading: Reader) -> Lesson:
        """One batch."""
        of_verse, of_bare = round(IN_VERSE * self.batch), round(IN_BARE * self.batch)
        chosen = reading.rng.integers(len(self.specs), size=self.batch - of_verse - of_bare)
        captioned = [self.specs[k] for k in chosen]
        lines, called_for = reading.verses(of_verse)
        typed, asked_for = reading.bare(of_bare)
        wanted = torch.from_numpy(np.concatenate([table(captioned), asked_for, called_for]))
        alone, *said = reading.alone(max(1, round(LONE * self.batch)))
        parts = by_length(reading.captions(captioned) + typed + lines)
        attribute, value = (torch.from_numpy(part) for part in said)
        return Lesson(parts, wanted, of_verse, by_length(alone), (attribute, value))


def lessons(config: Config, step: int) -> Iterator[Lesson]:
    """Lessons from a step on, made ahead by the config's workers, here when it has none."""
    ahead = AHEAD if config.workers else None
    return iter(DataLoader(Lessons(config, step), batch_size=None, num_workers=config.workers, prefetch_factor=ahead))
