"""Build script mode's language model: n-grams of the text, interpolated with common words, in ARPA format."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Gram = tuple[str, ...]

COMMON_MASS = 0.6
"""Share of the unigram probability that common words have, so that an ad-lib is not heard as the script."""
BELIEF = {2: 0.85, 3: 0.85}
"""Weight of the script's own n-grams against the order below (Jelinek-Mercer)."""
START, END = "<s>", "</s>"
NEVER = -99.0


@dataclass(frozen=True, slots=True)
class Entry:
    """One n-gram: log10 probability of its last word after the others, and log10 back-off weight."""

    probability: float
    backoff: float


def interpolate(
    lines: Sequence[Sequence[str]],
    common: Mapping[str, float],
    common_mass: float = COMMON_MASS,
    belief: Mapping[int, float] = BELIEF,
) -> dict[int, dict[Gram, Entry]]:
    """A trigram model of the lines, interpolated with the unigrams of `common` (word -> relative frequency).

    Each order is mixed with the one below it by a constant weight (Jelinek and Mercer 1980), which ARPA's
    back-off form holds exactly: a listed n-gram has the mixed probability, the rest has 1 - weight of the
    order below. Lines run on into each other, since a reader does not always breathe where the poet breaks
    a line. `lines` must hold a word.
    """
    counts = _counts(lines)
    grams: dict[int, dict[Gram, float]] = {1: _unigrams(counts[1], common, common_mass)}
    for order in (2, 3):
        context = Counter[Gram]()
        for gram, count in counts[order].items():
            context[gram[:-1]] += count
        weight = belief[order]
        grams[order] = {
            gram: weight * count / context[gram[:-1]] + (1 - weight) * _below(grams, belief, gram[1:])
            for gram, count in counts[order].items()
        }
    return {order: _entries(order, grams, belief) for order in grams}


def write_arpa(model: Mapping[int, Mapping[Gram, Entry]]) -> str:
    """The model as ARPA text (Doug Paul's format), words sorted."""
    head = [f"ngram {order}={len(entries)}" for order, entries in sorted(model.items())]
    parts = ["\\data\\", *head, ""]
    for order, entries in sorted(model.items()):
        parts.append(f"\\{order}-grams:")
        for gram, entry in sorted(entries.items()):
            backoff = f" {entry.backoff:.5f}" if order < max(model) else ""
            parts.append(f"{entry.probability:.5f} {' '.join(gram)}{backoff}")
        parts.append("")
    return "\n".join([*parts, "\\end\\", ""])


def _counts(lines: Sequence[Sequence[str]]) -> dict[int, Counter[Gram]]:
    """How often each n-gram of 1, 2 and 3 words occurs, within lines and across their breaks."""
    stream = [word for line in lines for word in line]
    sentences = [(START, *line, END) for line in lines if line]
    counts: dict[int, Counter[Gram]] = {1: Counter((word,) for word in stream)}
    for order in (2, 3):
        across = Counter(_windows(stream, order))
        windows = (gram for line in sentences for gram in _windows(line, order))
        edges = Counter(gram for gram in windows if START in gram or END in gram)
        counts[order] = across + edges
    return counts


def _windows(words: Sequence[str], order: int) -> list[Gram]:
    return [tuple(words[at : at + order]) for at in range(len(words) - order + 1)]


def _unigrams(script: Counter[Gram], common: Mapping[str, float], common_mass: float) -> dict[Gram, float]:
    """Probability of each word and of the line's end, which shares the script's part as often as lines do."""
    said, all_common = sum(script.values()), sum(common.values())
    mixed = {word: common_mass * weight / all_common for word, weight in common.items()}
    ending = 0.1
    for (word,), count in script.items():
        mixed[word] = mixed.get(word, 0.0) + (1 - common_mass) * count / said
    grams: dict[Gram, float] = {(word,): (1 - ending) * share for word, share in mixed.items()}
    return {**grams, (END,): ending}


def _below(grams: Mapping[int, Mapping[Gram, float]], belief: Mapping[int, float], gram: Gram) -> float:
    """Probability of the n-gram's last word in the models that exist, backing off as ARPA does."""
    known = grams[len(gram)].get(gram)
    if known is not None:
        return known
    return (1 - belief[len(gram)]) * _below(grams, belief, gram[1:])


def _entries(order: int, grams: Mapping[int, Mapping[Gram, float]], belief: Mapping[int, float]) -> dict[Gram, Entry]:
    """The n-grams of one order, with back-off 1 - weight where a longer n-gram begins with it, else 1."""
    contexts = {gram[:-1] for gram in grams.get(order + 1, {})}
    entries = {
        gram: Entry(math.log10(share), math.log10(1 - belief[order + 1]) if gram in contexts else 0.0)
        for gram, share in grams[order].items()
    }
    if order == 1:
        entries[(START,)] = Entry(NEVER, math.log10(1 - belief[2]))
    return entries
