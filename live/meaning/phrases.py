"""Key phrases of a line: the short, concrete chunks that a painter can paint ('white lightning', 'my little boat').

The chunks are those of RAKE (Rose, Engel, Cramer and Cowley 2010, "Automatic keyword extraction from individual
documents"): a text parted at stop words and punctuation. RAKE ranks them by how often words meet in a document; a
spoken line has five to ten words and every word once, so that here the rank says what can be seen instead: a noun
with its adjectives most, a bare adjective or an abstract noun least, what is said not to be there ('no ground') hardly.
Verbs that show nothing part phrases as stop words do. English only.

Why no library: YAKE leans on statistics of a document (of 'they will call your name' it keeps 'call'), loads networkx
and is LGPL; rake-nltk wants NLTK and its downloads; a tagger like spaCy's is 50 MB and milliseconds a line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from live.meaning.grammar import ABSENT, ADJECTIVES, ARTICLES, FAINT, HOLDERS, NOT_ADVERBS, SMALL, VERBS
from live.meaning.sights import SIGHTS
from live.words import STOP_WORDS

MAX_CONTENT = 4
"""Content words that one phrase may hold."""
_TOKEN = re.compile(r"[^\W_]+(?:['-][^\W_]+)*|[^\w\s'-]|\n")

# What a chunk is worth: its head alone, then a little for every word that colours it.
_SEEN, _UNKNOWN, _FAINT, _COLOUR_ONLY = 0.8, 0.45, 0.25, 0.25
_EACH_MORE = 0.1
_ABSENT_SHARE = 0.3
_OF = "of"


@dataclass(frozen=True, slots=True)
class Key:
    """A phrase worth painting."""

    text: str
    salience: float
    """How much it brings to the eye, 0..1."""
    at: float
    """Where in the text its last word ends: 0 before the first word, 1 after the last."""


@dataclass(slots=True)
class _Chunk:
    """A phrase in the making."""

    words: list[str]
    end: int = 0
    content: int = 0
    absent: bool = False


@lru_cache(maxsize=512)
def key_phrases(text: str) -> tuple[Key, ...]:
    """The key phrases of a text in their order; a phrase said twice stands where it was said last.

    >>> [key.text for key in key_phrases("White lightning writes your name, and takes it back.")]
    ['white lightning', 'your name']
    """
    tokens = _TOKEN.findall(text.replace("\u2019", "'").lower())
    count = sum(token[0].isalnum() for token in tokens)
    found: dict[str, Key] = {}
    for chunk in _joined(_chunks(tokens)):
        key = Key(" ".join(chunk.words), _salience(chunk), chunk.end / count)
        found.pop(key.text, None)
        found[key.text] = key
    return tuple(found.values())


def _chunks(tokens: list[str]) -> list[_Chunk | None]:
    """Runs of content words; a None stands between two that 'of' joins."""
    chunks: list[_Chunk | None] = []
    chunk = _Chunk([])
    before, absent, position = "", False, 0
    for token in [*tokens, "."]:
        position += token[0].isalnum()
        if _is_content(token, before, chunk) and chunk.content < MAX_CONTENT:
            chunk.words.append(token)
            chunk.content += 1
            chunk.end = position
        else:
            if chunk.content:
                chunk.absent = absent
                chunks.append(chunk)
                absent = False
            if chunk.content and token == _OF:
                chunks.append(None)
            chunk = _Chunk([token] if token in HOLDERS and before != "no" else [])
            absent = token in ABSENT or (absent and token[0].isalnum())
        before = token
    return chunks


def _is_content(token: str, before: str, chunk: _Chunk) -> bool:
    """Whether a token belongs into a phrase, given the token before it and the phrase so far."""
    if not token[0].isalnum() or token in STOP_WORDS or token in SMALL or token in HOLDERS:
        return False
    if token in VERBS:
        owned = before in HOLDERS and bool(chunk.words)  # not so after "no one"
        return owned or before in ADJECTIVES or before in ARTICLES
    if token.endswith("ly") and len(token) > 4:
        return token in NOT_ADVERBS
    return not token.isdigit() or bool(chunk.words)


def _joined(chunks: list[_Chunk | None]) -> list[_Chunk]:
    """'a sea of sand' as one phrase; 'full of voices' is about voices."""
    out: list[_Chunk] = []
    join = False
    for chunk in chunks:
        if chunk is None:
            join = bool(out) and out[-1].words[-1] not in ADJECTIVES
            continue
        last = out[-1] if out else None
        if join and last is not None and last.content + chunk.content <= MAX_CONTENT:
            last.words += [_OF, *chunk.words]
            last.content += chunk.content
            last.end = chunk.end
        else:
            out.append(chunk)
        join = False
    return out


def _worth(noun: str) -> float:
    return _SEEN if noun in SIGHTS else _FAINT if noun in FAINT else _UNKNOWN


def _salience(chunk: _Chunk) -> float:
    """What the chunk brings to the eye, 0..1."""
    content = [word for word in chunk.words if word not in HOLDERS and word != _OF]
    things = [word for word in content if word not in ADJECTIVES]
    head = max((_worth(word) for word in things), default=_COLOUR_ONLY)
    worth = min(1.0, head + _EACH_MORE * (len(content) - 1))
    return round(worth * (_ABSENT_SHARE if chunk.absent else 1.0), 3)
