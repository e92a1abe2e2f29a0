"""What a line of verse may call for, by the lines near to it: a sentence encoder's neighbours, as a teacher's opinion.

Who wrote a line put down one subject; another reader would have seen another. A listener taught the one learns the line
by heart. Here every line has, besides, the marks of the lines that all-MiniLM-L6-v2 puts nearest to it, itself left out
(nearest neighbours as in Cover and Hart 1967; soft labels of a larger model, Hinton et al. 2015, arXiv:1503.02531), and
so has any line that nobody has marked: made of others' halves, with words swapped, or told by what is seen at them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from engine.words import tokens
from tools.house import text, verses, vocabulary
from tools.house.config import Config
from tools.house.listener import Reader

Line = tuple[str, Mapping[str, int]]

NEIGHBOURS, SHARP = 150, 13.0
"""Neighbours asked, and by how many e-folds one of cosine 1 counts more than one of cosine 0. Of 1,200 lines left out,
40 to 150 and 10 to 20 name the same share, within a point."""
SPREAD = 0.25
"""Power of a component's spread that it is divided by: the widest say what lines are like that all are alike in."""
OWN = 0.4
"""How often a line calls for what its writer put down, rather than for what its kin do."""
FELT = 0.6
"""How often a line of which no mood was put down is given its kin's, instead of its subject's own."""
CHUNK = 512


@dataclass(frozen=True, slots=True)
class Kindred:
    """Lines, marked ones first, and what their kin call for."""

    lines: list[str]
    marked: list[Line]
    chances: dict[str, np.ndarray]
    """Of each of verses.SAID: (lines, values) float32, cumulative, 1 at the end."""
    share: dict[str, np.ndarray]
    """How many of a line's kin have such a mark: (lines,) float32 in 0..1."""

    def said(self, k: int, rng: np.random.Generator) -> dict[str, int]:
        """What line k calls for this time: attribute -> row of the vocabulary."""
        own = dict(self.marked[k][1]) if k < len(self.marked) else {}
        found = {}
        for kind in verses.SAID:
            if kind in own and rng.random() < OWN:
                found[kind] = own[kind]
            elif kind in own or rng.random() < self._likely(k, kind):
                found[kind] = int(np.searchsorted(self.chances[kind][k], rng.random(), "right"))
        return found

    def _likely(self, k: int, kind: str) -> float:
        share = float(self.share[kind][k])
        return {"subject": share, "mood": FELT, "palette": share}[kind]


def turned(vectors: Tensor) -> tuple[Tensor, Tensor]:
    """(Mean (D,), map (D, D)) that take a share of the spread from the widest directions of vectors (n, D)."""
    mean = vectors.mean(0)
    _, spread, axes = torch.linalg.svd((vectors - mean)[:: max(1, len(vectors) // 12_000)], full_matrices=False)
    return mean, axes.T * (spread / spread.mean()).clamp(min=1e-3) ** -SPREAD


def chances(asked: Tensor, known: Tensor, marks: np.ndarray, sizes: Sequence[int], itself: bool) -> list[np.ndarray]:
    """What each of asked (n, D) may call for, by known (m, D) and their marks (m, kinds), -1 for none: of each kind
    (n, size + 1) float32, not normalised, the last those without a mark. Both normalised; `itself`: asked row k is
    known row k, and is not asked about itself."""
    found = [np.zeros((len(asked), size + 1), np.float32) for size in sizes]
    taken = torch.from_numpy(marks)
    for start in range(0, len(asked), CHUNK):
        near = asked[start : start + CHUNK] @ known.T
        if itself:
            near[torch.arange(len(near)), start + torch.arange(len(near))] = -1
        best, rows = near.topk(min(NEIGHBOURS, near.shape[1]), 1)
        weight = torch.exp(SHARP * (best - 1))
        for kind, size in enumerate(sizes):
            mark = taken[rows, kind]
            mark = torch.where(mark < 0, size, mark)
            sums = torch.zeros(len(near), size + 1).scatter_add_(1, mark, weight)
            found[kind][start : start + CHUNK] = sums.numpy()
    return found


def variant(lines: Sequence[Line], k: int, of_subject: Mapping[int, Sequence[int]], reading: Reader) -> str:
    """A line like line k that nobody wrote: its first half with another's second, or with words swapped or told."""
    line, said = lines[k]
    rng, words = reading.rng, tokens(line)
    if rng.random() < 0.3 and "subject" in said:
        other = tokens(lines[int(rng.choice(of_subject[said["subject"]]))][0])
        words = words[: (len(words) + 1) // 2] + other[len(other) // 2 :]
    if rng.random() < 0.2:
        return reading.retold(" ".join(words))
    return reading.swapped(words, 0.25)


def prepare(lines: Sequence[Line], count: int, reading: Reader) -> Kindred:
    """The kin of lines and of `count` variants of them."""
    of_subject: dict[int, list[int]] = {}
    for k, (_, said) in enumerate(lines):
        if "subject" in said:
            of_subject.setdefault(said["subject"], []).append(k)
    chosen = reading.rng.permutation(len(lines))
    made = [variant(lines, int(chosen[k % len(lines)]), of_subject, reading) for k in range(count)]
    folder = text.teacher_folder()
    known = text.embed([line for line, _ in lines], folder)
    mean, turn = turned(known)
    marks = np.array([[said.get(kind, -1) for kind in verses.SAID] for _, said in lines], np.int64)
    sizes = [len(vocabulary.ATTRIBUTES[kind]) for kind in verses.SAID]
    near = F.normalize((known - mean) @ turn, dim=1)
    found = [chances(near, near, marks, sizes, itself=True)]
    if made:
        asked = F.normalize((text.embed(made, folder) - mean) @ turn, dim=1)
        found.append(chances(asked, near, marks, sizes, itself=False))
    whole = [np.concatenate(parts) for parts in zip(*found, strict=True)]
    likely, share = {}, {}
    for kind, sums in zip(verses.SAID, whole, strict=True):
        marked = sums[:, :-1].sum(1)
        share[kind] = (marked / sums.sum(1)).astype(np.float32)
        flat = np.where(marked[:, None] > 0, sums[:, :-1], 1)
        likely[kind] = (np.cumsum(flat, 1) / flat.sum(1, keepdims=True)).astype(np.float32)
        likely[kind][:, -1] = 1
    return Kindred([line for line, _ in lines] + made, list(lines), likely, share)


def load(config: Config, reading: Reader) -> Kindred:
    """The kin of all verse, and of the config's number of variants, found on first use and kept in its folder."""
    path = config.build / f"kindred-{len(verses.VERSES)}-{config.variants}.npz"
    if not path.is_file():
        print(f"{path}: asking what {len(verses.VERSES) + config.variants} lines are kin to", flush=True)
        found = prepare(verses.VERSES, config.variants, reading)
        keep(path, found)
    with np.load(path) as saved:
        likely = {kind: saved[f"chances-{kind}"].astype(np.float32) for kind in verses.SAID}
        share = {kind: saved[f"share-{kind}"].astype(np.float32) for kind in verses.SAID}
        return Kindred(saved["lines"].tolist(), verses.VERSES, likely, share)


def keep(path: Path, found: Kindred) -> None:
    """Write them to a file, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".part.npz")
    arrays = {f"chances-{kind}": part.astype(np.float16) for kind, part in found.chances.items()}
    arrays |= {f"share-{kind}": part for kind, part in found.share.items()}
    np.savez(draft, lines=np.array(found.lines), **arrays)
    draft.replace(path)
