"""espeak-ng through its library, since only there it tells when each word begins."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_SYNCHRONOUS = 2
_RATE, _PITCH = 1, 3
_UTF8 = 1
_END, _WORD = 0, 1


class _Event(ctypes.Structure):
    """espeak_EVENT of espeak-ng's speak_lib.h."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_char * 8),
    )


_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


@dataclass(frozen=True, slots=True)
class Said:
    """(n,) int16 samples, and the sample at which each word begins."""

    samples: NDArray[np.int16]
    rate_hz: int
    begins: tuple[int, ...]


class Espeak:
    """One espeak-ng; the library allows one a process."""

    def __init__(self) -> None:
        """Raises OSError where the library is not installed."""
        self._library = ctypes.CDLL("libespeak-ng.so.1")
        self._rate_hz = int(self._library.espeak_Initialize(_SYNCHRONOUS, 0, None, 0))
        self._sound = bytearray()
        self._begins: list[int] = []
        self._callback = _Callback(self._take)
        self._library.espeak_SetSynthCallback(self._callback)

    def say(self, text: str, voice: str, words_a_minute: int, pitch: int) -> Said:
        """The text in one of espeak-ng's voices, such as 'en-us+f2'; `pitch`: 0..99."""
        self._sound.clear()
        self._begins.clear()
        self._library.espeak_SetVoiceByName(voice.encode())
        self._library.espeak_SetParameter(_RATE, words_a_minute, 0)
        self._library.espeak_SetParameter(_PITCH, pitch, 0)
        data = text.encode()
        self._library.espeak_Synth(data, len(data) + 1, 0, 0, 0, _UTF8, None, None)
        return Said(np.frombuffer(bytes(self._sound), np.int16), self._rate_hz, tuple(self._begins))

    def _take(self, wave: ctypes.Array[ctypes.c_short], count: int, events: ctypes.Array[_Event]) -> int:
        if wave and count:
            self._sound.extend(ctypes.string_at(wave, 2 * count))
        at = 0
        while events[at].type != _END:
            if events[at].type == _WORD:
                self._begins.append(events[at].sample)
            at += 1
        return 0
