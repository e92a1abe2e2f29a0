"""Lifeline: a child process ends when the stage does, however the stage ends, on every platform."""

from __future__ import annotations

import os
import stat
import threading


def hold() -> None:
    """End this process when its standard input closes: the parent holds the other end and never writes."""

    def wait() -> None:
        while os.read(0, 4096):
            pass
        os._exit(0)

    if stat.S_ISFIFO(os.fstat(0).st_mode):  # a terminal or /dev/null is no parent
        threading.Thread(target=wait, name="lifeline", daemon=True).start()
