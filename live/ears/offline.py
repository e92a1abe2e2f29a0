"""Hear a show's recording without waiting for it: its events for a render, and how late its words come."""

from __future__ import annotations

import math
from collections.abc import Iterator

import msgspec

from live.ears.blocks import read_sound
from live.ears.choose import choose_recogniser
from live.ears.clock import Sound
from live.ears.gate import Gate
from live.ears.hear import cut, hear
from live.ears.heard import EarsError, Heard
from live.events import Event, Value
from live.follow.script import words_of
from live.show import Show
from live.words import STOP_WORDS


class Line(msgspec.Struct, frozen=True):
    """A line of the script as the recording has it, in seconds from its beginning."""

    text: str
    onset_s: float
    end_s: float


class Lines(msgspec.Struct, frozen=True):
    """lines.json: the truth about a recording."""

    lines: tuple[Line, ...]


def hear_show(show: Show) -> list[Event]:
    """The /heard/* events of the show's recording, in order, `at_s` on the recording's own clock.

    The same show gives the same events. A show that doesn't listen, or has no recording, gives none.
    Raises EarsError where the recording or the script can't be used.
    """
    if show.ears.mode == "off" or not show.ears.recording:
        return []
    return [event_of(heard) for heard in _heard(show)]


def event_of(heard: Heard, offset_s: float = 0.0, source: str = "ears") -> Event:
    """What was heard as an event; `offset_s` is the show time at which the audio clock stood at 0."""
    return Event(f"/heard/{heard.kind}", _args(heard, offset_s), heard.at_s + offset_s, source)


def _args(heard: Heard, offset_s: float) -> tuple[Value, ...]:
    if heard.kind == "level":
        return (heard.level,)
    if heard.kind == "language":
        return (heard.words,)
    if heard.kind == "voice":
        voice = heard.voice
        return (voice.loudness, voice.pitch_hz, voice.rate_hz, voice.arousal)
    return (heard.words, heard.sound_s + offset_s, heard.onset_s + offset_s)


def read_lines(show: Show) -> tuple[Line, ...]:
    """The recording's lines from the lines.json beside it; raises EarsError where there is none that fits."""
    path = show.path(show.ears.recording).with_name("lines.json")
    try:
        return msgspec.json.decode(path.read_bytes(), type=Lines).lines
    except OSError as error:
        raise EarsError(f"{path}: {error.strerror}; make it with tools/voice.py") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise EarsError(f"{path}: {error}; make it again with tools/voice.py") from None


def line_latencies(show: Show) -> list[float]:
    """For each line of the recording, seconds from its onset to the first event with a content word of it.

    Partial or committed, before the next line begins; math.inf for a line not heard. Raises EarsError.
    """
    lines = read_lines(show)
    words = [heard for heard in _heard(show) if heard.kind in ("partial", "committed")]
    ends_s = [*(line.onset_s for line in lines[1:]), math.inf]
    return [_latency(line, until_s, words) for line, until_s in zip(lines, ends_s, strict=True)]


def content_words(text: str) -> frozenset[str]:
    """The words of a line that tell it from others."""
    return frozenset(words_of(text)) - STOP_WORDS


def _latency(line: Line, until_s: float, words: list[Heard]) -> float:
    wanted = content_words(line.text)
    for heard in words:
        in_line = line.onset_s < heard.sound_s <= heard.at_s <= until_s
        if in_line and wanted & {*heard.words.split()}:
            return heard.at_s - line.onset_s
    return math.inf


def _heard(show: Show) -> Iterator[Heard]:
    sound: Sound = read_sound(show.path(show.ears.recording), "ears.recording")
    return hear(cut(sound), choose_recogniser(show), Gate())
