"""A microphone by name that never gives up: lost, it is recorded afresh until it is back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal

from live.ears.channel import Chunk
from live.ears.recorder import Recorder
from live.ears.resample import Resampler
from live.ears.watchdog import OPEN_S, Watchdog

BACKOFF_S = (0.25, 0.5, 1.0, 2.0)
STEADY_S = 5.0
"""A microphone that ran for so long starts again at the first back-off."""
_STALL_S = 0.1
"""Time counts no more than this between two steps: a caller that was busy has not been waiting for sound."""

State = Literal["opening", "listening", "lost"]


class Microphone:
    """Drives recorders by the watchdog's rule; `step` it at least every 50 ms, or when it wakes."""

    def __init__(self, wanted: str, called: str, wake: Callable[[], None]) -> None:
        """`wanted` is matched against device names, empty: the default; `called` names the setting in errors."""
        self.name = f"microphone {wanted!r}" if wanted else "default microphone"
        """What it is called on the desk: the device's own name once it is open."""
        self.trouble = ""
        """Why it is lost, or why it was."""
        self.missing = False
        """Whether it is lost because there is no such device."""
        self._wanted = wanted
        self._called = called
        self._wake = wake
        self._clock_s = 0.0
        self._stepped_s: float | None = None
        self._tries = 0
        self._again_s = 0.0
        self._running_s: float | None = None
        self._rival_s = 0.0
        self._dropped = 0
        self._recorder: Recorder | None = None
        self._rival: Recorder | None = None
        self._resampler: Resampler | None = None
        self._watchdog = Watchdog(0.0)
        self._lost = False

    @property
    def state(self) -> State:
        """'listening' while sound comes; 'lost' from trouble until sound comes again."""
        if self._running_s is not None:
            return "listening"
        return "lost" if self._lost else "opening"

    @property
    def zeros(self) -> bool:
        """Whether it listens and hears nothing but exact zeros."""
        return self.state == "listening" and self._watchdog.zeros

    @property
    def dropped(self) -> int:
        """Chunks lost because the recogniser was too slow."""
        return self._dropped + (self._recorder.dropped if self._recorder else 0)

    def steer(self, speed: float) -> None:
        """Take the device's samples a touch faster (above 1) or slower; see live.ears.resample.Resampler."""
        if self._resampler:
            self._resampler.steer(speed)

    def step(self, now_s: float) -> Iterator[Chunk]:
        """What came since the last step, as mono at 16 kHz; `now_s`: time.monotonic()."""
        self._clock_s += min(now_s - self._stepped_s, _STALL_S) if self._stepped_s is not None else 0.0
        self._stepped_s = now_s
        if self._recorder is None:
            if self._clock_s >= self._again_s:
                self._begin(self._start())
            return
        yield from self._take(self._recorder)
        self._judge(self._recorder)

    def close(self) -> None:
        """Let go of it."""
        for recorder in (self._recorder, self._rival):
            if recorder:
                recorder.close()
        self._recorder = self._rival = None

    def _start(self) -> Recorder:
        return Recorder(self._wanted, self._called, self._wake)

    def _begin(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._resampler = None
        self._watchdog = Watchdog(self._clock_s)

    def _take(self, recorder: Recorder) -> Iterator[Chunk]:
        if recorder.device and self._resampler is None:
            self.name = f"microphone {recorder.device.name!r}"
            self._resampler = Resampler(recorder.device.rate_hz)
            self._watchdog.opened(self._clock_s)
        while self._resampler and (chunk := recorder.chunk()):
            self._watchdog.heard(self._clock_s, zeros=not chunk.sound.any())
            if self._running_s is None:
                self._running_s = self._clock_s
                self._lost = self.missing = False
            yield self._resampler.take(chunk)

    def _judge(self, recorder: Recorder) -> None:
        if self._running_s is not None and self._clock_s - self._running_s > STEADY_S:
            self._tries = 0
        verdict = self._watchdog.judge(self._clock_s)
        if recorder.trouble:
            self._lose(recorder.trouble, recorder.missing)
        elif verdict == "lost":
            phase = self._watchdog.phase
            what = "it hangs while it is opened" if phase == "opening" else "no sound"
            self._lose(f"{self.name}: {what} for {self._watchdog.patience_s:g} s")
        elif self._rival:
            self._compare(self._rival, recorder)
        elif verdict == "renew":
            self._rival, self._rival_s = self._start(), self._clock_s

    def _lose(self, trouble: str, missing: bool = False) -> None:
        """Let go of it, and look for it again after the back-off."""
        self.trouble, self.missing = trouble, missing
        self._dropped = self.dropped
        self.close()
        self._lost, self._running_s = True, None
        self._again_s = self._clock_s + BACKOFF_S[min(self._tries, len(BACKOFF_S) - 1)]
        self._tries += 1

    def _compare(self, rival: Recorder, recorder: Recorder) -> None:
        """A fresh recorder beside one that gives zeros: it takes over as soon as it brings sound, zeros or not.

        So nothing is missed meanwhile. A device that lets only one have it (ALSA's hw:) refuses the fresh one:
        then the present one goes first, and what is said in the third of a second until it is back is lost.
        """
        if not self._watchdog.zeros or self._clock_s - self._rival_s > OPEN_S:
            self._rival = None
            rival.close()
        elif rival.missing:
            self._lose(rival.trouble, missing=True)
        elif rival.trouble or rival.waiting:
            self._dropped = self.dropped
            recorder.close()
            if rival.trouble:
                rival.close()
                rival = self._start()
            self._recorder, self._rival, self._resampler = rival, None, None
            self._watchdog.opening(self._clock_s)  # it goes on counting the zeros
