"""How far a sound stands out from the room: a running noise floor, for a gate that must close under noise."""

from __future__ import annotations

import math
from collections import deque

import numpy as np

from live.ears.clock import BLOCK_S, Sound

WINDOW_S = 8.0
"""Nobody speaks so long without a pause: the quietest moment of this time is the room."""
KNOWN_S = 1.0
"""Before it has heard so much, the floor is not known."""
SMOOTH_S = 0.16
"""Time constant of the level."""


class Floor:
    """The room's level as the minimum of the smoothed power over a window (minimum statistics, Martin 2001)."""

    def __init__(self) -> None:
        self._levels_db: deque[float] = deque(maxlen=round(WINDOW_S / BLOCK_S))
        self._power = 0.0

    def over_db(self, block: Sound) -> float:
        """Smoothed level of the (512,) block over the floor, in dB, 0 or more; inf while the floor is not known."""
        power = float(np.dot(block, block)) / len(block)
        keep = math.exp(-BLOCK_S / SMOOTH_S) if self._levels_db else 0.0
        self._power = keep * self._power + (1.0 - keep) * power
        level_db = 10.0 * math.log10(self._power + 1e-12)
        self._levels_db.append(level_db)
        if len(self._levels_db) * BLOCK_S < KNOWN_S:
            return math.inf
        return level_db - min(self._levels_db)
