"""The EYES process: `python -m live.eyes --slots FOLDER --zero-s 0 --size 256x256`."""

from __future__ import annotations

import argparse
import os
import sys
import time
from contextlib import suppress
from pathlib import Path

from engine import lifeline
from engine.sizes import size
from engine.slot import Slot, SlotError
from live.eyes.eyes import Eyes, HangError
from live.eyes.source import Size
from live.fault import no_core_dumps, tell_faults_without_words

BAD_SETUP = 2
"""Exit status when what was asked for can't be had: starting again would not help."""
FAULT = 1
"""Exit status when something broke: starting again may help."""


def main(arguments: list[str] | None = None) -> int:
    """Look until the stage ends; returns the exit status."""
    options = _options(arguments)
    lifeline.hold()
    tell_faults_without_words("eyes")
    no_core_dumps()
    with suppress(OSError, AttributeError):  # Windows has no nice
        os.nice(5)  # the stage's pictures go before ours
    zero_s: float = options.zero_s
    try:
        slots = {name: Slot.open(options.slots / name) for name in ("wish", "sight", "eyes")}
        Eyes(slots, Size(*options.size), lambda: time.monotonic() - zero_s).run()
    except SlotError as error:
        return _end(str(error), BAD_SETUP)
    except HangError as error:
        _end(str(error), FAULT)
        os._exit(FAULT)  # its thread can't be ended
    return 0


def _end(message: str, status: int) -> int:
    print(f"eyes: {message}", file=sys.stderr, flush=True)
    return status


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="live.eyes", description="Look at what the wish names.")
    parser.add_argument("--slots", type=Path, required=True, help="folder of the stage's slots")
    parser.add_argument("--zero-s", type=float, required=True, help="time.monotonic() at show time 0")
    parser.add_argument("--size", type=size, required=True, metavar="WxH", help="size of the painter's pictures")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
