"""Several microphones with clocks of their own come out as one sound, in step, whichever of them fails."""

import numpy as np
import pytest

from live.ears.blend import LEAD_DB, Loudest, Mix
from live.ears.channel import Chunk
from live.ears.clock import BLOCK, BLOCK_S, RATE_HZ
from live.ears.mixer import LATE_S, Mixer
from live.ears.resample import Resampler

PIECE = 256


class Sum:
    """A blend that a test can see through."""

    def step(self, tracks):
        return tracks.sum(axis=0)


class FakeMicrophone:
    """Gives what happens at time t, `event(t)`, by a clock that is `drift` off, in pieces that come `delay_s` late."""

    def __init__(self, event, drift=0.0, delay_s=0.01, begin_s=0.0):
        self.event, self.rate_hz, self.delay_s, self.begin_s = event, RATE_HZ * (1.0 + drift), delay_s, begin_s
        self.resampler = Resampler(RATE_HZ)
        self.count = 0
        self.alive = True

    def pieces(self, now_s):
        while (end_s := self.begin_s + (self.count + PIECE) / self.rate_hz) + self.delay_s <= now_s:
            at_s = self.begin_s + (self.count + np.arange(PIECE)) / self.rate_hz
            self.count += PIECE
            if self.alive:
                yield self.resampler.take(Chunk(self.event(at_s).astype(np.float32)[:, None], end_s))


def run(mixer, microphones, until_s, from_s=0.0):
    """Everything the mixer gives while real time passes in steps of 10 ms."""
    blocks = []
    for now_s in np.arange(from_s, until_s, 0.01):
        for number, microphone in enumerate(microphones):
            microphone.resampler.steer(mixer.speed(number))
            for piece in microphone.pieces(now_s):
                mixer.put(number, piece)
        blocks += mixer.blocks(now_s)
    return blocks


def clicks(at_s):
    """A smooth click at every whole second."""
    return np.exp(-((((at_s + 0.5) % 1.0 - 0.5) / 0.0005) ** 2))


def silence(at_s):
    return np.zeros_like(at_s)


def click_times(blocks):
    """When the clicks come out, by the blocks' own times."""
    found = []
    for block in blocks:
        at = int(np.argmax(block.sound))
        if block.sound[at] > 0.3 and 5 < at < BLOCK - 5:
            found.append(block.end_s - (BLOCK - at) / RATE_HZ)
    return np.array(found)


def test_blocks_follow_each_other_without_a_gap():
    blocks = run(Mixer(2, Sum()), [FakeMicrophone(clicks), FakeMicrophone(clicks, delay_s=0.06)], 3.0)
    assert [block.first for block in blocks[:3]] == [True, False, False]
    assert np.diff([block.end_s for block in blocks]) == pytest.approx(BLOCK_S)
    assert 3.0 - blocks[-1].end_s < 0.06 + 2 * BLOCK_S


@pytest.mark.parametrize("drift", [-0.002, 0.002])
def test_a_drifting_clock_is_drawn_back_and_no_sample_is_dropped(drift):
    whole = run(Mixer(2, Sum()), [FakeMicrophone(silence), FakeMicrophone(clicks, drift)], 40.0)
    times = click_times(whole)
    assert len(times) >= 35  # without steering it would be 80 ms off by now, after a jump
    assert np.abs(times - np.round(times)).max() < 0.02
    assert np.diff(times - np.round(times)) == pytest.approx(0.0, abs=0.005)


def test_delays_do_not_matter_only_the_time_of_capture():
    microphones = [FakeMicrophone(clicks, delay_s=0.01), FakeMicrophone(clicks, delay_s=0.09)]
    mixed = run(Mixer(2, Sum()), microphones, 4.0)
    heights = [block.sound.max() for block in mixed if block.sound.max() > 0.3]
    assert len(heights) >= 2
    assert max(heights) == pytest.approx(2.0, abs=0.3)  # both clicks on top of each other


def test_one_that_is_lost_does_not_stop_the_other_and_joins_again():
    mixer = Mixer(2, Sum())
    first, second = FakeMicrophone(clicks), FakeMicrophone(silence)
    blocks = run(mixer, [first, second], 2.0)
    second.alive = False
    blocks += run(mixer, [first, second], 2.5, 2.0)  # it has not been noticed yet
    assert 2.5 - blocks[-1].end_s < LATE_S + 2 * BLOCK_S
    mixer.drop(1)
    blocks += run(mixer, [first, second], 4.0, 2.5)
    assert 4.0 - blocks[-1].end_s < 3 * BLOCK_S
    second = FakeMicrophone(clicks, begin_s=4.2)
    blocks += run(mixer, [first, second], 8.0, 4.0)
    assert np.diff([block.end_s for block in blocks]) == pytest.approx(BLOCK_S)
    late = [block.sound.max() for block in blocks if block.end_s > 4.5 and block.sound.max() > 0.5]
    assert max(late) == pytest.approx(2.0, abs=0.3)


def test_a_stall_of_all_delays_the_sound_and_loses_none_of_it():
    mixer = Mixer(2, Sum())
    microphones = [FakeMicrophone(clicks), FakeMicrophone(clicks)]
    blocks = run(mixer, microphones, 2.0)
    assert [chunk for now_s in np.arange(2.0, 2.4, 0.01) for chunk in mixer.blocks(now_s)] == []
    blocks += run(mixer, microphones, 4.0, 2.4)
    assert np.diff([block.end_s for block in blocks]) == pytest.approx(BLOCK_S)
    assert np.round(click_times(blocks)).tolist() == [1.0, 2.0, 3.0]


def test_one_that_stalls_is_late_afterwards_and_loses_nothing():
    mixer = Mixer(2, Sum())
    first, second = FakeMicrophone(silence), FakeMicrophone(clicks)
    blocks = run(mixer, [first, second], 1.9)
    for now_s in np.arange(1.9, 2.15, 0.01):
        for piece in first.pieces(now_s):
            mixer.put(0, piece)
        blocks += mixer.blocks(now_s)
    blocks += run(mixer, [first, second], 4.0, 2.15)
    times = click_times(blocks)
    assert np.round(times).tolist() == [1.0, 2.0, 3.0]
    assert 0.02 < times[1] - 2.0 < 0.25
    mixer.drop(0)  # it alone is left: its times must be true again
    late = run(mixer, [FakeMicrophone(silence, begin_s=99.0), second], 6.0, 4.0)
    assert click_times(late)[-1] == pytest.approx(5.0, abs=0.02)


def test_when_all_are_lost_nothing_comes_and_the_next_sound_begins_anew():
    mixer = Mixer(2, Sum())
    run(mixer, [FakeMicrophone(clicks), FakeMicrophone(clicks)], 1.0)
    mixer.drop(0)
    mixer.drop(1)
    assert mixer.blocks(1.5) == []
    blocks = run(mixer, [FakeMicrophone(clicks, begin_s=9.0)], 10.0, 9.0)
    assert blocks[0].first
    assert blocks[0].end_s == pytest.approx(9.0 + BLOCK_S, abs=0.02)


def noise(level_db, seed):
    return (10 ** (level_db / 20) * np.random.default_rng(seed).standard_normal(BLOCK)).astype(np.float32)


def test_voices_that_have_nothing_in_common_keep_their_loudness_in_the_mix():
    mix, powers = Mix(), []
    for number in range(50):
        out = mix.step(np.stack([noise(-20, 2 * number), noise(-20, 2 * number + 1)]))
        powers.append(np.mean(out**2))
    assert 10 * np.log10(np.mean(powers)) == pytest.approx(-20.0, abs=0.3)


def test_a_mix_that_would_pass_full_scale_is_turned_down_without_a_jump():
    at = np.arange(BLOCK * 40) / RATE_HZ
    loud = np.sin(2 * np.pi * 200 * at).astype(np.float32) * np.where(at < 0.3, 0.2, 1.0).astype(np.float32)
    mix = Mix()
    out = np.concatenate([mix.step(np.stack([part, part])) for part in loud.reshape(40, BLOCK)])
    assert np.abs(out).max() <= 1.0
    assert np.sum(np.abs(out) > 0.985) < 64  # held below full scale, not cut off there
    assert np.abs(out[:2000]).max() == pytest.approx(0.2 * np.sqrt(2), rel=0.02)


def test_the_loudest_is_heard_from_its_first_sample_and_keeps_the_word_through_its_pauses():
    loudest = Loudest()
    quiet = [noise(-60, n) for n in range(100)]
    for n in range(5):
        loudest.step(np.stack([quiet[n], quiet[n + 50]]))
    begins = noise(-20, 7)
    out = loudest.step(np.stack([quiet[9], begins]))
    assert loudest.heard == 1
    assert np.array_equal(out[64:], begins[64:])
    for n in range(3):  # a pause of 0.1 s within a word, and something soft elsewhere
        loudest.step(np.stack([noise(-28, n), quiet[n]]))
    assert loudest.heard == 1
    for n in range(20):
        loudest.step(np.stack([noise(-28, n), quiet[n]]))
    assert loudest.heard == 0


def test_as_loud_is_not_louder():
    loudest = Loudest()
    for number in range(50):
        loudest.step(np.stack([noise(-30, number), noise(-30 + LEAD_DB - 2, number + 100)]))
    assert loudest.heard == 0


def test_a_lost_microphone_is_left_at_once():
    loudest = Loudest()
    loudest.step(np.stack([noise(-10, 1), noise(-40, 2)]))
    out = loudest.step(np.stack([np.zeros(BLOCK, np.float32), noise(-40, 3)]))
    assert loudest.heard == 1
    assert out[64:].any()
