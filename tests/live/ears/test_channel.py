"""Sound waits in a bounded channel, and its clock is tied to the wall's."""

import numpy as np
import pytest

from live.ears.channel import Anchor, Channel, Chunk
from live.ears.clock import BLOCK, BLOCK_S

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


def test_a_few_blocks_that_claim_to_be_older_do_not_move_the_clock():
    anchor = Anchor()
    lags = [-0.3 if at in (20, 50) else 0.001 * (at % 3) for at in range(64)]
    offsets = [anchor.tie(at * BLOCK_S, chunk(50.0 + at * BLOCK_S + lag)) for at, lag in enumerate(lags)]
    assert offsets == pytest.approx([50.0] * 64, abs=0.002)
