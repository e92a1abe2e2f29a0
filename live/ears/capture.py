"""The capture process: `python -m live.ears.capture NAME` records one microphone into its standard output.

A process a microphone, because PortAudio keeps one state for all streams of a process: to see a device that
was plugged in anew, it must begin afresh, and that would stop every other microphone. And because a driver
that hangs or crashes then takes nothing with it. Nobody recovers inside: on trouble it says why and ends.

It imports neither numpy nor the engine (whose lifeline it would use): a lost microphone waits for it to start.
"""

from __future__ import annotations

import argparse
import os
import queue
import sys
import threading
from typing import IO, Any

import msgspec

from live.ears.devices import find_device
from live.ears.heard import EarsError, FaultError
from live.ears.portaudio import list_devices, open_stream
from live.ears.wire import Kind, Message, write

_ROOM = 500
"""8 s of sound may wait for the ears to take it; what comes then is lost."""
_LOOK_S = 0.1
"""Without sound for so long: see whether the stream still runs."""


def main(arguments: list[str] | None = None) -> None:
    """Record until the ears close this process's standard input, or until something breaks."""
    options = _options(arguments)
    threading.Thread(target=_hold, daemon=True).start()
    pipe = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a driver prints must not get among the sound
    try:
        if options.list:
            write(pipe, Message(Kind.DEVICES, msgspec.json.encode(list_devices())))
        else:
            _record(options.name, options.called, pipe)
    except OSError:
        pass  # the ears are gone
    except EarsError as error:
        write(pipe, Message(Kind.MISSING, str(error).encode()))
    except FaultError as error:
        write(pipe, Message(Kind.FAILED, str(error).encode()))
    except Exception as error:
        write(pipe, Message(Kind.FAILED, f"{error!r} in the capture process".encode()))
    os._exit(0)  # PortAudio's farewell at a clean exit can hang


def _record(name: str, called: str, pipe: IO[bytes]) -> None:
    device = find_device(name, list_devices(), called)
    waiting: queue.Queue[Message] = queue.Queue(_ROOM)

    def deliver(sound: bytes, end_s: float) -> None:
        if not waiting.full():
            waiting.put_nowait(Message(Kind.SOUND, sound, end_s))

    stream = open_stream(device, deliver)
    write(pipe, Message(Kind.OPENED, msgspec.json.encode(device)))
    while True:
        message = _next(waiting, stream, device.name)
        if message:
            write(pipe, message)


def _hold() -> None:
    """End with the ears, who hold the other end of standard input and never write."""
    while os.read(0, 64):
        pass
    os._exit(0)


def _next(waiting: queue.Queue[Message], stream: Any, name: str) -> Message | None:
    try:
        return waiting.get(timeout=_LOOK_S)
    except queue.Empty:
        if not stream.active:
            raise FaultError(f"microphone {name!r}: its driver ended the recording") from None
        return None


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="live.ears.capture", description="Record a microphone into a pipe.")
    parser.add_argument("name", nargs="?", default="", help="part of the device's name; empty: the default")
    parser.add_argument("--called", default="microphone.name", help="the setting that named it, for errors")
    parser.add_argument("--list", action="store_true", help="say which devices there are, and end")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
