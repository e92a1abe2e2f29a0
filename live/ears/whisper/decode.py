"""The one place that calls Whisper: sound in, a hypothesis, a language or English out."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from faster_whisper import WhisperModel

from live.ears.clock import RATE_HZ, Sound
from live.ears.heard import EarsError, FaultError
from live.ears.whisper.hypothesis import Hypothesis, Spoken, plain

TOKENS_HZ, SPARE_TOKENS = 12.0, 16.0
"""Nobody speaks more tokens a second than this: a transcription that goes on longer is caught in a loop."""
SHORTEST_S = 0.1
"""There is no word in less sound."""
NAME_WORDS, NAMES = 4, 40
"""A name has at most so many words; a prompt has room for so many names."""

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Task:
    """What to ask of Whisper."""

    language: str
    """ISO 639-1 code."""
    english: bool = False
    """Translate into English instead of transcribing."""
    names: str = ""
    """Proper names to listen for, separated by commas."""


def join_names(names: tuple[str, ...]) -> str:
    """The names as a prompt. Raises EarsError for one that is no name: a prompted line would be heard unspoken."""
    if len(names) > NAMES:
        raise EarsError(f"ears.names: {len(names)} names; use at most {NAMES}, those that are hard to spell")
    for name in names:
        if not 0 < len(name.split()) <= NAME_WORDS:
            raise EarsError(f"ears.names: '{name}': not a name; use proper names of 1 to {NAME_WORDS} words")
    return ", ".join(" ".join(name.split()) for name in names)


class Decoder:
    """Runs the model over a buffer of at most 30 s. Its methods raise FaultError where the device fails."""

    def __init__(self, model: WhisperModel) -> None:
        self._model = model
        self._stopped = threading.Event()

    def stop(self) -> None:
        """From any thread: from the next pause between two calls into the model on, nothing is decoded any more."""
        self._stopped.set()

    @property
    def stopped(self) -> bool:
        """Whether it was told to stop."""
        return self._stopped.is_set()

    def run(self, sound: Sound, from_s: float, task: Task) -> Hypothesis:
        """What is said in (n,) float32 at 16 kHz that begins at `from_s`; its words have times on that clock.

        Whisper's own timestamps are left out: the words' come from its attention, and a transcript without them
        always answers for the whole buffer, where one with them may stop early and begin a second window.
        """
        if len(sound) < SHORTEST_S * RATE_HZ or self.stopped:
            return Hypothesis()
        # Its own text as a prompt makes Whisper repeat itself, and temperatures above 0 make it invent.
        # The thresholds are live.ears.whisper.defences' business, which also sees the words.
        segments, _ = _guarded(
            lambda: self._model.transcribe(
                sound,
                language=task.language,
                task="translate" if task.english else "transcribe",
                beam_size=1,
                temperature=0.0,
                condition_on_previous_text=False,
                compression_ratio_threshold=None,
                log_prob_threshold=None,
                no_speech_threshold=None,
                without_timestamps=True,
                word_timestamps=True,
                max_new_tokens=round(SPARE_TOKENS + TOKENS_HZ * len(sound) / RATE_HZ),
                hotwords=task.names or None,
            )
        )
        if self.stopped:
            return Hypothesis()
        # Only the first segment: the library would go on to transcribe the silence after the last word by itself.
        segment = _guarded(lambda: next(iter(segments), None))
        return _hypothesis(segment, from_s) if segment is not None else Hypothesis()

    def languages(self, sound: Sound) -> dict[str, float]:
        """The probability of each language that the model knows, 0..1; empty where it was stopped."""
        if self.stopped:
            return {}
        _, _, found = _guarded(lambda: self._model.detect_language(audio=sound))
        return {code: float(probability) for code, probability in found}


def _hypothesis(segment: Any, from_s: float) -> Hypothesis:
    words = tuple(
        Spoken(text, word.word, from_s + float(word.start), from_s + float(word.end), float(word.probability))
        for word in segment.words or ()
        if (text := plain(word.word))
    )
    return Hypothesis(words, float(segment.no_speech_prob), float(segment.avg_logprob))


def _guarded(call: Callable[[], _T]) -> _T:
    try:
        return call()
    except RuntimeError as error:
        raise FaultError(f"Whisper: {error}; the ears start anew") from None
