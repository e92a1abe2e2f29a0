"""What the painter is asked for (Wish) and what it answers with (Frame): the engine's whole vocabulary."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import Literal, TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

T = TypeVar("T")
_NOTES, _NOTE = 24, 600
MAX_PHRASES = 8
"""A wish mixes at most this many weighted phrases."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """One prompt in the mix; `weight` is relative, in 0..1."""

    text: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Lora:
    """A LoRA file (.safetensors) to mix in by `weight`, -4..4; at 0 it is only loaded, for what comes next."""

    file: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Wish:
    """A picture to be moving towards. All times are seconds of show time; equal wishes paint equal pictures.

    A change of `phrases` or `seed` is reached over `fade_s` from wherever the picture is when the wish is seen.
    """

    id: int = 0
    made_s: float = 0.0
    """When the conductor made it."""
    cause_s: float = 0.0
    """When the event that caused it arrived (a datagram, a key)."""
    sound_s: float = 0.0
    """When the sound that caused it was captured; 0 where no sound did."""
    phrases: tuple[Phrase, ...] = (Phrase("a calm sea at night"),)
    fade_s: float = 2.0
    """Length of the morph towards `phrases` and `seed`, 0..600."""
    seed: int = 0
    """Names the noise field that the walk sets out from, 0..2**32-1."""
    drift_hz: float = 0.0
    """Speed of the walk through noise, in noise fields a second, 0..4; at 0 the noise stands still."""
    walk: Literal["row", "circle"] = "row"
    """Where the walk leads: along the seed's endless row of fields, or round a great circle of 4 fields' length,
    so that the picture comes back every 4 / drift_hz seconds."""
    seeds: tuple[int, ...] = ()
    """Two to 16 seeds whose first fields are walked through in turn, and round again, in place of `walk`."""
    carry: float = 0.0
    """Share of the last picture's latent that the next one starts from, 0..0.4."""
    steps: int = 1
    """Denoising steps a frame, 1..4."""
    guidance: float = 0.0
    """Guidance scale, where the model's family takes one: 0 leaves it to the family, 1 is none."""
    negative: str = ""
    """What the picture should keep away from, where the family takes a negative prompt and guidance is above 1."""
    loras: tuple[Lora, ...] = ()
    """LoRAs mixed in over `fade_s`, at most 8, where the model's backend can."""
    image: str = ""
    """A picture to start from: the path of an image or a movie, 'camera' or 'camera:NAME'; empty: none."""
    image_share: float = 0.5
    """How much of that picture is kept, 0..1: denoising starts 1 - image_share of the way back to noise."""
    pace: Literal["latency", "smooth"] = "latency"
    """'latency': every frame is painted alone, as soon as may be. 'smooth': several at once where that gives more
    frames a second; each is then older when it is seen."""
    fill_hz: float = 0.0
    """Painted frames are joined by frames decoded from between their latents, up to so many a second, 0..240;
    0: none. What is shown is then one painted frame behind."""
    ahead: tuple[str, ...] = ()
    """Texts that may be asked for next: encoded when there is time, so that they cost none later."""


@dataclass(frozen=True, slots=True)
class FrameInfo:
    """What a frame says of itself: the wish it answers, and when each stage of its making began (show time, s)."""

    number: int = 0
    wish_id: int = 0
    cause_s: float = 0.0
    sound_s: float = 0.0
    wish_made_s: float = 0.0
    wish_seen_s: float = 0.0
    """When the painter took it up; where words are encoded beside the painting, that lies before it."""
    text_s: float = 0.0
    denoise_s: float = 0.0
    decoded_s: float = 0.0
    sight_s: float = 0.0
    """When the camera or movie picture that it started from was captured; 0 where none was."""
    between: bool = False
    """Whether it was decoded from between two painted latents, and not painted."""
    height: int = 0
    width: int = 0


@dataclass(frozen=True, slots=True)
class Frame:
    """A painted picture: `image` is (H, W, 3) uint8 sRGB, `latent` the (1, C, h, w) float32 it was decoded from."""

    info: FrameInfo
    image: NDArray[np.uint8]
    latent: NDArray[np.float32] | None = None


@dataclass(frozen=True, slots=True)
class EngineReport:
    """The engine's heartbeat: what it runs on, how fast, and what went wrong, if anything."""

    pid: int = 0
    beat_s: float = 0.0
    """Show time of this report."""
    state: str = "loading"
    """loading, painting or failed."""
    model: str = ""
    backend: str = ""
    new_hz: float = 0.0
    frame_ms: float = 0.0
    dropped_wishes: int = 0
    notes: tuple[str, ...] = field(default=())
    """Lines for a person: fallbacks taken, the reason of a failure."""


def brief(notes: Iterable[str]) -> tuple[str, ...]:
    """Notes as a report has room for them: 24 at most, each cut at 600 characters (a compiler's may be pages)."""
    return tuple(note if len(note) <= _NOTE else f"{note[: _NOTE - 3]}..." for note in islice(notes, _NOTES))


def pack(value: Wish | FrameInfo | EngineReport) -> bytes:
    """The value as JSON bytes, for a slot."""
    return msgspec.json.encode(value)


def unpack(kind: type[T], data: bytes | memoryview) -> T:
    """The value of `kind` in `data`; raises msgspec.ValidationError where it doesn't fit."""
    return msgspec.json.decode(data, type=kind)
