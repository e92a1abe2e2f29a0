"""Choose the recogniser and the source of sound that a show asks for."""

from __future__ import annotations

from pathlib import Path

from live.ears.dials import Dials
from live.ears.heard import EarsError
from live.ears.recogniser import Recogniser
from live.ears.settings import EarSettings
from live.ears.source import Source
from live.ears.sphinx import SphinxRecogniser
from live.follow.script import read_script
from live.show import Show, Venue


def choose_recogniser(show: Show, whisper: str = "", paced: bool = False) -> Recogniser:
    """Whisper where the show or `whisper` names a model folder, else pocketsphinx in the show's mode.

    `paced`: the sound comes at its own speed, so a slow recogniser must skip updates rather than fall behind.
    Raises EarsError for a setting that can't be had.
    """
    ears = show.ears
    if ears.mode == "off":
        raise EarsError("ears.mode = 'off': this show does not listen; set it to 'script' or 'open'")
    model = whisper or _whisper_model(show)
    if model:
        from live.ears.whisper import WhisperRecogniser  # loads ctranslate2, which only this path needs

        return WhisperRecogniser(model, ears.language, paced, ears.translate, ears.names)
    if ears.language != "en" or ears.translate:
        key, value = ("ears.translate", "true") if ears.language == "en" else ("ears.language", repr(ears.language))
        raise EarsError(
            f"{key} = {value}: the embedded recogniser knows English only; leave it out, name a Whisper model in "
            "ears.whisper, or set ears.mode = 'off' and go through the script by hand"
        )
    lines = read_script(show.path(ears.script)) if ears.mode == "script" else ()
    return SphinxRecogniser(lines)


def _whisper_model(show: Show) -> str:
    """The folder that the show names, from its own; else what it says, which may be the name of a downloaded model."""
    named = show.ears.whisper
    return str(show.path(named)) if named and show.path(named).is_dir() else named


def choose_source(show: Show, venue: Venue, file: str = "") -> Source:
    """`file` if given, else the venue's microphone, else the show's recording, else the default input."""
    if file:
        from live.ears.player import Player

        return Player(Path(file), "--file")
    if show.ears.recording and not venue.microphone.name:
        from live.ears.player import Player

        return Player(show.path(show.ears.recording), "ears.recording")
    from live.ears.microphones import MicrophoneSource

    return MicrophoneSource(venue.microphone)


def choose_dials(venue: Venue, slots: Path | None = None) -> Dials:
    """The venue's gain and gate, until the stage says otherwise in its slot `ears`."""
    return Dials(EarSettings(venue.microphone.gain_db, venue.microphone.gate_db), slots)
