"""Heavy work in a thread, beside one that must not be halted: the interpreter's lock and its collector of garbage."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_SWITCH_S = 0.0005
"""How long a thread keeps the interpreter's lock while another wants it; Python's own is 0.005."""

_NEVER = 1 << 30
"""Collections of young objects until there is one of all."""


@contextmanager
def gently() -> Iterator[None]:
    """Have the lock change hands more often, and no full collection of garbage: one was seen to halt all for 0.7 s.

    What the block leaves behind is never looked through: a compiler's leftovers stay in memory.
    """
    usual_s, usual = sys.getswitchinterval(), gc.get_threshold()
    sys.setswitchinterval(_SWITCH_S)
    gc.freeze()
    gc.set_threshold(*usual[:2], _NEVER)
    try:
        yield
    finally:
        gc.freeze()
        gc.set_threshold(*usual)
        sys.setswitchinterval(usual_s)
