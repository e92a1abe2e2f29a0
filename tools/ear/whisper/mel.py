"""faster-whisper's log-mel spectrogram for a batch, in torch."""

from __future__ import annotations

import numpy as np
import torch
from faster_whisper.feature_extractor import FeatureExtractor
from numpy.typing import NDArray
from torch import Tensor

HOP, WINDOW = 160, 400


class Mel:
    """Spectrograms as faster_whisper's FeatureExtractor and padding make them."""

    def __init__(self) -> None:
        extractor = FeatureExtractor()
        self._filters = torch.from_numpy(extractor.mel_filters)
        self._window = torch.from_numpy(np.hanning(WINDOW + 1)[:-1].astype(np.float32))

    def __call__(self, sounds: list[NDArray[np.float32]], frames: int) -> Tensor:
        """Sounds at 16 kHz -> (B, 80, frames), float32; after a sound's end there are zeros, as in the library."""
        out = torch.zeros(len(sounds), 80, frames)
        for at, sound in enumerate(sounds):
            wave = torch.nn.functional.pad(torch.from_numpy(sound), (0, HOP))
            spectrum = torch.stft(wave, WINDOW, HOP, window=self._window, return_complex=True)[:, :-1]
            mel = torch.clamp(self._filters @ spectrum.abs().square(), min=1e-10).log10()
            mel = (torch.maximum(mel, mel.max() - 8.0) + 4.0) / 4.0
            # The library leaves the last frame out of its window.
            count = min(mel.shape[1] - 1, frames)
            out[at, :, :count] = mel[:, :count]
        return out
