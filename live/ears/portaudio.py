"""PortAudio, as the capture process uses it: list what can record, and open one of them.

Only live.ears.capture imports this: PortAudio lists devices once a process, may hang for ever in a call, and
prints to standard error while it looks around. All three end with the process that they happen in.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from typing import Any

from live.ears.devices import Device
from live.ears.heard import EarsError, FaultError

CALLBACK_S = 0.016
"""Sound a callback."""
LAG_S = 0.5
"""A callback that says its sound is older than this is not believed: some drivers leave the times empty."""
_LAGS = 31
"""Callbacks that the median is of, half a second."""

Deliver = Callable[[bytes, float], None]
"""Takes samples, (n, channels) float32, and when the last was captured (time.monotonic)."""


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


def open_stream(device: Device, deliver: Deliver) -> Any:
    """A running stream of device.taken_channels channels; raises FaultError where it can't be opened."""
    sounddevice = _portaudio()

    lag = Lag()

    def callback(sound: Any, frames: int, times: Any, _status: object) -> None:
        now_s = time.monotonic()
        deliver(bytes(sound), now_s - lag.step(times.currentTime - times.inputBufferAdcTime - frames / device.rate_hz))

    try:
        stream = sounddevice.RawInputStream(
            device=device.index,
            channels=device.taken_channels,
            samplerate=device.rate_hz,
            blocksize=round(device.rate_hz * CALLBACK_S),
            dtype="float32",
            latency="low",
            callback=callback,
        )
        stream.start()
    except sounddevice.PortAudioError as error:
        raise FaultError(f"microphone {device.name!r}: {error}; end what else uses it, or name another") from None
    return stream


class Lag:
    """How long the sound of a callback has waited in the driver: the median of what it said lately.

    A single word of it can't be believed: streams begin with 0.1 s too much, and PulseAudio's ALSA bridge
    says 0.3 s out of the blue.
    """

    def __init__(self) -> None:
        self._lags: deque[float] = deque(maxlen=_LAGS)

    def step(self, lag_s: float) -> float:
        """The lag to count on, in s, once the driver has said `lag_s`; what can't be is taken as none."""
        self._lags.append(lag_s if 0.0 < lag_s < LAG_S else 0.0)
        return sorted(self._lags)[len(self._lags) // 2] if len(self._lags) == _LAGS else 0.0


def _portaudio() -> Any:
    try:
        import sounddevice
    except OSError as error:
        raise EarsError(f"microphone: {error}; install PortAudio: apt-get install libportaudio2") from None
    return sounddevice
