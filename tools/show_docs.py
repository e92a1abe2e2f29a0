"""docs/show-file.md from the structs that read the files: `python -m tools.show_docs` writes, `--check` checks it."""

from __future__ import annotations

import ast
import inspect
import sys
import textwrap
from pathlib import Path
from typing import get_args, get_type_hints

import msgspec
from msgspec import inspect as kinds

from live.show import Section, Show, Venue

PLACE = Path(__file__).parent.parent / "docs" / "show-file.md"
HIDDEN = {"folder"}

MEANINGS = {
    "show.title": "Shown on the desk page.",
    "show.author": "Who made it.",
    "show.licence": "Under which terms others may play it.",
    "picture.model": "`house`, a name that `rhapsode models list` knows, or a model's folder or file.",
    "picture.width": "Width of the painted picture in pixels; 0: the model's own size.",
    "picture.height": "Height of the painted picture in pixels; 0: the model's own size.",
    "picture.resting": "What is painted when nothing else is asked for.",
    "picture.style": "Style words added to every prompt.",
    "picture.mood": "Mood words added to every prompt.",
    "picture.negative": "What to keep away from, where the model's family takes a negative prompt (docs/models.md).",
    "picture.guidance": "Guidance scale, where the model's family takes one; 0 leaves it to the family.",
    "picture.seed": "The noise field that the walk sets out from: a number, or the name of a `[[seed]]`.",
    "picture.walk": "`row` walks on for ever; `circle` closes after 4 / `drift_hz` seconds.",
    "picture.seeds": "Two to 16 seeds to walk through in turn, and round again, in place of `walk`.",
    "picture.image": "A picture to start from: an image or movie, `camera`, or `camera:NAME`.",
    "picture.image_share": "How much of that picture is kept: 0 nothing, 1 all.",
    "picture.pace": "`latency`: each frame at once; `smooth`: several together where that gives more a second.",
    "picture.fill_hz": "Frames decoded from between the painted ones, up to so many a second; 0: none.",
    "picture.drift_hz": "Speed of the walk through noise, fields a second; 0 stands still.",
    "picture.carry": "Share of the last latent in the next.",
    "picture.steps": "Denoising steps a frame.",
    "picture.fade_s": "How long a change of prompt or seed takes where nothing else says so.",
    "ears.mode": "`script`: a known text is spoken; `open`: anything may be; `off`: nothing listens.",
    "ears.script": "The text, UTF-8, a line each; needed in mode `script`.",
    "ears.recording": "A sound file to hear where the venue names no microphone.",
    "ears.whisper": "Folder of a faster-whisper model, or the name of one on disk, in place of the embedded one.",
    "ears.language": "ISO 639-1 code of what is spoken, or `auto` (Whisper only); the embedded recogniser knows `en`.",
    "ears.translate": "Paint what the words mean in English (Whisper models that can translate; large-v3-turbo can't).",
    "ears.names": "Proper names that Whisper should know how to spell. Never lines of the text.",
    "words.memory_s": "How long spoken words stay in the picture: their weight falls to 37 % in this time.",
    "words.nudge": "Weight of words that may still change, against final ones.",
    "words.fade_s": "How long the picture takes to follow the voice.",
    "words.rest_after_s": "After so long without words, the cue's or resting picture weighs as much as they do.",
    "words.emotion": "From what the words name (0) to what they feel like (1).",
    "public.filter": "Whether what is heard in mode `open`, or sent as a prompt, must pass the word lists.",
    "public.allow": "A file of words and phrases, a line each, that pass although a list holds them.",
    "public.deny": "A file of words and phrases, a line each, that don't pass.",
    "public.artists": "A file of names, a line each, of artists who don't want to be imitated.",
    "public.veto_s": "How long the public's words wait for the operator's veto before they are painted.",
    "keep.transcript": "A file that the committed words are added to.",
    "keep.sound": "A folder that what the microphone hears is written to.",
    "seed.name": "How cues call it.",
    "seed.number": "The noise field.",
    "lora.name": "How cues and `/lora` call it.",
    "lora.file": "The .safetensors file.",
    "lora.weight": "Its weight before the first cue; 0: loaded, but not heard.",
    "cue.name": "Shown on the desk page; each cue its own.",
    "cue.prompt": "What to paint.",
    "cue.style": "As in `[picture]`, from this cue on.",
    "cue.mood": "As in `[picture]`, from this cue on.",
    "cue.negative": "As in `[picture]`, from this cue on.",
    "cue.guidance": "As in `[picture]`, from this cue on.",
    "cue.walk": "As in `[picture]`, from this cue on.",
    "cue.seeds": "As in `[picture]`, from this cue on; an empty list ends the walk through them.",
    "cue.image": "As in `[picture]`, from this cue on; empty: none.",
    "cue.image_share": "As in `[picture]`, from this cue on.",
    "cue.lora": "Weights of `[[lora]]` files by their names; those it leaves out stay as they are.",
    "cue.seed": "As in `[picture]`, from this cue on.",
    "cue.drift_hz": "As in `[picture]`, from this cue on.",
    "cue.carry": "As in `[picture]`, from this cue on.",
    "cue.brightness": "Master brightness, reached over `fade_s`.",
    "cue.fade_s": "How long the way into this cue takes; else as in `[picture]`.",
    "cue.follow_s": "Go on to the next cue by itself after so long.",
    "display.name": "Part of the display's name.",
    "display.window": "Whether to open a window at all.",
    "display.fullscreen": "The whole display, or a window of `width` by `height`.",
    "display.width": "Width of the window in pixels, where it is not full screen.",
    "display.height": "Height of the window in pixels, where it is not full screen.",
    "display.rate_hz": "Pictures a second to present.",
    "projection.fit": "`cover` fills the canvas and cuts what is over, `contain` shows all, `stretch` distorts.",
    "projection.aspect": "Width of the canvas through its height, on the wall; 0: the window's.",
    "projection.top_left": "Where this corner of the canvas goes, in shares of the window: corner-pin.",
    "projection.top_right": "As above.",
    "projection.bottom_right": "As above.",
    "projection.bottom_left": "As above.",
    "projection.mask": "A PNG in the shape of the window; white lets light through.",
    "projection.blend_left": "Share of the canvas that another projector overlaps on this side.",
    "projection.blend_right": "As above.",
    "projection.blend_top": "As above.",
    "projection.blend_bottom": "As above.",
    "projection.blend_gamma": "The projector's own gamma.",
    "microphone.name": "Part of the device's name.",
    "microphone.also": "Parts of the names of more microphones to listen to at the same time.",
    "microphone.blend": "Several microphones are added up (`mix`), or the loudest is heard (`loudest`).",
    "microphone.gain_db": "Gain before recognition.",
    "microphone.gate_db": "Sound whose level is below this is silence; -80 lets all through.",
    "osc.host": "Interface to listen on; `0.0.0.0` is every one. There is no password.",
    "osc.port": "UDP port; 0 takes any free one.",
    "desk.on": "Whether to serve the desk page.",
    "desk.host": "Interface to serve on; `0.0.0.0` is every one. There is no password.",
    "desk.port": "TCP port.",
}
"""What each key means, where the struct has no docstring of its own for it."""

HEAD = """# Show and venue files

<!-- Made from live/show.py by `python -m tools.show_docs`; edit the structs, not this page. -->

A show is a folder with a `show.toml`; its paths start at that folder. What belongs to the room and not to the work
is kept apart, in a venue file: `rhapsode play shows/tides --venue hall.toml`. Both are read strictly: an unknown key,
a wrong type or a number out of range stops with the file, the key, the value and the way out.

```toml
[show]
title = "Low Water"

[picture]
resting = "a harbour at night"
style = "ink wash"

[[cue]]
name = "dawn"
prompt = "the first boats go out"
fade_s = 8
```

A key without a default must be given. Times are in seconds (`_s`), rates a second (`_hz`).
"""


def page() -> str:
    """The whole page."""
    return HEAD + _file("The show file", Show) + _file("The venue file", Venue)


def undocumented() -> list[str]:
    """Keys that have no meaning yet, and meanings that have no key any more."""
    keys = {
        f"{name}.{field.name}"
        for kind in (Show, Venue)
        for name, inner, _ in _sections(kind)
        for field in _fields(inner)
    }
    return sorted(key for key in keys ^ MEANINGS.keys() if key in MEANINGS or not _own_words(key))


def _own_words(key: str) -> str:
    name, _, field = key.partition(".")
    inner = next(inner for kind in (Show, Venue) for section, inner, _ in _sections(kind) if section == name)
    return _docstrings(inner).get(field, "")


def _file(title: str, kind: type[Section]) -> str:
    return f"\n## {title}\n" + "".join(_section(*section) for section in _sections(kind))


def _sections(kind: type[Section]) -> list[tuple[str, type[msgspec.Struct], bool]]:
    """Name, struct and whether it may be repeated, of each table of the file."""
    hints = get_type_hints(kind)
    found = []
    for field in msgspec.structs.fields(kind):
        if field.name not in HIDDEN:
            inner = hints[field.name]
            repeated = not isinstance(inner, type) or not issubclass(inner, msgspec.Struct)
            found.append((field.name, get_args(inner)[0] if repeated else inner, repeated))
    return found


def _fields(kind: type[msgspec.Struct]) -> tuple[msgspec.structs.FieldInfo, ...]:
    return tuple(field for field in msgspec.structs.fields(kind) if field.name not in HIDDEN)


def _section(name: str, kind: type[msgspec.Struct], repeated: bool) -> str:
    heading = f"[[{name}]]" if repeated else f"[{name}]"
    about = inspect.cleandoc(kind.__doc__ or "").split("\n\n")[0].replace("\n", " ").partition(": ")[2]
    own = _docstrings(kind)
    rows = "".join(_row(name, field, own) for field in _fields(kind))
    head = "| Key | Takes | Default | Meaning |\n|---|---|---|---|\n"
    return f"\n### `{heading}`\n\n{about[:1].upper()}{about[1:]}\n\n{head}{rows}"


def _row(section: str, field: msgspec.structs.FieldInfo, own: dict[str, str]) -> str:
    meaning = own.get(field.name) or MEANINGS.get(f"{section}.{field.name}", "")
    value = field.default_factory() if field.default is msgspec.NODEFAULT and not field.required else field.default
    default = "" if field.required else _default(value)
    return f"| `{field.name}` | {_takes(kinds.type_info(field.type))} | {default} | {meaning} |\n"


def _default(value: object) -> str:
    if value is None:
        return "not set"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, tuple):
        return f"`{list(value)}`"
    if isinstance(value, dict):
        return "none"
    return f'`"{value}"`' if isinstance(value, str) else f"`{value:g}`"


def _takes(kind: kinds.Type) -> str:
    """The type in words: 'text', '0..600', 'one of ...'."""
    match kind:
        case kinds.UnionType(types):
            return " or ".join(_takes(inner) for inner in types if not isinstance(inner, kinds.NoneType))
        case kinds.LiteralType(values):
            return ", ".join(f"`{value}`" for value in values)
        case kinds.IntType() | kinds.FloatType():
            word = "whole number" if isinstance(kind, kinds.IntType) else "number"
            low, high = kind.ge, kind.le
            return word if low is None or high is None else f"{word} {low:.10g}..{high:.10g}"
        case kinds.BoolType():
            return "`true`, `false`"
        case kinds.StrType():
            return f"text like `{kind.pattern.strip('^$').replace('|', ' or ')}`" if kind.pattern else "text"
        case kinds.VarTupleType() | kinds.TupleType() | kinds.DictType():
            return _take_several(kind)
    raise TypeError(f"{kind}: no words for this type yet; add them to _takes")


def _take_several(kind: kinds.VarTupleType | kinds.TupleType | kinds.DictType) -> str:
    if isinstance(kind, kinds.DictType):
        return f"`{{ name = weight }}`, weights {_takes(kind.value_type)}"
    if isinstance(kind, kinds.VarTupleType):
        return f"list of {_takes(kind.item_type)}s"
    return f"[{', '.join(_takes(item) for item in kind.item_types)}]"


def _docstrings(kind: type[msgspec.Struct]) -> dict[str, str]:
    """The strings that stand below the fields in the struct's source."""
    body = ast.parse(textwrap.dedent(inspect.getsource(kind))).body[0]
    assert isinstance(body, ast.ClassDef)
    found = {}
    for line, after in zip(body.body, body.body[1:], strict=False):
        match line, after:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                found[name] = " ".join(text.split())
    return found


def main(words: list[str]) -> int:
    """Write the page, or check it."""
    if "--check" in words:
        current = PLACE.exists() and PLACE.read_text("utf-8") == page()
        print(f"{PLACE.name}: {'current' if current else 'out of date; run python -m tools.show_docs'}")
        return 0 if current else 1
    PLACE.write_text(page(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
