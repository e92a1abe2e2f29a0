"""What the model misses, as a page of Markdown: words and lines by class with what was seen instead, and subjects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tools.house import vocabulary
from tools.house.classifier import JUDGED, PRESENT
from tools.house.eye import Seen
from tools.house.heldout import CLASSES, KINDS
from tools.house.prompts import Asked, Prompts

WORST = 40
"""Rows of a list at most."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How often one thing was asked for and seen, and what was seen when it was not."""

    wanted: str
    asked: int
    right: int
    instead: tuple[tuple[str, int], ...]

    @property
    def recall(self) -> float:
        """Share right."""
        return self.right / self.asked


def name_of(attribute: str, value: int) -> str:
    """Name of a value of an attribute; 'second' is a subject."""
    return vocabulary.ATTRIBUTES["subject" if attribute == "second" else attribute][value].name


def tallies(asked: Sequence[Asked], seen: Seen, attribute: str, group: Callable[[Asked, int], str]) -> dict[str, Tally]:
    """One tally a group of prompts, of what they ask for of one attribute."""
    found: dict[str, tuple[str, list[str]]] = {}
    for k, one in enumerate(asked):
        for name, value in one.shows:
            if name == attribute:
                key = group(one, value)
                found.setdefault(key, (name_of(name, value), []))[1].append(name_of(name, int(seen.names[name][k])))
    return {key: _tally(wanted, names) for key, (wanted, names) in found.items()}


def _tally(wanted: str, names: Sequence[str]) -> Tally:
    instead = Counter(name for name in names if name != wanted)
    return Tally(wanted, len(names), names.count(wanted), tuple(instead.most_common(3)))


def page(prompts: Prompts, seen: dict[str, Seen], steps: int) -> str:
    """The whole page; `seen` by the names of the fields of `prompts`."""
    parts = [f"# What the house model misses, in {steps} step{'s' * (steps > 1)}", ""]
    parts += ["As the judge sees it, which errs too; the most missed first.", ""]
    for attribute in JUDGED:
        by_value = tallies(prompts.plain, seen["plain"], attribute, lambda _, value, a=attribute: name_of(a, value))
        parts += _section(f"{attribute} named plainly", attribute, by_value)
    for kind in KINDS:
        some = {word: tally for a in JUDGED for word, tally in _of_class(prompts, seen, kind, a).items()}
        parts += _section(f"held-out words: {kind}", "word", some)
    for attribute in ("subject", "mood"):
        lines = tallies(prompts.verse, seen["verse"], attribute, lambda one, _: one.text)
        parts += _section(f"held-out verse: {attribute}", "line", lines)
    return "\n".join([*parts, *_pairs(prompts.two, seen["two"])]) + "\n"


def _of_class(prompts: Prompts, seen: dict[str, Seen], kind: str, attribute: str) -> dict[str, Tally]:
    every = tallies(prompts.unheard, seen["unheard"], attribute, lambda one, _: one.text)
    return {word: tally for word, tally in every.items() if CLASSES[word] == kind}


def _section(title: str, head: str, found: dict[str, Tally]) -> list[str]:
    """A table of what was missed, the most missed first."""
    asked, right = (sum(getattr(tally, part) for tally in found.values()) for part in ("asked", "right"))
    if not asked:
        return []
    missed = sorted(
        ((key, tally) for key, tally in found.items() if tally.right < tally.asked), key=lambda row: row[1].recall
    )
    lines = [f"## {title} ({right} of {asked} right, {len(missed)} of {len(found)} missed at least once)", ""]
    if missed:
        lines += [f"| {head} | wanted | right | seen instead |", "| --- | --- | --- | --- |"]
        lines += [f"| {key} | {t.wanted} | {t.right} of {t.asked} | {_names(t.instead)} |" for key, t in missed[:WORST]]
        lines += _more(len(missed) - WORST)
    return [*lines, ""]


def _pairs(asked: Sequence[Asked], seen: Seen) -> list[str]:
    """A table of prompts for two subjects of which the two likeliest seen are others."""
    missed = []
    for one, found in zip(asked, seen.names[PRESENT].tolist(), strict=True):
        wanted = {value for _, value in one.shows}
        if wanted != set(found):
            there = ", ".join(name_of("subject", value) for value in found)
            missed.append((len(wanted & set(found)), one.text, " + ".join(name_of(*show) for show in one.shows), there))
    lines = [f"## two subjects ({len(asked) - len(missed)} of {len(asked)} right)", ""]
    if missed:
        lines += ["| prompt | wanted | likeliest two |", "| --- | --- | --- |"]
        lines += [f"| {text} | {wanted} | {there} |" for _, text, wanted, there in sorted(missed)[:WORST]]
        lines += _more(len(missed) - WORST)
    return lines


def _names(counted: Iterable[tuple[str, int]]) -> str:
    return ", ".join(name if count == 1 else f"{name} ({count})" for name, count in counted)


def _more(count: int) -> list[str]:
    return ["", f"and {count} more."] if count > 0 else []
