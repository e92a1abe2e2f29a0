"""Read the ear's corpus: lines in synthetic voices with the times of their words, made by tools/ear/corpus.py."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec
import numpy as np
import soundfile

from live.ears.clock import RATE_HZ, Sound
from live.ears.heard import EarsError, Word

PLACE = Path(__file__).parent / "corpus"


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """One line in one voice, without silence around it; words are timed in seconds from its beginning."""

    part: str
    """'script': a line of the poem; 'open': what a visitor says."""
    line: int
    """Number of the line in its part, from 1."""
    voice: str
    text: str
    sound: Sound
    words: tuple[Word, ...]
    truth: str
    """Where the times come from: 'alignment' or 'flite phones'."""

    @property
    def length_s(self) -> float:
        """How long it lasts."""
        return len(self.sound) / RATE_HZ


class _File(msgspec.Struct, frozen=True):
    length: int
    sha256: str


class _Row(msgspec.Struct, frozen=True):
    part: str
    line: int
    voice: str
    text: str
    file: str
    at: int
    length: int
    truth: str
    words: tuple[tuple[str, float, float], ...]


class _Manifest(msgspec.Struct, frozen=True):
    rate_hz: int
    accent: str
    files: dict[str, _File]
    clips: tuple[_Row, ...]


@cache
def load_corpus(place: Path = PLACE) -> tuple[Clip, ...]:
    """Every clip, voice by voice, in the order of the lines. Raises EarsError where the corpus is not whole."""
    manifest = _manifest(place)
    sounds = {name: _sound(place / name, file.length) for name, file in manifest.files.items()}
    return tuple(
        Clip(
            row.part,
            row.line,
            row.voice,
            row.text,
            sounds[row.file][row.at : row.at + row.length],
            tuple(Word(*word) for word in row.words),
            row.truth,
        )
        for row in manifest.clips
    )


def voices(part: str) -> tuple[str, ...]:
    """The voices that speak this part, in their order; an accent comes last."""
    return tuple(dict.fromkeys(clip.voice for clip in load_corpus() if clip.part == part))


def clips_of(part: str, voice: str) -> tuple[Clip, ...]:
    """One voice's clips of one part, in the order of the lines."""
    return tuple(clip for clip in load_corpus() if (clip.part, clip.voice) == (part, voice))


def accent() -> str:
    """The voice that speaks with an accent."""
    return _manifest(PLACE).accent


@cache
def _manifest(place: Path) -> _Manifest:
    path = place / "manifest.json"
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Manifest)
    except OSError as error:
        raise EarsError(f"{path}: {error.strerror}; make it: python -m tools.ear.corpus") from None
    except msgspec.DecodeError as error:
        raise EarsError(f"{path}: {error}; make it again: python -m tools.ear.corpus") from None


def _sound(path: Path, length: int) -> Sound:
    try:
        sound, rate_hz = soundfile.read(path, dtype="float32")
    except (soundfile.LibsndfileError, OSError) as error:
        raise EarsError(f"{path}: {error}; make it again: python -m tools.ear.corpus") from None
    if rate_hz != RATE_HZ or len(sound) != length:
        raise EarsError(f"{path}: {len(sound)} samples at {rate_hz} Hz, not {length}; python -m tools.ear.corpus")
    return np.asarray(sound, np.float32)
