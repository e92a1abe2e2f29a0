"""Soak: half an hour of speech into the whole show through a virtual microphone whose server dies now and then.

`python -m tools.ear.soak --minutes 30 --kills 5 [--json]` plays a show without a window, speaks its recording
into a virtual microphone again and again, kills PulseAudio at random times, starts it anew some seconds later,
and measures from the moment it answers: until the ears say that they listen, and until a word is heard. The
stage's trace tells what the picture did meanwhile: its longest gap near the kills against that elsewhere.

The engine is put behind most else on the machine (nice 10), since painting is not what is measured. Where it
is so starved that the stage starts it anew, `engine_restarts` and the stage's notes say so: that has a gap of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from live.bench import BUNDLED, Figures
from live.bench.runs import Running, play_traced
from live.bench.virtual import SoundServer, missing_tools
from live.report import StageReport
from live.show_file import load_show
from live.trace import Log

LIMIT_S = 5.0
"""The ears must be back this soon."""
PICTURE_LIMIT_MS = 100.0
"""A longer gap between two pictures is one that people see."""
_DOWN_S = (0.5, 8.0)
"""How long the server stays away."""
_CALM_S = 40.0
"""At least so long between two kills, and before the first."""
_NEAR_S = 10.0
"""A gap so soon after a kill, or after the server's return, counts as near it."""
_WAIT_S = 60.0
_ENGINE_NICE = 10
_LOOK_S = 0.02


@dataclass(frozen=True, slots=True)
class Fall:
    """One death of the server. Times are time.monotonic(); infinite where it did not happen within a minute."""

    killed_s: float
    back_s: float
    lost_s: float
    """From the kill until the ears said so."""
    listening_s: float
    """From the server's return until the ears said that they listen."""
    word_s: float
    """From the server's return until a word of what was spoken after it was heard."""


class Speaker(threading.Thread):
    """Speaks into the microphone again and again; begins anew as soon as a server that died is back."""

    def __init__(self, server: SoundServer, sound: Path) -> None:
        super().__init__(daemon=True)
        self._server, self._sound = server, sound
        self.ended = threading.Event()

    def run(self) -> None:
        """Until `ended` is set."""
        while not self.ended.is_set():
            player = self._server.play(self._sound)
            while player.poll() is None and not self.ended.wait(0.1):
                pass
            with suppress(ProcessLookupError):
                player.kill()
            player.wait()
            self.ended.wait(0.1)


class Soak:
    """The run: what is done while the show plays, and what is noted."""

    def __init__(self, server: SoundServer, sound: Path, minutes: float, kills: int) -> None:
        self._server, self._sound = server, sound
        self._times = kill_times(minutes * 60.0, kills, random.Random(time.time_ns()))
        self._length_s = minutes * 60.0
        self.falls: list[Fall] = []
        self.first = self.last = StageReport()
        self.memory_mb: list[float] = []
        self.heard = 0
        """Words that were committed."""

    def act(self, running: Running) -> None:
        """Speak and kill until the time is up."""
        speaker = Speaker(self._server, self._sound)
        speaker.start()
        begin_s = time.monotonic()
        self._wait(running, lambda report: bool(report.committed), _WAIT_S)
        self.first = running.status()
        os.setpriority(os.PRIO_PROCESS, self.first.engine_pid, _ENGINE_NICE)
        self.memory_mb.append(_memory_mb(self.first.ears_pid))
        for at_s in self._times:
            self._count(running, begin_s + at_s)
            self.falls.append(self._fall(running))
            print(json.dumps(_rounded(self.falls[-1])), flush=True)
        self._count(running, begin_s + self._length_s)
        self.last = running.status()
        self.memory_mb.append(_memory_mb(self.last.ears_pid))
        speaker.ended.set()
        speaker.join()

    def _fall(self, running: Running) -> Fall:
        killed_s = time.monotonic()
        self._server.kill()
        down_s = random.uniform(*_DOWN_S)
        lost_s = self._wait(running, lambda report: report.ears.startswith("lost"), down_s)
        time.sleep(max(0.0, killed_s + down_s - time.monotonic()))
        before = running.status()
        back_s = self._server.start()
        listening_s = self._wait(running, lambda report: report.ears.startswith("listening"), _WAIT_S)
        self._wait(running, lambda report: _new_words(report, before), _WAIT_S)
        return Fall(killed_s, back_s, lost_s, listening_s, time.monotonic() - back_s)

    def _wait(self, running: Running, fits: Callable[[StageReport], bool], limit_s: float) -> float:
        begin_s = time.monotonic()
        while time.monotonic() - begin_s < limit_s:
            if fits(running.status()):
                return time.monotonic() - begin_s
            time.sleep(_LOOK_S)
        return float("inf")

    def _count(self, running: Running, until_s: float) -> None:
        """Count the words that are heard until then."""
        before = _words(running)
        while (left_s := until_s - time.monotonic()) > 0.0:
            time.sleep(min(0.3, left_s))
            now = _words(running)
            # the report holds the last lines: what it has in common with the look before is old
            same = next(n for n in range(len(before) + 1) if before[n:] == now[: len(before) - n])
            self.heard += len(now) - (len(before) - same)
            before = now


def kill_times(length_s: float, kills: int, chance: random.Random) -> list[float]:
    """Random times in order, `_CALM_S` or more apart, from 0 to the length of the run."""
    room_s = length_s - _CALM_S * (kills + 1)
    if room_s < 0.0:
        raise SystemExit(f"soak: {kills} kills need {_CALM_S * (kills + 1) / 60.0:.1f} minutes; give --minutes more")
    return [
        at_s + _CALM_S * (n + 1) for n, at_s in enumerate(sorted(chance.uniform(0.0, room_s) for _ in range(kills)))
    ]


def measure(place: Path, minutes: float, kills: int) -> Figures:
    """Run it and sum it up."""
    show = load_show(place)
    missing = missing_tools()
    if missing:
        raise SystemExit(f"soak: {', '.join(missing)} missing: apt-get install pulseaudio pulseaudio-utils")
    with tempfile.TemporaryDirectory() as folder:
        samples, rate_hz = soundfile.read(show.path(show.ears.recording), dtype="int16")
        sound = Path(folder) / "speech.wav"
        soundfile.write(sound, np.concatenate([samples, np.zeros(rate_hz * 3, np.int16)]), rate_hz)
        place_of_server = Path(folder) / "pulse"
        place_of_server.mkdir(mode=0o700)
        server = SoundServer(place_of_server)
        os.environ.update(server.env)
        server.start()
        soak = Soak(server, sound, minutes, kills)
        room = '[microphone]\nname = "pulse"\n[display]\nwindow = false\n'
        try:
            log = play_traced(place, minutes * 60.0 + kills * _WAIT_S, ("cpu",), soak.act, room)
        finally:
            server.kill()
    return summary(soak, log)


def summary(soak: Soak, log: Log) -> Figures:
    """The figures of a run."""
    at_s = np.asarray(log.presented_s)
    gaps_ms = np.diff(at_s) * 1e3
    when_s = at_s[1:] + log.zero_s
    near = np.zeros(len(gaps_ms), bool)
    for fall in soak.falls:
        for moment_s in (fall.killed_s, fall.back_s):
            near |= (when_s >= moment_s) & (when_s < moment_s + _NEAR_S)
    settled = when_s > when_s[0] + _NEAR_S
    print(*soak.last.notes, sep="\n")
    for number in np.flatnonzero(settled & (gaps_ms > PICTURE_LIMIT_MS / 2)):
        where = "near a kill" if near[number] else "far from any kill"
        print(f"gap of {gaps_ms[number]:.0f} ms at {at_s[number + 1]:.1f} s, {where}")
    return {
        "minutes": round(float(at_s[-1] - at_s[0]) / 60.0, 2),
        "kills": len(soak.falls),
        "lost_worst_s": max(fall.lost_s for fall in soak.falls if np.isfinite(fall.lost_s)),
        "listening_p50_s": float(np.median([fall.listening_s for fall in soak.falls])),
        "listening_worst_s": max(fall.listening_s for fall in soak.falls),
        "word_p50_s": float(np.median([fall.word_s for fall in soak.falls])),
        "word_worst_s": max(fall.word_s for fall in soak.falls),
        "pictures": len(at_s),
        "worst_gap_near_kills_ms": float(gaps_ms[near].max()),
        "worst_gap_elsewhere_ms": float(gaps_ms[settled & ~near].max()),
        "late_near_kills_per_mille": float((gaps_ms[near] > 33.4).mean() * 1e3),
        "late_elsewhere_per_mille": float((gaps_ms[settled & ~near] > 33.4).mean() * 1e3),
        "words_heard": soak.heard,
        "ears_restarts": soak.last.ears_restarts,
        "engine_restarts": soak.last.engine_restarts,
        "ears_memory_begin_mb": soak.memory_mb[0],
        "ears_memory_end_mb": soak.memory_mb[-1],
    }


def _new_words(report: StageReport, before: StageReport) -> bool:
    """Whether something was heard since: old lines only leave the report at its beginning."""
    spoken = report.committed and report.committed[-1:] != before.committed[-1:]
    return bool(spoken or (report.partial and report.partial != before.partial))


def _words(running: Running) -> list[str]:
    return [word for line in running.status().committed for word in line.split()]


def _memory_mb(pid: int) -> float:
    """Resident memory of a process."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return round(int(line.split()[1]) / 1024.0, 1)
    return 0.0


def _rounded(fall: Fall) -> dict[str, float]:
    return {name: round(getattr(fall, name), 2) for name in ("lost_s", "listening_s", "word_s")}


def main() -> int:
    """Exit status 0 where every limit was kept, else 1."""
    parser = argparse.ArgumentParser(prog="tools.ear.soak", description="Speech, and a sound server that dies.")
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--show", type=Path, default=BUNDLED)
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
    options = parser.parse_args()
    figures = measure(options.show, options.minutes, options.kills)
    for name, value in figures.items():
        print(f"{name:28}{value:>12.2f}" if isinstance(value, float) else f"{name:28}{value!s:>12}")
    if options.json:
        print(json.dumps(figures), flush=True)
    kept = float(figures["listening_worst_s"]) <= LIMIT_S and float(figures["word_worst_s"]) <= LIMIT_S
    return 0 if kept and float(figures["worst_gap_near_kills_ms"]) <= PICTURE_LIMIT_MS else 1


if __name__ == "__main__":
    sys.exit(main())
