"""The eyes' loop: reads what the wish asks for, holds its looker, publishes what it sees, tells how it is."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from functools import partial

import msgspec

from engine.sight import wipe_sights, write_sight
from engine.slot import Slot
from live.eyes.looker import Looker
from live.eyes.report import EyesReport, pack, unpack
from live.eyes.source import Image, Size

STEP_S = 0.03
"""A wish is seen within so long."""
BEAT_S = 0.5
PATIENCE_S = 10.0
"""A source that shows no sign of life for so long hangs in a driver or on a network folder."""
_FAREWELL_S = 1.0


class HangError(Exception):
    """A source hangs; only a fresh process helps."""


class Asked(msgspec.Struct, frozen=True):
    """What of a wish concerns the eyes."""

    image: str = ""


class Eyes:
    """Looks at what the wish names until the process ends."""

    def __init__(self, slots: dict[str, Slot], size: Size, clock: Callable[[], float]) -> None:
        """`slots`: 'wish' to read, 'sight' and 'eyes' to write; `clock`: show time."""
        self._slots = slots
        self._size = size
        self._clock = clock
        self._wish_sequence = 0
        self._looker: Looker | None = None
        self._behind: list[tuple[Looker, float]] = []
        """Ended, but not gone yet, and when: a device may be held by it, and its light be on."""
        self._beat_s = -BEAT_S
        self._told = EyesReport()
        self._before = _last_report(slots["eyes"])
        self._source = self._before.source
        """What the picture in the slot comes from."""

    def run(self) -> None:
        """Look for ever; raises HangError."""
        while True:
            self.step()
            time.sleep(STEP_S)

    def step(self) -> None:
        """See to everything once."""
        wanted = self._wanted()
        if wanted is not None and (wanted != self._source or (wanted and not self._looker)):
            self._turn_to(wanted)
        self._end_what_hangs()
        self._beat()

    def _end_what_hangs(self) -> None:
        self._behind = [(looker, since_s) for looker, since_s in self._behind if looker.alive]
        watched = self._behind + ([(self._looker, self._looker.leash.sign_s)] if self._looker else [])
        hanging = next((looker for looker, since_s in watched if self._clock() - since_s > PATIENCE_S), None)
        if hanging is None:
            return
        note = f"{hanging.wanted}: it hangs for {PATIENCE_S:g} s; the eyes start afresh"
        self._tell(msgspec.structs.replace(self._report(), state="lost", note=note))
        raise HangError(note)

    def _wanted(self) -> str | None:
        """The source that a new wish asks for; None where there is no new wish."""
        snapshot = self._slots["wish"].read(self._wish_sequence)
        if snapshot is None:
            return None
        self._wish_sequence = snapshot.sequence
        return msgspec.json.decode(snapshot.head, type=Asked).image

    def _turn_to(self, wanted: str) -> None:
        if self._looker:
            self._looker.end(_FAREWELL_S)
            self._behind.append((self._looker, self._clock()))
            self._looker = None
        if self._source and self._source != wanted:
            wipe_sights(self._slots["sight"])
        began_s = self._before.began_s if self._before.source == wanted else None
        self._source, self._before = wanted, EyesReport()
        if wanted:
            self._looker = Looker(wanted, self._size, began_s, partial(self._show, wanted), self._clock)

    def _show(self, source: str, image: Image, captured_s: float) -> None:
        write_sight(self._slots["sight"], source, captured_s, image)

    def _beat(self) -> None:
        report = self._report()
        changed = (report.state, report.source, report.note) != (self._told.state, self._told.source, self._told.note)
        if changed or report.beat_s - self._beat_s >= BEAT_S:
            self._tell(report)

    def _report(self) -> EyesReport:
        looker, now_s = self._looker, self._clock()
        if looker is None:
            return EyesReport(os.getpid(), now_s)
        fps = round(looker.fps, 1)
        return EyesReport(os.getpid(), now_s, looker.state, looker.wanted, fps, looker.note, looker.began_s)

    def _tell(self, report: EyesReport) -> None:
        self._beat_s, self._told = report.beat_s, report
        self._slots["eyes"].write(pack(report))


def _last_report(slot: Slot) -> EyesReport:
    """What eyes before these said last."""
    snapshot = slot.read()
    return unpack(snapshot.head) if snapshot else EyesReport()
