"""Show and venue files as they are typed: what a performance is, and where it plays tonight."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from live.projection import Projection

Seconds = Annotated[float, Meta(ge=0.0, le=600.0)]
Share = Annotated[float, Meta(ge=0.0, le=1.0)]
Carry = Annotated[float, Meta(ge=0.0, le=0.4)]
Drift = Annotated[float, Meta(ge=0.0, le=4.0)]
Seed = Annotated[int, Meta(ge=0, le=2**31 - 1)]
NamedSeed = Annotated[int, Meta(ge=0, le=2**31 - 1)] | str
"""A number, or a name out of the show's [[seed]] tables."""
Guidance = Annotated[float, Meta(ge=0.0, le=20.0)]
Side = Annotated[int, Meta(ge=0, le=2048)]
Weight = Annotated[float, Meta(ge=-4.0, le=4.0)]
Walk = Literal["row", "circle"]
Steps = Annotated[int, Meta(ge=1, le=4)]
Port = Annotated[int, Meta(ge=0, le=65535)]
Text = Annotated[str, Meta(max_length=1024)]


class ShowError(Exception):
    """A show or venue file can't be used; the text names file, key, value and way out."""


class Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of a show or venue file."""


class About(Section, frozen=True):
    """[show]: what it is called."""

    title: Text
    author: Text = ""
    licence: Text = ""


class Painting(Section, frozen=True):
    """[picture]: how it is painted when nothing else is said."""

    model: Text = "house"
    width: Side = 0
    height: Side = 0
    resting: Text = "a calm sea at night"
    style: Text = ""
    mood: Text = ""
    negative: Text = ""
    guidance: Guidance = 0.0
    seed: NamedSeed = 1
    drift_hz: Drift = 0.05
    walk: Walk = "row"
    seeds: Annotated[tuple[NamedSeed, ...], Meta(max_length=16)] = ()
    image: Text = ""
    image_share: Share = 0.5
    carry: Carry = 0.0
    steps: Steps = 1
    pace: Literal["latency", "smooth"] = "latency"
    fill_hz: Annotated[float, Meta(ge=0.0, le=240.0)] = 0.0
    fade_s: Seconds = 2.0

    @property
    def size(self) -> tuple[int, int] | None:
        """(width, height) in pixels, or None for the model's own."""
        return (self.width, self.height) if self.width else None


class SeedName(Section, frozen=True):
    """[[seed]]: a noise field by name, so that a walk can lead back to where the work was found."""

    name: Text
    number: Seed


class LoraFile(Section, frozen=True):
    """[[lora]]: a LoRA file that the show mixes in by weight, live; all are loaded before they are asked for."""

    name: Text
    file: Text
    weight: Weight = 0.0


class Hearing(Section, frozen=True):
    """[ears]: what is listened for."""

    mode: Literal["script", "open", "off"] = "off"
    script: str = ""
    recording: str = ""
    whisper: str = ""
    language: Annotated[str, Meta(pattern="^[a-z]{2,4}$")] = "en"
    translate: bool = False
    names: tuple[Text, ...] = ()


class Words(Section, frozen=True):
    """[words]: how words become a picture."""

    memory_s: Annotated[float, Meta(ge=0.5, le=60.0)] = 6.0
    nudge: Share = 0.35
    fade_s: Seconds = 1.5
    rest_after_s: Annotated[float, Meta(ge=1.0, le=600.0)] = 20.0
    emotion: Share = 0.3


class Public(Section, frozen=True):
    """[public]: what strangers may say to the wall. The show's own texts are never judged."""

    filter: bool = True
    allow: str = ""
    deny: str = ""
    artists: str = ""
    veto_s: Annotated[float, Meta(ge=0.0, le=60.0)] = 0.0


class Keep(Section, frozen=True):
    """[keep]: what is written to disk. Nothing, unless a path stands here."""

    transcript: str = ""
    sound: str = ""


class Cue(Section, frozen=True):
    """[[cue]]: one GO. What a cue does not name stays as it is."""

    name: Text
    prompt: Text | None = None
    style: Text | None = None
    mood: Text | None = None
    negative: Text | None = None
    guidance: Guidance | None = None
    seed: NamedSeed | None = None
    drift_hz: Drift | None = None
    walk: Walk | None = None
    seeds: Annotated[tuple[NamedSeed, ...], Meta(max_length=16)] | None = None
    image: Text | None = None
    image_share: Share | None = None
    lora: dict[str, Weight] = {}
    carry: Carry | None = None
    brightness: Share | None = None
    fade_s: Seconds | None = None
    follow_s: Annotated[float, Meta(ge=0.1, le=3600.0)] | None = None
    """Go on to the next cue by itself after so long."""


class Show(Section, frozen=True):
    """A whole show file; `folder` is where its relative paths start."""

    show: About
    picture: Painting = Painting()
    ears: Hearing = Hearing()
    words: Words = Words()
    public: Public = Public()
    keep: Keep = Keep()
    seed: tuple[SeedName, ...] = ()
    lora: Annotated[tuple[LoraFile, ...], Meta(max_length=8)] = ()
    cue: tuple[Cue, ...] = ()
    folder: str = ""

    def path(self, relative: str) -> Path:
        """An asset of the show."""
        return Path(self.folder) / relative


class Display(Section, frozen=True):
    """[display]: the window. `name` is matched against the display's name; empty: the first."""

    name: str = ""
    window: bool = True
    fullscreen: bool = True
    width: Annotated[int, Meta(ge=64, le=16384)] = 1280
    height: Annotated[int, Meta(ge=64, le=16384)] = 720
    rate_hz: Annotated[float, Meta(ge=10.0, le=240.0)] = 60.0


class Microphone(Section, frozen=True):
    """[microphone]: `name` is matched against device names; empty: the show's recording, else the default device."""

    name: str = ""
    also: tuple[str, ...] = ()
    blend: Literal["mix", "loudest"] = "mix"
    gain_db: Annotated[float, Meta(ge=-40.0, le=40.0)] = 0.0
    gate_db: Annotated[float, Meta(ge=-80.0, le=0.0)] = -80.0


class Osc(Section, frozen=True):
    """[osc]: where events come in. Port 0 takes any free one."""

    host: str = "127.0.0.1"
    port: Port = 9000


class Desk(Section, frozen=True):
    """[desk]: the desk page. It has no password: leave it on 127.0.0.1 unless the network is yours."""

    on: bool = True
    host: str = "127.0.0.1"
    port: Port = 8300


class Venue(Section, frozen=True):
    """A venue file: what belongs to the room and not to the work."""

    display: Display = Display()
    projection: Projection = Projection()
    microphone: Microphone = Microphone()
    osc: Osc = Osc()
    desk: Desk = Desk()
