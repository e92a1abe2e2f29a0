"""Pronunciations for script mode: from pocketsphinx's dictionary, else put together, else guessed."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable
from importlib import resources
from pathlib import Path

from live.ears.heard import EarsError

Phones = str
"""ARPAbet phones between spaces, without stress: 'M UW N'."""

# Longest spelling first; enough for a poet's coinages, which the common dictionary lacks.
_SOUNDS = {
    "tion": "SH AH N", "sion": "ZH AH N", "ough": "AO", "augh": "AO", "eigh": "EY", "igh": "AY", "tch": "CH",
    "dge": "JH", "sch": "S K", "eau": "OW", "air": "EH R", "ear": "IH R", "oor": "AO R", "our": "AW R",
    "th": "TH", "sh": "SH", "ch": "CH", "ph": "F", "wh": "W", "ck": "K", "ng": "NG", "qu": "K W", "kn": "N",
    "wr": "R", "gh": "G", "ee": "IY", "ea": "IY", "oo": "UW", "ou": "AW", "ow": "OW", "oa": "OW",
    "oi": "OY", "oy": "OY", "ai": "EY", "ay": "EY", "au": "AO", "aw": "AO", "ie": "IY", "ei": "EY",
    "ey": "IY", "ue": "UW", "ew": "UW", "er": "ER", "ir": "ER", "ur": "ER", "ar": "AA R", "or": "AO R",
    "a": "AE", "b": "B", "c": "K", "d": "D", "e": "EH", "f": "F", "g": "G", "h": "HH", "i": "IH", "j": "JH",
    "k": "K", "l": "L", "m": "M", "n": "N", "o": "AA", "p": "P", "q": "K", "r": "R", "s": "S", "t": "T",
    "u": "AH", "v": "V", "w": "W", "x": "K S", "y": "IY", "z": "Z",
}  # fmt: skip
_LONG = {"a": "EY", "e": "IY", "i": "AY", "o": "OW", "u": "UW", "y": "AY"}
_ENDINGS = (("'s", "Z"), ("s", "Z"), ("ing", "IH NG"), ("ed", "D"), ("ly", "L IY"), ("less", "L AH S"))


def common_words() -> dict[str, float]:
    """The commonest English words with their relative frequency."""
    text = resources.files("live.ears").joinpath("common_words.txt").read_text("utf-8")
    pairs = (line.split() for line in text.splitlines() if line and not line.startswith("#"))
    return {word: 10.0 ** float(log10) for word, log10 in pairs}


def read_dictionary(path: Path | None = None) -> dict[str, list[Phones]]:
    """All words of a CMU dictionary file (default: pocketsphinx's own), each with its pronunciations."""
    place = path or _bundled()
    entries: dict[str, list[Phones]] = {}
    for line in place.read_text("utf-8").splitlines():
        word, _, phones = line.partition(" ")
        entries.setdefault(word.partition("(")[0], []).append(phones)
    return entries


def _bundled() -> Path:
    """pocketsphinx's dictionary, found without loading pocketsphinx: the stage reads it too. Raises EarsError."""
    package = importlib.util.find_spec("pocketsphinx")
    if package is None or package.origin is None:
        raise EarsError("pocketsphinx: not installed; the pronouncing dictionary is in it; pip install pocketsphinx")
    return Path(package.origin).parent / "model" / "en-us" / "cmudict-en-us.dict"


def pronounce(words: Iterable[str], known: dict[str, list[Phones]]) -> dict[str, list[Phones]]:
    """The pronunciations of the words. Raises EarsError for a letter that English lacks."""
    return {word: known.get(word) or [_put_together(word, known)] for word in words}


def write_dictionary(entries: dict[str, list[Phones]]) -> str:
    """The entries in CMU dictionary form: 'wind W IH N D', then 'wind(2) W AY N D'."""
    return "".join(
        f"{word}{f'({number})' if number > 1 else ''} {phones}\n"
        for word, ways in sorted(entries.items())
        for number, phones in enumerate(ways, start=1)
    )


def _put_together(word: str, known: dict[str, list[Phones]]) -> Phones:
    """A word the dictionary lacks: a known word and an ending, or two known words, or letter by letter."""
    for ending, phones in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and stem in known:
            return f"{known[stem][0]} {phones}"
    splits = [at for at in range(3, len(word) - 2) if word[:at] in known and word[at:] in known]
    if splits:
        at = max(splits)
        return f"{known[word[:at]][0]} {known[word[at:]][0]}"
    return spell_out(word)


def spell_out(word: str) -> Phones:
    """A guess from the spelling: the longest group of letters first, long vowels before a mute e."""
    letters = word.replace("'", "")
    foreign = sorted(set(letters) - set(_SOUNDS))
    if foreign:
        raise EarsError(
            f"ears.script: word {word!r}: letter {foreign[0]!r} is not English, which is all that the "
            "embedded recogniser knows; spell it in English letters, or name a Whisper model in ears.whisper"
        )
    phones: list[str] = []
    at = 0
    while at < len(letters):
        group = next(letters[at : at + size] for size in (4, 3, 2, 1) if letters[at : at + size] in _SOUNDS)
        rest = letters[at + 1 :]
        if rest == "" and group == "e" and phones:
            break
        long = group in _LONG and len(rest) == 2 and rest[1] == "e" and rest[0] not in _LONG
        sound = _LONG[group] if long else _SOUNDS[group]
        if phones[-1:] != [sound]:  # a doubled consonant is one sound
            phones += sound.split()
        at += len(group)
    return " ".join(phones)
