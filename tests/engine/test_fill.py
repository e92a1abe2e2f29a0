"""Frames in between: only where they pay, decoded from between, published evenly."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from engine import Frame, Painter, Phrase, Wish
from engine.flow.fill import LEAST_GAIN, MOST, Filler, between_count
from engine.flow.publish import Publisher
from engine.flow.rates import Rates
from engine.wish import FrameInfo


@pytest.mark.parametrize(
    ("fill_hz", "paint_ms", "decode_ms", "count"),
    [
        (60.0, 50.0, 1.0, 2),  # 20 frames a second painted; 3 an interval of 52 ms
        (60.0, 10.0, 1.0, 0),  # painted fast enough
        (0.0, 50.0, 1.0, 0),
        (60.0, 10.0, 7.0, 0),  # the house model on a laptop
        (120.0, 10.0, 7.0, 0),
        (60.0, 1000.0, 150.0, MOST),
        (240.0, 7.0, 0.7, 1),
    ],
)
def test_as_many_as_bring_the_rate_and_none_where_little_is_gained(
    fill_hz: float, paint_ms: float, decode_ms: float, count: int
) -> None:
    got = between_count(fill_hz, paint_ms / 1e3, decode_ms / 1e3)
    assert got == count
    assert got == 0 or (got + 1) * paint_ms / (paint_ms + got * decode_ms) >= LEAST_GAIN


def test_they_lie_evenly_between_two_painted_ones(painter: Painter) -> None:
    wish = Wish(id=5, cause_s=0.3, phrases=(Phrase("a calm sea"),), drift_hz=1.0)
    before, after = painter.paint(wish, 0.0), painter.paint(replace(wish, id=6, cause_s=0.4), 0.5)
    ticks = iter(range(100, 200))
    made = Filler(painter.backend, lambda: float(next(ticks))).between(before, after, 3)
    latents = [frame.latent for frame in (before, *made, after)]
    steps = [float(np.sqrt(np.mean((b - a) ** 2))) for a, b in pairwise(latents)]  # type: ignore[operator]
    assert max(steps) < 1.2 * min(steps)
    for frame in made:
        assert frame.info.between
        assert (frame.info.wish_id, frame.info.cause_s) == (6, 0.4)
        assert frame.info.denoise_s == after.info.denoise_s
        assert frame.info.decoded_s >= 100
    middle = painter.backend.decode_all([made[1].latent])[0]  # type: ignore[list-item]
    assert np.array_equal(middle, made[1].image)


def test_why_there_are_none_is_told_and_looked_at_again(painter: Painter) -> None:
    frame = painter.paint("a calm sea")
    now_s, tick_s = 0.0, 0.007

    def clock() -> float:
        nonlocal now_s
        now_s += tick_s
        return now_s

    filler = Filler(painter.backend, clock)
    assert filler.count(240.0, 0.01, frame) == 0
    assert filler.note == (
        "no frames in between: decoding one takes 7.0 ms, painting one 10.0 ms; "
        "less than 1.5 times the rate would be gained",
    )
    tick_s = 0.0005
    assert filler.count(240.0, 0.01, frame) == 0
    now_s += 6.0
    assert filler.count(240.0, 0.01, frame) == 2
    assert filler.note == ()
    assert filler.count(0.0, 0.01, frame) == 0


def frames(count: int, first: int = 1) -> list[Frame]:
    return [Frame(FrameInfo(number=first + k), np.zeros((1, 1, 3), np.uint8)) for k in range(count)]


def test_frames_go_out_when_they_are_due_while_the_caller_is_busy() -> None:
    written: list[tuple[int, float, str]] = []

    def write(frame: Frame) -> None:
        written.append((frame.info.number, time.monotonic(), threading.current_thread().name))

    publisher = Publisher(write, time.monotonic)
    begin_s = time.monotonic()
    publisher.put(frames(4), begin_s, 0.05)
    time.sleep(0.4)
    publisher.close()
    assert [number for number, _, _ in written] == [1, 2, 3, 4]
    assert [name for _, _, name in written] == ["MainThread"] + ["publisher"] * 3
    early = [at_s - begin_s - 0.05 * k for k, (_, at_s, _) in enumerate(written)]
    assert min(early) > -0.005, "one went out before it was due"


def test_newer_frames_put_older_ones_aside() -> None:
    written: list[int] = []
    now_s = 0.0
    publisher = Publisher(lambda frame: written.append(frame.info.number), lambda: now_s)
    publisher.put(frames(3), 0.0, 1e6)
    publisher.put(frames(1, first=9), 0.1, 0.0)
    publisher.close()
    assert written == [1, 9]


def test_rates_are_those_of_what_came() -> None:
    rates = Rates()
    for k in range(40):
        rates.painted(0.08, k * 0.1, 0 if k < 3 else 4)
    assert rates.paint_s == pytest.approx(0.02)
    assert rates.interval_s == pytest.approx(0.025, rel=0.05)
    assert rates.new_hz(3.9) == pytest.approx(40.0)
    assert rates.new_hz(100.0) == 0.0
