"""The stage's report as the desk has it: the latest one, and why it is not to be trusted if it isn't."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from live.desk.figures import gone
from live.desk.watch import SlotWatch
from live.report import StageReport, unpack


@dataclass(frozen=True, slots=True)
class Sight:
    """What is known of the stage now; `trouble` is empty when the report is fresh."""

    report: StageReport
    trouble: str


class Reports:
    """Reads the status slot for all pages; a report is decoded once."""

    def __init__(self, watch: SlotWatch) -> None:
        self._watch = watch
        self._tag = ""
        self._report = StageReport(engine="unknown", ears="unknown")
        self._unreadable = ""

    def read(self, now_s: float) -> Sight:
        """The last report that could be read, and what is wrong with it."""
        snapshot = self._watch.read(now_s)
        tag = self._watch.tag
        if snapshot is not None and tag != self._tag:
            self._tag, self._unreadable = tag, ""
            try:
                self._report = unpack(snapshot.head)
            except msgspec.MsgspecError as error:
                self._unreadable = f"stage speaks another version: {error}; restart both"
        trouble = gone(self._watch.age_s(now_s), there=snapshot is not None)
        return Sight(self._report, trouble or self._unreadable)
