"""The worker's loop: wish and sight in, frames out, heartbeat beside."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable

from engine.backends.base import BackendError, BackendFault
from engine.flow.ahead import Ahead
from engine.flow.fill import Filler
from engine.flow.publish import Publisher
from engine.flow.rates import Rates
from engine.painter import Painter
from engine.sight import read_sight
from engine.slot import Slot
from engine.wish import EngineReport, Frame, Wish, brief, pack, unpack

_GIVE_UP_S = 5.0
"""A backend that has painted nothing for so long, in spite of trying, is broken."""

_WORDS_S = 2.0
"""Words that are not encoded after so long are told of; the picture goes on without them."""

_COMING = 128
"""Wishes that wait for their words, at most."""

_BEAT_S = 0.25
_IDLE_S = 0.002
_STILL_HZ = 2.0
"""A picture that stands still is repainted only so often, for the heartbeat's sake."""


class Loop:
    """Paints what the slots say: 'wish', and 'sight' where there is one; answers in 'frame' and 'engine'."""

    def __init__(self, painter: Painter, slots: dict[str, Slot], clock: Callable[[], float]) -> None:
        self._painter = painter
        self._slots = slots
        self._clock = clock
        self._publisher = Publisher(self._write, clock)
        self._filler = Filler(painter.backend, clock)
        self._ahead = Ahead(painter.encode_ahead)
        self._rates = Rates()
        self._wish: Wish | None = None
        self._coming: deque[tuple[Wish, float]] = deque(maxlen=_COMING)
        """Wished since, but not painted yet, and when; each of other words than the one before."""
        self._wish_sequence = 0
        self._sight_sequence = 0
        self._sight_source = ""
        self._skipped = 0
        self._beat_s = -1.0
        self._painted_s = -1.0
        self._frame: Frame | None = None
        self._failing_s: float | None = None
        self._trouble: tuple[str, ...] = ()
        self._sight_trouble: tuple[str, ...] = ()

    def run(self) -> None:
        """Paint for ever; raises BackendError when painting fails for good."""
        try:
            while True:
                self._take_wish()
                self._take_sight()
                now_s = self._clock()
                self._adopt()
                if self._wish is not None and self._due(self._wish, now_s):
                    self._paint(self._wish, now_s)
                    self._painter.load_ahead(self._wish)  # one at most between two frames; read in a thread
                elif self._wish is None or not self._painter.load_ahead(self._wish):
                    time.sleep(_IDLE_S)
                self._beat()
        finally:
            self._ahead.close()
            self._publisher.close()

    def _take_wish(self) -> None:
        snapshot = self._slots["wish"].read(self._wish_sequence)
        if snapshot is None:
            return
        if self._wish_sequence:
            self._skipped += snapshot.sequence - self._wish_sequence - 1
        self._wish_sequence = snapshot.sequence
        wish, came_s = unpack(Wish, snapshot.head), self._clock()
        if self._coming and _words(self._coming[-1][0]) == _words(wish):
            _, came_s = self._coming.pop()
        self._coming.append((wish, came_s))
        self._ahead.look(wish)

    def _adopt(self) -> None:
        """Paint the newest wish whose words are encoded; until one's are, the picture goes on as it was.

        An older one is painted while a newer one waits, since somebody who goes on speaking always wishes anew.
        """
        for place in reversed(range(len(self._coming))):
            wish, _ = self._coming[place]
            if self._wish is None or self._painter.at_hand(wish):
                self._wish = wish
                for _ in range(place + 1):
                    self._coming.popleft()
                return

    def _take_sight(self) -> None:
        if "sight" not in self._slots:
            return
        seen = read_sight(self._slots["sight"], self._sight_sequence)
        if seen is None:
            return
        self._sight_sequence = seen.sequence
        self._sight_trouble = ()
        before, self._sight_source = self._sight_source, seen.sight.source
        if not seen.sight.source or before not in ("", seen.sight.source):  # the wiped slot itself may be missed
            self._painter.wipe_sights()
        if not seen.sight.source:
            return
        try:
            self._painter.see(seen.image, seen.sight.source, seen.sight.captured_s)
        except ValueError as error:
            self._sight_trouble = (f"{error}; the eyes and the engine must be told one size",)

    def _due(self, wish: Wish, now_s: float) -> bool:
        rested = now_s - self._painted_s > 1.0 / _STILL_HZ
        return rested if self._trouble else rested or not self._painter.still(wish, now_s)

    def _paint(self, wish: Wish, now_s: float) -> None:
        rested, self._painted_s = now_s - self._painted_s > 1.0 / _STILL_HZ, now_s
        spacing_s = self._rates.interval_s
        times_s = [now_s + index * spacing_s for index in range(self._painter.ahead(wish))]
        try:
            painted = self._painter.paint_ahead(wish, times_s, self._clock)
            painted_s = self._clock()
            frames = self._filled(wish, painted, rested)
        except BackendFault:
            raise
        except BackendError as error:
            self._stand(error, now_s)
            return
        end_s = self._clock()
        self._failing_s, self._trouble = None, ()
        self._rates.painted(painted_s - now_s, end_s, len(painted))
        if frames:
            self._frame = frames[-1]
            self._publisher.put(frames, end_s, self._rates.interval_s * len(painted) / len(frames))

    def _filled(self, wish: Wish, painted: list[Frame], rested: bool) -> list[Frame]:
        """The painted frames, with those in between where they are asked for and worth it."""
        frames: list[Frame] = []
        for frame in painted:
            count = self._filler.count(wish.fill_hz, self._rates.paint_s, frame)
            if count and self._frame is not None and not (self._painter.cut or rested):
                frames += self._filler.between(frames[-1] if frames else self._frame, frame, count)
            frames.append(frame)
        return frames

    def _stand(self, error: BackendError, now_s: float) -> None:
        """Repeat the last frame, let go of what may have spoilt this one, and say why."""
        self._failing_s = now_s if self._failing_s is None else self._failing_s
        if now_s - self._failing_s > _GIVE_UP_S:
            raise error
        self._trouble = (f"a frame could not be painted, the last one stands: {error}",)
        self._painter.forget()
        if self._frame is not None:
            self._publisher.put([self._frame], now_s, 0.0)

    def _write(self, frame: Frame) -> None:
        self._slots["frame"].write(pack(frame.info), frame.image.reshape(-1).data)

    def _beat(self) -> None:
        now_s = self._clock()
        if now_s - self._beat_s < _BEAT_S:
            return
        self._beat_s = now_s
        report = EngineReport(
            pid=os.getpid(),
            beat_s=now_s,
            state="painting" if self._frame is not None else "loading",
            model=self._painter.model.name,
            backend=self._painter.backend.name,
            new_hz=self._rates.new_hz(now_s),
            frame_ms=self._rates.paint_s * 1e3,
            dropped_wishes=self._skipped,
            notes=brief(self._notes(now_s)),
        )
        self._slots["engine"].write(pack(report))

    def _notes(self, now_s: float) -> tuple[str, ...]:
        remarks = self._painter.remarks(self._wish) if self._wish is not None else ()
        waits = self._coming and now_s - self._coming[0][1] > _WORDS_S
        words = (f"words are not encoded after {_WORDS_S:g} s; the picture goes on without them",) if waits else ()
        more = (*self._sight_trouble, *self._filler.note, *words, *self._ahead.notes)
        return (*self._trouble, *self._painter.backend.notes, *remarks, *more)


def _words(wish: Wish) -> tuple[object, ...]:
    """What has to be encoded."""
    return tuple(phrase.text for phrase in wish.phrases), wish.negative
