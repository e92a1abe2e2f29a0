"""Show and venue files: what a performance is, and where it plays tonight; read strictly, with errors that help."""

from __future__ import annotations

import difflib
import tomllib
from pathlib import Path
from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import Meta, inspect

from live.projection import Projection

F = TypeVar("F", bound="Section")

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


def load_show(place: str | Path) -> Show:
    """The show in a folder's show.toml, or in the file itself; checked, assets included; raises ShowError."""
    path = Path(place)
    path = path / "show.toml" if path.is_dir() else path
    show = msgspec.structs.replace(_load(path, Show), folder=str(path.parent))
    _check_assets(path, show)
    return show


def load_venue(place: str | Path | None) -> Venue:
    """The venue file, or the defaults where none is given; raises ShowError.

    A mask's path starts at the venue file's folder.
    """
    if not place:
        return Venue()
    venue = _load(Path(place), Venue)
    if not venue.projection.mask:
        return venue
    mask = str(Path(place).parent / venue.projection.mask)
    return msgspec.structs.replace(venue, projection=msgspec.structs.replace(venue.projection, mask=mask))


def _load(path: Path, kind: type[F]) -> F:
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ShowError(f"{path}: {error.strerror}; give a folder that holds a show.toml, or a .toml file") from None
    except UnicodeDecodeError as error:
        raise ShowError(f"{path}: byte {error.start} is not UTF-8; save the file as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise ShowError(f"{path}: not valid TOML: {error}") from None
    if table.pop("folder", None) is not None:
        raise ShowError(f"{path}: folder: unknown key; paths are relative to the show file already")
    try:
        return msgspec.convert(table, kind)
    except msgspec.ValidationError as error:
        raise ShowError(f"{path}: {_explain(str(error), table, kind)}") from None


def _explain(error: str, table: dict[str, object], kind: type[Section]) -> str:
    """msgspec's message as 'key = value: what is wrong; way out'."""
    what, _, where = error.partition(" - at `$")
    where = where.rstrip("`").lstrip(".")
    where = _entry(table, where, _kind_at(kind, where)) if where.endswith("[...]") else where
    value = _value_at(table, where)
    if "unknown field" in what:
        wrong = what.split("`")[-2]
        known = _fields_at(kind, where)
        near = difflib.get_close_matches(wrong, known, 1)
        place = f"{where}.{wrong}" if where else wrong
        way_out = f"did you mean {near[0]!r}?" if near else f"use one of {', '.join(known)}"
        return f"{place}: unknown key; {way_out}"
    if "missing required field" in what:
        wrong = what.split("`")[-2]
        return f"{where + '.' if where else ''}{wrong}: missing; add it"
    kind_there = _kind_at(kind, where)
    return f"{_named(table, where)} = {value!r}; {_way_out(kind_there) or what[0].lower() + what[1:]}"


def _kind_at(kind: type[Section], where: str) -> inspect.Type:
    """What msgspec knows of the type at a place."""
    found: inspect.Type = inspect.type_info(kind)
    for part in _parts(where):
        if isinstance(found, inspect.StructType):
            found = next(field.type for field in found.fields if field.name == part)
        elif isinstance(found, inspect.VarTupleType):
            found = found.item_type
        elif isinstance(found, inspect.DictType):
            found = found.value_type
        if isinstance(found, inspect.UnionType):
            found = next(kind for kind in found.types if not isinstance(kind, inspect.NoneType))
    return found


def _entry(table: dict[str, object], where: str, kind: inspect.Type) -> str:
    """The place with its key, where msgspec says only that some value of a dict ('[...]') is out of range."""
    outer, dots, _ = where.rpartition("[...]")
    entries = _value_at(table, outer) if dots else None
    if not isinstance(entries, dict) or not isinstance(kind, inspect.FloatType):
        return where
    low, high = kind.ge or 0.0, kind.le or 0.0
    wrong = (key for key, value in entries.items() if not (isinstance(value, int | float) and low <= value <= high))
    return f"{outer}.{next(wrong, '[...]')}"


def _way_out(kind: inspect.Type) -> str:
    """What may stand there, in words."""
    if isinstance(kind, inspect.IntType | inspect.FloatType) and kind.ge is not None:
        number = "a whole number" if isinstance(kind, inspect.IntType) else "a number"
        return f"use {number} in {kind.ge:g}..{kind.le:g}"
    if isinstance(kind, inspect.LiteralType):
        return f"use one of {', '.join(repr(value) for value in kind.values)}"
    return {inspect.StrType: "use a text in quotes", inspect.BoolType: "use true or false"}.get(type(kind), "")


def _parts(where: str) -> list[str | int]:
    """'cue[2].fade_s' as ['cue', 2, 'fade_s']."""
    words = where.replace("[", ".[").split(".")
    return [int(word[1:-1]) if word.startswith("[") and word[1:-1].isdigit() else word for word in words if word]


def _value_at(table: object, where: str) -> object:
    for part in _parts(where):
        if isinstance(table, list) and isinstance(part, int):
            table = table[part]
        elif isinstance(table, dict):
            table = table.get(str(part))
    return table


def _named(table: dict[str, object], where: str) -> str:
    """The place, with cues called by their names: "cue 'dawn': fade_s"."""
    parts = _parts(where)
    if len(parts) >= 3 and parts[0] == "cue":
        cue = _value_at(table, f"cue[{parts[1]}]")
        name = cue.get("name") if isinstance(cue, dict) else None
        if isinstance(name, str):
            return f"cue {name!r}: {'.'.join(str(part) for part in parts[2:])}"
    return where


def _fields_at(kind: type[Section], where: str) -> list[str]:
    fields = {field.name: field.type for field in msgspec.structs.fields(kind)}
    parts = _parts(where)
    if parts:
        inner = Cue if parts[0] == "cue" else fields.get(str(parts[0]))
        if isinstance(inner, type) and issubclass(inner, msgspec.Struct):
            return [field.name for field in msgspec.structs.fields(inner)]
    return [name for name in fields if name != "folder"]


def _check_assets(path: Path, show: Show) -> None:
    from live.material import missing

    problem = next(missing(show), None)
    if problem:
        raise ShowError(f"{path}: {problem}")
