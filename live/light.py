"""Light: when every picture was presented, which cue or word it answers, and the trace of a whole run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.wish import FrameInfo, Wish
from live.events import Event
from live.measure import Pace, Ways
from live.report import StageReport
from live.trace import Made, Trace

Image = NDArray[np.uint8]


class Light:
    """Measures what is presented on one screen."""

    def __init__(self, zero_s: float, rate_hz: float, screen: str, trace: Path | None) -> None:
        """`zero_s` is show time 0 on the monotonic clock; `trace`: where the trace of the run is to be saved."""
        self._pace = Pace(rate_hz)
        self._cue_ways, self._word_ways = Ways(), Ways()
        self._place = trace
        self._trace = Trace(zero_s, rate_hz, screen) if trace else None
        self._painted = 0
        self._answered = 0

    def asked(self, events: Sequence[Event], wish: Wish | None, line: int) -> None:
        """Note what came in this turn, for the trace: events, a new wish, and the script's line that it is of."""
        if self._trace is None:
            return
        if wish is not None:
            self._trace.wish(Made(wish.id, wish.made_s, wish.sound_s, line))
        for event in events:
            if event.address == "/blackout" and event.args[0]:
                self._trace.blackout(event.at_s)

    def presented(self, picture: Image, info: FrameInfo | None, taken_s: float, now_s: float) -> None:
        """Note the time of light; `info` is of the painted frame that first came with it, taken at `taken_s`."""
        self._pace.presented_at(now_s)
        if self._trace:
            self._painted = info.number if info else self._painted
            self._trace.picture(now_s, black=not picture.any(), painted=self._painted)
        if info is None or info.wish_id == self._answered:
            return
        self._answered = info.wish_id
        if self._trace:
            self._trace.answer(info, taken_s, now_s)
        if info.sound_s > 0.0:
            self._word_ways.add(now_s - info.sound_s)
        elif info.cause_s > 0.0:
            self._cue_ways.add(now_s - info.cause_s)

    def told(self, report: StageReport) -> StageReport:
        """The report with what was measured."""
        return replace(
            report,
            presented_hz=self._pace.rate_hz,
            late_share=self._pace.late_share,
            worst_gap_ms=self._pace.worst_gap_s * 1e3,
            cue_to_light=self._cue_ways.latency(),
            word_to_light=self._word_ways.latency(),
        )

    def save(self) -> None:
        """Write the trace, where one was asked for; raises OSError."""
        if self._trace and self._place:
            self._trace.save(self._place)
