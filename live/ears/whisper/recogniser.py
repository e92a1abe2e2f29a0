"""faster-whisper as a recogniser: the utterance so far is transcribed again and again, until words stay."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence

from live.ears.clock import Sound
from live.ears.recogniser import Update
from live.ears.whisper.abilities import AUTO, check_language, check_translation
from live.ears.whisper.agreement import LocalAgreement
from live.ears.whisper.buffer import SoundBuffer
from live.ears.whisper.decode import Decoder, Task, join_names
from live.ears.whisper.defences import quiet, without_faint_end
from live.ears.whisper.hypothesis import Spoken, sentence
from live.ears.whisper.judge import judge
from live.ears.whisper.language import LanguageChoice
from live.ears.whisper.model import load_model
from live.ears.whisper.policy import Policy
from live.ears.whisper.trim import LONG_S, cut_after, pause_around, quietest_s

UPDATE_S = 0.3
"""Sound between two transcriptions, where the machine is fast enough."""
BREATHER = 1.2
"""A transcription that took t seconds is repeated after at least BREATHER * t seconds of sound."""
DETECT_S = 2.0
"""The language is detected once so much of an utterance was heard, pre-roll included."""
FULL_S = 28.0
"""A buffer this long is committed and cut whatever the policy says: Whisper hears 30 s at a time."""


class WhisperRecogniser:
    """A live.ears.recogniser.Recogniser over faster-whisper; see live.ears.whisper.policy for when words are final."""

    pre_roll_s = 1.0
    """Sound before the gate opened that it wants to hear: Whisper is unsure of a word that begins a buffer."""

    def __init__(
        self,
        model: str,
        language: str = "en",
        paced: bool = False,
        translate: bool = False,
        names: tuple[str, ...] = (),
    ) -> None:
        """Load the model. Raises EarsError for one that is not there or can't do what is asked of it.

        `model`: a folder in CTranslate2's form or a downloaded model's name; `language`: ISO 639-1 code or 'auto';
        `paced`: sound comes at its own speed, so updates are as rare as the machine needs; `translate`: also say
        in English what was committed in another language; `names`: proper names to listen for.
        """
        loaded = load_model(model)
        check_language(loaded.model, loaded.name, loaded.place, language)
        if translate:
            check_translation(loaded.model, loaded.name, loaded.place)
        extras = [f"language {language}", *(["English too"] if translate else [])]
        self.name = f"Whisper {loaded.name}, {', '.join(extras)}"
        self._decoder = Decoder(loaded.model)
        self._policy: Policy = LocalAgreement()
        self._buffer = SoundBuffer()
        self._choice = LanguageChoice()
        self._fixed = "" if language == AUTO else language
        self._names, self._prompt = names, join_names(names)
        self._translate = translate
        self._paced = paced
        self._took_s = 0.0
        self._before: tuple[Spoken, ...] = ()
        self._uncut = False
        self._detected = False
        self.dropped: Counter[str] = Counter()
        """How often each defence dropped something, since the start."""
        self._begin()

    @property
    def update_s(self) -> float:
        """How much new sound makes it worth asking for the words again."""
        return max(UPDATE_S, BREATHER * self._took_s) if self._paced else UPDATE_S

    def start(self) -> None:
        """Begin an utterance."""
        self._begin()

    def feed(self, sound: Sound) -> None:
        """Take more of it: (n,) float32 in -1..1 at 16 kHz. Costs no more than the copy of it."""
        self._buffer.feed(sound)

    def stop(self) -> None:
        """From any thread, at the end: what is asked from now on is answered with nothing, and soon."""
        self._decoder.stop()

    def update(self) -> Update:
        """What is new. Raises FaultError where the device fails."""
        began_s = time.perf_counter()
        words = self._words(final=False)
        decision = self._policy.update(words, self._buffer.until_s)
        committed, partial = decision.committed, decision.partial
        self._uncut = self._uncut or bool(committed)
        if self._buffer.length_s > FULL_S:
            committed, partial = (*committed, *self._policy.finish(words)), ()
            english = self._cut(words, self._buffer.until_s)
        else:
            english = self._trim(words, decision.settled)
        self._took_s = time.perf_counter() - began_s
        return Update(tuple(w.word for w in committed), tuple(w.word for w in partial), self._told, english)

    def finish(self) -> Update:
        """End the utterance: the rest of its final words. Raises FaultError where the device fails."""
        words = self._words(final=True)
        rest = without_faint_end(self._policy.finish(words))
        english = self._cut(words, self._buffer.until_s) if rest or self._uncut else ""
        told = self._told
        self._begin()
        return Update(tuple(word.word for word in rest), (), told, english)

    def _begin(self) -> None:
        self._buffer.begin()
        self._policy.begin()
        self._before = ()
        self._uncut = False
        self._detected = False

    @property
    def _told(self) -> str:
        """The language, where it was found out."""
        return "" if self._fixed else self._choice.current

    def _words(self, final: bool) -> tuple[Spoken, ...]:
        """What the buffer holds, as far as it is believed."""
        sound = self._buffer.sound
        if quiet(sound, self._buffer.loudest_db):
            return ()
        language = self._language(final)
        if not language:
            return ()
        hypothesis = self._decoder.run(sound, self._buffer.from_s, Task(language, names=self._prompt))
        verdict = judge(hypothesis, self._before, self._buffer, language, self._names)
        self.dropped.update(verdict.dropped)
        return verdict.words

    def _language(self, final: bool) -> str:
        """The language to transcribe in; empty while it is not known yet."""
        if self._fixed or self._detected:
            return self._fixed or self._choice.current
        if self._buffer.until_s >= DETECT_S or (final and not self._choice.current):
            found = self._decoder.languages(self._buffer.sound)
            self._detected = bool(found)
            return self._choice.hear(found) if found else ""
        return self._choice.current

    def _trim(self, words: Sequence[Spoken], settled: int) -> str:
        """Cut the buffer where a committed sentence ends, if one does; what was cut off, in English if asked for."""
        count = cut_after(words, settled, self._buffer.length_s > LONG_S)
        if not count:
            return ""
        self._policy.cut(count)
        self._uncut = settled > count
        from_s, until_s = pause_around(words, count)
        return self._cut(words[:count], from_s + quietest_s(self._buffer.between(from_s, until_s)))

    def _cut(self, words: Sequence[Spoken], at_s: float) -> str:
        """Cut the buffer behind these words; what they mean in English, if asked for."""
        self._before = (*self._before, *words)
        english = self._english(at_s)
        self._buffer.cut(at_s)
        return english

    def _english(self, until_s: float) -> str:
        """What was said in the buffer up to `until_s`, in English; empty where it was, or nobody asked."""
        language = self._fixed or self._choice.current
        if not self._translate or language == "en":
            return ""
        sound = self._buffer.between(self._buffer.from_s, until_s)
        hypothesis = self._decoder.run(sound, self._buffer.from_s, Task(language, english=True))
        return sentence(judge(hypothesis, (), self._buffer, "en", ()).words)
