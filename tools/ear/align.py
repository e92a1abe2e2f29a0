"""When is each word of a synthetic clip spoken? By forced alignment, and by the synthesiser's own phone times."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from pocketsphinx import Config, Decoder
from rapidfuzz.distance import Levenshtein

from live.ears.heard import Word
from live.ears.lexicon import pronounce, read_dictionary

RATE_HZ = 16000
PAD_S = 0.3
"""Silence that the aligner gets around a clip: it expects some."""
_FRAME_S = 0.01
ROOMS = (30.0, 8.0, 60.0)
"""Noise that the aligner hears with the clip, standard deviation in 16-bit steps: in digital silence, which no
microphone gives, it loses its way. Tried in this order."""


@dataclass(frozen=True, slots=True)
class Phone:
    """One phone that flite spoke, ARPAbet without stress, in seconds from the sound's beginning."""

    name: str
    start_s: float
    end_s: float


class Aligner:
    """pocketsphinx's forced alignment (Viterbi over the words' phones, silences between words allowed)."""

    def __init__(self) -> None:
        self._known = read_dictionary()
        self._decoder = Decoder(Config(loglevel="FATAL"))

    def ways(self, word: str) -> list[str]:
        """The word's pronunciations, the commonest first."""
        return pronounce([word], self._known)[word]

    def align(self, sound: NDArray[np.int16], words: tuple[str, ...]) -> tuple[Word, ...]:
        """The words with their times from the clip's beginning; empty where the alignment fails.

        `sound`: (n,) at 16 kHz, silence around the words cut off. Times are multiples of 10 ms.
        """
        for word in words:
            if word not in self._known and self._decoder.lookup_word(word) is None:
                self._decoder.add_word(word, self.ways(word)[0], True)
        for room in ROOMS:
            found = self._once(_in_room(sound, room), words, len(sound))
            if tuple(word.text for word in found) == words:
                return found
        return ()

    def _once(self, padded: NDArray[np.int16], words: tuple[str, ...], length: int) -> tuple[Word, ...]:
        self._decoder.set_align_text(" ".join(words))
        self._decoder.start_utt()
        self._decoder.process_raw(padded.tobytes(), full_utt=True)
        self._decoder.end_utt()
        if self._decoder.hyp() is None:
            return ()
        return tuple(
            Word(part.word.partition("(")[0], *_within(part.start_frame, part.end_frame + 1, length))
            for part in self._decoder.seg()
            if part.word[0] not in "<["
        )


def _in_room(sound: NDArray[np.int16], room: float) -> NDArray[np.int16]:
    """The clip with silence around it and the noise of a room over it."""
    padded = np.pad(sound, round(PAD_S * RATE_HZ)).astype(np.float64)
    padded += np.random.default_rng(len(sound)).normal(0.0, room, len(padded))
    return np.clip(np.round(padded), -32768, 32767).astype(np.int16)


def _within(start: int, end: int, length: int) -> tuple[float, float]:
    """Frames of the padded sound as seconds of the clip."""
    start_s, end_s = (min(max(0.0, at * _FRAME_S - PAD_S), length / RATE_HZ) for at in (start, end))
    return round(start_s, 3), round(end_s, 3)


def read_phones(segments: str) -> tuple[Phone, ...]:
    """flite's -psdur output ('pau:0.230 ay:0.415 ...': each phone and when it ends) without its silences."""
    pairs = [("", 0.0), *((name, float(end)) for name, _, end in (part.partition(":") for part in segments.split()))]
    phones = (Phone(name.upper().replace("AX", "AH"), start, end) for (_, start), (name, end) in pairwise(pairs))
    return tuple(phone for phone in phones if phone.name != "PAU")


def words_by_phones(words: tuple[str, ...], ways: list[str], phones: tuple[Phone, ...]) -> tuple[Word, ...]:
    """Word times from the synthesiser's phones, matched with the words' dictionary phones by edit distance.

    `ways`: one pronunciation for each word. Times are those of `phones`.
    """
    wanted = [way.split() for way in ways]
    edges = np.cumsum([0, *(len(way) for way in wanted)])
    flat = [phone for way in wanted for phone in way]
    ops = Levenshtein.opcodes(flat, [phone.name for phone in phones])
    at = [_opposite(int(edge), ops, len(phones)) for edge in edges]
    spans = ((begin, max(end - 1, begin)) for begin, end in pairwise(at))
    return tuple(
        Word(word, round(phones[begin].start_s, 3), round(phones[last].end_s, 3))
        for word, (begin, last) in zip(words, spans, strict=True)
    )


def _opposite(edge: int, ops: Levenshtein.opcodes, end: int) -> int:
    """Number of the spoken phone that stands where dictionary phone `edge` does."""
    for op in ops:
        if op.src_start <= edge < op.src_end:
            return min(op.dest_start + edge - op.src_start, max(op.dest_end - 1, 0), end - 1)
    return end
