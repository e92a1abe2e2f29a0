"""The matcher: where words of a text stand on a list, however they were hidden. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from live.filter.forms import APART, MASKED, PLAIN, REPEATED, is_stretched, readings, runs
from live.filter.normalise import MASKS, Word
from live.filter.text import Text

LONGEST_WITHIN = 16
"""Letters of the longest word that is looked for within a row of single letters."""
LONG_ENOUGH = 8
"""A phrase of so many letters is found when its words are written together."""
PLAIN_ENOUGH = 7
"""A word of so many letters is found in pieces even where each could be a word: 'sail boat'."""
_PARTS = 4
"""Pieces that a word may be broken into."""
_SEPARATOR = re.compile(r"[^\w']{1,3}|_")
_CRACK = re.compile(r"\s{1,3}|[^\w\s']|_")
"""What may stand between the pieces of a word. 'Sh! It sleeps' has more between its first two."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a list, made ready. A single word may begin or end with '*': anything may stand there."""

    words: tuple[str, ...]
    place: str
    """What a verdict names: 'word list en', 'deny.txt line 3'."""
    language: str = ""
    shared: bool = False
    """Innocent in other languages: counts only where its own is spoken."""
    beside: tuple[str, ...] = ()
    """It has an innocent sense where one of these words stands near; '*' at the end as above."""


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry found in words first..last of a text, and how it was hidden ('' where it was not)."""

    entry: Entry
    how: str
    first: int
    last: int


class Matcher:
    """Entries, indexed to be found in a text; immutable after construction."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._exact: dict[str, Entry] = {}
        self._joined: dict[str, Entry] = {}
        self._phrases: dict[str, list[Entry]] = {}
        self._skeletons: dict[str, list[tuple[tuple[int, ...], Entry]]] = {}
        self._by_length: dict[int, list[tuple[str, Entry]]] = {}
        parts: dict[str, Entry] = {}
        for entry in entries:
            if len(entry.words) > 1:
                self._phrases.setdefault(entry.words[0], []).append(entry)
                self._joined.setdefault("".join(entry.words), entry)
            elif "*" in (entry.words[0][0], entry.words[0][-1]):
                parts.setdefault(entry.words[0], entry)
            else:
                self._add_word(entry.words[0], entry)
        self._parts = [(re.compile(_part(word)), entry) for word, entry in parts.items()]
        self._part = re.compile("|".join(part.pattern for part, _ in self._parts) or r"(?!)")

    def find(self, text: Text) -> Iterator[Hit]:
        """Every hit, in no order that matters."""
        if not (self._joined or self._parts):
            return
        for place, forms in enumerate(text.readings):
            for form, how in forms.items():
                yield from self._word(form, how, place)
                yield from self._phrase(form, text.readings, place)
            if text.masked[place]:
                yield from self._masked(text.words[place].text, place)
        yield from self._broken(text)
        yield from self._apart(text)

    def _add_word(self, word: str, entry: Entry) -> None:
        self._exact.setdefault(word, entry)
        self._joined.setdefault(word, entry)
        skeleton, counts = runs(word)
        self._skeletons.setdefault(skeleton, []).append((counts, entry))
        self._by_length.setdefault(len(word), []).append((word, entry))

    def _word(self, form: str, how: str, place: int) -> Iterator[Hit]:
        entry = self._exact.get(form)
        if entry is None and len(form) >= LONG_ENOUGH:
            entry = self._joined.get(form)
        if entry is not None:
            yield Hit(entry, how, place, place)
        part = self._part.search(form)
        if part is not None:
            yield Hit(self._entry_of(form), how, place, place)
        skeleton, counts = runs(form)
        if len(skeleton) < len(form):
            for of, stretched in self._skeletons.get(skeleton, ()):
                if is_stretched(counts, of):
                    yield Hit(stretched, REPEATED, place, place)

    def _entry_of(self, form: str) -> Entry:
        """The entry with '*' that fits; one does."""
        return next(entry for part, entry in self._parts if part.search(form))

    def _phrase(self, form: str, all_readings: Sequence[dict[str, str]], place: int) -> Iterator[Hit]:
        for entry in self._phrases.get(form, ()):
            end = place + len(entry.words)
            if end <= len(all_readings):
                hows = [all_readings[place + n].get(word) for n, word in enumerate(entry.words)]
                if None not in hows:
                    yield Hit(entry, next((how for how in hows if how), PLAIN), place, end - 1)

    def _masked(self, word: str, place: int) -> Iterator[Hit]:
        """A word with letters hidden behind stars: any entry of its shape."""
        shape = re.compile("".join("." if sign in MASKS else re.escape(sign) for sign in word))
        for candidate, entry in self._by_length.get(len(word), ()):
            if shape.fullmatch(candidate) and not entry.shared:
                yield Hit(entry, MASKED, place, place)

    def _broken(self, text: Text) -> Iterator[Hit]:
        """A word in two to four pieces, one of which can't be spoken: 'wal rs' is read together, 'to night' is not."""
        for first, word in enumerate(text.words):
            joined, mute = word.text, text.mute[first]
            for last in range(first + 1, min(first + _PARTS, len(text.words))):
                if not _CRACK.fullmatch(text.words[last].gap):
                    break
                joined += text.words[last].text
                mute = mute or text.mute[last]
                if (mute and len(joined) >= 4) or len(joined) >= PLAIN_ENOUGH:
                    yield from self._together(joined, first, last, in_parts=mute)

    def _apart(self, text: Text) -> Iterator[Hit]:
        """Three or more single letters in a row: the words that wider gaps make of them, and all within them."""
        first = 0
        while first < len(text.words):
            last = first
            while last + 1 < len(text.words) and _follows(text.words[last], text.words[last + 1]):
                last += 1
            if last - first >= 2:
                run = text.words[first : last + 1]
                for piece in _by_gaps(run):
                    yield from self._together(piece, first, last)
                for form in readings("".join(word.text for word in run)):
                    for entry in self._within(form):
                        yield Hit(entry, APART, first, last)
            first = last + 1

    def _within(self, letters: str) -> Iterator[Entry]:
        """Entries of four letters or more anywhere in a row of letters."""
        if self._part.search(letters):
            yield self._entry_of(letters)
        for start in range(len(letters) - 3):
            for end in range(start + 4, min(start + LONGEST_WITHIN, len(letters)) + 1):
                entry = self._joined.get(letters[start:end])
                if entry is not None:
                    yield entry

    def _together(self, joined: str, first: int, last: int, *, in_parts: bool = True) -> Iterator[Hit]:
        for form in readings(joined):
            entry = self._joined.get(form)
            if entry is not None:
                yield Hit(entry, APART, first, last)
            elif in_parts and self._part.search(form):
                yield Hit(self._entry_of(form), APART, first, last)


def _follows(word: Word, after: Word) -> bool:
    """Whether two single letters stand apart, but together."""
    return _is_single(word.text) and _is_single(after.text) and bool(_SEPARATOR.fullmatch(after.gap))


def _is_single(text: str) -> bool:
    return len(text) == 1 or text == "ss"  # one letter in German, which case folding takes apart


def _by_gaps(run: Sequence[Word]) -> list[str]:
    """The words of three letters or more that the gaps within a run of letters make: 's.e.a a.i.r'."""
    usual = Counter(word.gap for word in run[1:]).most_common(1)[0][0]
    found = [run[0].text]
    for word in run[1:]:
        if word.gap != usual:
            found.append("")
        found[-1] += word.text
    return [word for word in found if len(word) >= 3]


def _part(word: str) -> str:
    """'fog*' as the regular expression ^fog."""
    return f"{'' if word[0] == '*' else '^'}{re.escape(word.strip('*'))}{'' if word[-1] == '*' else '$'}"
