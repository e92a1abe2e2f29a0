"""What the tiny Whisper is shown: clips cut, joined, bent and buried in noise, and the tokens to answer with.

A growing buffer shows Whisper beginnings of sentences, and a trimmed one their ends; so lines are cut at any
word, and stopped at any moment. Words count as said once four fifths of them were heard.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from live.ears.clock import RATE_HZ, Sound
from live.ears.heard import Word
from tools.ear.whisper.noises import WORDLESS, Random
from tools.ear.whisper.speech import Clip
from tools.ear.whisper.tokens import LANGUAGES, Tokens

SAID = 0.8
"""A word is in the answer once this share of it was heard."""
MARK_S = 0.12
"""A comma or full stop is in the answer once so much was heard after its word."""
MARKS = ".,?!"
NOBODY = -1
"""A label that doesn't count."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Sound, (n,) float32 at 16 kHz, and the words in it."""

    sound: Sound
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A sound; what the decoder is given and must say next; and where each answer is heard (s; -1: nowhere)."""

    sound: Sound
    given: list[int]
    labels: list[int]
    heard: list[tuple[float, float]]


class Examples:
    """Makes examples at random, without end."""

    def __init__(self, clips: list[Clip], tokens: Tokens, rng: Random) -> None:
        self._tokens = tokens
        self._rng = rng
        self._clips = {code: [clip for clip in clips if clip.line.language == code] for code in LANGUAGES}

    def draw(self) -> Example:
        """One example."""
        rng = self._rng
        if rng.random() < 0.08:
            return self._wordless()
        code = LANGUAGES[int(rng.random() < 0.22)]
        if code != "en" and rng.random() < 0.45:
            return self._translated(code)
        return self._transcribed(code)

    def order(self, count: int) -> list[int]:
        """The numbers below `count` in any order."""
        return [int(at) for at in self._rng.permutation(count)]

    def _wordless(self) -> Example:
        rng = self._rng
        make = list(WORDLESS.values())[int(rng.integers(len(WORDLESS)))]
        sound = make(float(rng.uniform(0.5, 6.0)), rng) * 10.0 ** float(rng.uniform(-1.5, 0.0))
        code = LANGUAGES[int(rng.integers(len(LANGUAGES)))]
        return self._example(Piece(sound.astype(np.float32), ()), [], [], code, "transcribe")

    def _translated(self, code: str) -> Example:
        clip = self._clip(code)
        piece = self._room(_bent(Piece(clip.sound, clip.words), self._rng), stop=False)
        said = self._tokens.words(f" {clip.line.english}")
        return self._example(piece, said, [(-1.0, -1.0)] * len(said), code, "translate")

    def _transcribed(self, code: str) -> Example:
        rng = self._rng
        whole = self._clip(code)
        pieces = [_bent(Piece(whole.sound, whole.words), rng)]
        if rng.random() < 0.35:
            pieces[0] = _from_word(pieces[0], self._begin(whole.words), rng)
        if rng.random() < 0.18:
            other = self._clip(code)
            more = _bent(Piece(other.sound, other.words), rng)
            pieces.append(_from_word(more, int(rng.integers(0, len(other.words))), rng) if rng.random() < 0.4 else more)
            if rng.random() < 0.5:
                pieces[0] = _to_word(pieces[0], int(rng.integers(1, len(pieces[0].words) + 1)))
        joined = _join(pieces, float(rng.uniform(0.05, 0.7)), rng)
        piece = self._room(joined, stop=rng.random() < 0.5)
        said: list[int] = []
        heard: list[tuple[float, float]] = []
        for word in piece.words:
            letters = word.text.rstrip(MARKS)
            spoken = self._tokens.words(f" {letters}")
            marks = self._tokens.words(word.text[len(letters) :])
            said += [*spoken, *marks]
            heard += [(word.start_s, word.end_s)] * len(spoken) + [(word.end_s, word.end_s + MARK_S)] * len(marks)
        task = "translate" if code == "en" and rng.random() < 0.1 else "transcribe"
        return self._example(piece, said, heard, code, task)

    def _clip(self, code: str) -> Clip:
        clips = self._clips[code]
        return clips[int(self._rng.integers(len(clips)))]

    def _begin(self, words: tuple[Word, ...]) -> int:
        """Where to begin: at any word, or at a second sentence, which is where a buffer is cut."""
        sentences = [at for at, word in enumerate(words[:-1], 1) if word.text.endswith((".", "?"))]
        if sentences and self._rng.random() < 0.6:
            return sentences[-1]
        return int(self._rng.integers(0, len(words)))

    def _room(self, piece: Piece, stop: bool) -> Piece:
        """The piece at some level in some room, with silence around it; or stopped at any moment."""
        rng = self._rng
        lead_s = float(rng.uniform(0.0, 1.3)) if rng.random() < 0.7 else float(rng.uniform(0.0, 0.1))
        tail_s = 0.0 if stop else float(rng.uniform(0.1, 1.2))
        sound = np.pad(piece.sound, (round(lead_s * RATE_HZ), round(tail_s * RATE_HZ)))
        words = tuple(Word(word.text, word.start_s + lead_s, word.end_s + lead_s) for word in piece.words)
        if stop:
            end_s = lead_s + float(rng.uniform(0.0, len(piece.sound) / RATE_HZ))
            sound = sound[: max(round(end_s * RATE_HZ), RATE_HZ // 5)]
            words = _said(words, len(sound) / RATE_HZ)
        return Piece(_noisy(_filtered(sound, rng), rng), words)

    def _example(
        self, piece: Piece, said: list[int], heard: list[tuple[float, float]], code: str, task: str
    ) -> Example:
        tokens = self._tokens
        before = self._names() if self._rng.random() < 0.12 else []
        begin = [tokens.special(f"<|{name}|>") for name in ("startoftranscript", code, task, "notimestamps")]
        given = [*before, *begin, *said]
        first = tokens.special(f"<|{code}|>" if said or piece.words else "<|nospeech|>")
        labels = [*[NOBODY] * len(before), first, NOBODY, NOBODY, *said, tokens.special("<|endoftext|>")]
        end_s = piece.words[-1].end_s if piece.words else -1.0
        ended = (end_s, end_s + 0.1) if heard and heard[-1][0] >= 0.0 else (-1.0, -1.0)
        nowhere = [(-1.0, -1.0)] * (len(before) + 3)
        return Example(piece.sound, given, labels, [*nowhere, *heard, ended])

    def _names(self) -> list[int]:
        """A prompt of a few words, which the answer must not heed."""
        clip = self._clip(LANGUAGES[int(self._rng.integers(len(LANGUAGES)))])
        chosen = self._rng.choice([word.text for word in clip.words], size=int(self._rng.integers(1, 4)))
        text = "".join(f" {word.strip('.,?').title()}," for word in chosen)[:-1]
        return [self._tokens.special("<|startofprev|>"), *self._tokens.words(text)]


def _bent(piece: Piece, rng: Random) -> Piece:
    """Played faster or slower, and so higher or lower."""
    rate = float(rng.uniform(0.9, 1.12))
    count = round(len(piece.sound) / rate)
    sound = np.interp(np.arange(count) * rate, np.arange(len(piece.sound)), piece.sound).astype(np.float32)
    return Piece(sound, tuple(Word(word.text, word.start_s / rate, word.end_s / rate) for word in piece.words))


def _from_word(piece: Piece, number: int, rng: Random) -> Piece:
    """What is left from word `number` on; the cut is up to 200 ms early or 20 ms late."""
    from_s = max(0.0, piece.words[number].start_s + float(rng.uniform(-0.2, 0.02)))
    words = tuple(Word(w.text, max(0.0, w.start_s - from_s), w.end_s - from_s) for w in piece.words[number:])
    return Piece(piece.sound[round(from_s * RATE_HZ) :], words)


def _to_word(piece: Piece, count: int) -> Piece:
    """The first `count` words, the last one without its comma or full stop unless it ends the line."""
    kept = piece.words[:count]
    if count < len(piece.words):
        last = kept[-1]
        kept = (*kept[:-1], Word(last.text.rstrip(MARKS), last.start_s, last.end_s))
    return Piece(piece.sound[: round(kept[-1].end_s * RATE_HZ)], kept)


def _join(pieces: list[Piece], pause_s: float, rng: Random) -> Piece:
    gap = np.zeros(round(pause_s * RATE_HZ), np.float32)
    sounds: list[Sound] = []
    words: list[Word] = []
    at = 0
    for piece in pieces:
        if sounds:
            sounds.append(gap)
            at += len(gap)
        from_s = at / RATE_HZ
        words += [Word(word.text, word.start_s + from_s, word.end_s + from_s) for word in piece.words]
        level = np.float32(10.0 ** float(rng.uniform(-0.2, 0.2)))
        sounds.append(piece.sound * level)
        at += len(piece.sound)
    return Piece(np.concatenate(sounds), tuple(words))


def _said(words: tuple[Word, ...], until_s: float) -> tuple[Word, ...]:
    """The words of which enough was heard; the last one's comma or full stop only if something was heard after it."""
    kept = [w for w in words if w.start_s + SAID * (w.end_s - w.start_s) <= until_s]
    if kept and kept[-1].end_s + MARK_S > until_s:
        kept[-1] = Word(kept[-1].text.rstrip(MARKS), kept[-1].start_s, kept[-1].end_s)
    return tuple(kept)


def _filtered(sound: Sound, rng: Random) -> Sound:
    """A microphone that is brighter or duller than another."""
    tilt = float(rng.uniform(-0.5, 0.5))
    return np.append(sound[:1], sound[1:] + tilt * sound[:-1]).astype(np.float32)


def _noisy(sound: Sound, rng: Random) -> Sound:
    """At some level, with some noise under it."""
    peak = float(np.abs(sound).max()) or 1.0
    sound = sound * (10.0 ** float(rng.uniform(-1.2, 0.0)) / peak)
    power = float(np.mean(np.square(sound))) + 1e-9
    noise = rng.standard_normal(len(sound)) * np.sqrt(power) * 10.0 ** (-float(rng.uniform(8.0, 60.0)) / 20.0)
    if rng.random() < 0.5:
        noise[1:] += 0.9 * noise[:-1]
    return (sound + noise).astype(np.float32)
