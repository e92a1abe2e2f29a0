"""Scenes for the ear's bench: clips put one after the other as a speaker would, with the truth on the audio clock."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from live.bench.ear_corpus import Clip, clips_of
from live.bench.ear_noise import mix
from live.ears.clock import RATE_HZ, Sound
from live.ears.heard import Word

LEAD_S, TAIL_S = 1.0, 2.0
"""Silence before the first line and after the last."""
BREATH_S, RUN_ON_S = 1.2, 0.25
"""Pause between lines of a reader who takes a breath, and of one who runs on."""
VOICE_DB = -23.0
"""RMS of the corpus's voices, which signal-to-noise ratios count from."""


@dataclass(frozen=True, slots=True)
class Room:
    """What is heard besides the voice; `kind` is empty in a quiet room."""

    kind: str = ""
    snr_db: float = 0.0

    @property
    def name(self) -> str:
        """'babble 20 dB', or 'clean'."""
        return f"{self.kind} {self.snr_db:g} dB" if self.kind else "clean"


CLEAN = Room()
ROOMS_20 = tuple(Room(kind, 20.0) for kind in ("white", "pink", "babble"))
ROOMS_10 = tuple(Room(kind, 10.0) for kind in ("white", "babble"))


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """A clip in its place; times are seconds on the audio clock."""

    clip: Clip
    onset_s: float

    @property
    def end_s(self) -> float:
        """When its sound ends."""
        return self.onset_s + self.clip.length_s

    @property
    def words(self) -> tuple[Word, ...]:
        """Its words on the audio clock."""
        at_s = self.onset_s
        return tuple(Word(word.text, word.start_s + at_s, word.end_s + at_s) for word in self.clip.words)


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """A sound at 16 kHz, and all that is said in it."""

    name: str
    voice: str
    room: Room
    sound: Sound
    said: tuple[Said, ...]

    @property
    def length_s(self) -> float:
        """How long it lasts."""
        return len(self.sound) / RATE_HZ

    @property
    def words(self) -> tuple[Word, ...]:
        """Every word said, in order, on the audio clock."""
        return tuple(word for said in self.said for word in said.words)


Plan = Sequence[tuple[str, int]]
"""(part, line) of what is said, in order."""


def compose(name: str, voice: str, plan: Plan, pause_s: float, room: Room = CLEAN) -> Scene:
    """The plan in one voice, with `pause_s` of silence between lines and the room's noise under all of it."""
    clips = {(part, clip.line): clip for part in ("script", "open") for clip in clips_of(part, voice)}
    pieces: list[Sound] = [np.zeros(round(LEAD_S * RATE_HZ), np.float32)]
    said: list[Said] = []
    at = len(pieces[0])
    for place in plan:
        clip = clips[place]
        said.append(Said(clip, at / RATE_HZ))
        pieces += [clip.sound, np.zeros(round(pause_s * RATE_HZ), np.float32)]
        at += len(pieces[-2]) + len(pieces[-1])
    pieces[-1] = np.zeros(round(TAIL_S * RATE_HZ), np.float32)
    sound = np.concatenate(pieces)
    noisy = mix(sound, room.kind, room.snr_db, VOICE_DB) if room.kind else sound
    return Scene(name, voice, room, noisy, tuple(said))


def script_scene(name: str, voice: str, room: Room = CLEAN, lines: int = 16) -> Scene:
    """The poem's first so many lines read in one of the ways of READINGS."""
    reading = READINGS[name]
    return compose(name, voice, reading.plan(lines, random.Random(f"{name} {voice}")), reading.pause_s, room)


def open_scene(voice: str, room: Room = CLEAN, lines: Sequence[int] = ()) -> Scene:
    """What this voice says to the wall, line by line; all of it where no line numbers are given."""
    wanted = [("open", clip.line) for clip in clips_of("open", voice) if not lines or clip.line in lines]
    return compose("open", voice, wanted, BREATH_S, room)


def _straight(lines: int, _chance: random.Random) -> Plan:
    return [("script", line) for line in range(1, lines + 1)]


def _skips(lines: int, chance: random.Random) -> Plan:
    """Four times in the poem one or two lines are left out."""
    left_out: set[int] = set()
    for start in chance.sample(range(3, lines - 1, 3), 4):
        left_out |= set(range(start, start + chance.choice((1, 2))))
    return [("script", line) for line in range(1, lines + 1) if line not in left_out]


def _repeats(lines: int, chance: random.Random) -> Plan:
    """Four times the speaker goes back by one or two lines, and on from there."""
    plan: list[tuple[str, int]] = []
    turns = set(chance.sample(range(3, lines, 3), 4))
    for line in range(1, lines + 1):
        plan.append(("script", line))
        if line in turns:
            plan += [("script", again) for again in range(line - chance.choice((1, 2)), line + 1)]
    return plan


def _asides(lines: int, chance: random.Random) -> Plan:
    """Five times the speaker says one or two things of their own between two lines."""
    plan: list[tuple[str, int]] = []
    after = set(chance.sample(range(2, lines, 2), 5))
    own = iter(chance.sample(range(1, 25), 10))
    for line in range(1, lines + 1):
        plan.append(("script", line))
        if line in after:
            plan += [("open", next(own)) for _ in range(chance.choice((1, 2)))]
    return plan


@dataclass(frozen=True, slots=True)
class Reading:
    """A way to read the poem."""

    plan: Callable[[int, random.Random], Plan]
    pause_s: float = BREATH_S


READINGS = {
    "straight": Reading(_straight),
    "run-on": Reading(_straight, RUN_ON_S),
    "skips": Reading(_skips),
    "repeats": Reading(_repeats),
    "ad-libs": Reading(_asides),
}
"""How the poem is read: one row a way."""
