"""The ENGINE process: reads the latest wish, paints, publishes the frame.

A frame that can't be painted (memory ran out, the prediction is not finite) leaves the last one standing, with the
reason in the report; a backend that stays broken, or a device's fault, ends the process, and the crew starts it anew.
"""

from __future__ import annotations

import argparse
import os
from contextlib import suppress
from pathlib import Path

from engine import lifeline
from engine.backends.base import BackendError
from engine.loop import Loop
from engine.model.find import ModelError
from engine.painter import Painter, monotonic_show_clock
from engine.sizes import size
from engine.slot import Slot, SlotError
from engine.wish import EngineReport, brief, pack

__all__ = ["Loop", "check_room", "frame_capacity", "main"]

BAD_SETUP = 2
"""Exit status when what was asked for can't be had: starting again would not help."""

BROKEN = 1
"""Exit status when painting failed for good in this process: starting again may help."""

_INFO_ROOM = 4096
"""Bytes for what a frame says of itself."""


def main() -> int:
    """Run until the stage ends."""
    options = _options()
    lifeline.hold()
    with suppress(OSError, AttributeError):  # Windows has no nice
        os.nice(5)  # the stage's pictures go before ours
    clock = monotonic_show_clock(options.zero_s)
    slots = {name: Slot.open(options.slots / name) for name in ("wish", "frame", "engine")}
    with suppress(SlotError):  # a stage without eyes has none
        slots["sight"] = Slot.open(options.slots / "sight")

    def failed(backend: str, error: Exception) -> None:
        report = EngineReport(os.getpid(), clock(), "failed", options.model, backend, notes=brief((str(error),)))
        slots["engine"].write(pack(report))
        print(f"engine: {error}", flush=True)

    slots["engine"].write(pack(EngineReport(pid=os.getpid(), beat_s=clock(), model=options.model)))
    try:
        painter = Painter.load(options.model, options.backend, options.threads, options.size)
        check_room(slots["frame"], painter)
    except (ModelError, BackendError, SlotError) as error:
        failed("", error)
        return BAD_SETUP
    try:
        Loop(painter, slots, clock).run()
    except BackendError as error:
        failed(painter.backend.name, error)
    return BROKEN


def check_room(slot: Slot, painter: Painter) -> None:
    """Raise SlotError where the stage's slot can't hold the model's frames."""
    height, width = painter.model.card.latent.pixels
    needed = frame_capacity(width, height)
    if slot.capacity < needed:
        raise SlotError(
            f"{slot.path}: holds {slot.capacity} bytes, frames of {width}x{height} need {needed}; "
            "start the stage with that size"
        )


def frame_capacity(width: int, height: int) -> int:
    """Bytes that a slot for frames of that size must hold: what a frame says of itself, and its picture."""
    return _INFO_ROOM + width * height * 3


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="engine.worker", description=__doc__)
    parser.add_argument("--slots", type=Path, required=True, help="folder of the stage's slots")
    parser.add_argument("--zero-s", type=float, required=True, help="show time 0 on the monotonic clock")
    parser.add_argument("--model", default="house", help="a model's name or folder")
    parser.add_argument("--backend", nargs="+", default=["cpu"], help="in order of preference; see `rhapsode play -h`")
    parser.add_argument("--threads", type=int, default=0, help="of the CPU backend; 0: one a core")
    parser.add_argument("--size", type=size, help="of the picture, WIDTHxHEIGHT in pixels; left out: the model's own")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
