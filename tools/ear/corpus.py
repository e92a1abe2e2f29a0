"""Make the ear's corpus: our own lines in synthetic voices, and when each of their words is spoken.

    python -m tools.ear.corpus            # writes live/bench/corpus/
    python -m tools.ear.corpus --check    # compares what is there with what would be made, writes nothing

The truth is pocketsphinx's forced alignment. flite also tells how long it made each phone, which is a second
opinion: over 160 clips (2,704 word edges) the two differ by 9 ms in the median, 25 ms at the 90th percentile
and 0.05 to 0.10 s at the 99th. Where an edge differs by more than 0.2 s, the clip has flite's times and is marked so
('truth': 'flite phones'; 2 of 160). espeak-ng tells no such times, so its 24 clips stand on the alignment alone.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from live.ears.heard import Word
from live.follow.script import read_script, words_of
from live.measure import percentiles
from tools.ear.align import RATE_HZ, Aligner, read_phones, words_by_phones

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "shows/crossing/poem.txt"
OUT = ROOT / "live/bench/corpus"

FLITE = ("slt", "rms", "awb", "kal16")
ACCENT = "en-gb-scotland"
"""The one voice of espeak-ng's: another synthesiser, another accent; open part only."""
STRETCH = {"script": 1.15, "open": 1.0}
"""How slowly flite speaks: the poem is recited, the public just talks."""
ACCENT_WORDS_A_MINUTE = 150

LEVEL_DB = -23.0
"""RMS of every clip where it is not silent, in dB of full scale."""
BITS = 11
"""Steps of the samples, for small files: the noise of rounding is 45 dB below the voice."""
FAR_S = 0.2
"""Where the alignment is further from flite's own times than this, flite's are taken and marked."""

OPEN = (
    "show me a burning forest",
    "my grandmother's house by the sea",
    "it smells like rain on a hot street",
    "can you make it snow",
    "I want to see the city from above at night",
    "there was a white horse standing in the field",
    "when I was a child we lived near the harbor",
    "give me a garden full of red roses",
    "I am thinking about my father's hands",
    "the train left and I was still on the platform",
    "make the sky darker and put a moon in it",
    "a thousand birds are leaving the tower",
    "I dreamed that the ocean was in our kitchen",
    "nobody told me that it would be so quiet",
    "paint me an old man with a lantern",
    "we danced until the street lights went out",
    "all my letters are at the bottom of the lake",
    "what does the desert look like in the morning",
    "bring back the mountain with the golden light",
    "the stairs go down into green water",
    "she keeps a little fire in a glass jar",
    "today I feel like broken ice",
    "let the wind carry the paper boats away",
    "good night to the wall and to everyone who listens",
)
"""What visitors of a gallery may say to a wall."""

Samples = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Clip:
    """One line in one voice: (n,) samples at 16 kHz without silence around them, words timed from its beginning."""

    part: str
    line: int
    voice: str
    text: str
    samples: Samples
    words: tuple[Word, ...]
    truth: str
    """'alignment', or 'flite phones' where that failed."""
    off_s: tuple[float, ...] = ()
    """How far the alignment is from flite's phones, |starts| and |ends|, where both are known."""


def make() -> list[Clip]:
    """All clips, voice by voice; the same texts and synthesisers give the same samples."""
    aligner = Aligner()
    poem = read_script(SCRIPT)
    jobs = [("script", voice, poem) for voice in FLITE]
    jobs += [("open", voice, OPEN) for voice in (*FLITE, ACCENT)]
    return [
        _clip(aligner, part, voice, line, text) for part, voice, texts in jobs for line, text in enumerate(texts, 1)
    ]


def _clip(aligner: Aligner, part: str, voice: str, line: int, text: str) -> Clip:
    words = words_of(text)
    if voice == ACCENT:
        sound, own = _espeak(text), ()
    else:
        raw, segments = _flite(text, voice, STRETCH[part])
        phones = read_phones(segments)
        first, last = round(phones[0].start_s * RATE_HZ), round(phones[-1].end_s * RATE_HZ)
        sound = raw[first:last]
        by_phones = words_by_phones(words, [aligner.ways(word)[0] for word in words], phones)
        own = tuple(_moved(word, -phones[0].start_s) for word in by_phones)
    samples = _levelled(sound)
    aligned = aligner.align(samples, words)
    off_s = tuple(
        abs(a - b) for x, y in zip(aligned, own, strict=False) for a, b in ((x.start_s, y.start_s), (x.end_s, y.end_s))
    )
    trusted = bool(aligned) and max(off_s, default=0.0) <= FAR_S
    if not trusted and not own:
        raise ValueError(f"{voice}: {text!r}: the alignment failed, and there are no other times; word it otherwise")
    truth = "alignment" if trusted else "flite phones"
    return Clip(part, line, voice, text, samples, aligned if trusted else own, truth, off_s)


def _moved(word: Word, by_s: float) -> Word:
    return Word(word.text, round(word.start_s + by_s, 3), round(word.end_s + by_s, 3))


def _flite(text: str, voice: str, stretch: float) -> tuple[NDArray[np.float64], str]:
    """The sound at 16 kHz and flite's list of phones."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "line.wav"
        command = ["flite", "-voice", voice, "--setf", f"duration_stretch={stretch}", "-psdur", "-t", text]
        said = subprocess.run([*command, "-o", str(path)], check=True, capture_output=True, text=True)
        return _read(path), said.stdout


def _espeak(text: str) -> NDArray[np.float64]:
    """The sound at 16 kHz, silence around it cut off where it is 50 dB below the loudest moment."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "line.wav"
        command = ["espeak-ng", "-v", ACCENT, "-s", str(ACCENT_WORDS_A_MINUTE), "-w", str(path), text]
        subprocess.run(command, check=True, capture_output=True)
        sound = _read(path)
    loud = np.flatnonzero(np.abs(sound) > np.abs(sound).max() * 10 ** (-50 / 20))
    return sound[loud[0] : loud[-1] + 1]


def _read(path: Path) -> NDArray[np.float64]:
    sound, rate_hz = soundfile.read(path, dtype="float64")
    return np.asarray(soxr.resample(sound, rate_hz, RATE_HZ))


def _levelled(sound: NDArray[np.float64]) -> Samples:
    """The sound at LEVEL_DB, rounded to BITS."""
    loud = sound[np.abs(sound) > 0.02 * np.abs(sound).max()]
    gain = 10 ** (LEVEL_DB / 20) / float(np.sqrt(np.mean(loud**2)))
    most = 2 ** (BITS - 1)
    steps = np.clip(np.round(sound * gain * most), -most, most - 1)
    return (steps * 2 ** (16 - BITS)).astype(np.int16)


def manifest(clips: Iterable[Clip], sounds: dict[str, Samples]) -> dict[str, Any]:
    """What goes into manifest.json; `sha256` is that of a file's samples, 16-bit little-endian."""
    rows: list[dict[str, Any]] = []
    at: dict[str, int] = dict.fromkeys(sounds, 0)
    for clip in clips:
        file = file_of(clip)
        rows.append(
            {
                "part": clip.part,
                "line": clip.line,
                "voice": clip.voice,
                "text": clip.text,
                "file": file,
                "at": at[file],
                "length": len(clip.samples),
                "truth": clip.truth,
                "words": [[word.text, word.start_s, word.end_s] for word in clip.words],
            }
        )
        at[file] += len(clip.samples)
    files = {name: {"length": len(sound), "sha256": digest(sound)} for name, sound in sounds.items()}
    return {"rate_hz": RATE_HZ, "level_db": LEVEL_DB, "accent": ACCENT, "files": files, "clips": rows}


def file_of(clip: Clip) -> str:
    """The file that holds the clip: one for each part and voice."""
    return f"{clip.part}-{clip.voice}.flac"


def joined(clips: Iterable[Clip]) -> dict[str, Samples]:
    """The samples of each file: its clips one after the other, nothing between them."""
    parts: dict[str, list[Samples]] = {}
    for clip in clips:
        parts.setdefault(file_of(clip), []).append(clip.samples)
    return {name: np.concatenate(pieces) for name, pieces in parts.items()}


def digest(sound: Samples) -> str:
    """SHA-256 of the samples, so that it holds with every version of the FLAC library."""
    return hashlib.sha256(sound.astype("<i2").tobytes()).hexdigest()


def write_manifest(told: dict[str, Any]) -> str:
    """JSON with one clip a line."""
    head = json.dumps({key: value for key, value in told.items() if key != "clips"}, indent=1)
    rows = ",\n".join("  " + json.dumps(row) for row in told["clips"])
    return f'{head[:-2]},\n "clips": [\n{rows}\n ]\n}}\n'


def main(arguments: list[str] | None = None) -> int:
    """Make the corpus, or check it; returns the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, default=OUT, metavar="FOLDER")
    parser.add_argument("--check", action="store_true", help="write nothing; status 1 where the corpus differs")
    asked = parser.parse_args(arguments)
    try:
        clips = make()
    except FileNotFoundError as error:
        print(f"{error.filename}: not found; apt-get install flite espeak-ng", file=sys.stderr)
        return 2
    sounds = joined(clips)
    text = write_manifest(manifest(clips, sounds))
    if asked.check:
        place = asked.out / "manifest.json"
        same = place.is_file() and place.read_text("utf-8") == text
        print(f"{place}: {'as it would be made' if same else 'differs from what would be made'}")
        return 0 if same else 1
    asked.out.mkdir(parents=True, exist_ok=True)
    for name, sound in sounds.items():
        soundfile.write(asked.out / name, sound, RATE_HZ, subtype="PCM_16")
    (asked.out / "manifest.json").write_text(text, "utf-8")
    _report(clips, asked.out)
    return 0


def _report(clips: list[Clip], out: Path) -> None:
    for voice in (*FLITE, ACCENT):
        own = [clip for clip in clips if clip.voice == voice]
        marked = sum(clip.truth != "alignment" for clip in own)
        off_s = [off for clip in own for off in clip.off_s]
        far = (
            "no other times"
            if not off_s
            else "off flite p50 {:.3f} p90 {:.3f} p99 {:.3f} max {:.3f} s".format(
                *percentiles(off_s, (50, 90, 99, 100))
            )
        )
        print(f"{voice:15}{len(own):4} clips {sum(len(clip.words) for clip in own):5} words  {far}  by flite: {marked}")
    size = sum(path.stat().st_size for path in out.iterdir())
    print(f"{out}: {size / 1e6:.2f} MB, {sum(len(clip.samples) for clip in clips) / RATE_HZ:.0f} s of speech")


if __name__ == "__main__":
    sys.exit(main())
