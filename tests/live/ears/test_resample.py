"""Any device's sound becomes mono at 16 kHz, with true times, and as fast as it is steered."""

import numpy as np
import pytest

from live.ears.channel import Chunk
from live.ears.clock import BLOCK, BLOCK_S, RATE_HZ
from live.ears.cutter import Cutter
from live.ears.resample import STEER, Resampler


def pieces(resampler, sound, rate_hz):
    """What comes of (n,) mono samples, given in chunks of 16 ms in the first of two channels; time starts at 0."""
    size = round(rate_hz * 0.016)
    for end in range(size, len(sound) + 1, size):
        left = sound[end - size : end].astype(np.float32)
        yield resampler.take(Chunk(np.stack([left, np.zeros_like(left)], axis=1), end / rate_hz))


def tone(rate_hz, seconds):
    return np.sin(2 * np.pi * 440.0 * np.arange(round(rate_hz * seconds)) / rate_hz)


@pytest.mark.parametrize("rate_hz", [8000.0, 16000.0, 44100.0, 48000.0, 96000.0])
def test_any_rate_becomes_16_khz(rate_hz):
    got = list(pieces(Resampler(rate_hz), 2.0 * tone(rate_hz, 3.0), rate_hz))
    firsts = [piece.first for piece in got]
    assert firsts[0]
    assert not any(firsts[firsts.index(False) :])
    assert all(piece.sound.dtype == np.float32 for piece in got)
    sound = np.concatenate([piece.sound for piece in got])
    assert len(sound) / RATE_HZ == pytest.approx(3.0, abs=0.05)
    middle = sound[RATE_HZ : 2 * RATE_HZ]
    assert np.sqrt(np.mean(middle**2)) == pytest.approx(np.sqrt(0.5), rel=0.01)
    assert np.argmax(np.abs(np.fft.rfft(middle * np.hanning(RATE_HZ)))) == pytest.approx(440.0, abs=1.0)


@pytest.mark.parametrize("rate_hz", [16000.0, 44100.0, 48000.0])
def test_a_click_keeps_its_time(rate_hz):
    click = np.zeros(round(rate_hz))
    click[round(rate_hz * 0.5)] = 1.0
    for piece in pieces(Resampler(rate_hz), click, rate_hz):
        if len(piece.sound) and np.abs(piece.sound).max() > 0.1:
            at_s = piece.end_s - (len(piece.sound) - np.argmax(np.abs(piece.sound))) / RATE_HZ
            assert at_s == pytest.approx(0.5, abs=0.001)
            return
    pytest.fail("no click came out")


@pytest.mark.parametrize("speed", [1.0 - STEER, 0.999, 1.001, 1.0 + STEER])
def test_steered_it_takes_more_or_fewer_samples_and_says_so_in_the_times(speed):
    resampler = Resampler(48000.0)
    resampler.steer(speed)
    got = list(pieces(resampler, tone(48000.0, 10.0), 48000.0))
    sound = np.concatenate([piece.sound for piece in got])
    assert len(sound) / RATE_HZ == pytest.approx(10.0 / speed, abs=0.02)
    assert got[-1].end_s == pytest.approx(10.0, abs=0.02)


def test_a_change_of_speed_does_not_click():
    resampler, got = Resampler(44100.0), []
    for number, piece in enumerate(pieces(resampler, tone(44100.0, 4.0), 44100.0)):
        resampler.steer(1.0 + STEER * np.sin(number / 5.0))
        got.append(piece.sound)
    steps = np.abs(np.diff(np.concatenate(got)))[1000:]
    assert steps.max() < 2 * np.pi * 440.0 / RATE_HZ * (1.0 + 2 * STEER)


def test_broken_samples_become_silence():
    sound = np.full(16000, np.nan)
    sound[::3] = np.inf
    assert not any(piece.sound.any() for piece in pieces(Resampler(16000.0), sound, 16000.0))


def test_blocks_are_cut_with_their_times_and_a_new_stream_begins_a_new_block():
    cutter, number = Cutter(), np.arange(3000, dtype=np.float32)
    blocks = list(cutter.blocks(Chunk(number[:300], 300 / RATE_HZ, first=True)))
    blocks += cutter.blocks(Chunk(number[300:1300], 1300 / RATE_HZ))
    assert [len(block.sound) for block in blocks] == [BLOCK, BLOCK]
    assert [block.end_s for block in blocks] == pytest.approx([BLOCK_S, 2 * BLOCK_S])
    assert [block.first for block in blocks] == [True, False]
    assert np.array_equal(np.concatenate([block.sound for block in blocks]), number[: 2 * BLOCK])
    (block,) = cutter.blocks(Chunk(number[2000:2600], 9.0, first=True))
    assert block.first
    assert block.sound[0] == 2000.0
    assert block.end_s == pytest.approx(9.0 - 88 / RATE_HZ)
