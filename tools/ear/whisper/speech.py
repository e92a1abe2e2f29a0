"""Every line in every voice, with the times of its words; kept in build/, since speaking takes two minutes."""

from __future__ import annotations

import json
import subprocess
import tempfile
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import soundfile
import soxr
from tqdm import tqdm

from live.ears.clock import RATE_HZ, Sound
from live.ears.heard import Word
from live.follow.script import words_of
from tools.ear.align import Aligner, read_phones, words_by_phones
from tools.ear.whisper.espeak import Espeak
from tools.ear.whisper.lines import Line, all_lines

FLITE = ("slt", "rms", "awb", "kal16")
STRETCH = (0.8, 0.9, 1.05, 1.2, 1.35)
"""How slowly flite speaks. The benchmark uses other values."""
ESPEAK = {
    "en": ("en-us+f2", "en-gb+m3", "en-gb-scotland", "en-us+m7", "en-gb+f4", "en-us-nyc"),
    "de": ("de", "de+f2", "de+m3", "de+f4", "de+m7", "de+f5"),
}
PACES = {"en": (135, 165), "de": (110, 130, 150, 175)}
"""Words a minute."""


@dataclass(frozen=True, slots=True)
class Clip:
    """A line as a voice speaks it, (n,) float32 at 16 kHz without silence around it, and its words as written."""

    line: Line
    voice: str
    sound: Sound
    words: tuple[Word, ...]


def speech(folder: Path) -> list[Clip]:
    """All clips, from `folder` if they were kept there, else spoken and kept."""
    kept, index = folder / "speech.npz", folder / "speech.json"
    if not index.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        _keep(list(_speak_all()), kept, index)
    entries = json.loads(index.read_text("utf-8"))
    with np.load(kept) as sounds:
        flat = sounds["samples"].astype(np.float32) / 32768.0
        edges = sounds["edges"]
    return [
        Clip(Line(*entry["line"]), entry["voice"], flat[begin:end], tuple(Word(*word) for word in entry["words"]))
        for entry, (begin, end) in zip(entries, pairwise(edges), strict=True)
    ]


def by_flite(line: Line, voice: str, stretch: float, aligner: Aligner) -> Clip:
    """The line in one of flite's voices; word times from flite's phones. Raises CalledProcessError."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "line.wav"
        command = ["flite", "-voice", voice, "--setf", f"duration_stretch={stretch}", "-psdur"]
        said = subprocess.run([*command, "-t", line.text, "-o", str(path)], check=True, capture_output=True, text=True)
        samples, rate_hz = soundfile.read(path, dtype="float32")
    phones = read_phones(said.stdout)
    spoken = words_of(line.text)
    words = words_by_phones(spoken, [aligner.ways(word)[0] for word in spoken], phones)
    written = zip(line.text.split(), words, strict=True)
    return _cut(
        line,
        f"flite {voice}",
        soxr.resample(samples, rate_hz, RATE_HZ),
        [Word(text, word.start_s, word.end_s) for text, word in written],
    )


def by_espeak(line: Line, voice: str, words_a_minute: int, espeak: Espeak) -> Clip | None:
    """The line in one of espeak-ng's voices; None where it joins words, so that their times are unknown."""
    said = espeak.say(line.text, voice, words_a_minute, 50)
    written = line.text.split()
    if len(said.begins) != len(written):
        return None
    sound = soxr.resample(said.samples.astype(np.float32) / 32768.0, said.rate_hz, RATE_HZ)
    begins_s = [begin / said.rate_hz for begin in said.begins]
    ends_s = [*begins_s[1:], _last_sound_s(sound)]
    return _cut(line, f"espeak {voice}", sound, [Word(*word) for word in zip(written, begins_s, ends_s, strict=True)])


def _speak_all() -> list[Clip]:
    aligner, espeak = Aligner(), Espeak()
    clips: list[Clip | None] = []
    for line in tqdm(all_lines(), desc="speak"):
        if line.language == "en":
            clips += [by_flite(line, voice, stretch, aligner) for voice in FLITE for stretch in STRETCH]
        clips += [
            by_espeak(line, voice, pace, espeak) for voice in ESPEAK[line.language] for pace in PACES[line.language]
        ]
    return [clip for clip in clips if clip is not None]


def _cut(line: Line, voice: str, sound: Sound, words: list[Word]) -> Clip:
    """The clip from its first word to its last."""
    from_s, to_s = words[0].start_s, words[-1].end_s
    moved = tuple(Word(word.text, word.start_s - from_s, word.end_s - from_s) for word in words)
    return Clip(line, voice, sound[round(from_s * RATE_HZ) : round(to_s * RATE_HZ)], moved)


def _last_sound_s(sound: Sound) -> float:
    loud = np.flatnonzero(np.abs(sound) > 0.01)
    return float(loud[-1] + 1) / RATE_HZ if len(loud) else 0.0


def _keep(clips: list[Clip], kept: Path, index: Path) -> None:
    samples = np.concatenate([clip.sound for clip in clips])
    edges = np.cumsum([0, *(len(clip.sound) for clip in clips)])
    np.savez(kept, samples=(np.clip(samples, -1.0, 1.0) * 32767.0).astype(np.int16), edges=edges)
    entries = [
        {
            "line": [clip.line.text, clip.line.language, clip.line.english],
            "voice": clip.voice,
            "words": [[word.text, round(word.start_s, 4), round(word.end_s, 4)] for word in clip.words],
        }
        for clip in clips
    ]
    index.write_text(json.dumps(entries, ensure_ascii=False), "utf-8")
