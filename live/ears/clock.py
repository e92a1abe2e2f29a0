"""The audio clock: what a block of sound is, and how samples count as time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

RATE_HZ = 16000
"""Every recogniser and the voice gate work at this rate, in mono."""
BLOCK = 512
"""Samples a block, 32 ms: what the voice gate takes at a time."""
BLOCK_S = BLOCK / RATE_HZ

Sound = NDArray[np.float32]
"""Mono sound, (n,) float32 in -1..1, at RATE_HZ."""
