"""Look: what the fast lane asks of the very next picture, with no help from the engine."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Look:
    """The operator's hand on the picture. Blackout wins over freeze."""

    blackout: bool = False
    freeze: bool = False
    brightness: float = 1.0
    """Master brightness to reach, 0..1."""
    fade_s: float = 0.0
    """How long the last change of brightness takes."""
    changed_s: float = 0.0
    """Show time of the last change of brightness."""
