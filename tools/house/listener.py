"""The text side of the house model: word vectors (N, 128) -> context tokens (K, D); and the words it trains on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor, nn

from engine.words import MAX_WORDS, WordTable, tokens
from tools.house import vocabulary
from tools.house.captions import SAYS, hinted, in_order
from tools.house.config import Sizes
from tools.house.pictures import table as table_of
from tools.house.scenes import SceneSpec, caption, relation_of, second_of
from tools.house.unsaid import choices, completed
from tools.house.verses import VERSES
from tools.house.visual import GLOSSES

if TYPE_CHECKING:
    from tools.house.kindred import Kindred

WORD_WIDTH = 128
BARE = {"subject": 0.85, "style": 0.35, "palette": 0.4, "mood": 0.4, "time": 0.1}
"""How often a bare prompt says an attribute."""
NEAR_IN_BARE = 0.2
"""Share of its wordings that are words near to a value rather than its name."""
TWO_IN_BARE, RELATED_IN_BARE = 0.35, 0.6
"""Share of bare prompts of a subject that join it to a second, and share of those that say how it stands to it."""
NAMED = 0.25
"""Share of training texts that just name all that a scene holds."""
HINTED = 0.35
"""Share of those that name nothing and only hint."""
SILENT = 0.6
"""Share of silent captions among those of scenes of which nothing must be said."""
NEARLY = 0.5
"""Share of lone wordings that are a word near to a value rather than its name."""
LOST, BLUR = 0.03, 0.25
"""Share of words that go unheard in training, and the most that their vectors are blurred by."""
LOST_OF_VERSE, BLUR_OF_VERSE, SWAPPED_IN_VERSE = 0.1, 0.35, 0.15
"""The same of lines of verse, and share of their words that are swapped for near ones: what is
learnt by heart is of no use for others."""
RETOLD, RETOLD_ALONE = 0.2, 0.35
"""Share of the words of hints that give way to something seen at them (a heron to reeds, or to a misty dawn), and of
lone words that are told by all that is seen at them: riddles, as verse makes them."""
LITERAL = 0.25
"""Share of lines of verse that name their subject besides, wherever in the line, or, having none, get any: who names a
thing means it, however the line goes round about."""
COLUMNS = np.array([SceneSpec.__slots__.index(name) for name in SAYS])
"""Columns of a table of specs, in the order of SAYS."""
ASKED = np.array([0.50, 0.0, 0.13, 0.13, 0.03, 0.04, 0.12, 0.02, 0.01, 0.02])
"""How often a lone wording is of each attribute, in the order of SAYS."""
NEAR = 0.5
"""Cosine above which a word may stand in for another in training."""


class Listener(nn.Module):
    """A small transformer that reads word vectors in order and ends in K context tokens.

    A layer of self-attention lets a word mean by its neighbours (a lamp of a street); learned queries attend to the
    words (as the Perceiver does, Jaegle et al. 2021, arXiv:2103.03206); a linear map of the words' mean joins them, so
    that a word never seen in training lands where its neighbours did. Each token leaves through a LayerNorm: all
    contexts lie on one sphere and may be slerped token by token.
    """

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        width, self.tokens = sizes.context_width, sizes.context_tokens
        heads = max(1, width // 64)
        self.enter = nn.Linear(WORD_WIDTH, width)
        self.places = nn.Embedding(MAX_WORDS, width)
        self.words = nn.TransformerEncoderLayer(width, heads, 2 * width, 0.0, "gelu", batch_first=True, norm_first=True)
        self.queries = nn.Parameter(torch.randn(1, self.tokens, width) * 0.5)
        self.layers = nn.ModuleList(
            nn.TransformerDecoderLayer(width, heads, 2 * width, 0.0, "gelu", batch_first=True, norm_first=True)
            for _ in range(sizes.text_layers)
        )
        self.straight = nn.Linear(WORD_WIDTH, self.tokens * width)
        self.leave = nn.LayerNorm(width, elementwise_affine=False)

    def forward(self, words: Tensor, absent: Tensor | None = None) -> Tensor:
        """Words (B, N, 128), N up to MAX_WORDS, absent (B, N) bool, True where padded -> context (B, K, D) of unit
        variance a token."""
        memory = self.words(self.enter(words) + self.places.weight[: words.shape[1]], src_key_padding_mask=absent)
        state = self.queries.expand(words.shape[0], -1, -1)
        for layer in self.layers:
            state = layer(state, memory, memory_key_padding_mask=absent)
        if absent is None:
            mean = words.mean(1)
        else:
            kept = (~absent)[..., None].to(words.dtype)
            mean = (words * kept).sum(1) / kept.sum(1).clamp(min=1)
        return self.leave(state + self.straight(mean).unflatten(1, (self.tokens, -1)))


class Reader:
    """Turns scenes into padded word vectors, with the mishaps that teach open vocabulary: words swapped for near
    ones, left out, blurred; and texts that only hint."""

    def __init__(self, words: WordTable, forbidden: frozenset[str], seed: int | Sequence[int] | None = None) -> None:
        self.words = words
        self.rng = np.random.default_rng(seed)
        self.forbidden = forbidden
        self._matrix = np.stack([words.vector(row) for row in range(len(words.words))])
        self._near: dict[int, np.ndarray] = {}
        self._rows: dict[str, tuple[int, ...]] = {}
        self._seen: dict[str, tuple[str, ...]] = {}
        self.kindred: Kindred | None = None
        """What lines of verse are kin to; None: they call for what was put down."""

    def seen(self, word: str) -> tuple[str, ...]:
        """What a painter sees at a word, in fragments, none of which holds a word held out for the evaluation."""
        if word not in self._seen:
            told = (part.strip() for part in GLOSSES.get(word, "").split(","))
            self._seen[word] = tuple(part for part in told if part and not self.forbidden & set(tokens(part)))
        return self._seen[word]

    def retold(self, text: str) -> str:
        """A text some of whose words give way to something seen at them."""
        found = []
        for word in tokens(text):
            instead = self.rng.random() < RETOLD and self.seen(word)
            found.append(str(self.rng.choice(instead)) if instead else word)
        return " ".join(found)

    def near(self, row: int) -> np.ndarray:
        """Rows of up to 12 words close in meaning to one, none of them held out for the evaluation."""
        if row not in self._near:
            cosine = self._matrix @ self._matrix[row] / self._matrix.shape[1]
            best = np.argpartition(-cosine, 13)[:13]
            best = best[np.argsort(-cosine[best])][1:]
            kept = [int(k) for k in best if cosine[k] > NEAR and self.words.words[k] not in self.forbidden]
            self._near[row] = np.array(kept, np.int64)
        return self._near[row]

    def _stray(self, word: str, row: int, chance: float) -> int:
        """A word's row, or, if it is a long one and with this chance, that of a near word."""
        if len(word) > 3 and self.rng.random() < chance and len(self.near(row)):
            return int(self.rng.choice(self.near(row)))
        return row

    def swapped(self, words: Sequence[str], chance: float) -> str:
        """Words, some of the long ones, with this chance each, swapped for near ones."""
        rows = [(word, self.words.index.get(word)) for word in words]
        return " ".join(word if row is None else self.words.words[self._stray(word, row, chance)] for word, row in rows)

    def vectors(self, text: str, swap: float = 0.0) -> np.ndarray:
        """The word vectors of a text as at run time, each long word swapped for a near one with chance `swap`."""
        found = []
        for word in tokens(text):
            if word not in self._rows:
                self._rows[word] = next(iter(self.words.rows(word)), ())
            rows = self._rows[word]
            if not rows:
                continue
            if swap and len(rows) == 1:
                rows = (self._stray(word, rows[0], swap),)
            found.append(self._matrix[list(rows)].mean(0) if len(rows) > 1 else self._matrix[rows[0]])
        return np.stack(found[:MAX_WORDS]) if found else np.zeros((1, WORD_WIDTH), np.float32)

    def batch(self, texts: list[str], device: torch.device) -> tuple[Tensor, Tensor]:
        """Plain texts -> (words (B, N, 128), absent (B, N))."""
        return pad([self.vectors(text) for text in texts], device)

    def captions(self, specs: list[SceneSpec]) -> list[np.ndarray]:
        """Freshly worded captions of scenes as word vectors (N, 128) each; of a scene of which nothing must be said,
        mostly nothing."""
        rows = []
        for spec in specs:
            if not spec.must and self.rng.random() < SILENT:
                rows.append(np.zeros((1, WORD_WIDTH), np.float32))
                continue
            chance = self.rng.random()
            if chance < NAMED:
                text, swap = named(spec, self.rng), 0.0
            elif chance < NAMED + HINTED:
                text, swap = self.retold(hinted(spec, self.rng)), 0.0
            else:
                text, swap = caption(spec, self.rng), 0.3 if self.rng.random() < 0.4 else 0.0
            rows.append(self._misheard(self.vectors(text, swap), LOST, BLUR))
        return rows

    def verses(self, count: int) -> tuple[list[np.ndarray], np.ndarray]:
        """Lines of verse and what they call for: word vectors (N, 128) each, and specs (count, fields) int64 of scenes
        in which all that a line leaves open is as it is when unsaid."""
        kin = self.kindred
        chosen = self.rng.integers(len(kin.lines if kin else VERSES), size=count)
        seeds = self.rng.integers(2**31, size=count)
        rows, specs = [], []
        for k, seed, chances in zip(chosen, seeds, choices(seeds), strict=True):
            line, said = (kin.lines[k], kin.said(k, self.rng)) if kin else VERSES[k]
            if self.rng.random() < LITERAL:
                said = {"subject": int(self.rng.integers(len(vocabulary.SUBJECTS)))} | said
                line = self._named_in(line, said["subject"])
            vectors = self.vectors(line, SWAPPED_IN_VERSE)
            rows.append(self._misheard(vectors, LOST_OF_VERSE, BLUR_OF_VERSE))
            specs.append(SceneSpec(**completed(said, chances), seed=int(seed)))
        return rows, table_of(specs)

    def _named_in(self, line: str, subject: int) -> str:
        """A line with one of the subject's wordings put in somewhere."""
        words = line.split()
        words.insert(int(self.rng.integers(len(words) + 1)), str(self.rng.choice(vocabulary.SUBJECTS[subject].words)))
        return " ".join(words)

    def bare(self, count: int) -> tuple[list[np.ndarray], np.ndarray]:
        """Prompts as they are typed, some attributes in any of their wordings, commas between, and what they call for:
        word vectors (N, 128) each, and specs (count, fields) int64; every wording comes equally often."""
        seeds = self.rng.integers(2**31, size=count)
        rows, specs = [], []
        for seed, chances in zip(seeds, choices(seeds), strict=True):
            said, words = {}, []
            for kind in (kind for kind, chance in BARE.items() if self.rng.random() < chance):
                table = vocabulary.ATTRIBUTES[kind]
                value = int(self.rng.integers(len(table)))
                near = bool(table[value].near) and self.rng.random() < NEAR_IN_BARE
                said[kind] = value
                words.append(str(self.rng.choice(table[value].near if near else table[value].words)))
                if kind == "subject" and self.rng.random() < TWO_IN_BARE:
                    words[-1] += self._joined(said)
            text = ", ".join(words[k] for k in self.rng.permutation(len(words)))
            rows.append(self._misheard(self.vectors(text), LOST, BLUR))
            specs.append(SceneSpec(**completed(said, chances), seed=int(seed)))
        return rows, table_of(specs)

    def _joined(self, said: dict[str, int]) -> str:
        """How a bare prompt goes on after its subject with a second, which is put down in `said`."""
        subject = vocabulary.SUBJECTS[said["subject"]].name
        said["second"], how = second_of(self.rng, subject), str(self.rng.choice([" and", ","]))
        if self.rng.random() < RELATED_IN_BARE:
            said["relation"] = relation_of(self.rng, subject)
            how = " " + str(self.rng.choice(vocabulary.RELATIONS[said["relation"]].words))
        return f"{how} {self.rng.choice(vocabulary.SUBJECTS[said['second']].words)}"

    def _misheard(self, vectors: np.ndarray, lost: float, most: float) -> np.ndarray:
        if len(vectors) > 3:
            kept = self.rng.random(len(vectors)) > lost
            vectors = vectors[kept] if kept.any() else vectors
        blur = most * self.rng.random()
        return vectors + self.rng.normal(0, blur, vectors.shape).astype(np.float32)

    def alone(self, count: int) -> tuple[list[np.ndarray], np.ndarray, np.ndarray]:
        """Single wordings, half of their words swapped for near ones, blurred: word vectors (N, 128) each, and the
        attribute of each as a column of specs, its value, (count,) int64."""
        kinds = self.rng.choice(len(SAYS), size=count, p=ASKED)
        values, rows = np.zeros(count, np.int64), []
        for k, kind in enumerate(kinds):
            table = vocabulary.ATTRIBUTES[SAYS[kind]]
            values[k] = self.rng.integers(len(table))
            row = table[values[k]]
            words, swap = (row.near, 0.0) if row.near and self.rng.random() < NEARLY else (row.words, 0.5)
            word = str(self.rng.choice(words))
            told = self.seen(word) if self.rng.random() < RETOLD_ALONE else ()
            if told:
                word, swap = " ".join(self.rng.permutation(told).tolist()), 0.0
            vectors = self.vectors(word, swap)
            rows.append(vectors + self.rng.normal(0, 0.5 * self.rng.random(), vectors.shape).astype(np.float32))
        return rows, COLUMNS[kinds], values


def named(spec: SceneSpec, rng: np.random.Generator) -> str:
    """The names of all that a scene's captions must say, and of half the rest, in random order: less to guess than in
    a caption."""
    names = []
    for bit, kind in enumerate(SAYS):
        value = getattr(spec, kind)
        told = spec.must >> bit & 1 or (value >= 0 and kind != "relation" and rng.random() < 0.5)
        if told:
            names.append((kind, vocabulary.ATTRIBUTES["subject" if kind == "second" else kind][value].name))
    order = in_order(rng, [kind for kind, _ in names])
    return ", ".join(names[k][1] for k in order)


def pad(rows: list[np.ndarray], device: torch.device) -> tuple[Tensor, Tensor]:
    """Word vectors (N, 128) of texts, N any -> (words (B, longest N, 128), absent (B, longest N))."""
    longest = max(len(row) for row in rows)
    words = np.zeros((len(rows), longest, WORD_WIDTH), np.float32)
    absent = np.ones((len(rows), longest), bool)
    for k, row in enumerate(rows):
        words[k, : len(row)], absent[k, : len(row)] = row, False
    return torch.from_numpy(words).to(device), torch.from_numpy(absent).to(device)
