"""Reading show and venue files: strictly, with errors that name file, key, value and way out."""

from __future__ import annotations

import difflib
import tomllib
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import inspect

from live.material import missing
from live.show import Cue, Section, Show, ShowError, Venue

F = TypeVar("F", bound=Section)


def load_show(place: str | Path) -> Show:
    """The show in a folder's show.toml, or in the file itself; checked, assets included; raises ShowError."""
    path = Path(place)
    path = path / "show.toml" if path.is_dir() else path
    show = msgspec.structs.replace(_load(path, Show), folder=str(path.parent))
    problem = next(missing(show), None)
    if problem:
        raise ShowError(f"{path}: {problem}")
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
