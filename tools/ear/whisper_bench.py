"""Measure streaming Whisper on the tiny model that tools.ear.whisper.train taught, through the real library.

    OMP_NUM_THREADS=1 python -m tools.ear.whisper_bench                    # words, latency, overhead, noise
    python -m tools.ear.whisper_bench --parts memory --hours 2             # memory, faster than real time
    python -m tools.ear.whisper_bench --json

The tiny model knows the lines it is tested on, at other speeds and in other noise: what is measured is the policy and
the machinery around the model, not how well Whisper hears. Times of computing are CPU time, so that other work on the
machine does not count.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from live.bench.ear_noise import WORDLESS, noise
from live.ears.clock import RATE_HZ, Sound
from live.ears.gate import Gate, Verdict
from live.ears.hear import Listener, VoiceGate, cut
from live.ears.whisper import WhisperRecogniser
from live.ears.whisper.decode import Task
from live.measure import percentiles
from tools.ear.align import Aligner
from tools.ear.whisper.lines import all_lines
from tools.ear.whisper.speech import FLITE, Clip, by_flite

MODEL = Path("build/ear/whisper/model")
STRETCH = 1.0
"""How slowly flite speaks: training never heard it at this speed."""
LEAD_S, TAIL_S = 1.2, 1.2
ROOM_DB = 40.0
"""The room's noise lies so far below the voice."""
QUARTER_S = 900.0


@dataclass(slots=True)
class Meter:
    """CPU time inside the model's library, and inside the recogniser as a whole, s."""

    model_s: float = 0.0
    whole_s: float = 0.0
    calls: int = 0


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one line: its words committed and offline, and how long after its end each word was committed.

    The times hold for a line that was committed as it is written; CPU time counts as time.
    """

    clip: Clip
    committed: tuple[str, ...]
    offline: tuple[str, ...]
    latencies_s: list[float] = field(default_factory=list)


class OpenGate:
    """A gate that takes everything for speech: what the defences do without the voice detector."""

    def __init__(self, longest: int = 625) -> None:
        """`longest`: blocks of an utterance, 20 s."""
        self._longest, self._at = longest, 0

    def step(self, _block: Sound) -> Verdict:
        """'start', 'speech' and 'end' by turns, whatever the block holds."""
        self._at = self._at % self._longest + 1
        return "start" if self._at == 1 else "end" if self._at == self._longest else "speech"


def main() -> int:
    """Measure and print; returns the exit status."""
    options = _options()
    recogniser, meter = _metered(options.model)
    report: dict[str, Any] = {"model": recogniser.name}
    if "words" in options.parts:
        report |= words_report(recogniser, meter)
    if "noise" in options.parts:
        report |= noise_report(recogniser, options.minutes)
    if "memory" in options.parts:
        report |= memory_report(recogniser, options.hours)
    if not options.json:
        for name, value in report.items():
            print(f"{name}: {value}")
    else:
        print(json.dumps(report))
    return 0


def words_report(recogniser: WhisperRecogniser, meter: Meter) -> dict[str, Any]:
    """Lines whose committed words are the offline ones, latency by word, and the policy's share of the work."""
    results = [_hear_line(recogniser, clip) for clip in _clips()]
    overhead = meter.whole_s / meter.model_s - 1.0
    results = [replace(result, offline=_offline(recogniser, result.clip)) for result in results]
    same = [result for result in results if result.committed == result.offline]
    true = [result for result in results if result.committed == _written(result.clip)]
    latencies = [late for result in true for late in result.latencies_s] or [float("nan")]
    for result in results:
        if result.committed != result.offline:
            print(
                f"{result.clip.voice}: {' '.join(result.committed)} | offline: {' '.join(result.offline)}",
                file=sys.stderr,
            )
    p50, p95 = percentiles(latencies, (50, 95))
    return {
        "lines": len(results),
        "lines_as_offline": len(same),
        "share_as_offline": round(len(same) / len(results), 4),
        "lines_as_written": len(true),
        "commit_words": len(latencies),  # of the lines as written
        "commit_p50_s": round(p50, 3),
        "commit_p95_s": round(p95, 3),
        "model_calls": meter.calls,
        "model_call_cpu_s": round(meter.model_s / meter.calls, 4),
        "overhead": round(overhead, 4),
    }


def noise_report(recogniser: WhisperRecogniser, minutes: float) -> dict[str, Any]:
    """Committed words in sounds without words, behind the gate; and, for a tenth of the time, with it held open."""
    report: dict[str, Any] = {"noise_minutes": minutes}
    for kind in WORDLESS:
        for gate, share, name in ((Gate(), 1.0, ""), (OpenGate(), 0.1, "_gate_open")):
            recogniser.dropped.clear()
            sound = noise(kind, 60.0 * minutes * share)
            words = [heard.words for heard in _listen(recogniser, sound, gate) if heard.kind == "committed"]
            report[f"{kind}{name}_words"] = sum(len(text.split()) for text in words)
            report[f"{kind}{name}_dropped"] = dict(recogniser.dropped)
            if words:
                print(f"{kind}{name}: {words}", file=sys.stderr)
    return report


def memory_report(recogniser: WhisperRecogniser, hours: float) -> dict[str, Any]:
    """Resident memory after each quarter of an hour of speech with pauses, faster than real time."""
    clips = _clips()
    rng = np.random.default_rng(1)
    listener = Listener(recogniser, Gate())
    told_mib: list[float] = []
    heard_s, words, began_s = 0.0, 0, time.perf_counter()
    while heard_s < 3600.0 * hours:
        sound = _in_room(clips[int(rng.integers(len(clips)))], rng)
        for block in cut(sound):
            words += sum(len(heard.words.split()) for heard in listener.step(block) if heard.kind == "committed")
        heard_s += len(sound) / RATE_HZ
        if heard_s >= QUARTER_S * len(told_mib):
            told_mib.append(_resident_mib())
            print(f"{heard_s / 60:.0f} min heard: {told_mib[-1]} MiB, {words} words", file=sys.stderr, flush=True)
    told_mib.append(_resident_mib())
    took_s = time.perf_counter() - began_s
    return {
        "memory_hours": round(heard_s / 3600, 3),
        "memory_mib": told_mib,
        "memory_words": words,
        "took_s": round(took_s),
    }


def _hear_line(recogniser: WhisperRecogniser, clip: Clip) -> Result:
    sound = _recording(clip)
    committed: list[str] = []
    latencies: list[float] = []
    ends_s = [LEAD_S + word.end_s for word in clip.words]
    for heard, took_s in _timed(recogniser, sound):
        if heard.kind == "committed":
            for word in heard.words.split():
                if len(committed) < len(ends_s):
                    latencies.append(heard.at_s + took_s - ends_s[len(committed)])
                committed.append(word)
    return Result(clip, tuple(committed), (), latencies)


def _offline(recogniser: WhisperRecogniser, clip: Clip) -> tuple[str, ...]:
    """The line's words with the same options, all at once: the recogniser's own decoder, and no policy."""
    found = recogniser._decoder.run(_recording(clip), 0.0, Task(clip.line.language))
    return tuple(word.text for word in found.words)


def _timed(recogniser: WhisperRecogniser, sound: Sound) -> Iterator[tuple[Any, float]]:
    """What is heard, each with the CPU time that its block took."""
    listener = Listener(recogniser, Gate())
    for block in cut(sound):
        began_s = time.process_time()
        heard = list(listener.step(block))
        took_s = time.process_time() - began_s
        yield from ((one, took_s) for one in heard)
    yield from ((one, 0.0) for one in listener.flush())


def _listen(recogniser: WhisperRecogniser, sound: Sound, gate: VoiceGate) -> Iterator[Any]:
    listener = Listener(recogniser, gate)
    for block in cut(sound):
        yield from listener.step(block)
    yield from listener.flush()


def _metered(model: Path) -> tuple[WhisperRecogniser, Meter]:
    """A recogniser whose own work and whose model's work are measured."""
    recogniser, meter = WhisperRecogniser(str(model)), Meter()
    library = recogniser._decoder._model
    transcribe = library.transcribe

    def timed(*args: Any, **options: Any) -> tuple[Iterator[Any], Any]:
        began_s = time.process_time()
        segments, info = transcribe(*args, **options)
        meter.model_s += time.process_time() - began_s
        meter.calls += 1
        return _timed_segments(segments, meter), info

    library.transcribe = timed
    for name in ("start", "feed", "update", "finish"):
        setattr(recogniser, name, _counted(getattr(recogniser, name), meter))
    return recogniser, meter


def _timed_segments(segments: Iterator[Any], meter: Meter) -> Iterator[Any]:
    while True:
        began_s = time.process_time()
        segment = next(segments, None)
        meter.model_s += time.process_time() - began_s
        if segment is None:
            return
        yield segment


def _counted(method: Any, meter: Meter) -> Any:
    def call(*args: Any) -> Any:
        began_s = time.process_time()
        try:
            return method(*args)
        finally:
            meter.whole_s += time.process_time() - began_s

    return call


def _resident_mib() -> float:
    """Resident memory of this process, on Linux."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return round(pages * os.sysconf("SC_PAGESIZE") / 2**20, 1)


def _clips() -> list[Clip]:
    """Every English line in flite's four voices, at a speed that training never heard."""
    aligner = Aligner()
    lines = [line for line in all_lines() if line.language == "en"]
    return [by_flite(line, voice, STRETCH, aligner) for voice in FLITE for line in lines]


def _recording(clip: Clip) -> Sound:
    """The clip in its room, always the same."""
    return _in_room(clip, np.random.default_rng(len(clip.sound)))


def _in_room(clip: Clip, rng: np.random.Generator) -> Sound:
    """The clip with silence around it, and a quiet room under all of it."""
    sound = np.pad(clip.sound, (round(LEAD_S * RATE_HZ), round(TAIL_S * RATE_HZ)))
    level = float(np.sqrt(np.mean(np.square(clip.sound)))) * 10.0 ** (-ROOM_DB / 20.0)
    return (sound + level * rng.standard_normal(len(sound))).astype(np.float32)


def _written(clip: Clip) -> tuple[str, ...]:
    return tuple(word.text.strip(".,?!").lower() for word in clip.words)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tools.ear.whisper_bench", description="Measure streaming Whisper.")
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--parts", type=lambda text: text.split(","), default=["words", "noise"])
    parser.add_argument("--hours", type=float, default=2.0, help="of audio, for the memory part")
    parser.add_argument("--minutes", type=float, default=10.0, help="of each noise")
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
