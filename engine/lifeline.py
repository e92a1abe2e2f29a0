"""Lifeline: a child process ends when the stage does, however the stage ends, on every platform."""

from __future__ import annotations

import os
import sys
import threading


def hold() -> None:
    """End this process when its standard input closes: the parent holds the other end and never writes."""

    def wait() -> None:
        while os.read(0, 4096):
            pass
        os._exit(0)

    if not sys.stdin.isatty():
        threading.Thread(target=wait, name="lifeline", daemon=True).start()
