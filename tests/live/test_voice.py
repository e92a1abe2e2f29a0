"""The voice never waits: not for a full pipe, not for a terminal that is gone."""

from __future__ import annotations

import os
import time
from contextlib import suppress

from live.voice import Voice


def test_lines_come_in_order() -> None:
    reader, writer = os.pipe()
    with os.fdopen(writer, "w") as stream, os.fdopen(reader) as listener:
        voice = Voice(stream)
        for number in range(5):
            voice(f"line {number}")
        voice.close()
        assert [listener.readline() for _ in range(5)] == [f"line {n}\n" for n in range(5)]


def test_a_pipe_that_nobody_reads_holds_nobody_up() -> None:
    reader, writer = os.pipe()
    stream = os.fdopen(writer, "w")
    voice = Voice(stream)
    for _ in range(2000):
        voice("x" * 1000)  # far more than a pipe and the queue hold
    assert voice.unsaid > 0
    begin = time.monotonic()
    voice.close(0.2)
    assert time.monotonic() - begin < 5.0
    os.set_blocking(reader, False)
    while voice._thread.is_alive():  # drain it, so that the thread can end
        try:
            if not os.read(reader, 1 << 16):
                break
        except BlockingIOError:
            time.sleep(0.01)
        voice.close(0.0)
    os.close(reader)
    stream.close()


def test_a_terminal_that_is_gone_is_survived() -> None:
    reader, writer = os.pipe()
    stream = os.fdopen(writer, "w")
    os.close(reader)
    voice = Voice(stream)
    voice("is anybody there?")
    voice.close()
    assert voice.unsaid == 1
    with suppress(BrokenPipeError):  # its own unwritten line
        stream.close()
