"""The STAGE: root process and main loop; everything else may die, this shows the next picture in time.

Imports neither torch nor onnxruntime: what they may do to a process must not be done to this one.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from engine.slot import slot_folder
from engine.wish import FrameInfo, Wish, pack, unpack
from live import report as reports
from live.children import Children, make_slots
from live.conductor import State, start, step
from live.ears.settings import EarSettings
from live.ears.settings import pack as pack_settings
from live.events import Event
from live.fault import fault_text, no_core_dumps
from live.guard import Guard
from live.keep import TranscriptWriter
from live.light import Light
from live.look import Look
from live.opener import open_screen
from live.opening import opening
from live.osc.inbox import Inbox
from live.picture import Picture
from live.presses import pressed
from live.screen import Screen
from live.setup import Setup
from live.status import show_report

Image = NDArray[np.uint8]

_STATUS_HZ = 5.0
_PREVIEW_HZ = 15.0
_NOTES = 8
_FIRST_LIGHT_S = 1.5
"""The opening picture dissolves into the first painted one over so long."""


class Stage:
    """The loop and all it holds. `zero_s` is show time 0 on the monotonic clock."""

    def __init__(self, setup: Setup, folder: Path, say: Callable[[str], None] = print) -> None:
        self._setup = setup
        self._say = say
        self.zero_s = time.monotonic()
        self._notes: deque[str] = deque(maxlen=_NOTES)
        self.screen = _screen(setup, self._note)
        self._slots = make_slots(setup, folder)
        self.inbox = Inbox(setup.venue.osc.host, setup.venue.osc.port, self.zero_s)
        self._children = Children.start(setup, self._slots, (self.inbox.port, self.zero_s), self._note)
        microphone = setup.venue.microphone
        self._state: State = start(setup.show, setup.kit, EarSettings(microphone.gain_db, microphone.gate_db))
        self._picture = Picture()
        self._guard = Guard()
        self._light = Light(self.zero_s, self.screen.rate_hz, self.screen.name, setup.trace)
        self._transcript = _transcript(setup)
        self._frame_sequence = 0
        self._pending: FrameInfo | None = None
        self._status_s = self._preview_s = -1.0
        self._picture_number = 0
        self._last: Image = opening(0.0, self._state.wish.seed, 256)

    def now_s(self) -> float:
        """Show time."""
        return time.monotonic() - self.zero_s

    def run(self) -> None:
        """Play until the window is closed or the time is up."""
        self._slots["wish"].write(pack(self._state.wish))
        self._children.need(self._state.wish)
        self._slots["ears"].write(pack_settings(self._state.hearing))
        gc.collect()
        gc.freeze()  # what lives now lives for ever: collections stay short
        try:
            while self._turned():
                pass
        finally:
            self.close()

    def close(self) -> None:
        """End the crew, give back the screen and the port, save the trace; raises OSError where it can't be saved."""
        self._children.stop()
        if self._transcript:
            self._transcript.close()
        self.inbox.close()
        self.screen.close()
        for slot in self._slots.values():
            slot.close()
        self._light.save()

    def _turned(self) -> bool:
        """One turn; whatever goes wrong in it, the last picture is presented again and the show goes on."""
        try:
            return self._turn()
        except Exception as error:
            self._note(f"stage: {fault_text(error)}; going on with the last picture")
            self._present(self._last)
            return True

    def _turn(self) -> bool:
        """One presented picture; False when the show is over."""
        now_s = self.now_s()
        events = self.inbox.drain()
        keys = self._keys(now_s)
        if keys is None or (self._setup.seconds is not None and now_s > self._setup.seconds):
            return False
        before, hearing = self._state.wish.id, self._state.hearing
        wish, look = self._remarked([*events, *keys], now_s)
        if wish.id != before:
            self._slots["wish"].write(pack(wish))
            self._children.need(wish)
        if self._state.hearing != hearing:
            self._slots["ears"].write(pack_settings(self._state.hearing))
        self._light.asked(
            events, wish if wish.id != before else None, self._state.line.number if self._state.line else 0
        )
        if self._transcript:
            self._write_down(self._transcript, events)
        self._take_frame(now_s)
        picture = self._guard.step(self._next_picture(look, now_s), now_s)
        self._last = picture
        self._present(picture)
        info, self._pending = self._pending, None
        self._light.presented(picture, info, now_s, self.now_s())
        self._share(picture, look, now_s)
        for line in (*self._children.tend(now_s), *self.inbox.problems()):
            self._note(line)
        return True

    def _remarked(self, events: list[Event], now_s: float) -> tuple[Wish, Look]:
        """What is decided, with what the operator is to know of it noted."""
        filtered, remarks = self._state.filtered, self._state.remarks
        decided = self._decide(events, now_s)
        if self._state.filtered > filtered:
            self._note(f"kept off the wall: {self._state.filter_reason}")
        if self._state.remarks > remarks:
            self._note(self._state.remark)
        return decided

    def _decide(self, events: list[Event], now_s: float) -> tuple[Wish, Look]:
        """The conductor's step. It is pure, so an event that it stumbles over is left out and nothing is lost."""
        try:
            self._state, wish, look = step(self._state, events, now_s)
        except Exception as error:
            if not events:
                raise
            for event in events[:-1]:
                self._decide([event], now_s)
            if len(events) == 1:
                self._note(f"{event_text(events[0])}: left out: {fault_text(error)}")
                return self._state.wish, self._state.look
            return self._decide(events[-1:], now_s)
        return wish, look

    def _write_down(self, transcript: TranscriptWriter, events: list[Event]) -> None:
        for event in events:
            if event.address == "/heard/committed":
                transcript.add(str(event.args[0]), event.at_s)
        for note in transcript.notes():
            self._note(note)

    def _keys(self, now_s: float) -> list[Event] | None:
        """Key presses as events; None where they end the show."""
        try:
            presses = self.screen.poll()
        except Exception as error:  # a display driver may raise anything; the show goes on without a window
            self._lose_screen(error)
            return []
        if any(address == "quit" for address, _ in presses):
            return None
        if self.screen.closed and not self.screen.name.startswith("lost"):
            return None  # somebody closed the window
        if self.screen.closed:
            self._lose_screen("its display is gone")
        return pressed(presses, self._state, now_s)

    def _present(self, picture: Image) -> None:
        try:
            self.screen.present(picture)
        except Exception as error:
            self._lose_screen(error)

    def _lose_screen(self, error: object) -> None:
        self._note(f"screen {self.screen.name}: {error}; going on without a window")
        with suppress(Exception):
            self.screen.close()
        self.screen = open_screen(msgspec.structs.replace(self._setup.venue.display, window=False))

    def _take_frame(self, now_s: float) -> None:
        """The newest painted frame, if there is one, into the picture."""
        snapshot = self._slots["frame"].read(self._frame_sequence)
        if snapshot is None:
            return
        first, self._frame_sequence = self._frame_sequence == 0, snapshot.sequence  # a damaged one is not read again
        info = unpack(FrameInfo, snapshot.head)
        image = np.frombuffer(snapshot.body, np.uint8).reshape(info.height, info.width, 3)
        self._picture.show(image, now_s, _FIRST_LIGHT_S if first else None)
        self._pending = info

    def _next_picture(self, look: Look, now_s: float) -> Image:
        if self._frame_sequence == 0:
            self._picture.show(opening(now_s, self._state.wish.seed, 256), now_s)
        self._picture_number += 1
        return self._picture.step(look, now_s)

    def _share(self, picture: Image, look: Look, now_s: float) -> None:
        """The final picture and the report, for the desk, the sinks and the benches."""
        if now_s - self._preview_s >= 1.0 / _PREVIEW_HZ:
            self._preview_s = now_s
            height, width = picture.shape[:2]
            head = {"number": self._picture_number, "height": height, "width": width}
            self._slots["picture"].write(msgspec.json.encode(head), np.ascontiguousarray(picture).reshape(-1).data)
        self._children.hear()
        if now_s - self._status_s >= 1.0 / _STATUS_HZ:
            self._status_s = now_s
            self._slots["status"].write(reports.pack(self._report(look, now_s)))

    def _report(self, look: Look, now_s: float) -> reports.StageReport:
        mine = replace(
            show_report(self._state, look, now_s),
            screen=self.screen.name,
            dropped_events=self.inbox.dropped,
            rejected_packets=self.inbox.rejected,
            guard_holds=self._guard.holds,
            notes=tuple(self._notes),
        )
        return self._children.told(self._light.told(mine))

    def _note(self, line: str) -> None:
        if self._notes and self._notes[-1] == line:
            return  # a fault that comes again with every picture is said once
        self._notes.append(line)
        self._say(line)


def play(setup: Setup, say: Callable[[str], None] = print) -> None:
    """Play a show until it is ended."""
    _prefer_us()
    no_core_dumps()
    with slot_folder() as folder:
        stage = Stage(setup, folder, say)
        venue = setup.venue
        say(f"show   {setup.show.show.title}")
        say(f"screen {stage.screen.name}")
        say(f"slots  {folder}")
        say(f"osc    udp {venue.osc.host}:{stage.inbox.port}")
        if venue.desk.on:
            say(f"desk   http://{venue.desk.host}:{venue.desk.port}")
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        if hasattr(signal, "SIGHUP"):
            signal.signal(signal.SIGHUP, signal.SIG_IGN)  # a closed terminal is no reason to go dark
        with suppress(KeyboardInterrupt):
            stage.run()


def _screen(setup: Setup, note: Callable[[str], None]) -> Screen:
    try:
        return open_screen(setup.venue.display, setup.venue.projection)
    except Exception as error:  # drivers raise anything; what is left is the desk page
        note(f"no window: {error}; the picture is on the desk page")
        return open_screen(msgspec.structs.replace(setup.venue.display, window=False))


def _transcript(setup: Setup) -> TranscriptWriter | None:
    """Where the show asks for its words to be kept; else they are nowhere but in memory."""
    path = setup.show.keep.transcript
    return TranscriptWriter(setup.show.path(path), datetime.now()) if path else None


def _prefer_us() -> None:
    """Let the display loop go before everything else, where the system lets us say so."""
    with suppress(OSError, AttributeError):
        os.nice(-10)
    sys.setswitchinterval(0.001)  # an arriving datagram must not wait 5 ms for this thread to let go


def event_text(event: Event) -> str:
    """An event for people: where it came from and its address; its words stay out of logs."""
    return f"{event.source}: {event.address}"
