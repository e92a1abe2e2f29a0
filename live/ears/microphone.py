"""A microphone by name, with a watchdog, since PortAudio says nothing when a microphone vanishes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import soxr

from live.ears.channel import Channel, Chunk
from live.ears.clock import BLOCK, BLOCK_S, RATE_HZ, Sound
from live.ears.devices import Device, find_device
from live.ears.heard import EarsError, FaultError
from live.ears.source import Tell

SILENT_S = 0.5
"""No callback for so long: the microphone is lost."""
FIRST_S = 3.0
"""The first callback may take so long: a sound server wakes its devices up on demand."""
HANG_S = 4.0
"""A call into PortAudio that takes longer than this never comes back."""
BACKOFF_S = (0.25, 0.5, 1.0, 2.0)
CALLBACK_S = 0.016
"""Sound a callback."""
ROOM_CHUNKS = 500
"""8 s of sound may wait for a slow recogniser."""


class MicrophoneSource:
    """A live.ears.source.Source over a microphone; lost, it is opened again by name until it is back."""

    def __init__(self, name: str, gain_db: float = 0.0) -> None:
        """`name` is matched against device names; empty: the default input."""
        self.name = f"microphone {name!r}" if name else "default microphone"
        self._wanted = name
        self._gain = np.float32(10.0 ** (gain_db / 20.0))
        self._channel = Channel(ROOM_CHUNKS)
        self._stream: Any = None
        self._rate_hz = float(RATE_HZ)
        self._resampler = Resampler(RATE_HZ)

    @property
    def dropped(self) -> int:
        """Chunks lost because the recogniser was too slow."""
        return self._channel.dropped

    def open(self) -> None:
        """Open the microphone; raises EarsError where it is not there or can't be opened."""
        sounddevice = _portaudio()
        device = find_device(self._wanted, list_devices())
        try:
            self._stream = sounddevice.InputStream(
                device=device.index,
                channels=min(2, device.channels),
                samplerate=device.rate_hz,
                blocksize=round(device.rate_hz * CALLBACK_S),
                dtype="float32",
                latency="low",
                callback=self._callback,
            )
            self._stream.start()
        except sounddevice.PortAudioError as error:
            where = f"microphone.name = {self._wanted!r}: {device.name}"
            raise EarsError(f"{where}: {error}; end what else uses it, or name another") from None
        self._rate_hz = device.rate_hz
        self._resampler = Resampler(device.rate_hz)
        self.name = f"microphone {device.name!r}"

    def blocks(self, tell: Tell) -> Iterator[Chunk]:
        """Blocks for ever. When the microphone is lost, a little silence ends the utterance that is open."""
        tell("listening", self.name)
        patience_s = FIRST_S
        while True:
            chunk = self._channel.get(patience_s)
            if chunk:
                patience_s = SILENT_S
                yield from self._resampler.blocks(chunk, self._gain)
                continue
            tell("lost", f"{self.name}: no sound for {patience_s} s; opening it again")
            patience_s = FIRST_S
            yield from _silence()
            self._reopen(tell)
            tell("listening", self.name)

    def close(self) -> None:
        """Let go of the microphone; raises FaultError where PortAudio hangs on to it."""
        stream, self._stream = self._stream, None
        if stream is not None:
            within(HANG_S, f"{self.name}: PortAudio does not let go of it", lambda: _close(stream))

    def _reopen(self, tell: Tell) -> None:
        """Close, begin PortAudio afresh (it lists devices only then), open by name; until it works."""
        self.close()
        tries = 0
        while self._stream is None:
            time.sleep(BACKOFF_S[min(tries, len(BACKOFF_S) - 1)])
            tries += 1
            self._channel.clear()
            try:
                within(HANG_S, f"{self.name}: PortAudio hangs while opening it", self._renew)
            except EarsError as error:
                self._stream = None
                tell("lost", str(error))

    def _renew(self) -> None:
        sounddevice = _portaudio()
        sounddevice._terminate()
        sounddevice._initialize()
        self.open()

    def _callback(self, sound: Sound, frames: int, times: Any, status: object) -> None:
        """PortAudio's thread: copy and go."""
        lag_s = times.currentTime - times.inputBufferAdcTime - frames / self._rate_hz
        lag_s = lag_s if 0.0 < lag_s < SILENT_S else 0.0  # some drivers leave these times empty
        self._channel.put(Chunk(sound.copy(), time.monotonic() - lag_s))


class Resampler:
    """Chunks of (n, channels) at a device's rate into blocks of (512,) at 16 kHz."""

    def __init__(self, rate_hz: float) -> None:
        self._stream = soxr.ResampleStream(rate_hz, RATE_HZ, 1, dtype="float32", quality="MQ")
        self._rest: Sound = np.zeros(0, np.float32)
        self._first = True

    def blocks(self, chunk: Chunk, gain: np.float32) -> Iterator[Chunk]:
        """The blocks that the chunk completes."""
        mono = np.nan_to_num(chunk.sound.mean(axis=1, dtype=np.float32), nan=0.0, posinf=0.0, neginf=0.0)
        sound = np.concatenate([self._rest, self._stream.resample_chunk(mono * gain)])
        whole = len(sound) // BLOCK
        self._rest = sound[whole * BLOCK :]
        for number in range(whole):
            after = len(sound) - (number + 1) * BLOCK
            yield Chunk(sound[number * BLOCK : (number + 1) * BLOCK], chunk.end_s - after / RATE_HZ, self._first)
            self._first = False


def list_devices() -> list[Device]:
    """The sound devices that can record; raises EarsError where PortAudio is not installed."""
    sounddevice = _portaudio()
    rows = sounddevice.query_devices()
    defaults = {api["default_input_device"] for api in sounddevice.query_hostapis()[:1]}
    return [
        Device(index, row["name"], row["max_input_channels"], row["default_samplerate"], index in defaults)
        for index, row in enumerate(rows)
        if row["max_input_channels"] > 0
    ]


def within(limit_s: float, trouble: str, action: Callable[[], None]) -> None:
    """Do it, and raise what it raises; or, where it takes longer than `limit_s`, FaultError.

    A dead sound server can block PortAudio for ever, so the action gets a thread that may be left behind.
    """
    failed: list[BaseException] = []

    def act() -> None:
        try:
            action()
        except Exception as error:
            failed.append(error)

    thread = threading.Thread(target=act, name="portaudio", daemon=True)
    thread.start()
    thread.join(limit_s)
    if thread.is_alive():
        raise FaultError(f"{trouble}; the ears must start anew")
    if failed:
        raise failed[0]


def _portaudio() -> Any:
    try:
        import sounddevice
    except OSError as error:
        raise EarsError(f"microphone: {error}; install PortAudio: apt-get install libportaudio2") from None
    return sounddevice


def _close(stream: Any) -> None:
    stream.abort(ignore_errors=True)
    stream.close(ignore_errors=True)


def _silence() -> Iterator[Chunk]:
    """As much silence as ends an utterance."""
    now_s = time.monotonic()
    for left in reversed(range(round(SILENT_S / BLOCK_S))):
        yield Chunk(np.zeros(BLOCK, np.float32), now_s - left * BLOCK_S)
