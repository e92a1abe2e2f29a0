"""The word lists: a library's, reviewed by us line by line, for verse and for thirteen languages at once.

The library's lists hold much that a poem needs (Italian has 'snail', 'fish' and 'queen' among its insults) and lack
much that a public says. So each language has a file of corrections, veiled (see live.filter.veil); its lines are
    +word          missing there; '*' at either end: anything may follow or go before
    -word          innocent, or too mild to darken a wall: taken from the library's list
    ~word: a b*    two faces: it passes when one of these words stands in the same text
    ?word          innocent in another language: counts only where its own is spoken
The last two go together ('?~word: a b'), and follow a '+' where the library lacks the word.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from live.filter.matcher import Entry
from live.filter.normalise import bare
from live.filter.text import split
from live.filter.veil import veil

LANGUAGES = {
    "en": "english", "de": "german", "fr": "french", "es": "spanish", "it": "italian", "pt": "portuguese",
    "nl": "dutch", "ru": "russian", "pl": "polish", "cs": "czech", "sv": "swedish", "da": "danish", "no": "norwegian",
}  # fmt: skip
"""Language code and the name that the library has for it."""

SAME_LANGUAGE = {"nb": "no", "nn": "no"}
"""Codes of a language that goes by several."""

LEADS = {
    "en": "a an the my your his her our their this that big fat stupid suck you ya",
    "de": "der die das den dem ein eine einen meine meinen deine deinen seine seinen du",
    "fr": "le la les un une des ma ta sa mon ton son mes tes ses sale gros grosse petit petite quel quelle pauvre",
    "es": "el la los las un una mi tu su mis tus sus qué que",
    "it": "il lo la i gli le un una mio mia tuo tua suo sua che bella brutta",
    "pt": "o a os as um uma meu minha teu tua seu sua no na do da",
    "nl": "de het een mijn je jouw zijn haar deze die dat jij",
    "sv": "en ett den det min din jävla",
    "da": "en et den det min din",
    "no": "en et ei den det min din",
    "pl": "ty ten ta do na po",
    "cs": "ty ten ta do na po",
}
"""Small words before which a shared word is one of that language."""


@cache
def word_list(language: str) -> tuple[Entry, ...]:
    """The reviewed list of a language: the library's words without the innocent, with what it lacks."""
    from glin_profanity.data.dictionary import dictionary

    place = f"word list {language}"
    lines = {split(line): "" for line in dictionary.get_words(LANGUAGES[language])}
    marked_lines = _corrections(language)
    innocent = {words for words, marks in marked_lines if marks == "-"}
    lines = {words: marks for words, marks in lines.items() if words not in innocent}
    lines |= {words: marks for words, marks in marked_lines if marks != "-"}
    entries = [
        Entry(words, place, language, "?" in marks, tuple(marks.partition(":")[2].split()))
        for words, marks in lines.items()
        if words
    ]
    return (*entries, *_unaccented(entries))


def corrections(language: str) -> tuple[str, ...]:
    """The lines of our file of a language, unveiled, without comments."""
    text = (files(__package__) / "lists" / f"{language}.txt").read_text("utf-8")
    return tuple(veil(line) for line in text.splitlines() if line and not line.startswith("#"))


def _corrections(language: str) -> list[tuple[tuple[str, ...], str]]:
    """Each line's words, and its signs with the words that excuse it: '?~: garden*'."""
    found = []
    for line in corrections(language):
        word, colon, beside = line.partition(":")
        signs = word[: len(word) - len(word.lstrip("+-?~"))]
        found.append((split(word[len(signs) :]), signs + colon + beside))
    return found


def _unaccented(entries: list[Entry]) -> list[Entry]:
    """The same words as people type them in haste: without accents, and German umlauts as two letters."""
    known = {entry.words for entry in entries}
    more: dict[tuple[str, ...], Entry] = {}
    for entry in entries:
        spelled = tuple(_digraphs(word) for word in entry.words) if entry.language == "de" else entry.words
        for words in (tuple(bare(word) for word in entry.words), spelled):
            if words not in known and words not in UNACCENTED_INNOCENT:
                more[words] = Entry(words, entry.place, entry.language, entry.shared, entry.beside)
    return list(more.values())


UNACCENTED_INNOCENT = frozenset(
    (word,)
    for word in (
        "cono conos negro negre pezon nega pica pico mose mosen kott sas rov pede pedes jodi jodio chie boner"
    ).split()
)
"""Words that are innocent without the accents that make them a listed one: Italian ice cream comes in a 'cono'."""


def _digraphs(word: str) -> str:
    return word.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
