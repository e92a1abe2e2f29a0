"""The embedded recogniser: pocketsphinx, for a known text (script mode) or for anything (open mode)."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from pocketsphinx import Config, Decoder

from live.ears.arpa import interpolate, write_arpa
from live.ears.clock import Sound
from live.ears.commit import Agreement
from live.ears.heard import Word
from live.ears.lexicon import common_words, pronounce, read_dictionary, write_dictionary
from live.ears.recogniser import Update
from live.ears.sphinx_clean import Cleaner
from live.ears.sphinx_loud import Loudness
from live.follow.script import words_of


@dataclass(frozen=True, slots=True)
class Tuning:
    """How it listens. The figures come from tools/ear/tune_sphinx.py."""

    agreeing: int
    """A word is final once so many updates in a row have begun with it: more is surer and later, by 96 ms each."""
    showing: int = 2
    """And shown before that once so many have."""
    clean: bool = True
    """Whether noise is taken out before it is heard."""
    decoder: Mapping[str, float | str] = field(default_factory=dict)
    """pocketsphinx's own settings, by their names."""


# The mean cepstrum of a voice at a usual level: the decoder's own, 40, takes whole utterances to come near it.
_USUAL = {"cmninit": "55,5,8"}

SCRIPT = Tuning(agreeing=6)
OPEN = Tuning(agreeing=5, decoder=_USUAL)

_FRAME_S = 0.01
"""pocketsphinx's frame."""


class SphinxRecogniser:
    """A live.ears.recogniser.Recogniser over pocketsphinx 5: US English; 0.05 of a core for a script, else to 0.3."""

    pre_roll_s = 0.48
    """Soft beginnings of words, and before them enough of the room to know its noise."""
    update_s = 0.096

    def __init__(self, lines: tuple[str, ...] = (), tuning: Tuning | None = None) -> None:
        """Listen for the script `lines` and 1,000 common words; with no lines, for all that it knows.

        `tuning`: SCRIPT or OPEN, whichever fits, if not given.
        Raises EarsError for a script word that can't be pronounced in English.
        """
        tuning = tuning or (SCRIPT if lines else OPEN)
        if lines:
            self.name = f"pocketsphinx, script of {len(lines)} lines"
            self._decoder = _script_decoder(lines, tuning)
        else:
            self.name = "pocketsphinx, open vocabulary"
            self._decoder = Decoder(_config(tuning))
        self._agreement = Agreement(tuning.agreeing, tuning.showing)
        self._cleaner = Cleaner() if tuning.clean else None
        self._loudness = Loudness()

    def start(self) -> None:
        """Begin an utterance."""
        self._agreement.begin()
        self._loudness.begin()
        if self._cleaner:
            self._cleaner.begin()
        self._decoder.start_utt()

    def feed(self, sound: Sound) -> None:
        """Take more of it: (n,) float32 in -1..1 at 16 kHz."""
        self._decode(self._cleaner.clean(sound) if self._cleaner else sound)

    def update(self) -> Update:
        """What is new."""
        committed, partial = self._agreement.update(self._words())
        return Update(committed, partial)

    def finish(self) -> Update:
        """End the utterance: the rest of its final words."""
        if self._cleaner:
            self._decode(self._cleaner.finish())
        self._decoder.end_utt()
        return Update(self._agreement.finish(self._words()))

    def _decode(self, sound: Sound) -> None:
        if len(sound):
            self._loudness.feed(sound)
            self._decoder.process_raw((np.clip(sound, -1.0, 1.0) * 32767.0).astype(np.int16).tobytes())

    def _words(self) -> tuple[Word, ...]:
        """The words so far, without silences, noises and what is too faint to be the speaker's."""
        if self._decoder.hyp() is None:
            return ()
        segments = ((part.word, part.start_frame, part.end_frame) for part in self._decoder.seg())
        words = (
            Word(word.partition("(")[0], start * _FRAME_S, (end + 1) * _FRAME_S)
            for word, start, end in segments
            if word[0] not in "<["
        )
        return tuple(word for word in words if self._loudness.stands_out(word))


def _script_decoder(lines: tuple[str, ...], tuning: Tuning) -> Decoder:
    """A decoder that knows the lines' words and the common ones, and no others: it loads in about 10 ms."""
    spoken = [words_of(line) for line in lines]
    common = common_words()
    model = interpolate(spoken, common)
    entries = pronounce({*common, *(word for line in spoken for word in line)}, read_dictionary())
    with tempfile.TemporaryDirectory(prefix="rhapsode-") as folder:
        language, dictionary = Path(folder) / "script.lm", Path(folder) / "script.dict"
        language.write_text(write_arpa(model), "utf-8")
        dictionary.write_text(write_dictionary(entries), "utf-8")
        return Decoder(_config(tuning, lm=str(language), dict=str(dictionary)))


def _config(tuning: Tuning, **models: str) -> Config:
    """Live settings: the passes that only begin when an utterance ends are off."""
    return Config(fwdflat=False, bestpath=False, loglevel="FATAL", **models, **tuning.decoder)
