"""faster-whisper as a recogniser: the utterance so far is transcribed again and again."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

import numpy as np
from faster_whisper import WhisperModel

from live.ears.clock import RATE_HZ, Sound
from live.ears.commit import Agreement
from live.ears.heard import EarsError, Word
from live.ears.recogniser import Update

UPDATE_S = 0.5
"""Sound between two transcriptions, where the machine is fast enough."""
BREATHER = 1.5
"""A transcription that took t seconds is repeated after at least BREATHER * t seconds of sound."""
NO_SPEECH = 0.6
FAINT_LOGPROB = -1.0
"""A segment that is likely no speech and has less log probability a token than this is made up."""
TOKENS_HZ, SPARE_TOKENS = 12.0, 16.0
"""Nobody speaks more tokens a second than this: a transcription that goes on longer is caught in a loop."""

_EDGES = re.compile(r"^\W+|\W+$")


class WhisperRecogniser:
    """A live.ears.recogniser.Recogniser over a faster-whisper model folder.

    Agreement of 2 updates over a growing buffer is LocalAgreement-2 (Macháček, Dabre and Bojar 2023).
    """

    def __init__(self, folder: str, language: str, paced: bool = False) -> None:
        """Load the model. `paced`: sound comes at its own speed, so updates are as rare as the machine needs.

        Raises EarsError where the folder holds no model in CTranslate2's form.
        """
        place = Path(folder)
        if not (place / "model.bin").is_file():
            raise EarsError(
                f"ears.whisper = '{folder}': no model.bin there; name the folder of a faster-whisper model "
                "(ct2-transformers-converter makes one), or leave it out to use pocketsphinx"
            )
        try:
            self._model = WhisperModel(
                str(place),
                device="auto",
                compute_type="auto",
                cpu_threads=max(1, (os.cpu_count() or 1) // 2),  # the painter needs the others
                local_files_only=True,
            )
        except (RuntimeError, ValueError, OSError) as error:
            raise EarsError(f"ears.whisper = '{folder}': {error}; convert or download the model again") from None
        self.name = f"Whisper {place.name}, {self._model.model.device}, {self._model.model.compute_type}"
        self._language = language if self._model.model.is_multilingual else "en"
        self._paced = paced
        self._took_s = 0.0
        self._parts: list[Sound] = []
        self._agreement = Agreement(2)

    @property
    def update_s(self) -> float:
        """How much new sound makes it worth asking for the words again."""
        return max(UPDATE_S, BREATHER * self._took_s) if self._paced else UPDATE_S

    def start(self) -> None:
        """Begin an utterance."""
        self._parts = []
        self._agreement.begin()

    def feed(self, sound: Sound) -> None:
        """Take more of it: (n,) float32 in -1..1 at 16 kHz."""
        self._parts.append(sound)

    def update(self) -> Update:
        """What is new."""
        committed, partial = self._agreement.update(self._words())
        return Update(committed, partial)

    def finish(self) -> Update:
        """End the utterance: the rest of its final words."""
        return Update(self._agreement.finish(self._words()))

    def _words(self) -> tuple[Word, ...]:
        """The words so far: the whole utterance, transcribed anew."""
        began_s = time.perf_counter()
        sound = np.concatenate(self._parts) if self._parts else np.zeros(0, np.float32)
        words = self._transcribe(sound) if len(sound) >= RATE_HZ // 10 else ()
        self._took_s = time.perf_counter() - began_s
        return words

    def _transcribe(self, sound: Sound) -> tuple[Word, ...]:
        # Its own text as a prompt makes Whisper repeat itself, and temperatures above 0 make it invent.
        segments, _ = self._model.transcribe(
            sound,
            language=self._language,
            beam_size=1,
            temperature=0.0,
            condition_on_previous_text=False,
            word_timestamps=True,
            max_new_tokens=round(SPARE_TOKENS + TOKENS_HZ * len(sound) / RATE_HZ),
        )
        return tuple(
            Word(spoken, float(word.start), float(word.end))
            for segment in segments
            if segment.no_speech_prob < NO_SPEECH or segment.avg_logprob > FAINT_LOGPROB
            for word in segment.words or ()
            if (spoken := plain(word.word))
        )


def plain(word: str) -> str:
    """A word of Whisper's as the other recognisers write it: ' Moon,' as 'moon'."""
    return _EDGES.sub("", word).lower()
