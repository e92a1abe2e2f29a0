"""The key table: what a key on the stage's keyboard sends, as an OSC address with its arguments."""

from __future__ import annotations

from live.events import Value

KEYS: dict[str, tuple[str, tuple[Value, ...]]] = {
    "space": ("/go", ()),
    "backspace": ("/back", ()),
    "page down": ("/go", ()),
    "page up": ("/back", ()),
    "right": ("/line/next", ()),
    "left": ("/line/back", ()),
    "v": ("/veto", ()),
    "m": ("/ears/mute", ()),
    "b": ("/blackout", ()),
    "f": ("/freeze", ()),
    "p": ("/panic", ()),
}
"""Blackout, freeze and mute turn over what is: whoever knows the present state fills in their argument.

Page down and page up are what a presenter's remote sends."""
QUIT = ("quit", ())
QUIT_KEY = "escape"
TWICE_S = 1.0
"""Escape twice within this time ends the show; once does nothing."""


class Keys:
    """Keys in, presses out; time is an argument."""

    def __init__(self) -> None:
        self._escaped_s = -TWICE_S * 2

    def press(self, key: str, now_s: float) -> tuple[str, tuple[Value, ...]] | None:
        """What a key named as SDL names it means, or None."""
        if key != QUIT_KEY:
            return KEYS.get(key)
        twice = now_s - self._escaped_s <= TWICE_S
        self._escaped_s = now_s
        return QUIT if twice else None
