"""`rhapsode listen`: a sound check. Everything heard as it is heard, how late it comes, and a summary at the end.

The ears are those of a show, with the venue's microphone, gain and gate; the lines are found by the conductor, as on
the stage. Nothing is painted, sent or kept.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np

from live.ears.blocks import read_sound
from live.ears.channel import Chunk
from live.ears.choose import choose_dials, choose_recogniser, choose_source
from live.ears.clock import BLOCK_S, RATE_HZ, Sound
from live.ears.gate import Gate
from live.ears.hear import cut
from live.ears.heard import EarsError, FaultError, Heard, Voice
from live.ears.level import amplitude
from live.ears.noise_gate import NoiseGate
from live.ears.process import Ears
from live.ears.recogniser import Recogniser
from live.ears.source import Source, Tell
from live.kit import load_kit
from live.listen_rows import HEAD, Row, Tally, meter, row_of, row_of_move
from live.show import About, Hearing, Show, ShowError, Venue
from live.show_file import load_show, load_venue
from live.told import Told, listen_live
from live.wall import Wall

TAIL_S = 1.5
"""Silence after a file, so that its last words are ended by the voice gate, as in a room."""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Options:
    """What is listened to, and how."""

    file: str = ""
    """Hear this sound file once in place of the microphone."""
    script: Path | None = None
    """The text that will be spoken, in place of the show's."""
    show: Path | None = None
    venue: Path | None = None
    whisper: str = ""
    as_json: bool = False
    """One JSON object a line; the last is the summary."""
    fast: bool = False
    """Hear the file as quickly as the machine can; times are those of the audio clock plus the computing."""


def listen(options: Options, say: Say | None = None) -> int:
    """Listen until ctrl-c or the end of the file; returns the exit status. Raises ShowError."""
    if options.fast and not options.file:
        raise ShowError("listen: --fast needs --file: a microphone gives sound no faster than it is made")
    show, venue = show_for(options), load_venue(options.venue)
    kit = load_kit(show)
    try:
        recogniser = choose_recogniser(show, options.whisper, paced=True)
        source = _source(options, show, venue)
        check = Check(Wall(show, kit), kit.script.texts() if kit.script else (), options.as_json, say)
        check.begin(recogniser, source.name)
        if options.fast:
            _fast(Path(options.file), recogniser, venue, check)
        else:
            _live(source, recogniser, venue, check)
    except EarsError as error:
        raise ShowError(str(error)) from None
    except FaultError as error:
        print(f"rhapsode: {error}", file=sys.stderr)
        return 1
    check.end()
    return 0


def show_for(options: Options) -> Show:
    """The show asked for, or a bare one; with a script of the options' own it listens for that. Raises ShowError."""
    show = load_show(options.show) if options.show else Show(show=About(title="sound check"))
    ears = show.ears
    if options.script:
        if not options.script.is_file():
            raise ShowError(f"--script = '{options.script}': no such file; correct the path")
        ears = msgspec.structs.replace(ears, mode="script", script=str(options.script.resolve()))
    elif ears.mode == "off":
        ears = Hearing(mode="open", language=ears.language, whisper=ears.whisper)
    # A sound check is about the microphone: a recording is heard only where it is asked for.
    return msgspec.structs.replace(show, ears=msgspec.structs.replace(ears, recording=""))


def _source(options: Options, show: Show, venue: Venue) -> Source:
    source = Once(Path(options.file)) if options.file else choose_source(show, venue)
    source.open()
    return source


def _live(source: Source, recogniser: Recogniser, venue: Venue, check: Check) -> None:
    """At the pace of the sound, until it ends or ctrl-c."""
    try:
        Ears(source, recogniser, check, choose_dials(venue)).run()
    except KeyboardInterrupt:
        pass
    finally:
        source.close()


def _fast(file: Path, recogniser: Recogniser, venue: Venue, check: Check) -> None:
    microphone = venue.microphone
    sound = np.clip(_with_tail(file) * np.float32(amplitude(microphone.gain_db)), -1.0, 1.0)
    for told in listen_live(sound, recogniser, NoiseGate(Gate(), lambda: microphone.gate_db)).told:
        check.take(told)


class Once:
    """A live.ears.source.Source: a sound file played once, each block no sooner than it would have been spoken."""

    dropped = 0

    def __init__(self, path: Path) -> None:
        self._path = path
        self.name = f"file {path.name}"
        self._sound: Sound = np.zeros(0, np.float32)

    def open(self) -> None:
        """Read the file; raises EarsError."""
        self._sound = _with_tail(self._path)

    def blocks(self, tell: Tell) -> Iterator[Chunk]:
        """Its blocks, and no more; a late one counts from when it was due."""
        tell("listening", self.name)
        due_s = time.monotonic()
        for number, block in enumerate(cut(self._sound)):
            due_s += BLOCK_S
            time.sleep(max(0.0, due_s - time.monotonic()))
            yield Chunk(block, due_s, first=number == 0)

    def close(self) -> None:
        """Nothing is held."""


def _with_tail(path: Path) -> Sound:
    return np.pad(read_sound(path, "--file"), (0, round(TAIL_S * RATE_HZ)))


class Check:
    """Says what is heard, in rows; stands where a show's teller stands."""

    def __init__(self, wall: Wall, texts: tuple[str, ...], as_json: bool, say: Say | None) -> None:
        """`texts`: the script's lines; `say`: takes the rows, in place of standard output."""
        self._wall, self._texts, self._as_json = wall, texts, as_json
        self._say = say or self._print
        self._meter = not as_json and say is None and sys.stdout.isatty()
        self._voice = Voice()
        self._state = ""
        self.tally = Tally(len(texts))

    def begin(self, recogniser: Recogniser, source: str) -> None:
        """Name what listens to what."""
        if not self._as_json:
            self._say(f"{recogniser.name}; {source}; ctrl-c ends")
            self._say(HEAD)

    def heard(self, heard: Heard, wall_s: float) -> None:
        """As a teller takes it: `wall_s` is time.monotonic() at which the audio clock stood at 0."""
        self.take(Told(heard, time.monotonic() - wall_s))

    def take(self, told: Told) -> None:
        """Say it, and the line it leads to."""
        heard = told.heard
        self.tally.note(told)
        if heard.kind == "voice":
            self._voice = heard.voice
        elif heard.kind == "level":
            if self._meter:
                _rewrite(meter(heard.level, self._voice))
            return
        self._row(row_of(told))
        if move := self._wall.take(told):
            self._row(row_of_move(move, heard, self._texts))

    def status(self, state: str, detail: str) -> None:
        """As a teller takes it: said where it has changed."""
        if state != self._state:
            self._state = state
            if not self._as_json and state != "listening":
                self._say(f"{'':10}{state}: {detail}")

    def remind(self, now_s: float, dropped: int) -> None:
        """As a teller takes it: the count of dropped pieces of sound."""
        self.tally.dropped = dropped

    def end(self) -> None:
        """Sum up."""
        if self._as_json:
            self._say(json.dumps(self.tally.figures()))
            return
        self._say("")
        for line in self.tally.for_people():
            self._say(line)

    def _row(self, row: Row | None) -> None:
        if row:
            self.tally.rows.append(row)
            self._say(row.for_machines() if self._as_json else row.for_people())

    def _print(self, line: str) -> None:
        if self._meter:
            _rewrite("")
        print(line, flush=True)


def _rewrite(line: str) -> None:
    """Put the line where the cursor's is, and leave the cursor there."""
    width = shutil.get_terminal_size().columns - 1
    print(f"\r\x1b[K{line[:width]}", end="", flush=True)
