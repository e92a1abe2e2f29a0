"""All defences against invented text, in order, over one hypothesis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from live.ears.whisper import defences
from live.ears.whisper.buffer import SoundBuffer
from live.ears.whisper.hypothesis import Hypothesis, Spoken
from live.ears.whisper.phrases import invented, only_names, phrases_of

_AROUND_S = 0.2
"""A word's sound may lie so far from where attention puts it."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The words that passed, and the names of the defences that dropped something."""

    words: tuple[Spoken, ...]
    dropped: tuple[str, ...] = ()


def judge(
    hypothesis: Hypothesis, before: Sequence[Spoken], buffer: SoundBuffer, language: str, names: Sequence[str]
) -> Verdict:
    """What of the hypothesis is believed; `before`: the utterance's words whose sound is no longer in the buffer."""
    words = hypothesis.words
    if not words:
        return Verdict(())
    whole = (*before, *words)
    reasons = (
        ("no speech", defences.no_speech(hypothesis)),
        ("anomaly", defences.anomalous(words)),
        ("phrase", invented(whole, phrases_of(language))),
        ("name", only_names(whole, names)),
    )
    failed = tuple(name for name, true in reasons if true)
    if failed:
        return Verdict((), failed)
    spoken = defences.without_loop(words)
    audible = tuple(word for word in spoken if not _unheard(word, buffer))
    dropped = (("loop", len(spoken) < len(words)), ("quiet", len(audible) < len(spoken)))
    return Verdict(audible, tuple(name for name, true in dropped if true))


def _unheard(word: Spoken, buffer: SoundBuffer) -> bool:
    return defences.quiet(buffer.between(word.start_s - _AROUND_S, word.end_s + _AROUND_S), buffer.loudest_db)
