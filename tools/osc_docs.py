"""docs/osc.md from the address table: `python -m tools.osc_docs` writes it, `--check` says whether it is current."""

from __future__ import annotations

import sys
from pathlib import Path

from live.osc import decode
from live.osc.addresses import TABLE, Address
from live.osc.check import kind_and_range

PLACE = Path(__file__).parent.parent / "docs" / "osc.md"

LANES = (
    ("fast", "At once", "These change the very next picture, with no help from the painter."),
    ("slow", "Through the painter", "These change what is painted; the picture gets there over the fade."),
    ("heard", "From the ears", "What the ears process sends. Anything else that listens may send it too."),
)

HEAD = f"""# OSC

<!-- Made from live/osc/addresses.py by `python -m tools.osc_docs`; edit the table, not this page. -->

The stage listens for [OSC 1.0](https://opensoundcontrol.stanford.edu/spec-1_0.html) over UDP on 127.0.0.1, port 9000,
until a venue file says otherwise (`[osc] host`, `port`). Try it:

```
oscsend localhost 9000 /prompt sf "a boat in the rain" 4
oscsend localhost 9000 /blackout T
```

What it takes:

- Packets of up to {decode.MAX_PACKET} bytes.
- Bundles up to {decode.MAX_DEPTH} deep, with {decode.MAX_ELEMENTS} elements in all.
- Strings of up to {decode.MAX_STRING} bytes of UTF-8.
- Argument types `i h f d s S T F`. Integers do for floats and whole floats for integers; `0`, `1`, `0.0` and `1.0` do
  for bools.
- Numbers outside their range are clamped to it. They must be finite.
- Addresses are taken literally: there are no patterns. Time tags are read over: a message is meant for now.
- A packet with anything wrong in it is refused whole, counted, and named in the notes on the desk page, with the
  byte, the value and the way out.
- Arguments in square brackets may be left out, from the right. A `fade_s` of -1 is the show's own; a `sound_s` or
  `onset_s` of -1 is not known.

The door has no password. Leave it on 127.0.0.1 unless the network is yours.
"""


def page() -> str:
    """The whole page."""
    return HEAD + "".join(_section(lane, title, text) for lane, title, text in LANES)


def _section(lane: str, title: str, text: str) -> str:
    rows = "".join(_row(row) for row in TABLE if row.lane == lane)
    return f"\n## {title}\n\n{text}\n\n| Address | Arguments | Meaning |\n|---|---|---|\n{rows}"


def _row(row: Address) -> str:
    words = []
    for argument in row.arguments:
        word = f"{argument.name}: {kind_and_range(argument)}"
        words.append(word if argument.default is None else f"[{word} = {_default(argument.default)}]")
    arguments = "<br>".join(f"`{word}`" for word in words)
    return f"| `{row.address}` | {arguments} | {row.meaning} |\n"


def _default(value: object) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    return repr(value) if isinstance(value, str) else str(value).lower()


def main(words: list[str]) -> int:
    """Write the page, or check it."""
    if "--check" in words:
        current = PLACE.exists() and PLACE.read_text("utf-8") == page()
        print(f"{PLACE.name}: {'current' if current else 'out of date; run python -m tools.osc_docs'}")
        return 0 if current else 1
    PLACE.write_text(page(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
