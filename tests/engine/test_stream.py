"""Several frames at once and frames begun ahead: each is what it would be if painted alone, on the house model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine import Frame, Painter, Phrase, Wish
from engine.backends.base import Array, Follow, Overlapping, Pending, Point
from engine.context import Context, Passage

SEA = Wish(id=1, phrases=(Phrase("a calm sea at night, ink wash"),), seed=4, drift_hz=0.3, pace="smooth")
FIRE = replace(SEA, id=2, phrases=(Phrase("fire, oil painting"),), fade_s=1.0, cause_s=0.9)


class InRows:
    """The house model's own backend, which says that it wants several rows, and counts the runs."""

    def __init__(self, backend: Any, rows: int) -> None:
        self._backend = backend
        self.rows = rows
        self.runs: list[int] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._backend, name)

    def denoise_all(self, points: Sequence[Point]) -> list[Array]:
        self.runs.append(len(points))
        done: list[Array] = self._backend.denoise_all(points)
        return done


class Late:
    """A frame that is painted only when it is waited for."""

    def __init__(self, backend: OneBehind, arguments: tuple[Any, ...], after: Pending | None) -> None:
        self._backend, self._arguments, self._after = backend, arguments, after
        self.made: tuple[Any, Any] | None = None

    def wait(self) -> tuple[Any, Any]:
        if self.made is None:
            x, t, context, follow = self._arguments
            if self._after is not None:
                follow = replace(follow, before=self._after.wait()[0])
            self.made = self._backend.finish(x, t, context, follow)
        return self.made


class OneBehind:
    """The house model's own backend, with frames that can be begun."""

    rows = 1

    def __init__(self, backend: Any) -> None:
        self._backend = backend

    def __getattr__(self, name: str) -> Any:
        return getattr(self._backend, name)

    def begin(
        self, x: Array, t: float, context: Context | Passage, follow: Follow, after: Pending | None = None
    ) -> Late:
        return Late(self, (x, t, context, follow), after)


@pytest.fixture
def beside(house: Painter) -> Painter:
    """A second painter of the same loaded model."""
    return Painter(house.model, house.backend, house._targets.texts._encoder)


def same(a: Frame, b: Frame) -> bool:
    """Equal to the float's eye."""
    assert a.latent is not None
    assert b.latent is not None
    return float(np.abs(a.latent - b.latent).max()) < 1e-4


def alone(painter: Painter, wishes: Sequence[tuple[Wish, float]]) -> list[Frame]:
    return [painter.paint(replace(wish, pace="latency"), now_s) for wish, now_s in wishes]


@pytest.mark.parametrize(("rows", "steps", "at_once"), [(4, 1, 4), (4, 2, 2), (4, 4, 1), (2, 4, 1)])
def test_frames_of_a_stream_are_what_they_are_alone(
    painter: Painter, beside: Painter, rows: int, steps: int, at_once: int
) -> None:
    backend = InRows(painter.backend, rows)
    smooth = Painter(painter.model, backend, beside._targets.texts._encoder)
    wish = replace(SEA, steps=steps)
    assert smooth.ahead(wish) == at_once
    times = [k / 24 for k in range(1, 13)]
    frames = smooth.paint_ahead(wish, [0.0])  # the first is painted alone: nothing could be shown sooner
    assert len(frames) == 1
    came = []
    for k in range(0, 12, at_once):
        came.append(len(smooth.paint_ahead(wish, times[k : k + at_once])))
    assert came[: steps - 1] == [0] * (steps - 1)
    assert set(came[steps - 1 :]) == {at_once}, "a run of a full stream let other than its share out"
    assert max(backend.runs) == at_once * steps

    smooth.forget()
    frames = smooth.paint_ahead(wish, [0.0])
    for k in range(0, 12, at_once):
        frames += smooth.paint_ahead(wish, times[k : k + at_once])
    expected = alone(beside, [(wish, now_s) for now_s in (0.0, *times)])
    assert len(frames) == 13 - at_once * (steps - 1)
    assert all(same(a, b) for a, b in zip(frames, expected, strict=False))
    assert not same(frames[0], frames[-1])


def test_a_change_puts_its_own_first_frame_before_what_is_in_flight(painter: Painter, beside: Painter) -> None:
    smooth = Painter(painter.model, InRows(painter.backend, 4), beside._targets.texts._encoder)
    sea, fire = replace(SEA, steps=2), replace(FIRE, steps=2)
    wishes = [(sea, k / 24) for k in range(9)] + [(fire, k / 24) for k in range(9, 32)]
    smooth.paint_ahead(sea, [0.0])
    for k in range(1, 9, 2):
        smooth.paint_ahead(sea, [k / 24, (k + 1) / 24])
    first = smooth.paint_ahead(fire, [9 / 24])
    assert [frame.info.wish_id for frame in first] == [2]
    assert first[0].info.cause_s == fire.cause_s
    frames = first
    for k in range(10, 32, 2):
        frames += smooth.paint_ahead(fire, [k / 24, (k + 1) / 24])
    assert {frame.info.wish_id for frame in frames} == {2}
    # the frames before the change were shown later or not at all, so the paths meet only where the fade has ended
    assert len(frames) == 1 + 22 - 2
    assert len(alone(beside, wishes)) == 32


def test_a_frame_says_when_its_first_step_began(painter: Painter, beside: Painter) -> None:
    smooth = Painter(painter.model, InRows(painter.backend, 4), beside._targets.texts._encoder)
    wish, ticks = replace(SEA, steps=4), iter(range(1000))
    smooth.paint_ahead(wish, [0.0])
    frames: list[Frame] = []
    begun = []
    for k in range(1, 8):
        begun.append(next(ticks))
        frames += smooth.paint_ahead(wish, [k / 24], clock=lambda: float(next(ticks)))
    assert begun[0] <= frames[0].info.denoise_s < begun[1], "not when its own first step began"
    assert frames[0].info.decoded_s > begun[3]
    assert frames[0].info.wish_seen_s <= frames[0].info.denoise_s


def test_carry_over_and_the_pace_of_latency_paint_each_alone(painter: Painter, beside: Painter) -> None:
    backend = InRows(painter.backend, 4)
    smooth = Painter(painter.model, backend, beside._targets.texts._encoder)
    for wish in (replace(SEA, carry=0.2), replace(SEA, pace="latency")):
        smooth.forget()
        assert smooth.ahead(wish) == 1
        assert any("carry-over ties" in line for line in smooth.remarks(wish)) == (wish.pace == "smooth")
        frames = [frame for k in range(4) for frame in smooth.paint_ahead(wish, [k / 24])]
        beside.forget()
        assert all(
            np.array_equal(a.image, b.image)
            for a, b in zip(frames, alone(beside, [(wish, k / 24) for k in range(4)]), strict=True)
        )
    assert backend.runs == []
    assert "makes several at once no faster" in painter.remarks(SEA)[0]
    assert smooth.remarks(SEA) == ()


def test_a_frame_begun_ahead_is_what_it_is_alone(painter: Painter, beside: Painter) -> None:
    backend = OneBehind(painter.backend)
    assert isinstance(backend, Overlapping)
    smooth = Painter(painter.model, backend, beside._targets.texts._encoder)
    wishes = [(SEA, k / 24) for k in range(8)] + [(FIRE, k / 24) for k in range(8, 32)]
    frames, came = [], []
    for wish, now_s in wishes:
        got = smooth.paint_ahead(wish, [now_s])
        frames += got
        came.append(len(got))
    assert came[:10] == [1, 0, 1, 1, 1, 1, 1, 1, 1, 0], "each comes with the next; a change comes at once"
    expected = alone(beside, wishes)
    shown = expected[:7] + expected[8:-1]  # the one begun before the change gives way to the change's own
    assert len(frames) == len(shown)
    assert all(same(a, b) for a, b in zip(frames, shown, strict=True))
