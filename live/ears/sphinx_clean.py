"""Take steady noise out of a voice before pocketsphinx hears it, 16 ms later, without knowing what comes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from live.ears.clock import Sound

HOP = 256
"""Samples between two spectra; what comes out lags by so much."""
FRAME = 2 * HOP
FLOOR_DB = -25.0
"""No frequency is turned down further: less leaves holes that the recogniser has never met."""
SPEECH_DB = 15.0
"""How far speech stands out where there is any, before it is measured."""
NOISE_KEEPS = 0.8
PRESENCE_KEEPS = 0.9
SNR_KEEPS = 0.95
"""Weights of the past: in the noise's power, in the presence of speech, in the ratio of signal to noise."""
LEAST_SNR_DB = -25.0

LEAD = 3200
"""Samples at the beginning of an utterance that come before the voice: the room as it is now."""

Power = NDArray[np.float64]


class Cleaner:
    """Turns each frequency down by how little of it is likely to be voice.

    The noise is followed by Gerkmann and Hendriks (2012), equations 18 to 22: its power is updated by as much as
    speech is likely to be absent. The gain is the log-spectral amplitude estimator of Ephraim and Malah (1985) with
    their decision-directed ratio of signal to noise. The noise stays known from one utterance to the next, but
    where an utterance comes with its pre-roll, that is better: noise that began meanwhile would pass for speech.
    """

    def __init__(self) -> None:
        window = np.sqrt(np.hanning(FRAME + 1)[:FRAME])
        self._window: NDArray[np.float32] = window.astype(np.float32)
        self._noise: Power | None = None
        self.begin()

    def begin(self) -> None:
        """A new utterance: its sound does not follow on from the last one's."""
        self._rest: Sound = np.zeros(HOP, np.float32)
        self._overlap: Sound = np.zeros(HOP, np.float32)
        self._voice: Power = np.zeros(HOP + 1)
        self._presence: Power = np.zeros(HOP + 1)
        self._lag = HOP
        self._begun = False

    def clean(self, sound: Sound) -> Sound:
        """What is ready of the utterance: (n,) float32 in, (about n,) out; in sum HOP samples are held back."""
        if not self._begun:
            self._begun = True
            if len(sound) >= 2 * LEAD:
                self._noise = self._room(sound[:LEAD])
        waiting = np.concatenate([self._rest, sound])
        ready = [self._frame(waiting[at : at + FRAME]) for at in range(0, len(waiting) - FRAME + 1, HOP)]
        self._rest = waiting[len(ready) * HOP :]
        cleaned: Sound = np.concatenate([*ready, np.zeros(0, np.float32)])
        lag, self._lag = self._lag, max(0, self._lag - len(cleaned))
        return cleaned[lag:]

    def finish(self) -> Sound:
        """The rest of the utterance; `begin` comes next."""
        held = len(self._rest)
        return self.clean(np.zeros(FRAME, np.float32))[:held]

    def _room(self, lead: Sound) -> Power:
        """Mean power at each frequency of a sound without voice, (HOP + 1,)."""
        frames = np.lib.stride_tricks.sliding_window_view(lead, FRAME)[::HOP]
        powers: Power = np.abs(np.fft.rfft(frames * self._window)) ** 2
        return np.asarray(powers.mean(axis=0) + 1e-12, np.float64)

    def _frame(self, frame: Sound) -> Sound:
        """(FRAME,) samples in, the (HOP,) samples out that no later frame changes."""
        spectrum = np.fft.rfft(frame * self._window)
        power: Power = np.abs(spectrum) ** 2 + 1e-12
        noise = self._follow(power)
        gain = self._gain(np.minimum(power / noise, 1e3), noise)
        self._voice = gain**2 * power
        voice = (np.fft.irfft(spectrum * gain) * self._window).astype(np.float32)
        done: Sound = voice[:HOP] + self._overlap
        self._overlap = voice[HOP:]
        return done

    def _follow(self, power: Power) -> Power:
        """Power of the noise at each frequency, (HOP + 1,)."""
        # The first spectrum is all that is known of the noise; its neighbours make each frequency less of a chance.
        noise = np.convolve(power, np.ones(9) / 9.0, "same") if self._noise is None else self._noise
        speech = 10.0 ** (SPEECH_DB / 10.0)
        exponent = np.minimum(power / noise * speech / (1.0 + speech), 200.0)
        present = 1.0 / (1.0 + (1.0 + speech) * np.exp(-exponent))
        self._presence = PRESENCE_KEEPS * self._presence + (1.0 - PRESENCE_KEEPS) * present
        # Speech that never ends is noise that has grown louder.
        present = np.where(self._presence > 0.99, np.minimum(present, 0.99), present)
        expected = present * noise + (1.0 - present) * power
        self._noise = NOISE_KEEPS * noise + (1.0 - NOISE_KEEPS) * expected
        return self._noise

    def _gain(self, ratio: Power, noise: Power) -> Power:
        """What is left of each frequency, 0..1; `ratio` is power to noise, the a posteriori ratio."""
        snr = SNR_KEEPS * self._voice / noise + (1.0 - SNR_KEEPS) * np.maximum(ratio - 1.0, 0.0)
        share = (snr := np.maximum(snr, 10.0 ** (LEAST_SNR_DB / 10.0))) / (1.0 + snr)
        gain = share * np.exp(0.5 * _exponential_integral(share * ratio))
        return np.asarray(np.clip(gain, 10.0 ** (FLOOR_DB / 20.0), 1.0), np.float64)


def _exponential_integral(v: Power) -> Power:
    """The integral of exp(-t) / t from v to infinity, in the three pieces of Martin, Wittke and Jancovic (2001)."""
    log10 = np.log10(np.maximum(v, 1e-10))
    low, middle = -2.31 * log10 - 0.6, -1.544 * log10 + 0.166
    return np.where(v < 0.1, low, np.where(v > 1.0, 10.0 ** (-0.52 * v - 0.26), middle))
