"""Bench words: a recording through a virtual microphone; from each line's onset to the wish that it changes.

Needs PulseAudio (pulseaudio, pactl, paplay, parec). The clock of the lines is read off the virtual microphone itself,
by a second recorder beside the ears, so that no latency of the player counts or helps.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from live.bench import Figures
from live.bench.runs import Running, play_traced
from live.bench.virtual import SoundServer, missing_tools
from live.ears.offline import Line, line_latencies, read_lines
from live.measure import percentiles
from live.show import Show, ShowError
from live.show_file import load_show
from live.trace import Log

_RATE_HZ = 16000
_BLOCK = _RATE_HZ // 50
_LOUD = 300
"""A 20 ms block of 16-bit samples whose RMS is over this is speech: the virtual microphone has no noise."""
_START_S = 20.0


def measure(place: Path, seconds: float, backend: tuple[str, ...]) -> Figures:
    """Seconds from line onset to the first wish its sound changed; `seconds` is not used: the recording ends it."""
    show = load_show(place)
    lines = read_lines(show)
    missing = missing_tools()
    if missing:
        raise ShowError(f"bench words: {', '.join(missing)} missing; install pulseaudio and pulseaudio-utils")
    onset: list[float] = []
    with _virtual_microphone() as _:

        def act(_running: Running) -> None:
            onset.append(_speak(show.path(show.ears.recording)) - lines[0].onset_s)

        venue = '[microphone]\nname = "pulse"\n'
        log = play_traced(place, lines[-1].end_s + 60.0, backend, act, venue)
    return _figures(show, lines, log, onset[0] - log.zero_s)


def _figures(show: Show, lines: tuple[Line, ...], log: Log, offset_s: float) -> Figures:
    ends = [line.onset_s + offset_s for line in lines[1:]] + [lines[-1].end_s + offset_s + 3.0]
    scripted = bool(show.ears.script)
    ways = [
        way
        for number, (line, end_s) in enumerate(zip(lines, ends, strict=True), start=1)
        if (way := _to_wish(log, line.onset_s + offset_s, end_s, number if scripted else 0)) is not None
    ]
    lights = [a.presented_s - a.sound_s for a in log.answers if a.sound_s > 0.0]
    if not ways or not lights:
        raise ShowError("bench words: no line changed a wish; see that PortAudio has a 'pulse' device")
    offline = [way for way in line_latencies(show) if np.isfinite(way)]
    p50, p90 = percentiles(ways, (50, 90))
    light_p50, light_p95 = percentiles(lights, (50, 95))
    return {
        "lines": len(lines),
        "lines_hit": len(ways),
        "line_to_wish_p50_s": p50,
        "line_to_wish_p90_s": p90,
        "line_to_wish_worst_s": max(ways),
        "line_to_own_word_p50_s": percentiles(offline, (50,))[0],
        "lines_with_own_word": len(offline),
        "sound_to_light_p50_ms": light_p50 * 1e3,
        "sound_to_light_p95_ms": light_p95 * 1e3,
        "screen": log.screen,
    }


def _to_wish(log: Log, onset_s: float, end_s: float, number: int) -> float | None:
    """Seconds from a line's onset to the first wish made of sound since then, before the next line.

    `number`: of the line, where the wish must paint that very line; 0: any.
    """
    first = bisect_left([made.made_s for made in log.wishes], onset_s)
    for made in log.wishes[first:]:
        if made.made_s >= end_s:
            return None
        if made.sound_s > onset_s and number in (0, made.line):
            return made.made_s - onset_s
    return None


@contextmanager
def _virtual_microphone() -> Iterator[None]:
    """A virtual microphone for this process's children."""
    with tempfile.TemporaryDirectory() as folder:
        server = SoundServer(Path(folder))
        before = {name: os.environ.get(name) for name in server.env}
        os.environ.update(server.env)
        try:
            server.start()
            yield
        except TimeoutError as error:
            raise ShowError(f"bench words: {error}") from None
        finally:
            server.kill()
            for name, value in before.items():
                os.environ.pop(name)
                if value is not None:
                    os.environ[name] = value


def _speak(recording: Path) -> float:
    """Play the recording to its end; gives when its first sound reached the microphone (monotonic clock)."""
    listen = ["parec", "--device=wall.monitor", "--format=s16le", f"--rate={_RATE_HZ}", "--channels=1"]
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "recording.wav"
        _as_wav(recording, plain)
        with subprocess.Popen([*listen, "--latency-msec=20"], stdout=subprocess.PIPE) as recorder:
            time.sleep(0.5)
            player = subprocess.Popen(["paplay", str(plain)])
            heard_s = _first_sound(recorder)
            recorder.kill()
        player.wait()
    time.sleep(2.0)
    return heard_s


def _as_wav(recording: Path, plain: Path) -> None:
    import soundfile

    samples, rate = soundfile.read(recording, dtype="int16")
    soundfile.write(plain, samples, rate)


def _first_sound(recorder: subprocess.Popen[bytes]) -> float:
    assert recorder.stdout
    end = time.monotonic() + _START_S
    while time.monotonic() < end:
        block = np.frombuffer(recorder.stdout.read(_BLOCK * 2), np.int16).astype(np.float64)
        if np.sqrt(np.mean(block**2)) > _LOUD:
            return time.monotonic() - _BLOCK / _RATE_HZ
    raise ShowError("bench words: the virtual microphone stayed silent")
