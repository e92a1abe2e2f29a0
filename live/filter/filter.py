"""The filter itself: a text in, a verdict out. Pure once it is built; the same text always gets the same verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from live.filter.forms import ACCENTS, PLAIN, REPEATED, lookalikes
from live.filter.lists import LANGUAGES, LEADS, SAME_LANGUAGE, word_list
from live.filter.matcher import Entry, Hit, Matcher
from live.filter.normalise import bare
from live.filter.text import Text, prepare, split

Kind = Literal["", "profanity", "denied", "artist"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a show's own list, and where it stands: 'deny.txt line 3'."""

    text: str
    place: str


@dataclass(frozen=True, slots=True)
class Rules:
    """What is judged by. `language` is the show's: words that are innocent elsewhere count in it."""

    language: str = "en"
    languages: tuple[str, ...] = tuple(LANGUAGES)
    """Whose word lists count, of live.filter.lists.LANGUAGES; none: only the show's own lists."""
    allow: tuple[Line, ...] = ()
    deny: tuple[Line, ...] = ()
    artists: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """May it be painted? `reason` names the list or line and how the word was hidden, never the word."""

    ok: bool = True
    reason: str = ""
    kind: Kind = ""


GOOD = Verdict()
MOST_MASKED = 8
"""Words with masked letters in a text; whoever sends more hides something, and to read them all takes too long."""
_OPEN = (PLAIN, ACCENTS, REPEATED)
"""Ways of writing that hide nothing: 'kkkkk' is laughter in Brazil."""


class Filter:
    """Judges texts by rules; building one reads the word lists, judging reads nothing."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self._language = SAME_LANGUAGE.get(rules.language, rules.language)
        lookalikes()  # read its table now, not while somebody waits for a verdict
        self._allowed = Matcher(_entries(rules.allow))
        self._own: tuple[tuple[Kind, Matcher], ...] = (
            ("denied", Matcher(_entries(rules.deny))),
            ("artist", Matcher(_entries(rules.artists))),
        )
        listed = (entry for language in rules.languages for entry in word_list(language))
        # A word on several lists is judged as on the show's own, else as where it counts everywhere.
        self._profane = Matcher(sorted(listed, key=lambda entry: (entry.language != self._language, entry.shared)))

        own = LEADS.get(self._language, "").split()  # what the show's language says too is no sign of another
        self._leads = {language: frozenset(leads.split()).difference(own) for language, leads in LEADS.items()}

    def judge(self, text: str) -> Verdict:
        """The verdict on a text: the show's deny file first, then artists, then the word lists.

        What the allow file names is excused from the word lists, and from nothing else. A line of verse takes a tenth
        of a millisecond, 1,000 letters made to be slow some ten: whoever asks often for the same should remember.
        """
        ready = prepare(text)
        if sum(ready.masked) > MOST_MASKED:
            return Verdict(False, f"more than {MOST_MASKED} words with masked letters", "profanity")
        for kind, matcher in self._own:
            for hit in matcher.find(ready):
                return Verdict(False, _reason(hit), kind)
        allowed: list[Hit] | None = None
        for hit in self._profane.find(ready):
            if self._in_own_sense(hit, ready):
                continue
            allowed = list(self._allowed.find(ready)) if allowed is None else allowed
            if not any(other.first <= hit.first and hit.last <= other.last for other in allowed):
                return Verdict(False, _reason(hit), "profanity")
        return GOOD

    def _in_own_sense(self, hit: Hit, text: Text) -> bool:
        """Whether a word with two faces shows the innocent one. A word that somebody took care to hide does not."""
        if hit.how not in _OPEN:
            return False
        if hit.entry.shared and hit.entry.language != self._language:
            before = text.words[hit.first - 1].text if hit.first else ""
            if before not in self._leads.get(hit.entry.language, ()):
                return True
        others = [word.text for place, word in enumerate(text.words) if not hit.first <= place <= hit.last]
        return any(_fits(word, near) for near in hit.entry.beside for word in others)


def _fits(word: str, near: str) -> bool:
    return word.startswith(near[:-1]) if near.endswith("*") else word == near


def _entries(lines: tuple[Line, ...]) -> list[Entry]:
    """A show's own lines, with and without their accents."""
    spelled = [(split(line.text), line.place) for line in lines]
    plain = [(tuple(bare(word) for word in words), place) for words, place in spelled]
    return [Entry(words, place) for words, place in (*spelled, *plain)]


def _reason(hit: Hit) -> str:
    return f"{hit.entry.place}, {hit.how}" if hit.how else hit.entry.place
