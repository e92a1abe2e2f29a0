"""Sound waits in a bounded channel, and its clock is tied to the wall's."""

import numpy as np
import pytest

from live.ears.channel import Anchor, Channel, Chunk
from live.ears.clock import BLOCK, BLOCK_S
from live.ears.resample import Resampler

SILENCE = np.zeros(BLOCK, np.float32)


def chunk(end_s, first=False):
    return Chunk(SILENCE, end_s, first)


def test_what_finds_it_full_is_dropped_and_counted():
    channel = Channel(2)
    for end_s in (1.0, 2.0, 3.0, 4.0):
        channel.put(chunk(end_s))
    assert channel.dropped == 2
    assert [channel.get(0.0).end_s, channel.get(0.0).end_s, channel.get(0.0)] == [1.0, 2.0, None]


def test_late_blocks_do_not_move_the_clock():
    anchor, late = Anchor(), [0.0, 0.004, 0.03, 0.0, 0.2, 0.001]
    offsets = [anchor.tie(at * BLOCK_S, chunk(50.0 + at * BLOCK_S + lag)) for at, lag in enumerate(late)]
    assert offsets == pytest.approx([50.0] * 6)


def test_a_new_stream_ties_it_anew():
    anchor = Anchor()
    anchor.tie(1.0, chunk(51.0))
    assert anchor.tie(1.1, chunk(56.1, first=True)) == pytest.approx(55.0)


def test_a_slow_drift_is_followed():
    anchor = Anchor(blocks=8)
    for at in range(100):
        offset = anchor.tie(at * BLOCK_S, chunk(10.0 + at * (BLOCK_S + 0.001)))
    assert offset == pytest.approx(10.0 + 0.099, abs=0.01)


@pytest.mark.parametrize("rate_hz", [8000.0, 16000.0, 44100.0, 48000.0, 96000.0])
def test_any_rate_becomes_blocks_at_16_khz_with_their_times(rate_hz):
    resampler, blocks = Resampler(rate_hz), []
    size = round(rate_hz * 0.016)
    for number in range(200):
        at = (number * size + np.arange(size)) / rate_hz
        tone = np.sin(2 * np.pi * 440.0 * at).astype(np.float32)
        stereo = np.stack([tone, np.zeros_like(tone)], axis=1)
        blocks += resampler.blocks(Chunk(stereo, (number + 1) * size / rate_hz), np.float32(2.0))
    assert [block.first for block in blocks[:3]] == [True, False, False]
    assert all(block.sound.shape == (BLOCK,) and block.sound.dtype == np.float32 for block in blocks)
    assert len(blocks) * BLOCK_S == pytest.approx(200 * size / rate_hz, abs=0.1)
    times = np.diff([block.end_s for block in blocks])
    assert times.mean() == pytest.approx(BLOCK_S, rel=0.05)
    sound = np.concatenate([block.sound for block in blocks[20:60]])
    assert np.sqrt(np.mean(sound**2)) == pytest.approx(np.sqrt(0.5), rel=0.02)
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound))))
    assert np.argmax(spectrum) * 16000 / len(sound) == pytest.approx(440.0, abs=2.0)


def test_broken_samples_become_silence():
    resampler = Resampler(16000.0)
    sound = np.full((BLOCK * 4, 1), np.nan, np.float32)
    assert all(not block.sound.any() for block in resampler.blocks(Chunk(sound, 1.0), np.float32(1.0)))
