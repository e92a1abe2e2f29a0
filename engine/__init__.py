"""Rhapsode's painter, usable alone: prompt -> frame. More examples are in engine/README.md.

>>> from engine import Painter
>>> painter = Painter.load("house")
>>> image = painter.paint("a boat in fog, ink wash").image
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.wish import Frame, Lora, Phrase, Wish

if TYPE_CHECKING:
    from engine.painter import Painter

__all__ = ["Frame", "Lora", "Painter", "Phrase", "Wish"]


def __getattr__(name: str) -> object:
    """Painter is loaded when it is asked for: the stage imports `engine.wish` and must stay light."""
    if name == "Painter":
        from engine.painter import Painter

        return Painter
    raise AttributeError(f"module 'engine' has no attribute {name!r}")
