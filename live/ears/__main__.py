"""The EARS process: `python -m live.ears --show shows/crossing --osc 127.0.0.1:9000 --zero-s 0`."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime
from pathlib import Path

import msgspec

from engine import lifeline
from live.ears.choose import choose_dials, choose_recogniser, choose_source
from live.ears.heard import EarsError, FaultError
from live.ears.process import Ears
from live.ears.teller import Teller
from live.fault import no_core_dumps, tell_faults_without_words
from live.keep_sound import SoundWriter
from live.osc.send import Sender, SendError
from live.show import Show, ShowError, Venue
from live.show_file import load_show, load_venue

BAD_SETUP = 2
"""Exit status when what was asked for can't be had: starting again would not help."""
FAULT = 1
"""Exit status when something broke: starting again may help."""


def main(arguments: list[str] | None = None) -> int:
    """Listen until the stage ends; returns the exit status."""
    options = _options(arguments)
    lifeline.hold()
    tell_faults_without_words("ears")
    no_core_dumps()
    try:
        host, port = _place(options.osc)
        show, venue = load_show(options.show), load_venue(options.venue)
        sender = Sender(host, port)
    except (ShowError, EarsError, SendError) as error:
        return _end(str(error), BAD_SETUP)
    teller = Teller(sender, options.zero_s)
    try:
        _listen(_with_ears(show, options.file), venue, options, teller)
    except EarsError as error:
        teller.status("failed", str(error))
        return _end(str(error), BAD_SETUP)
    except OSError as error:
        return _end(f"OSC {options.osc}: {error.strerror or error}; see that the network is up", FAULT)
    except FaultError as error:
        teller.status("failed", str(error))
        return _end(str(error), FAULT)
    return 0


def _listen(show: Show, venue: Venue, options: argparse.Namespace, teller: Teller) -> None:
    teller.status("loading", "recogniser")
    recogniser = choose_recogniser(show, options.whisper, paced=True)
    source = choose_source(show, venue, options.file)
    dials = choose_dials(venue, Path(options.slots) if options.slots else None)
    source.open()
    keep = SoundWriter(show.path(show.keep.sound), datetime.now()) if show.keep.sound else None
    Ears(source, recogniser, teller, dials, keep).run()


def _with_ears(show: Show, file: str) -> Show:
    """A show that does not listen still hears a file that was given by hand: in open mode."""
    if file and show.ears.mode == "off":
        return msgspec.structs.replace(show, ears=msgspec.structs.replace(show.ears, mode="open"))
    return show


def _place(text: str) -> tuple[str, int]:
    """'127.0.0.1:9000' as host and port; raises EarsError."""
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise EarsError(f"--osc = {text!r}: not a place; use HOST:PORT, such as 127.0.0.1:9000")
    return host.strip("[]"), int(port)


def _end(message: str, status: int) -> int:
    print(f"ears: {message}", file=sys.stderr, flush=True)
    return status


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="live.ears", description="Listen, and tell the stage by OSC.")
    parser.add_argument("--show", required=True, help="show folder or file")
    parser.add_argument("--venue", help="venue file")
    parser.add_argument("--osc", required=True, metavar="HOST:PORT", help="where the stage listens")
    parser.add_argument("--slots", default="", metavar="FOLDER", help="where the stage writes gain, gate and mute")
    parser.add_argument("--zero-s", type=float, required=True, help="time.monotonic() at show time 0")
    parser.add_argument("--file", default="", help="hear this sound file instead of a microphone")
    parser.add_argument("--whisper", default="", metavar="FOLDER", help="a faster-whisper model folder to use")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
