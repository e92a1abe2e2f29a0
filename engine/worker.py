"""The ENGINE process: reads the latest wish, paints, publishes the frame.

A frame that can't be painted (memory ran out, the prediction is not finite) leaves the last one standing, with the
reason in the report; a backend that stays broken, or a device's fault, ends the process, and the crew starts it anew.
"""

from __future__ import annotations

import argparse
import os
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from engine import lifeline
from engine.backends.base import BackendError, BackendFault
from engine.models import ModelError
from engine.painter import Painter, monotonic_show_clock
from engine.slot import Slot
from engine.wish import EngineReport, Frame, Wish, pack, unpack

BAD_SETUP = 2
"""Exit status when what was asked for can't be had: starting again would not help."""

BROKEN = 1
"""Exit status when painting failed for good in this process: starting again may help."""

_GIVE_UP_S = 5.0
"""A backend that has painted nothing for so long, in spite of trying, is broken."""

_BEAT_S = 0.25
_IDLE_S = 0.002
_STILL_HZ = 2.0
"""A picture that stands still is repainted only so often, for the heartbeat's sake."""


def main() -> int:
    """Run until the stage ends."""
    options = _options()
    lifeline.hold()
    with suppress(OSError):
        os.nice(5)  # the stage's pictures go before ours
    clock = monotonic_show_clock(options.zero_s)
    slots = {name: Slot.open(options.slots / name) for name in ("wish", "frame", "engine")}
    report = EngineReport(pid=os.getpid(), beat_s=clock(), model=options.model)
    slots["engine"].write(pack(report))
    try:
        painter = Painter.load(options.model, options.backend, options.threads)
    except (ModelError, BackendError) as error:
        failed = EngineReport(os.getpid(), clock(), "failed", options.model, notes=(str(error),))
        slots["engine"].write(pack(failed))
        print(f"engine: {error}", flush=True)
        return BAD_SETUP
    try:
        Loop(painter, slots, clock).run()
    except BackendError as error:
        failed = EngineReport(os.getpid(), clock(), "failed", options.model, painter.backend.name, notes=(str(error),))
        slots["engine"].write(pack(failed))
        print(f"engine: {error}", flush=True)
    return BROKEN


class Loop:
    """Wish in, frame out, heartbeat beside."""

    def __init__(self, painter: Painter, slots: dict[str, Slot], clock: Callable[[], float]) -> None:
        self._painter = painter
        self._slots = slots
        self._clock = clock
        self._wish: Wish | None = None
        self._wish_sequence = 0
        self._skipped = 0
        self._ends: deque[float] = deque(maxlen=60)
        self._paint_ms = 0.0
        self._beat_s = -1.0
        self._painted_s = -1.0
        self._frame: Frame | None = None
        self._failing_s: float | None = None
        self._trouble: tuple[str, ...] = ()

    def run(self) -> None:
        """Paint for ever; raises BackendError when painting fails for good."""
        while True:
            self._take_wish()
            now_s = self._clock()
            if self._wish is not None and self._due(self._wish, now_s):
                self._paint(self._wish, now_s)
            elif self._wish is None or not self._painter.encode_ahead(self._wish):
                time.sleep(_IDLE_S)
            self._beat()

    def _take_wish(self) -> None:
        snapshot = self._slots["wish"].read(self._wish_sequence)
        if snapshot is None:
            return
        if self._wish_sequence:
            self._skipped += snapshot.sequence - self._wish_sequence - 1
        self._wish_sequence = snapshot.sequence
        self._wish = unpack(Wish, snapshot.head)

    def _due(self, wish: Wish, now_s: float) -> bool:
        rested = now_s - self._painted_s > 1.0 / _STILL_HZ
        return rested if self._trouble else rested or not self._painter.still(wish, now_s)

    def _paint(self, wish: Wish, now_s: float) -> None:
        self._painted_s = now_s
        try:
            frame = self._painter.paint(wish, now_s, self._clock)
        except BackendFault:
            raise
        except BackendError as error:
            self._stand(error, now_s)
            return
        self._frame, self._failing_s, self._trouble = frame, None, ()
        self._publish(frame)
        end_s = self._clock()
        self._ends.append(end_s)
        self._paint_ms += 0.1 * ((end_s - now_s) * 1e3 - self._paint_ms)

    def _stand(self, error: BackendError, now_s: float) -> None:
        """Repeat the last frame, let go of what may have spoilt this one, and say why."""
        self._failing_s = now_s if self._failing_s is None else self._failing_s
        if now_s - self._failing_s > _GIVE_UP_S:
            raise error
        self._trouble = (f"a frame could not be painted, the last one stands: {error}",)
        self._painter.forget()
        if self._frame is not None:
            self._publish(self._frame)

    def _publish(self, frame: Frame) -> None:
        self._slots["frame"].write(pack(frame.info), frame.image.reshape(-1).data)

    def _beat(self) -> None:
        now_s = self._clock()
        if now_s - self._beat_s < _BEAT_S:
            return
        self._beat_s = now_s
        recent = [end for end in self._ends if now_s - end < 2.0]
        rate = (len(recent) - 1) / (recent[-1] - recent[0]) if len(recent) > 2 else 0.0
        report = EngineReport(
            pid=os.getpid(),
            beat_s=now_s,
            state="painting" if self._ends else "loading",
            model=self._painter.model.name,
            backend=self._painter.backend.name,
            new_hz=rate,
            frame_ms=self._paint_ms,
            dropped_wishes=self._skipped,
            notes=self._notes(),
        )
        self._slots["engine"].write(pack(report))

    def _notes(self) -> tuple[str, ...]:
        remarks = self._painter.remarks(self._wish) if self._wish is not None else ()
        return (*self._trouble, *self._painter.backend.notes, *remarks)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="engine.worker", description=__doc__)
    parser.add_argument("--slots", type=Path, required=True, help="folder of the stage's slots")
    parser.add_argument("--zero-s", type=float, required=True, help="show time 0 on the monotonic clock")
    parser.add_argument("--model", default="house", help="a model's name or folder")
    parser.add_argument(
        "--backend", nargs="+", default=["cpu"], help="in order of preference: cpu, cuda, tensorrt, mps"
    )
    parser.add_argument("--threads", type=int, default=0, help="of the CPU backend; 0: one a core")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
