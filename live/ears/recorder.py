"""The ears' end of a capture process: starts it, takes its sound without ever waiting for it, ends it."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable

import msgspec
import numpy as np

from live.ears.channel import Channel, Chunk
from live.ears.devices import Device
from live.ears.heard import EarsError, FaultError
from live.ears.wire import Kind, Message, read

ROOM_CHUNKS = 500
"""8 s of sound may wait for a slow recogniser."""
_DYING_S = 0.2
"""A killed process is gone by then, if it goes at all."""
LIST_S = 15.0
"""Listing the devices may take so long: a sound server that hangs would never end it."""


class Recorder:
    """One capture process. It is never opened again: a fresh one takes its place."""

    def __init__(self, name: str, called: str, wake: Callable[[], None]) -> None:
        """Start recording the device whose name holds `name`; `wake` is called, in a thread, when there is news."""
        self.device: Device | None = None
        """What was opened; None until it is."""
        self.missing = False
        """Whether it ended because there is no such device."""
        self._trouble = ""
        self._channel = Channel(ROOM_CHUNKS)
        self._wake = wake
        self._process = _start("--called", called, "--", name)
        self._reader = threading.Thread(target=self._read, name=f"recorder {name}", daemon=True)
        self._reader.start()

    @property
    def dropped(self) -> int:
        """Chunks lost because nobody took them."""
        return self._channel.dropped

    @property
    def trouble(self) -> str:
        """Why it has ended; empty while it runs."""
        return "" if self._reader.is_alive() else self._trouble or "the capture process died"

    @property
    def waiting(self) -> bool:
        """Whether it has brought sound that nobody has taken yet."""
        return self._channel.waiting

    def chunk(self) -> Chunk | None:
        """The oldest chunk that nobody has taken yet: (n, channels) float32 at the device's rate."""
        return self._channel.get(0.0)

    def close(self) -> None:
        """End it, whatever it is doing. A process that hangs in a driver is left to the kernel."""
        self._process.kill()
        self._reader.join(_DYING_S)
        assert self._process.stdin
        self._process.stdin.close()

    def _read(self) -> None:
        """The reader's thread."""
        assert self._process.stdout
        with self._process.stdout as pipe:
            while message := read(pipe):
                self._take(message)
                self._wake()
        self._process.wait()
        self._wake()

    def _take(self, message: Message) -> None:
        if message.kind is Kind.SOUND and self.device:
            sound = np.frombuffer(message.body, "<f4").reshape(-1, self.device.taken_channels)
            self._channel.put(Chunk(sound, message.end_s))
        elif message.kind is Kind.OPENED:
            self.device = msgspec.json.decode(message.body, type=Device)
        else:
            self._trouble = message.text
            self.missing = message.kind is Kind.MISSING


def list_devices() -> list[Device]:
    """The sound devices that can record, as a fresh PortAudio sees them.

    Raises EarsError where PortAudio is not installed, and FaultError where it hangs or dies.
    """
    with _start("--list") as process:
        killer = threading.Timer(LIST_S, process.kill)
        killer.start()
        assert process.stdout
        message = read(process.stdout)
        killer.cancel()
        process.kill()
    if message is None:
        raise FaultError("microphone: PortAudio hangs or dies while it lists the devices; start the sound server anew")
    if message.kind is not Kind.DEVICES:
        raise EarsError(message.text)
    return msgspec.json.decode(message.body, type=list[Device])


def _start(*arguments: str) -> subprocess.Popen[bytes]:
    # Nothing it says on standard error is ours: all that matters comes through the pipe.
    return subprocess.Popen(
        [sys.executable, "-m", "live.ears.capture", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
