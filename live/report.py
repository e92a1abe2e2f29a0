"""What the stage says of itself, many times a second, through the `status` slot: the desk page and benches read it."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec


@dataclass(frozen=True, slots=True)
class Why:
    """One phrase of the present prompt: its share of the mix, and where it came from."""

    text: str
    weight: float
    source: str
    """voice, voice (partial), slot 3, cue 'dawn', desk, show, resting."""


@dataclass(frozen=True, slots=True)
class Latency:
    """Distribution of one measured way to light, in milliseconds, over the last 200 of its kind."""

    count: int = 0
    p50_ms: float = 0.0
    p95_ms: float = 0.0
    p99_ms: float = 0.0
    last_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class StageReport:
    """Everything that a technician at the back of the room wants to see. Times are show time in seconds."""

    title: str = ""
    now_s: float = 0.0
    wish_id: int = 0
    prompt: tuple[Why, ...] = ()
    partial: str = ""
    committed: tuple[str, ...] = ()
    """The last lines heard, oldest first."""
    waiting: tuple[str, ...] = ()
    """What the public has said and what still waits for the operator's veto, oldest first."""
    level: float = 0.0
    language: str = ""
    """ISO 639 code of what is spoken, where the ears find it out."""
    feeling: str = ""
    """How the words and the voice feel, in a word or two, and why."""
    line_number: int = 0
    """Of the script's line that is spoken, from 1; 0 before the first."""
    line_count: int = 0
    line_text: str = ""
    next_line_text: str = ""
    line_progress: float = 0.0
    """Share of the line that has been heard, 0..1."""
    line_by: str = ""
    """Who moved to this line last: voice or hand."""
    cue_number: int = 0
    cue_name: str = ""
    next_cue_name: str = ""
    cue_count: int = 0
    blackout: bool = False
    freeze: bool = False
    brightness: float = 1.0
    drift_hz: float = 0.0
    carry: float = 0.0
    emotion: float = 0.0
    image: str = ""
    """What the picture starts from: a file's name, or a camera."""
    image_share: float = 0.5
    loras: tuple[tuple[str, float], ...] = ()
    """The show's LoRAs by name, and what they weigh."""
    gain_db: float = 0.0
    gate_db: float = -80.0
    mute: bool = False
    seed: int = 0
    new_hz: float = 0.0
    presented_hz: float = 0.0
    late_share: float = 0.0
    """Share of presented pictures that came more than 33 ms after they were due."""
    worst_gap_ms: float = 0.0
    """Longest time between two presented pictures in the last 10 s."""
    cue_to_light: Latency = Latency()
    word_to_light: Latency = Latency()
    engine: str = "starting"
    """State, model and backend in one line."""
    engine_restarts: int = 0
    engine_pid: int = 0
    ears: str = "off"
    ears_restarts: int = 0
    ears_pid: int = 0
    eyes: str = ""
    """State of what looks at cameras, movies and images; empty where nothing does."""
    eyes_restarts: int = 0
    eyes_pid: int = 0
    screen: str = ""
    dropped_events: int = 0
    rejected_packets: int = 0
    guard_holds: int = 0
    """Pictures that the flash guard has tempered."""
    filtered: int = 0
    """Things said by the public that the filter or a veto kept off the wall."""
    notes: tuple[str, ...] = ()
    """The last warnings, newest last."""


def pack(report: StageReport) -> bytes:
    """The report as JSON bytes."""
    return msgspec.json.encode(report)


def unpack(data: bytes) -> StageReport:
    """The report in `data`; raises msgspec.ValidationError where it isn't one."""
    return msgspec.json.decode(data, type=StageReport)
