"""The forms of captions: thousands of patterns from openings, bodies and tails, and verse-like ones besides.

Keys: {s} subject, {o} second subject, {q} relation, {y} style, {p} palette, {t} time, {w} weather, {m} mood,
{n} mood's line, {r} subject's line, {c} composition, {l} light. Only lines and verse may say {s} twice.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import product

OPENINGS = (
    "",
    "I dream of ",
    "give me ",
    "show me ",
    "once there was ",
    "only ",
    "and then ",
    "what remains is ",
    "tonight ",
    "somewhere ",
    "nothing but ",
    "again ",
    "here is ",
    "let there be ",
    "all I have is ",
    "behind my eyes ",
    "in the beginning ",
    "they told us of ",
    "remember ",
    "I carry ",
    "there was always ",
    "look, ",
    "imagine ",
    "we woke to ",
    "listen, ",
    "you are ",
    "call it ",
    "make me ",
    "a picture of ",
    "I painted ",
    "it could be ",
    "you said ",
)
BODIES = ("{s}", "{s} {t}", "{s}, {c}", "{s} and {m}", "{m} like {s}", "{s} full of {m}", "{s}, {w}", "{s}, {l}")
PAIRED = ("{s} {q} {o}", "{s} and {o}", "{s}, {o}", "{s} {q} {o} {t}", "{s} {q} {o}, {m}")
TAILS = (
    "",
    ", {y}",
    ", {p}",
    ", {m}",
    ", {p}, {y}",
    ", {t}, {y}",
    ", {w}",
    ", {w}, {y}",
    ", {l}, {y}",
    ", {l}",
    ", {m}, {y}",
    ", {m}, {p}",
    " as {y}",
    "; {n}",
    " / {r}",
    ", {c}, {y}",
)
VERSE = (
    "{s} / {w} / {m}",
    "{t} / {s} / {m}",
    "{r} / {n}",
    "{n} / {r}",
    "{s}, {s}, {m}",
    "o {s}, {m}",
    "{s} / and {m} / {t}",
    "{m}, / {m} and {s}",
    "{r} / {t} / {y}",
    "{n} / {s} / {p}",
    "say {s} / say {m} / say it {t}",
    "{s} comes / {s} goes / {m}",
    "between {s} and {m} / {t}",
    "how {s} / keeps {m} / in {p}",
    "{t}, {w} / {r}",
    "where {s} was / {m}",
    "{w}, and {s} / {n}",
    "I was {s} / you were {m}",
    "{l}, / {r}",
    "{p}, and {p} / {s}",
    "{r} / {r}",
    "{s} in my mouth / {m} in my hands",
    "let {s} be {m}",
    "every {m} has {s}",
    "{s} / {s} / {n}",
)
VERSE_PAIRED = (
    "{s} / {q} / {o}",
    "{s} {q} {o} / {n}",
    "{s} asks, {o} answers / {m}",
    "first {s} / then {o} / {t}",
    "{s}, and {q} / {o}, {o}",
    "{r} / {q} {o}",
    "{s} for {o} / {m}",
    "what {s} said to {o}",
)
_KEY = re.compile(r"\{(\w)\}")


def _once(pattern: str) -> bool:
    keys = _KEY.findall(pattern)
    return len(keys) == len(set(keys))


@cache
def forms(two: bool) -> tuple[str, ...]:
    """All plain forms for one subject, or for two."""
    bodies = PAIRED if two else BODIES
    return tuple(form for form in map("".join, product(OPENINGS, bodies, TAILS)) if _once(form))


def verse(two: bool) -> tuple[str, ...]:
    """The verse-like forms for one subject, or for two."""
    return VERSE_PAIRED if two else VERSE
