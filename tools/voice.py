"""Speak a script with flite into a recording, and write down when each line begins and ends.

    python -m tools.voice shows/crossing/poem.txt

writes poem.flac and lines.json beside it. The same text, voice and flite give the
same recording, sample for sample.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from live.ears.heard import EarsError
from live.follow.script import read_script

LEAD_S = 0.6
"""Silence before the first line."""
TAIL_S = 1.5
"""Silence after the last line."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A line as flite speaks it: (n,) int16 samples without the silence around them."""

    samples: NDArray[np.int16]
    rate_hz: int


def speak(text: str, voice: str, stretch: float) -> Spoken:
    """One line in flite's voice; `stretch` above 1 speaks more slowly. Raises CalledProcessError, OSError."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "line.wav"
        command = ["flite", "-voice", voice, "--setf", f"duration_stretch={stretch}", "-psdur"]
        command += ["-t", text, "-o", str(path)]
        said = subprocess.run(command, check=True, capture_output=True, text=True)
        samples, rate_hz = soundfile.read(path, dtype="int16")
    before_s, after_s = edges_s(said.stdout)
    return Spoken(samples[round(before_s * rate_hz) : len(samples) - round(after_s * rate_hz)], rate_hz)


def edges_s(segments: str) -> tuple[float, float]:
    """Silence before the first and after the last sound, from flite's -psdur output."""
    pairs = [(name, float(end)) for name, _, end in (part.partition(":") for part in segments.split())]
    spoken = [index for index, (name, _) in enumerate(pairs) if name != "pau"]
    if not spoken:
        raise ValueError("flite spoke no sound for this line; write words there")
    first, last = spoken[0], spoken[-1]
    before_s = pairs[first - 1][1] if first else 0.0
    after_s = pairs[-1][1] - pairs[last][1] if last + 1 < len(pairs) else 0.0
    return before_s, after_s


def recite(
    lines: tuple[str, ...], voice: str, stretch: float, pause_s: float
) -> tuple[Spoken, list[dict[str, object]]]:
    """The whole text with `pause_s` between lines, and for each line its text, onset and end in seconds."""
    spoken = [speak(line, voice, stretch) for line in lines]
    rate_hz = spoken[0].rate_hz
    parts = [np.zeros(round(LEAD_S * rate_hz), np.int16)]
    truth: list[dict[str, object]] = []
    at = len(parts[0])
    for line, voiced in zip(lines, spoken, strict=True):
        pause = np.zeros(round(pause_s * rate_hz), np.int16)
        end = at + len(voiced.samples)
        truth.append({"text": line, "onset_s": round(at / rate_hz, 3), "end_s": round(end / rate_hz, 3)})
        parts += [voiced.samples, pause]
        at = end + len(pause)
    parts[-1] = np.zeros(round(TAIL_S * rate_hz), np.int16)
    return Spoken(np.concatenate(parts), rate_hz), truth


def main(arguments: list[str] | None = None) -> int:
    """Speak the show's script; returns the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("script", type=Path, help="the text file, one line of the poem a line")
    parser.add_argument("--voice", default="slt", help="a voice of flite's (flite -lv)")
    parser.add_argument("--stretch", type=float, default=1.15, help="above 1 speaks more slowly")
    parser.add_argument("--pause-s", type=float, default=1.2, help="silence between lines")
    asked = parser.parse_args(arguments)
    recording = asked.script.with_suffix(".flac")
    try:
        whole, truth = recite(read_script(asked.script), asked.voice, asked.stretch, asked.pause_s)
    except FileNotFoundError:
        print("flite: not found; install it: apt-get install flite", file=sys.stderr)
        return 2
    except (EarsError, ValueError, subprocess.CalledProcessError) as error:
        print(error, file=sys.stderr)
        return 2
    soundfile.write(recording, whole.samples, whole.rate_hz, subtype="PCM_16")
    told = {"voice": f"flite {asked.voice}", "stretch": asked.stretch, "pause_s": asked.pause_s}
    recording.with_name("lines.json").write_text(json.dumps({**told, "lines": truth}, indent=1) + "\n", "utf-8")
    length_s = len(whole.samples) / whole.rate_hz
    print(f"{recording}: {length_s:.1f} s, {recording.stat().st_size / 1e6:.2f} MB, {len(truth)} lines")
    return 0


if __name__ == "__main__":
    sys.exit(main())
